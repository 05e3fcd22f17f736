import { assertEquals } from "@std/assert";
import { AttributionDecisions, beliefsOf } from "./attribution_decisions.ts";
import type { Decision, DecisionAction } from "./decision.ts";
import { decisionId } from "./ids.ts";
import { quantity, usd } from "./money.ts";
import { SAMPLE_ORDER } from "./testing/samples.ts";

const { contestantId, marketId, limit } = SAMPLE_ORDER;

function decided(name: string, action: DecisionAction): Decision {
  return {
    id: decisionId(name),
    contestantId,
    marketId,
    probabilityYes: 0.7,
    confidence: 1,
    reason: "test",
    action,
    causationId: "r_1",
    marketProbability: 0.6,
    decidedAtMs: 1,
  };
}

const TRADE: DecisionAction = { ...SAMPLE_ORDER, kind: "trade" };

Deno.test("AttributionDecisions remembers what may be traded on, and nothing else", () => {
  const decisions = new AttributionDecisions();
  const actions: readonly DecisionAction[] = [
    TRADE,
    {
      kind: "replace",
      orderId: SAMPLE_ORDER.id,
      quantity: quantity("1"),
      limit,
    },
    { kind: "cancel", orderId: SAMPLE_ORDER.id },
    { kind: "hold" },
  ];
  const known = actions.map((action) => {
    decisions.decide(decided(action.kind, action), usd("1000"));
    return decisions.get(decisionId(action.kind)) !== null;
  });
  assertEquals(known, [true, true, false, false]);
});

Deno.test("AttributionDecisions keeps 1,000 beside those whose order is working", () => {
  const decisions = new AttributionDecisions();
  const first = { ...SAMPLE_ORDER, decisionId: decisionId("d_first") };
  decisions.decide(decided("d_first", TRADE), usd("1000"));
  decisions.ordered({ ...first, status: "submitted" });
  for (let index = 0; index < 1_001; index++) {
    decisions.decide(decided(`d_${index}`, TRADE), usd("1000"));
  }
  assertEquals(decisions.get(decisionId("d_0")), null);
  assertEquals(decisions.get(decisionId("d_1")) !== null, true);
  assertEquals(decisions.get(first.decisionId) !== null, true);
  decisions.ordered({ ...first, status: "canceled" });
  assertEquals(decisions.get(decisionId("d_1")), null);
  assertEquals(decisions.get(first.decisionId) !== null, true);
});

Deno.test("beliefsOf() are on the outcome's scale, of the mid or else of the limit", () => {
  const decisions = new AttributionDecisions();
  decisions.decide(decided("d_1", TRADE), usd("1000"));
  const decision = decisions.get(decisionId("d_1"));
  const at = (outcome: "yes" | "no") => ({ outcome, limit: 620_000n });
  assertEquals(beliefsOf(decision, at("yes")), {
    own: 700_000n,
    market: 600_000n,
  });
  assertEquals(beliefsOf(decision, at("no")), {
    own: 300_000n,
    market: 400_000n,
  });
  const unquoted = decision && { ...decision, marketProbability: null };
  assertEquals(beliefsOf(unquoted, at("no")), {
    own: 300_000n,
    market: 620_000n,
  });
  assertEquals(beliefsOf(null, at("no")), { own: 620_000n, market: 620_000n });
});
