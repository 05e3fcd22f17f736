import { assertEquals } from "@std/assert";
import { type MarketId, marketId } from "../../domain/ids.ts";
import type { MarketPhase } from "../../domain/market.ts";
import { EarlyPhases } from "./early_phases.ts";

const A = marketId("kalshi", "A");

function report(id: MarketId, phase: MarketPhase, occurredAtMs = 1) {
  return { change: { marketId: id, phase, resolution: null }, occurredAtMs };
}

Deno.test("EarlyPhases.take() returns the newest phase of a market once", () => {
  const early = new EarlyPhases();
  early.add(report(A, "paused"));
  early.add(report(A, "open"));
  assertEquals(early.take(A), report(A, "open"));
  assertEquals(early.take(A), undefined);
});

Deno.test("EarlyPhases.add() lets only what is dated later replace an end", () => {
  const early = new EarlyPhases();
  early.add(report(A, "final"));
  early.add(report(A, "closed"));
  assertEquals(early.take(A), report(A, "final"));
  early.add(report(A, "final"));
  early.add(report(A, "disputed", 2));
  assertEquals(early.take(A), report(A, "disputed", 2));
});

Deno.test("EarlyPhases.add() drops the oldest of more than 1,000 markets", () => {
  const early = new EarlyPhases();
  for (let n = 0; n <= 1_000; n++) {
    early.add(report(marketId("kalshi", `M${n}`), "closed"));
  }
  assertEquals(early.take(marketId("kalshi", "M0")), undefined);
  assertEquals(
    early.take(marketId("kalshi", "M1"))?.change.phase,
    "closed",
  );
});
