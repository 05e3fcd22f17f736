import { assertEquals } from "@std/assert";
import { marketId } from "../../domain/ids.ts";
import { PhasesUnderWay } from "./phases_under_way.ts";

const A = marketId("kalshi", "A");
const B = marketId("kalshi", "B");

Deno.test("PhasesUnderWay.last() is the newest phase until all rows of the market have come", () => {
  const phases = new PhasesUnderWay();
  assertEquals(phases.last(A), undefined);
  for (const phase of ["paused", "open", "paused"] as const) {
    phases.add(A, phase);
  }
  phases.add(B, "closed");
  phases.committed(A);
  assertEquals(phases.last(A), "paused");
  phases.committed(A);
  assertEquals(phases.last(A), "paused");
  phases.committed(A);
  assertEquals([phases.last(A), phases.last(B)], [undefined, "closed"]);
});
