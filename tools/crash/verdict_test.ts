import { assertEquals } from "@std/assert";
import { GENESIS_HEAD } from "../../domain/journal.ts";
import type { ArenaOutcome } from "./killed_arena.ts";
import { percentile, verdictOf } from "./verdict.ts";

const HELD: ArenaOutcome = {
  kills: 2,
  killedStarting: 1,
  recoveriesMs: [900.4, 1_100],
  findings: {
    head: GENESIS_HEAD,
    lost: [],
    doubled: [],
    repeats: 0,
    ledger: 0n,
    fault: null,
    orders: 7,
    fills: 5,
    contestants: new Set(),
    caught: 3,
  },
  isVerified: true,
  faults: [],
};

Deno.test("verdictOf() ends with the line of figures over all arenas", () => {
  const { isHeld, lines } = verdictOf(4, [HELD, HELD]);
  assertEquals([isHeld, lines.at(-1)], [
    true,
    "kills=4 lost=0 doubled=0 ledger=0 verified=yes recovery_ms_p50=900 recovery_ms_p99=1100",
  ]);
});

Deno.test("verdictOf() does not let one arena make up for another", () => {
  const found = (changes: Partial<ArenaOutcome["findings"]>): ArenaOutcome => ({
    ...HELD,
    findings: { ...HELD.findings, ...changes },
  });
  const { isHeld, lines } = verdictOf(4, [
    found({ ledger: 5n, lost: ["row 9 is not there"] }),
    found({
      ledger: -5n,
      doubled: ["row 7 is the second about order o_1"],
      repeats: 2,
    }),
  ]);
  assertEquals([isHeld, ...lines.slice(-3)], [
    false,
    "row 9 is not there",
    "row 7 is the second about order o_1",
    "kills=4 lost=1 doubled=2 ledger=10 verified=yes recovery_ms_p50=900 recovery_ms_p99=1100",
  ]);
});

Deno.test("verdictOf() does not hold for too few kills, an arena that nobody verified, or a fault", () => {
  for (
    const outcome of [
      { ...HELD, kills: 1 },
      { ...HELD, isVerified: false },
      { ...HELD, faults: ["Something else did not hold."] },
    ]
  ) {
    assertEquals(verdictOf(2, [outcome]).isHeld, false);
  }
  assertEquals(verdictOf(2, [HELD]).isHeld, true);
});

Deno.test("percentile() is a value that there was", () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  assertEquals([0.5, 0.99, 1].map((share) => percentile(values, share)), [
    50,
    99,
    100,
  ]);
  assertEquals(percentile([7.5], 0.5), 8);
  assertEquals(percentile([], 0.99), "none");
});
