import { assertEquals } from "@std/assert";
import { answerSchema } from "../../domain/model_answer.ts";
import { decisionOf, type ShownMarket } from "./rule.ts";

const MARKET: ShownMarket = {
  id: "kalshi:A",
  yesBid: "0.4",
  yesAsk: "0.42",
  history: [{ mid: 0.6 }, { mid: 0.5 }],
};

Deno.test("the example agent bets on a way back to the mean, in the arena's own form", () => {
  const cases: readonly (readonly [Partial<ShownMarket>, string])[] = [
    [{}, "buy_yes"],
    [{ yesBid: "0.7", yesAsk: "0.72" }, "buy_no"],
    [{ yesBid: "0.54", yesAsk: "0.56" }, "hold"],
    [{ yesBid: null }, "hold"],
    [{ history: [] }, "hold"],
  ];
  for (const [change, action] of cases) {
    const decision = decisionOf({ ...MARKET, ...change });
    assertEquals(decision.action, action);
    assertEquals(answerSchema.safeParse(decision).success, true, action);
  }
});
