/**
 * Risk on a stage: a journal, a clock and an executor that only listens.
 *
 * @module
 */
import { arenaOptions } from "../../composition/arena_options.ts";
import { loadSettings } from "../../config.ts";
import { type ContestantId, fillId, orderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity, usd } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import type { Quote } from "../../domain/quote.ts";
import { SAMPLE_MARKET, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { booksOf, ENROLLED, MIRROR } from "../../domain/testing/story.ts";
import { TestProbe } from "../../runtime/mod.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import type { ExecutorMessage } from "../executor/protocol.ts";
import { startRisk } from "./actor.ts";
import type { RiskLimits } from "./limits.ts";
import {
  RISK_MAILBOX,
  type RiskMessage,
  type SetTradingState,
  type TradingStateReply,
} from "./protocol.ts";

const LIMITS: RiskLimits = {
  ...arenaOptions(loadSettings({})).limits,
  // Orders of these tests are made at the start, whatever time it is by then.
  decisionAgeMsMax: Infinity,
  orderNotionalMax: usd("800"),
  positionCostMax: usd("2000"),
};

/** At 0.55 and 0.56. */
export const QUOTE: Quote = {
  marketId: SAMPLE_MARKET.id,
  yesBid: yesPrice("0.55"),
  yesAsk: yesPrice("0.56"),
  occurredAtMs: 0,
};

/** An operator halts the arena. */
export const HALT: SetTradingState = {
  kind: "set_trading_state",
  scope: { kind: "arena" },
  state: "halted",
  step: null,
  cause: "operator",
  detail: "Maintenance.",
  by: "ann",
};

/** Of the sample's contestant alone. */
export const OWN = { kind: "contestant", contestantId: MIRROR } as const;

/** Returns an order that is fine. */
export function orderOf(id: string, change: Partial<Order> = {}): Order {
  return {
    ...SAMPLE_ORDER,
    status: "initialized",
    id: orderId(id),
    ...change,
  };
}

export function submitted(order: Order): JournalEntry {
  return { kind: "order_submitted", order: { ...order, status: "submitted" } };
}

export function canceled(id: string): JournalEntry {
  return { kind: "order_canceled", orderId: orderId(id), reason: "Asked for." };
}

/** Fills `contracts` of an order at its limit, for nothing. */
export function filled(order: Order, contracts = "10"): JournalEntry {
  return {
    kind: "order_filled",
    fill: {
      id: fillId(`f_${order.id}_${contracts}`),
      orderId: order.id,
      contestantId: order.contestantId,
      marketId: order.marketId,
      side: order.side,
      outcome: order.outcome,
      quantity: quantity(contracts),
      price: order.limit,
      fee: usd("0"),
      liquidity: "taker",
      occurredAtMs: 0,
    },
  };
}

/** Marks a contestant at `equity`, all of it cash. */
export function marked(
  equity: string,
  contestantId: ContestantId = MIRROR,
): JournalEntry {
  const cash = usd(equity);
  return {
    kind: "equity_marked",
    marks: [{ contestantId, cash, positionsAtBid: usd("0"), equity: cash }],
  };
}

/** Starts risk after `before` is in the journal. */
export async function openRisk(
  limits: Partial<RiskLimits> = {},
  before: readonly JournalEntry[] = [],
) {
  const journal = new HeldJournal();
  journal.write(
    ENROLLED,
    { kind: "market_listed", market: SAMPLE_MARKET },
    ...before,
  );
  const stage = new ActorStage<RiskMessage>(journal);
  const executor = new TestProbe<ExecutorMessage>();
  const replies = new TestProbe<TradingStateReply>();
  await stage.open(RISK_MAILBOX, (parts, context) =>
    startRisk({
      ...parts,
      executor,
      limits: { ...LIMITS, ...limits },
    }, context));
  /** Every fold accepts the journal, or this throws. */
  const books = () => booksOf(journal.rows.map(({ entry }) => entry));
  return {
    stage,
    journal,
    books,
    review: (id = "o_1", change: Partial<Order> = {}) =>
      stage.tell({ kind: "review_order", order: orderOf(id, change) }),
    quote: (change: Partial<Quote> = {}) =>
      stage.tell({ kind: "quote_changed", quote: { ...QUOTE, ...change } }),
    /** Has somebody set a state, and collects what is answered. */
    set: (change: Partial<SetTradingState> = {}) =>
      stage.tell({ ...HALT, replyTo: replies, ...change }),
    replies,
    /** Commits what others journal, and what follows from it. */
    commit: async (...entries: readonly JournalEntry[]) => {
      journal.commitForeign(...entries);
      await stage.settle();
    },
    /** Orders that reached the executor. */
    passed: () =>
      executor.messages.flatMap((message) =>
        message.kind === "submit_order" ? [message.order as Order] : []
      ),
    approved: () =>
      executor.messages.flatMap((message) =>
        message.kind === "submit_order" ? [message.order.id as string] : []
      ),
    /** Ids of the orders that the executor was told to cancel. */
    cancels: () =>
      executor.messages.flatMap((message) =>
        message.kind === "cancel_order" ? [message.orderId as string] : []
      ),
    /** Denial codes by order. */
    denials: () => {
      books();
      return journal.entries("order_denied").map(({ order, code }) =>
        `${order.id} ${code}`
      );
    },
    /** What the journal says of states, in order. */
    states: () =>
      journal.entries("trading_state_changed").map((
        { scope, state, cause },
      ) => `${scope.kind} ${state} ${cause}`),
    /** What kill switches said, as canceled and still open. */
    acknowledged: () =>
      journal.entries("kill_switch_acknowledged").map((
        { canceled, stillOpen },
      ) => [canceled, stillOpen]),
  };
}
