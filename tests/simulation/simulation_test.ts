import { assertEquals, assertGreater, assertNotEquals } from "@std/assert";
import { NO_FAULTS } from "../../tools/sim/faults.ts";
import { simulate } from "../../tools/sim/simulation.ts";
import { TallySheet } from "../../tools/sim/tally.ts";
import { REGRESSIONS } from "./regressions.ts";

const SEEDS = 100;

/** What has to come about in so many seeds, or nothing was tested there. */
const COMES_ABOUT = [
  "account time-out",
  "decision_failed",
  "garbage reply",
  "capital_moved",
  "kill_switch_acknowledged",
  "late fill: booked",
  "model fault",
  "operator: capital_refused",
  "operator: move asked for again",
  "order_cancel_rejected",
  "order_denied",
  "order_expired",
  "order_rejected",
  "position_settled",
  "reconciliation_completed",
  "settlement_reversed",
  "silent model",
  "slow model",
  "slow opinion",
  "trading_state_changed: flattened flatten",
  "trading_state_changed: operator active",
  "trading_state_changed: operator flatten",
  "trading_state_changed: operator halted",
  "trading_state_changed: operator pause",
  "trading_state_changed: operator reduce",
  "trading_state_changed: operator reducing",
  "account_reset",
  "boards_snapshotted",
  "operator: reset_refused",
  "operator: season_changed",
  "season_concluded",
  "season_started",
  "wind-down: ended",
];

Deno.test(`simulate() holds every invariant in seeds 1 to ${SEEDS}, in which everything comes about`, async () => {
  const sheet = new TallySheet();
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { finding, tally } = await simulate({ seed });
    assertEquals(finding, null, `deno task sim --seeds=1 --from=${seed}`);
    sheet.add(tally);
  }
  const seen = sheet.read();
  assertEquals(COMES_ABOUT.filter((name) => (seen[name] ?? 0) === 0), []);
});

for (const { seed, bug } of REGRESSIONS) {
  Deno.test(`simulate() holds every invariant in seed ${seed}, which found that ${bug}`, async () => {
    const { finding } = await simulate({ seed });
    assertEquals(finding, null);
  });
}

Deno.test("simulate() plays the same seed the same way, and another one another way", async () => {
  const [once, again, other] = [
    await simulate({ seed: 7 }),
    await simulate({ seed: 7 }),
    await simulate({ seed: 8 }),
  ];
  assertEquals(once, again);
  assertNotEquals(once.hash, other.hash);
});

Deno.test("simulate() trades and settles in a world without faults, in one process", async () => {
  const { finding, orders, fills, processes } = await simulate({
    seed: 1,
    faults: NO_FAULTS,
  });
  assertEquals([finding, processes], [null, 1]);
  assertGreater(orders, 10);
  assertGreater(fills, 10);
});

Deno.test("simulate() kills processes, and the arena comes back from its journal", async () => {
  const { finding, processes } = await simulate({
    seed: 1,
    faults: { ...NO_FAULTS, processCrash: 0.1, crashAfterRow: 0.05 },
  });
  assertEquals(finding, null);
  assertGreater(processes, 5);
});

Deno.test("simulate() survives models that throw and answer garbage without one restart of the arena", async () => {
  const { finding, orders, processes } = await simulate({
    seed: 1,
    faults: { ...NO_FAULTS, garbageOpinion: 0.7, modelError: 0.5 },
  });
  assertEquals([finding, processes], [null, 1]);
  assertGreater(orders, 0);
});

Deno.test("simulate() restricts everybody again and again, and whatever is lifted trades again", async () => {
  const { finding, tally, processes } = await simulate({
    seed: 1,
    faults: { ...NO_FAULTS, killSwitch: 0.2 },
  });
  assertEquals([finding, processes], [null, 1]);
  assertGreater(tally["operator: trading_state_set"] ?? 0, 20);
  assertGreater(tally["order_submitted"] ?? 0, 0);
});

Deno.test("simulate() resolves markets anew, and every payment is of the result that stands", async () => {
  const { finding, tally, processes } = await simulate({
    seed: 2,
    faults: { ...NO_FAULTS, resolvedAnew: 0.05, droppedEvent: 0.3 },
  });
  assertEquals([finding, processes], [null, 1]);
  assertGreater(tally["settlement_reversed"] ?? 0, 0);
});

Deno.test("simulate() opens the circuit of a venue that keeps failing, and closes it again", async () => {
  const faults = {
    ...NO_FAULTS,
    timeoutAfterAcceptance: 1,
    queryTimeout: 1,
    cancelTimeout: 1,
  };
  const { finding, tally } = await simulate({ seed: 1, faults });
  assertEquals(finding, null);
  assertGreater(tally["venue_circuit_changed"] ?? 0, 1);
});
