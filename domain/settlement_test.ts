import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { yesPrices } from "./testing/arbitraries.ts";
import type { MarketPhase, Resolution } from "./market.ts";
import { quantity, usd } from "./money.ts";
import { yesPrice } from "./price.ts";
import { canChangePhase, isSettling, settlementPayout } from "./settlement.ts";

/** The table once more, by hand: from each phase, the phases that may follow. */
const NEXT = {
  listed: "open paused closed proposed disputed final void",
  open: "paused closed proposed disputed final void",
  paused: "open closed proposed disputed final void",
  closed: "proposed disputed final void",
  proposed: "disputed final void",
  disputed: "proposed final void",
  final: "proposed disputed void",
  void: "proposed disputed final",
} satisfies Record<MarketPhase, string>;

const PHASES = Object.keys(NEXT) as MarketPhase[];

for (const from of PHASES) {
  for (const to of PHASES) {
    const isAllowed = NEXT[from].split(" ").includes(to);
    Deno.test(`canChangePhase() from ${from} to ${to} is ${isAllowed}`, () => {
      assertEquals(canChangePhase(from, to), isAllowed);
    });
  }
}

Deno.test("nothing leads back to listed, no end to trading, and only final and void pay out", () => {
  assertEquals(PHASES.filter((phase) => canChangePhase(phase, "listed")), []);
  for (const end of PHASES.filter(isSettling)) {
    const next = PHASES.filter((phase) => canChangePhase(end, phase));
    assertEquals(
      next.filter((phase) => ["open", "paused", "closed"].includes(phase)),
      [],
    );
  }
  assertEquals(PHASES.filter(isSettling), ["final", "void"]);
});

Deno.test("settlementPayout() pays a dollar for the winner, the share for a scalar and the cost for a void", () => {
  const holdings = (["yes", "no"] as const).map((outcome) => ({
    outcome,
    quantity: quantity("10.5"),
    cost: usd("4.20"),
  }));
  const paid = (resolution: Resolution) =>
    holdings.map((holding) => settlementPayout(resolution, holding));
  assertEquals(paid({ kind: "yes" }), [usd("10.5"), usd("0")]);
  assertEquals(paid({ kind: "no" }), [usd("0"), usd("10.5")]);
  assertEquals(paid({ kind: "void" }), [usd("4.20"), usd("4.20")]);
  assertEquals(paid({ kind: "scalar", yesPayout: yesPrice("0.25") }), [
    usd("2.625"),
    usd("7.875"),
  ]);
});

Deno.test("settlementPayout() pays a pair of YES and NO exactly a dollar unless dust is rounded down", () => {
  fc.assert(
    fc.property(yesPrices, fc.integer({ min: 1, max: 9999 }), (price, size) => {
      const resolution: Resolution = { kind: "scalar", yesPayout: price };
      const holding = { quantity: quantity(`${size}`), cost: usd("0") };
      const yes = settlementPayout(resolution, { ...holding, outcome: "yes" });
      const no = settlementPayout(resolution, { ...holding, outcome: "no" });
      assertStrictEquals(yes + no, usd(`${size}`) as bigint);
    }),
  );
  const half: Resolution = { kind: "scalar", yesPayout: yesPrice("0.5") };
  const dust = { quantity: quantity("0.000001"), cost: usd("0") };
  assertEquals(settlementPayout(half, { ...dust, outcome: "yes" }), usd("0"));
});
