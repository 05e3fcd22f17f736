import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Decision } from "../../domain/decision.ts";
import { deriveOrderId } from "../../domain/digest.ts";
import {
  contestantId,
  decisionId,
  fillId,
  type MarketId,
} from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity, usd } from "../../domain/money.ts";
import { IMMEDIATE } from "../../domain/order.ts";
import type { PositionExit } from "../../domain/position_exit.ts";
import { yesPrice } from "../../domain/price.ts";
import type { Quote } from "../../domain/quote.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";
import { ExitWatch } from "./exit_watch.ts";
import { Portfolio } from "./portfolio.ts";

const ADA = contestantId("ada");
const ID: MarketId = SAMPLE_MARKET.id;

function purchase(
  id: string,
  { target, stop, by = ADA }: {
    readonly target: string;
    readonly stop: string;
    readonly by?: typeof ADA;
  },
): Decision {
  return {
    id: decisionId(id),
    contestantId: by,
    marketId: ID,
    probabilityYes: 0.7,
    confidence: 0.5,
    reason: "Up.",
    action: {
      kind: "trade",
      side: "buy",
      outcome: "yes",
      quantity: quantity("10"),
      limit: { outcome: "yes", price: yesPrice("0.56") },
      ...IMMEDIATE,
    },
    causationId: "r1",
    marketProbability: 0.55,
    decidedAtMs: 0,
    plan: {
      target: { outcome: "yes", price: yesPrice(target) },
      stop: { outcome: "yes", price: yesPrice(stop) },
      invalidation: "Down.",
    },
  };
}

function open(orderQuantityMax = "1000") {
  const portfolio = new Portfolio(ADA);
  const watch = new ExitWatch({
    contestantId: ADA,
    portfolio,
    orderQuantityMax: quantity(orderQuantityMax),
  });
  const fold = (...entries: readonly JournalEntry[]) => {
    for (const entry of entries) {
      portfolio.fold(entry, 0);
      watch.fold(entry);
    }
  };
  fold({ kind: "market_listed", market: SAMPLE_MARKET }, {
    kind: "contestant_enrolled",
    contestantId: ADA,
    name: "Ada",
    strategy: "a/model",
    startingBalance: usd("10000"),
  });
  const buy = (decision: Decision, contracts = "10") => {
    const { id, action } = decision;
    assert(action.kind === "trade");
    const { kind: _kind, ...terms } = action;
    const orderId = deriveOrderId(id);
    const filled = quantity(contracts);
    fold(
      { kind: "decision_made", decision },
      {
        kind: "order_submitted",
        order: {
          ...terms,
          quantity: filled,
          id: orderId,
          decisionId: id,
          contestantId: decision.contestantId,
          marketId: ID,
          replaces: null,
          status: "submitted",
          filledQuantity: quantity("0"),
          filledNotional: usd("0"),
          createdAtMs: 0,
        },
      },
      { kind: "order_accepted", orderId },
      {
        kind: "order_filled",
        fill: {
          id: fillId(`f_${id}`),
          orderId,
          contestantId: decision.contestantId,
          marketId: ID,
          side: "buy",
          outcome: "yes",
          quantity: filled,
          price: terms.limit,
          fee: usd("0"),
          liquidity: "taker",
          occurredAtMs: 0,
        },
      },
    );
  };
  return {
    fold,
    buy,
    at: (yesBid: string | null, nowMs = 10_000) =>
      watch.due(quoteOf(yesBid), nowMs),
  };
}

function quoteOf(yesBid: string | null): Quote {
  return {
    marketId: ID,
    yesBid: yesBid === null ? null : yesPrice(yesBid),
    yesAsk: yesPrice("0.99"),
    occurredAtMs: 0,
  };
}

const summary = (exits: readonly PositionExit[]) =>
  exits.map(({ cause, quantity }) => [cause, quantity]);
const PLAN = { target: "0.8", stop: "0.4" };

Deno.test("ExitWatch sells all that is held when the bid reaches the target or the stop, and not before", () => {
  const cases: readonly (readonly [string | null, string | null])[] = [
    [null, null],
    ["0.41", null],
    ["0.4", "stop"],
    ["0.1", "stop"],
    ["0", null],
    ["0.79", null],
    ["0.8", "target"],
    ["0.95", "target"],
  ];
  for (const [bid, cause] of cases) {
    const { buy, at } = open();
    buy(purchase("d_1", PLAN));
    const expected = cause === null ? [] : [[cause, quantity("10")]];
    assertEquals(summary(at(bid)), expected as never, `${bid}`);
  }
});

Deno.test("ExitWatch names the plan, its level and the bid, and gives each sale an id of its own", () => {
  const { buy, at, fold } = open();
  buy(purchase("d_1", PLAN));
  const [first] = at("0.85");
  assert(first !== undefined);
  assertEquals(
    [first.planId, first.level.price, first.bid.price],
    [decisionId("d_1"), yesPrice("0.8"), yesPrice("0.85")],
  );
  assertEquals(first.orderId, deriveOrderId(first.exitId));
  fold(first, {
    kind: "order_denied",
    order: {
      ...IMMEDIATE,
      side: "sell",
      outcome: "yes",
      quantity: first.quantity,
      limit: first.bid,
      id: first.orderId,
      decisionId: first.exitId,
      contestantId: ADA,
      marketId: ID,
      replaces: null,
      status: "denied",
      filledQuantity: quantity("0"),
      filledNotional: usd("0"),
      createdAtMs: 0,
    },
    code: "STALE_QUOTE",
    detail: "Old.",
  });
  const [second] = at("0.85", 20_000);
  assertNotEquals(second?.orderId, first.orderId);
});

Deno.test("ExitWatch waits between two sales, and while the last one is under way", () => {
  const { buy, at, fold } = open();
  buy(purchase("d_1", PLAN));
  const [first] = at("0.85", 10_000);
  assertEquals(at("0.85", 14_999), []);
  assertEquals(at("0.85", 15_000).length, 1);
  assert(first !== undefined);
  fold(first);
  assertEquals(at("0.85", 60_000), []);
});

Deno.test("ExitWatch goes by the plan of the purchase that was filled last", () => {
  const { buy, at } = open();
  buy(purchase("d_1", PLAN));
  buy(purchase("d_2", { target: "0.9", stop: "0.5" }));
  assertEquals(at("0.85"), []);
  assertEquals(summary(at("0.5")), [["stop", quantity("20")]]);
});

Deno.test("ExitWatch sells no more at once than an order may be for", () => {
  const { buy, at } = open("4");
  buy(purchase("d_1", PLAN));
  assertEquals(summary(at("0.85")), [["target", quantity("4")]]);
});

Deno.test("ExitWatch has nothing to sell for others, without a fill, or after the market", () => {
  const { fold, buy, at } = open();
  fold({ kind: "decision_made", decision: purchase("d_0", PLAN) });
  assertEquals(at("0.85", 10_000), []);
  buy(purchase("d_1", { ...PLAN, by: contestantId("bob") }));
  assertEquals(at("0.85", 100_000), []);
  buy(purchase("d_2", PLAN));
  fold({
    kind: "market_phase_changed",
    marketId: ID,
    phase: "closed",
    resolution: null,
  });
  assertEquals(at("0.85", 200_000), []);
});
