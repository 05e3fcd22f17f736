import { assertEquals } from "@std/assert";
import type { Decision } from "../../domain/decision.ts";
import { contestantId, decisionId } from "../../domain/ids.ts";
import type { EquityMark, JournalEntry } from "../../domain/journal.ts";
import { usd, ZERO_USD } from "../../domain/money.ts";
import { SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { LeaderWatch } from "./leader_watch.ts";

const OWN = contestantId("fade");
const { marketId } = SAMPLE_ORDER;

function marked(
  ...equities: readonly (readonly [string, string])[]
): JournalEntry {
  const marks = equities.map(([id, equity]): EquityMark => ({
    contestantId: contestantId(id),
    cash: usd(equity),
    positionsAtBid: ZERO_USD,
    equity: usd(equity),
  }));
  return { kind: "equity_marked", marks };
}

function decided(id: string, by: string): JournalEntry {
  const decision: Decision = {
    id: decisionId(id),
    contestantId: contestantId(by),
    marketId,
    probabilityYes: 0.6,
    confidence: 0.5,
    reason: "It may rise.",
    action: { kind: "hold" },
    causationId: "round_1",
    marketProbability: 0.5,
    decidedAtMs: 1_000,
  };
  return { kind: "decision_made", decision };
}

function watchOf(...entries: readonly JournalEntry[]): LeaderWatch {
  const watch = new LeaderWatch(OWN);
  for (const entry of entries) watch.fold(entry);
  return watch;
}

Deno.test("LeaderWatch knows the newest decision of whoever has the most equity", () => {
  const watch = watchOf(
    decided("d_1", "a"),
    decided("d_2", "b"),
    decided("d_3", "b"),
    marked(["a", "90"], ["b", "110"]),
  );
  assertEquals(watch.decision(marketId)?.id, decisionId("d_3"));
  watch.fold(marked(["a", "120"], ["b", "110"]));
  assertEquals(watch.decision(marketId)?.id, decisionId("d_1"));
});

Deno.test("LeaderWatch has no leader before a marking, nor while two share the first place", () => {
  const watch = watchOf(decided("d_1", "a"));
  assertEquals(watch.decision(marketId), null);
  watch.fold(marked(["a", "100"], ["b", "100"]));
  assertEquals(watch.decision(marketId), null);
});

Deno.test("LeaderWatch never follows its own", () => {
  const watch = watchOf(
    decided("d_1", OWN),
    decided("d_2", "a"),
    marked([OWN, "200"], ["a", "100"]),
  );
  assertEquals(watch.decision(marketId)?.id, decisionId("d_2"));
});

Deno.test("LeaderWatch forgets markets that are over", () => {
  const watch = watchOf(decided("d_1", "a"), marked(["a", "100"]), {
    kind: "market_phase_changed",
    marketId,
    phase: "final",
    resolution: { kind: "yes" },
  });
  assertEquals(watch.decision(marketId), null);
});
