import { assertEquals } from "@std/assert";
import { marketId } from "./ids.ts";
import type { Resolution } from "./market.ts";
import type { SettlementCheckEntry } from "./settlement_check.ts";
import { SettlementHolds } from "./settlement_holds.ts";

const ID = marketId("kalshi", "RAIN");
const YES: Resolution = { kind: "yes" };
const NO: Resolution = { kind: "no" };

function checked(resolution: Resolution, isHeld = true): SettlementCheckEntry {
  return {
    kind: "settlement_checked",
    marketId: ID,
    resolution,
    notes: [{ doubt: "before_close", sentence: "Early." }],
    isHeld,
    lastQuote: null,
  };
}

function decided(
  action: "release" | "keep",
  resolution = YES,
): SettlementCheckEntry {
  const signed = { by: "ada", reason: "Because." };
  return {
    kind: "settlement_hold_decided",
    marketId: ID,
    resolution,
    action,
    ...signed,
  };
}

Deno.test("a result is held from its doubt until an operator releases it, and stays released", () => {
  const holds = new SettlementHolds();
  assertEquals(holds.isHeld(ID, YES), false);
  assertEquals(holds.apply(decided("release"), 1), false);
  assertEquals(holds.apply(checked(YES), 2), true);
  assertEquals(holds.isHeld(ID, YES), true);
  assertEquals(holds.apply(decided("keep"), 3), true);
  assertEquals(holds.isHeld(ID, YES), true);
  assertEquals(holds.about(ID, YES)?.decision?.action, "keep");
  assertEquals(holds.apply(decided("release"), 4), true);
  assertEquals(holds.isHeld(ID, YES), false);
  assertEquals(holds.apply(checked(YES), 5), false);
  assertEquals(holds.apply(decided("keep"), 6), false);
  assertEquals(holds.isHeld(ID, YES), false);
});

Deno.test("a doubt is about one result: another result is another question", () => {
  const holds = new SettlementHolds();
  holds.apply(checked(YES), 1);
  assertEquals(holds.isHeld(ID, NO), false);
  assertEquals(holds.isHeld(ID, null), false);
  assertEquals(holds.apply(decided("release", NO), 2), false);
  assertEquals(holds.isHeld(ID, YES), true);
  assertEquals(holds.apply(checked(NO, false), 3), true);
  assertEquals([holds.isHeld(ID, NO), holds.isHeld(ID, YES)], [false, false]);
  assertEquals(holds.about(ID, NO)?.checkedAtMs, 3);
});
