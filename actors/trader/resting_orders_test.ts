import { assertEquals } from "@std/assert";
import type { DecisionAction } from "../../domain/decision.ts";
import { deriveOrderId } from "../../domain/digest.ts";
import { orderId, roundId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity, usd } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import {
  SAMPLE_FILL,
  SAMPLE_MARKET,
  SAMPLE_ORDER,
} from "../../domain/testing/samples.ts";
import { MARKET, MIRROR } from "../../domain/testing/story.ts";
import { SeededRandom, TestProbe } from "../../runtime/mod.ts";
import type { StrategyState } from "../../strategies/strategy.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import type { RiskMessage } from "../risk/protocol.ts";
import { startTrader } from "./actor.ts";
import { TRADER_MAILBOX, type TraderMessage } from "./protocol.ts";

const RESTING: Order = {
  ...SAMPLE_ORDER,
  timeInForce: "gtc",
  status: "submitted",
};
const ACCEPTED: JournalEntry = { kind: "order_accepted", orderId: RESTING.id };
const LIMIT = { outcome: "yes", price: yesPrice("0.57") } as const;

/** A trader whose order rests at the venue, and whose strategy wants `action` next. */
async function openWithRestingOrder(action: DecisionAction) {
  const journal = new HeldJournal();
  journal.write({ kind: "market_listed", market: SAMPLE_MARKET });
  const stage = new ActorStage<TraderMessage>(journal);
  const risk = new TestProbe<RiskMessage>();
  const seen: StrategyState[] = [];
  const refusals: string[] = [];
  await stage.open(TRADER_MAILBOX, (parts, context) =>
    startTrader({
      ...parts,
      contestantId: MIRROR,
      strategy: {
        id: "mirror",
        name: "Mirror",
        description: "Does what the test says.",
        wakesOn: [],
        evaluate(state) {
          seen.push(state);
          const reason = "The test says so.";
          return { probabilityYes: 0.6, confidence: 0.5, reason, action };
        },
      },
      startingBalance: usd("1000"),
      risk,
      random: new SeededRandom(1),
      decisionIntervalMs: 0,
      onRefusal: ({ message }) => refusals.push(message),
    }, context));
  await stage.tell({
    kind: "quote_changed",
    quote: {
      marketId: MARKET,
      yesBid: yesPrice("0.54"),
      yesAsk: yesPrice("0.56"),
      occurredAtMs: 0,
    },
  });
  const commit = async (...entries: readonly JournalEntry[]) => {
    journal.commitForeign(...entries);
    await stage.settle();
  };
  await commit({ kind: "order_submitted", order: RESTING }, ACCEPTED);
  return {
    stage,
    risk,
    seen,
    refusals,
    commit,
    round: (name: string) =>
      stage.tell({
        kind: "round_started",
        round: { id: roundId(name), startedAtMs: 0 },
      }),
    decisions: () =>
      journal.entries("decision_made").map(({ decision }) => decision),
  };
}

Deno.test("trader decides beside an order that rests, and shows it to the strategy", async () => {
  const { stage, seen, commit, round } = await openWithRestingOrder({
    kind: "hold",
  });
  await round("r_1");
  await commit({ kind: "order_filled", fill: SAMPLE_FILL });
  await round("r_2");
  assertEquals(
    seen.map(({ working }) =>
      working.map(({ id, status, filledQuantity }) =>
        `${id} ${status} ${filledQuantity}`
      )
    ),
    [["o_1 accepted 0"], ["o_1 partially_filled 4000000"]],
  );
  await stage.close();
});

Deno.test("trader has risk take an order back, and decides nothing until the venue has answered", async () => {
  const action = { kind: "cancel", orderId: RESTING.id } as const;
  const { stage, risk, seen, commit, round } = await openWithRestingOrder(
    action,
  );
  await round("r_1");
  assertEquals(risk.messages, [{
    kind: "cancel_order",
    contestantId: MIRROR,
    orderId: RESTING.id,
    reason: "The test says so.",
  }]);
  await commit({
    kind: "order_cancel_requested",
    orderId: RESTING.id,
    reason: "The test says so.",
  });
  await round("r_2");
  assertEquals(seen.length, 1);
  await commit({
    kind: "order_cancel_rejected",
    orderId: RESTING.id,
    reason: "Too late.",
  });
  await round("r_3");
  assertEquals(seen.length, 2);
  await stage.close();
});

Deno.test("trader asks for another order in the place of one that rests, alike but for quantity and limit", async () => {
  const { stage, risk, round, decisions } = await openWithRestingOrder({
    kind: "replace",
    orderId: RESTING.id,
    quantity: quantity("3"),
    limit: LIMIT,
  });
  await round("r_1");
  const [decision] = decisions();
  if (decision === undefined) throw new Error("Nothing was decided");
  assertEquals(risk.messages, [{
    kind: "review_order",
    order: {
      ...RESTING,
      id: deriveOrderId(decision.id),
      decisionId: decision.id,
      quantity: quantity("3"),
      limit: LIMIT,
      replaces: RESTING.id,
      status: "initialized",
      createdAtMs: 0,
    },
    decidedAtMs: 0,
    stamps: { wokenAtMs: 0, decidedAtMs: 0, orderedAtMs: 0 },
  }]);
  await stage.close();
});

Deno.test("trader drops a replacement of an order that was filled while it thought, and decides anew in the next round", async () => {
  const { stage, risk, seen, commit, round } = await openWithRestingOrder({
    kind: "replace",
    orderId: RESTING.id,
    quantity: quantity("3"),
    limit: LIMIT,
  });
  stage.journal.isHolding = true;
  await round("r_1");
  await commit({
    kind: "order_filled",
    fill: { ...SAMPLE_FILL, quantity: RESTING.quantity },
  });
  stage.journal.isHolding = false;
  await stage.commit();
  assertEquals(risk.messages, []);
  await round("r_2");
  assertEquals(seen.map(({ working }) => working.length), [1, 0]);
  await stage.close();
});

Deno.test("trader refuses to take back an order that is not its own or over", async () => {
  const action = { kind: "cancel", orderId: orderId("o_others") } as const;
  const { stage, risk, refusals, round, decisions } =
    await openWithRestingOrder(action);
  await round("r_1");
  assertEquals([risk.messages, decisions()], [[], []]);
  assertEquals(refusals, [
    'Cannot cancel an order as it must be one of the contestant\'s own that work in the market: current value is "o_others"',
  ]);
  await stage.close();
});
