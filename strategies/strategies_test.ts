import type { DecisionAction } from "../domain/decision.ts";
import { IMMEDIATE, type Order } from "../domain/order.ts";
import { SAMPLE_ORDER } from "../domain/testing/samples.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { marketId } from "../domain/ids.ts";
import { quantity, usd } from "../domain/money.ts";
import { CENT_GRID, noPrice, yesPrice } from "../domain/price.ts";
import { BASE_RATE } from "./base_rate.ts";
import { FADE_THE_LEADER } from "./fade_the_leader.ts";
import { HOLD_CASH } from "./hold.ts";
import { MARKET_MIRROR } from "./market_mirror.ts";
import { MOMENTUM } from "./momentum.ts";
import { CONTROLS } from "./roster.ts";
import { SEEDED_RANDOM } from "./seeded_random.ts";
import type { StrategyState } from "./strategy.ts";

const ID = marketId("kalshi", "T-1");

const STATE: StrategyState = {
  market: {
    id: ID,
    venue: "kalshi",
    ticker: "T-1",
    eventTicker: "T",
    title: "Test",
    phase: "open",
    opensAtMs: 0,
    closesAtMs: 900_000,
    strike: null,
    priceRanges: CENT_GRID,
    quantityMin: quantity("1"),
  },
  quote: {
    marketId: ID,
    yesBid: yesPrice("0.59"),
    yesAsk: yesPrice("0.61"),
    occurredAtMs: 100_000,
  },
  mid: 0.6,
  history: [],
  held: { yes: quantity("0"), no: quantity("0") },
  working: [],
  freeCash: usd("5000"),
  resolved: { yes: 0, no: 0 },
  leader: null,
  signal: null,
  draws: [0.3, 0.9, 0.1],
  nowMs: 100_000,
};

Deno.test("CONTROLS give a probability, a confidence and a reason also when they hold", () => {
  for (const strategy of CONTROLS) {
    const unquoted = {
      ...STATE,
      mid: null,
      quote: { ...STATE.quote, yesBid: null, yesAsk: null },
    };
    const opinion = strategy.evaluate({
      ...unquoted,
      resolved: { yes: 2, no: 2 },
    });
    assertEquals(opinion.action.kind, "hold", strategy.id);
    assertEquals(
      opinion.probabilityYes >= 0 && opinion.probabilityYes <= 1,
      true,
    );
    assertEquals(opinion.confidence >= 0 && opinion.confidence <= 1, true);
    assertEquals(opinion.reason.length > 0, true);
  }
});

Deno.test("MARKET_MIRROR forecasts the mid and backs the favorite once", () => {
  const opinion = MARKET_MIRROR.evaluate(STATE);
  assertEquals(opinion.probabilityYes, 0.6);
  // 2 % of 5,000 dollars buys 163 contracts at 61 cents.
  assertEquals(opinion.action, {
    kind: "trade",
    side: "buy",
    outcome: "yes",
    quantity: quantity("163"),
    limit: { outcome: "yes", price: yesPrice("0.61") },
    ...IMMEDIATE,
  });
  const holding = { ...STATE, held: { yes: quantity("1"), no: quantity("0") } };
  assertEquals(MARKET_MIRROR.evaluate(holding).action.kind, "hold");
});

Deno.test("MARKET_MIRROR buys NO at one minus the YES bid", () => {
  const quote = {
    ...STATE.quote,
    yesBid: yesPrice("0.19"),
    yesAsk: yesPrice("0.21"),
  };
  const { action } = MARKET_MIRROR.evaluate({ ...STATE, quote, mid: 0.2 });
  assertEquals(action.kind === "trade" && action.limit, {
    outcome: "no",
    price: noPrice("0.81"),
  });
});

Deno.test("SEEDED_RANDOM follows its draws alone", () => {
  assertEquals(SEEDED_RANDOM.evaluate(STATE).probabilityYes, 0.3);
  assertEquals(SEEDED_RANDOM.evaluate(STATE).action.kind, "hold");
  const act = (side: number) => {
    const { action } = SEEDED_RANDOM.evaluate({
      ...STATE,
      draws: [0.3, 0.24, side],
    });
    return action.kind === "trade" ? action.outcome : action.kind;
  };
  assertEquals([act(0.49), act(0.5)], ["yes", "no"]);
  const holding = {
    ...STATE,
    held: { yes: quantity("0"), no: quantity("7") },
    draws: [0.3, 0, 0] as const,
  };
  const { action } = SEEDED_RANDOM.evaluate(holding);
  assertEquals(
    action.kind === "trade" && [action.side, action.outcome, action.quantity],
    [
      "sell",
      "no",
      quantity("7"),
    ],
  );
});

Deno.test("HOLD_CASH never trades", () => {
  assertEquals(HOLD_CASH.evaluate(STATE).action.kind, "hold");
  assertEquals(HOLD_CASH.evaluate(STATE).probabilityYes, 0.5);
});

Deno.test("BASE_RATE forecasts by the rule of succession and takes what is offered only on a wide gap", () => {
  const opinion = BASE_RATE.evaluate({ ...STATE, resolved: { yes: 7, no: 1 } });
  assertAlmostEquals(opinion.probabilityYes, 0.8);
  assertEquals(
    opinion.action.kind === "trade" && opinion.action.outcome,
    "yes",
  );
  const low = BASE_RATE.evaluate({ ...STATE, resolved: { yes: 1, no: 7 } });
  assertEquals(low.action.kind === "trade" && low.action.outcome, "no");
});

/** A forecast of 7 / 11 for YES, with 60 cents in the middle. */
const NEAR: StrategyState = { ...STATE, resolved: { yes: 6, no: 3 } };
const BID: Order = { ...SAMPLE_ORDER, marketId: ID, timeInForce: "gtd" };

