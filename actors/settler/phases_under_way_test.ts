import { assertEquals } from "@std/assert";
import { type MarketId, marketId } from "../../domain/ids.ts";
import type { MarketPhase } from "../../domain/market.ts";
import { PhasesUnderWay } from "./phases_under_way.ts";

const A = marketId("kalshi", "A");
const B = marketId("kalshi", "B");

function reported(id: MarketId, phase: MarketPhase) {
  return {
    change: { marketId: id, phase, resolution: null },
    occurredAtMs: 1,
  };
}

Deno.test("PhasesUnderWay.last() is the newest phase until all rows of the market have come", () => {
  const phases = new PhasesUnderWay();
  const last = (id: MarketId) => phases.last(id)?.change.phase;
  assertEquals(last(A), undefined);
  for (const phase of ["paused", "open", "paused"] as const) {
    phases.add(reported(A, phase));
  }
  phases.add(reported(B, "closed"));
  phases.committed(A);
  assertEquals(last(A), "paused");
  phases.committed(A);
  assertEquals(last(A), "paused");
  phases.committed(A);
  assertEquals([last(A), last(B)], [undefined, "closed"]);
});
