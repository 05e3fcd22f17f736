/**
 * One short story of an arena, for tests: two contestants, a market that settles, an order of every fate.
 *
 * @module
 */
import type { Decision } from "../../domain/decision.ts";
import type { Fill } from "../../domain/fill.ts";
import {
  contestantId,
  decisionId,
  fillId,
  marketId,
  orderId,
  signalId,
} from "../../domain/ids.ts";
import type { JournalDraft, JournalEntry } from "../../domain/journal.ts";
import { quantity, usd, ZERO_QUANTITY, ZERO_USD } from "../../domain/money.ts";
import { OPEN_SEASON } from "../../domain/season.ts";
import { IMMEDIATE, type Order } from "../../domain/order.ts";
import { CENT_GRID, onScaleOf, yesPrice } from "../../domain/price.ts";

const START_MS = 1_790_000_000_000;
const MARKET = marketId("kalshi", "KXBTC15M-T1");
const OTHER_MARKET = marketId("kalshi", "KXBTC15M-T2");
const ANNA = contestantId("anna");
const BERT = contestantId("bert");
const SIGNAL = signalId("s_1");

function decision(name: string, contestant = ANNA): Decision {
  return {
    id: decisionId(`d_${name}`),
    contestantId: contestant,
    marketId: MARKET,
    probabilityYes: 0.1 + 0.2,
    confidence: 1 / 3,
    reason: `"${name}" \\ it's\u0000\n a ☂ 🂡 \uD800 reason`,
    action: {
      kind: "trade",
      side: "buy",
      outcome: "no",
      quantity: quantity("10"),
      limit: onScaleOf("no", yesPrice("0.56")),
      ...IMMEDIATE,
    },
    causationId: SIGNAL,
    marketProbability: 0.555,
    decidedAtMs: START_MS,
  };
}

function order(name: string, contestant = ANNA): Order {
  return {
    id: orderId(`o_${name}`),
    decisionId: decisionId(`d_${name}`),
    contestantId: contestant,
    marketId: MARKET,
    side: "buy",
    outcome: "no",
    quantity: quantity("10"),
    limit: onScaleOf("no", yesPrice("0.56")),
    ...IMMEDIATE,
    replaces: null,
    status: "initialized",
    filledQuantity: ZERO_QUANTITY,
    filledNotional: ZERO_USD,
    createdAtMs: START_MS,
  };
}

function fill(name: string, of: Order, contracts: string): Fill {
  return {
    id: fillId(`f_${name}`),
    orderId: of.id,
    contestantId: of.contestantId,
    marketId: of.marketId,
    side: of.side,
    outcome: of.outcome,
    quantity: quantity(contracts),
    price: onScaleOf("no", yesPrice("0.57")),
    fee: usd("0.07"),
    liquidity: "taker",
    occurredAtMs: START_MS + 5,
  };
}

const filled = order("filled");
const canceled = order("canceled", BERT);
const rejected = order("rejected");
const expired = order("expired");
const denied = order("denied", BERT);

function openingEntries(): readonly JournalEntry[] {
  const enrolled = [[ANNA, "Anna"], [BERT, "Bert"]] as const;
  return [
    ...enrolled.map(([id, name]): JournalEntry => ({
      kind: "contestant_enrolled",
      contestantId: id,
      name,
      strategy: "rule-based",
      startingBalance: usd("10000"),
    })),
    {
      kind: "market_listed",
      market: {
        id: MARKET,
        venue: "kalshi",
        ticker: "KXBTC15M-T1",
        eventTicker: "KXBTC15M",
        title: "Will it be above?",
        phase: "open",
        opensAtMs: START_MS,
        closesAtMs: START_MS + 900_000,
        strike: "63000.12",
        priceRanges: CENT_GRID,
        quantityMin: quantity("1"),
      },
    },
    {
      kind: "signal_detected",
      signal: {
        id: SIGNAL,
        marketId: MARKET,
        ticker: "KXBTC15M-T1",
        timestamp: START_MS,
        midAtDetection: 0.555,
        type: "price_swing",
        data: { previousPrice: 0.5, currentPrice: 0.555, changePercent: 0.11 },
      },
    },
    { kind: "decision_made", decision: decision("filled") },
    {
      kind: "decision_made",
      decision: { ...decision("held", BERT), action: { kind: "hold" } },
    },
  ];
}

function tradingEntries(): readonly JournalEntry[] {
  const firstFill = fill("1", filled, "4");
  return [
    { kind: "order_submitted", order: filled },
    { kind: "order_filled", fill: firstFill },
    { kind: "order_accepted", orderId: filled.id },
    // The venue reports a fill twice.
    { kind: "order_filled", fill: firstFill },
    { kind: "order_filled", fill: fill("2", filled, "6") },
    {
      kind: "order_denied",
      order: denied,
      code: "STALE_QUOTE",
      detail: "the newest quote is 31 s old",
    },
    { kind: "order_submitted", order: canceled },
    { kind: "order_filled", fill: fill("3", canceled, "2.5") },
    { kind: "order_canceled", orderId: canceled.id, reason: "ioc" },
    { kind: "order_submitted", order: rejected },
    { kind: "order_rejected", orderId: rejected.id, reason: "no funds" },
    { kind: "order_submitted", order: expired },
    { kind: "order_expired", orderId: expired.id },
  ];
}