Deno.test("BASE_RATE rests a bid under its forecast when the price is near, until it is filled or dear", () => {
  // 2 % of 5,000 dollars buys 172 contracts at 58 cents: 63.6 less 5, down to the grid.
  assertEquals(BASE_RATE.evaluate(NEAR).action, {
    kind: "trade",
    side: "buy",
    outcome: "yes",
    quantity: quantity("172"),
    limit: { outcome: "yes", price: yesPrice("0.58") },
    timeInForce: "gtd",
    expiresAtMs: 220_000,
    postOnly: true,
    reduceOnly: false,
  });
  const late = { ...NEAR, nowMs: 899_000 };
  const { action } = BASE_RATE.evaluate(late);
  assertEquals(action.kind === "trade" && action.expiresAtMs, 900_000);
  const held = { yes: quantity("1"), no: quantity("0") };
  assertEquals(BASE_RATE.evaluate({ ...NEAR, held }).action.kind, "hold");
});

Deno.test("BASE_RATE leaves its bid where it is about right, moves it when it is not, and takes it back on the wrong side", () => {
  const tended = (price: string, filled = "0") => {
    const limit = { outcome: "yes", price: yesPrice(price) } as const;
    const working = [{ ...BID, limit, filledQuantity: quantity(filled) }];
    return BASE_RATE.evaluate({ ...NEAR, working }).action;
  };
  assertEquals(tended("0.56").kind, "hold");
  assertEquals(tended("0.55", "4"), {
    kind: "replace",
    orderId: BID.id,
    quantity: quantity("6"),
    limit: { outcome: "yes", price: yesPrice("0.58") },
  });
  const dearer = { ...NEAR, mid: 0.7, working: [BID] };
  assertEquals(BASE_RATE.evaluate(dearer).action, {
    kind: "cancel",
    orderId: BID.id,
  });
});

Deno.test("BASE_RATE waits for five markets of the series", () => {
  const kind = (yes: number) =>
    BASE_RATE.evaluate({ ...STATE, resolved: { yes, no: 0 } }).action.kind;
  assertEquals([kind(4), kind(5)], ["hold", "trade"]);
});

Deno.test("MOMENTUM buys what has moved by three cents and sells when that turns", () => {
  const from = (mid: number) => ({
    ...STATE,
    history: [{ atMs: 50_000, mid }],
  });
  const outcome = (state: StrategyState) => {
    const { action } = MOMENTUM.evaluate(state);
    return action.kind === "trade"
      ? `${action.side} ${action.outcome}`
      : "hold";
  };
  assertEquals(outcome(from(0.56)), "buy yes");
  assertEquals(outcome(from(0.58)), "hold");
  assertEquals(outcome(from(0.64)), "buy no");
  const long = { yes: quantity("5"), no: quantity("0") };
  assertEquals(outcome({ ...from(0.64), held: long }), "sell yes");
  assertEquals(outcome({ ...from(0.56), held: long }), "hold");
});

Deno.test("MOMENTUM ignores what is more than a minute old", () => {
  const history = [{ atMs: 39_999, mid: 0.2 }, { atMs: 40_000, mid: 0.6 }];
  assertEquals(MOMENTUM.evaluate({ ...STATE, history }).action.kind, "hold");
});

/** What the leader wants here. */
function leading(
  action: DecisionAction,
  probabilityYes: number,
): StrategyState["leader"] {
  return { action, probabilityYes, confidence: 0.4 };
}

const LEADER_BUYS: DecisionAction = {
  kind: "trade",
  side: "buy",
  outcome: "yes",
  quantity: quantity("10"),
  limit: { outcome: "yes", price: yesPrice("0.61") },
  ...IMMEDIATE,
};

Deno.test("FADE_THE_LEADER buys what the leader bets against, and forecasts the mirror image", () => {
  const leader = leading(LEADER_BUYS, 0.7);
  const opinion = FADE_THE_LEADER.evaluate({ ...STATE, leader });
  assertAlmostEquals(opinion.probabilityYes, 0.5);
  assertEquals(opinion.confidence, 0.4);
  // 2 % of 5,000 dollars buys 243 contracts at 41 cents.
  assertEquals(opinion.action, {
    kind: "trade",
    side: "buy",
    outcome: "no",
    quantity: quantity("243"),
    limit: { outcome: "no", price: noPrice("0.41") },
    ...IMMEDIATE,
  });
});

Deno.test("FADE_THE_LEADER holds once invested, and without a leader that trades", () => {
  const held = { yes: quantity("0"), no: quantity("5") };
  const states: readonly Partial<StrategyState>[] = [
    { leader: null },
    { leader: leading({ kind: "hold" }, 0.7) },
    { leader: leading(LEADER_BUYS, 0.7), held },
    { leader: leading({ ...LEADER_BUYS, side: "sell" }, 0.7) },
  ];
  for (const state of states) {
    const { action } = FADE_THE_LEADER.evaluate({ ...STATE, ...state });
    assertEquals(action.kind, "hold");
  }
});

Deno.test("FADE_THE_LEADER leaves when the leader does", () => {
  const held = { yes: quantity("0"), no: quantity("5") };
  const leader = leading({ ...LEADER_BUYS, side: "sell" }, 0.7);
  const { action } = FADE_THE_LEADER.evaluate({ ...STATE, leader, held });
  assertEquals(action, {
    kind: "trade",
    side: "sell",
    outcome: "no",
    quantity: quantity("5"),
    limit: { outcome: "no", price: noPrice("0.39") },
    ...IMMEDIATE,
  });
});
