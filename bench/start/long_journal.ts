import { deriveFillId } from "../../domain/digest.ts";
import type { JournalDraft, JournalEntry } from "../../domain/journal.ts";
import { usd } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { type OrderPlan, planOrders } from "../core/planned_orders.ts";

const CONTESTANTS = 16;
const MARKETS = 8;
/** Of one order: decision, submission, acceptance, fill. */
const ROWS_PER_ORDER = 4;
const FEE = usd("0.18");
const STARTING_BALANCE = usd("1000000");
/** Between two orders, in milliseconds. */
const SPACING_MS = 100;

/**
 * Returns a journal of `rows` rows or a few more, such as an arena writes: markets, contestants, and what they decided,
 * ordered and bought and sold again. At its end nothing is held and every market is over, so that a start has all of it
 * to fold and nothing to finish.
 *
 * @param rows 1,000 or more.
 * @param endsAtMs When the last row was made, Unix milliseconds.
 */
export function longJournal(
  rows: number,
  endsAtMs: number,
): readonly JournalDraft[] {
  const turns = Math.ceil(rows / ROWS_PER_ORDER / CONTESTANTS / MARKETS);
  // What was bought is sold again.
  const ordersPerMarket = turns + turns % 2;
  const orders = CONTESTANTS * MARKETS * ordersPerMarket;
  const startMs = endsAtMs - orders * SPACING_MS;
  const plan = planOrders({
    contestants: CONTESTANTS,
    ordersPerMarket,
    startMs,
  });
  const drafts = opening(plan).map((entry) => draftOf(entry, startMs));
  let atMs = startMs;
  for (let turn = 0; turn < ordersPerMarket; turn += 1) {
    for (const sequence of plan.sequences) {
      const order = sequence[turn];
      if (order === undefined) continue;
      atMs += SPACING_MS;
      for (const entry of orderRows(order, atMs)) {
        drafts.push(draftOf(entry, atMs, order));
      }
    }
  }
  for (const { id } of plan.feed.markets) {
    const resolution = { kind: "yes" } as const;
    const kind = "market_phase_changed";
    const phase = { kind, marketId: id, phase: "final", resolution } as const;
    drafts.push(draftOf(phase, atMs));
  }
  return drafts;
}

function draftOf(
  entry: JournalEntry,
  atMs: number,
  order: Order | null = null,
): JournalDraft {
  return {
    entry,
    causationId: order?.id ?? null,
    correlationId: order?.decisionId ?? null,
    occurredAtMs: atMs,
    recordedAtMs: atMs,
  };
}

function opening({ feed, contestantIds }: OrderPlan): readonly JournalEntry[] {
  return [
    ...feed.markets.map((market) =>
      ({ kind: "market_listed", market }) as const
    ),
    ...contestantIds.map((contestantId) => ({
      kind: "contestant_enrolled",
      contestantId,
      name: contestantId,
      strategy: "bench",
      startingBalance: STARTING_BALANCE,
    } as const)),
  ];
}

function orderRows(order: Order, atMs: number): readonly JournalEntry[] {
  const { id, decisionId, contestantId, marketId } = order;
  const { side, outcome, quantity, limit } = order;
  const { timeInForce, expiresAtMs, postOnly, reduceOnly } = order;
  const action = {
    kind: "trade",
    side,
    outcome,
    quantity,
    limit,
    timeInForce,
    expiresAtMs,
    postOnly,
    reduceOnly,
  } as const;
  return [
    {
      kind: "decision_made",
      decision: {
        id: decisionId,
        contestantId,
        marketId,
        probabilityYes: side === "buy" ? 0.62 : 0.41,
        confidence: 0.7,
        reason: "The price moved by more than it does in a quiet minute.",
        action,
        causationId: `s_${atMs}`,
        marketProbability: 0.505,
        decidedAtMs: atMs,
      },
    },
    { kind: "order_submitted", order: { ...order, status: "submitted" } },
    { kind: "order_accepted", orderId: id },
    {
      kind: "order_filled",
      fill: {
        id: deriveFillId(id, 0),
        orderId: id,
        contestantId,
        marketId,
        side,
        outcome,
        quantity,
        price: limit,
        fee: FEE,
        liquidity: "taker",
        occurredAtMs: atMs,
      },
    },
  ];
}