function closingEntries(): readonly JournalEntry[] {
  const settled = { kind: "position_settled", marketId: MARKET } as const;
  const resolution = { kind: "scalar", yesPayout: yesPrice("0.5") } as const;
  return [
    {
      kind: "equity_marked",
      marks: [ANNA, BERT].map((contestant) => ({
        contestantId: contestant,
        cash: usd("9995.56"),
        positionsAtBid: usd("4.30"),
        equity: usd("9999.86"),
      })),
    },
    {
      kind: "signal_scored",
      score: {
        signalId: SIGNAL,
        marketId: MARKET,
        type: "price_swing",
        pointed: "up",
        midAtDetection: 0.555,
        midAtScore: 0.6,
        verdict: "hit",
        scoredAtMs: START_MS + 300_000,
      },
    },
    {
      kind: "market_phase_changed",
      marketId: MARKET,
      phase: "final",
      resolution,
    },
    {
      ...settled,
      contestantId: ANNA,
      outcome: "no",
      quantity: quantity("10"),
      cost: usd("4.30"),
      payout: usd("5"),
      resolution,
    },
    {
      ...settled,
      contestantId: BERT,
      outcome: "no",
      quantity: quantity("2.5"),
      cost: usd("1.30"),
      payout: usd("1.25"),
      resolution,
    },
  ];
}

/** Two markets that are chosen as events: one goes through every state, in the place of the other. */
function eventEntries(): readonly JournalEntry[] {
  const choice = { category: "crypto", selection: "select_events noon" };
  const signed = { by: "Ada", reason: "As it should be." };
  return [
    { kind: "event_selected", marketId: OTHER_MARKET, ...choice, ...signed },
    {
      kind: "event_swapped",
      marketId: OTHER_MARKET,
      replacement: { marketId: MARKET, ...choice },
      ...signed,
    },
    { kind: "event_activated", marketId: MARKET, ...signed },
    // It is active already.
    { kind: "event_activated", marketId: MARKET, ...signed },
    { kind: "event_closed", marketId: MARKET },
    { kind: "event_settled", marketId: MARKET },
    { kind: "event_reopened", marketId: MARKET },
  ];
}

/** Money that moves without a fill, and what steers the arena. */
function steeringEntries(): readonly JournalEntry[] {
  return [
    {
      kind: "capital_moved",
      contestantId: ANNA,
      amount: usd("250"),
      equityBefore: usd("9999.86"),
      reason: "A deposit.",
    },
    {
      kind: "inference_charged",
      contestantId: BERT,
      decisionId: null,
      amount: usd("0.0125"),
      model: "a/model",
    },
    {
      kind: "funding_charged",
      contestantId: ANNA,
      marketId: MARKET,
      amount: usd("-0.5"),
    },
    {
      kind: "balance_corrected",
      contestantId: BERT,
      amount: usd("-1"),
      reason: "The venue has less.",
    },
    {
      kind: "trading_state_changed",
      scope: { kind: "contestant", contestantId: BERT },
      state: "halted",
      step: null,
      cause: "daily_loss",
      detail: "It lost too much.",
      by: "arena",
    },
    {
      kind: "settlement_reversed",
      marketId: MARKET,
      contestantId: BERT,
      outcome: "no",
      quantity: quantity("2.5"),
      cost: usd("1.30"),
      payout: usd("1.25"),
      resolution: { kind: "scalar", yesPayout: yesPrice("0.5") },
    },
    {
      kind: "operator_acted",
      action: "crash",
      subject: "arena/market/feed",
      by: "ops",
      reason: "To see it come back.",
    },
    {
      kind: "boards_snapshotted",
      seasonId: OPEN_SEASON,
      hourAtMs: START_MS,
      isFinal: false,
      rows: [ANNA, BERT].map((contestantId, at) => ({
        contestantId,
        tradingRank: at === 0 ? 1 : null,
        return: at === 0 ? 0.0125 : -0.5,
        equity: usd("100.000001"),
        netPnl: usd("-0.01"),
        fills: 3,
        wins: 1,
        losses: 2,
        forecastingRank: null,
        resolvedDecisions: 7,
        brier: at === 0 ? 0.123456789 : null,
        logLoss: null,
        alpha: at === 0 ? -0.01 : null,
      })),
    },
  ];
}

/** Returns the story as drafts: entries of most kinds, and texts that are hard to store. */
export function sampleDrafts(): readonly JournalDraft[] {
  const entries = [
    ...openingEntries(),
    ...tradingEntries(),
    ...closingEntries(),
    ...steeringEntries(),
    ...eventEntries(),
  ];
  return entries.map((entry, index) => ({
    entry,
    causationId: index === 0 ? null : `cause "${index}" \\ {☂}`,
    correlationId: index % 3 === 0 ? null : `path_${index}`,
    occurredAtMs: START_MS + index,
    recordedAtMs: START_MS + index + 1,
  }));
}

/** Returns `count` drafts that differ, of about the size of a real order's. */
export function manyDrafts(count: number): readonly JournalDraft[] {
  return Array.from({ length: count }, (_, index): JournalDraft => ({
    entry: { kind: "order_submitted", order: order(`many_${index}`) },
    causationId: `d_many_${index}`,
    correlationId: SIGNAL,
    occurredAtMs: START_MS + index,
    recordedAtMs: START_MS + index,
  }));
}
