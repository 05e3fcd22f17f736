/**
 * Arbitrary journal entries. Only tests import it.
 *
 * @module
 */
import fc from "fast-check";
import { DENIAL_CODES, type DenialCode } from "../denial.ts";
import { decisionId, orderId, signalId } from "../ids.ts";
import type { EntryOf, JournalEntry, JournalKind } from "../journal.ts";
import { VENUE_IDS } from "../market.ts";
import {
  COST_SOURCES,
  DECISION_FAILURES,
  MODEL_FAULTS,
} from "../model_entries.ts";
import {
  TRADING_STATE_CAUSES,
  TRADING_STATES,
  type TradingScope,
  type TradingStateCause,
  WIND_DOWN_STEPS,
} from "../trading_state.ts";
import * as perpetual from "./perpetual_arbitraries.ts";
import { SETTLEMENT_DOUBTS } from "../settlement_check.ts";
import * as value from "./value_arbitraries.ts";

export { yesPrices } from "./value_arbitraries.ts";

function entry<Kind extends JournalKind>(
  kind: Kind,
  fields: { [Key in keyof Omit<EntryOf<Kind>, "kind">]: fc.Arbitrary<unknown> },
): fc.Arbitrary<JournalEntry> {
  return fc.record({ kind: fc.constant(kind), ...fields }) as fc.Arbitrary<
    unknown
  > as fc.Arbitrary<JournalEntry>;
}

const reconciled = {
  venue: fc.constantFrom(...VENUE_IDS),
  trigger: fc.constantFrom("start", "reconnect", "periodic", "operator"),
  ordersChecked: fc.nat(),
  fillsChecked: fc.nat(),
  positionsChecked: fc.nat(),
  balancesChecked: fc.nat(),
  differences: fc.nat(),
};

const settled = {
  contestantId: value.contestant,
  marketId: value.market,
  outcome: value.outcome,
  quantity: value.size,
  cost: value.amount,
  payout: value.amount,
  resolution: value.resolution,
};

const scope: fc.Arbitrary<TradingScope> = fc.oneof(
  fc.record({ kind: fc.constant("arena" as const) }),
  fc.record({
    kind: fc.constant("season" as const),
    seasonId: value.season,
  }),
  fc.record({
    kind: fc.constant("contestant" as const),
    contestantId: value.contestant,
  }),
);

/** Arbitrary entries of each kind. They need not make sense together. */
export const entriesByKind = {
  contestant_enrolled: entry("contestant_enrolled", {
    contestantId: value.contestant,
    name: value.text,
    strategy: value.text,
    startingBalance: value.amount,
  }),
  market_listed: entry("market_listed", { market: value.markets }),
  market_phase_changed: entry("market_phase_changed", {
    marketId: value.market,
    phase: value.phase,
    resolution: fc.option(value.resolution),
  }),
  signal_detected: entry("signal_detected", { signal: value.signals }),
  signal_scored: entry("signal_scored", {
    score: fc.record({
      signalId: value.idText.map(signalId),
      marketId: value.market,
      type: fc.constantFrom(
        "price_swing",
        "volume_spike",
        "orderbook_imbalance",
      ),
      pointed: fc.constantFrom("up", "down"),
      midAtDetection: value.probability,
      midAtScore: value.probability,
      verdict: fc.constantFrom("hit", "miss", "flat"),
      scoredAtMs: value.time,
    }),
  }),
  decision_made: entry("decision_made", { decision: value.decisions }),
  order_denied: entry("order_denied", {
    order: value.orders,
    code: fc.constantFrom(...Object.keys(DENIAL_CODES) as DenialCode[]),
    detail: value.text,
  }),
  order_submitted: entry("order_submitted", { order: value.orders }),
  order_accepted: entry("order_accepted", {
    orderId: value.idText.map(orderId),
  }),
  order_rejected: entry("order_rejected", {
    orderId: value.idText.map(orderId),
    reason: value.text,
  }),
  order_filled: entry("order_filled", { fill: value.fills }),
  order_canceled: entry("order_canceled", {
    orderId: value.idText.map(orderId),
    reason: value.text,
  }),
  order_expired: entry("order_expired", { orderId: value.idText.map(orderId) }),
  order_cancel_requested: entry("order_cancel_requested", {
    orderId: value.idText.map(orderId),
    reason: value.text,
  }),
  order_cancel_rejected: entry("order_cancel_rejected", {
    orderId: value.idText.map(orderId),
    reason: value.text,
  }),
  position_settled: entry("position_settled", settled),
  settlement_reversed: entry("settlement_reversed", settled),
  equity_marked: entry("equity_marked", {
    marks: fc.array(
      fc.record({
        contestantId: value.contestant,
        cash: value.amount,
        positionsAtBid: value.amount,
        equity: value.amount,
      }),
      { maxLength: 3 },
    ),
  }),
  capital_moved: entry("capital_moved", {
    contestantId: value.contestant,
    amount: value.amount,
    equityBefore: value.amount,
    reason: value.text,
  }),
  funding_charged: entry("funding_charged", {
    contestantId: value.contestant,
    marketId: value.market,
    amount: value.amount,
  }),
  inference_charged: entry("inference_charged", {
    contestantId: value.contestant,
    decisionId: fc.option(value.idText.map(decisionId)),
    amount: value.amount,
    model: value.text,
  }),
  position_corrected: entry("position_corrected", {
    contestantId: value.contestant,
    marketId: value.market,
    outcome: value.outcome,
    quantityBefore: value.size,
    quantityAfter: value.size,
    costAfter: value.amount,
    reason: value.text,
  }),
  balance_corrected: entry("balance_corrected", {
    contestantId: value.contestant,
    amount: value.amount,
    reason: value.text,
  }),
  trading_state_changed: entry("trading_state_changed", {
    scope,
    state: fc.constantFrom(...TRADING_STATES),
    step: fc.option(fc.constantFrom(...WIND_DOWN_STEPS)),
    cause: fc.constantFrom(
      ...Object.keys(TRADING_STATE_CAUSES) as TradingStateCause[],
    ),
    detail: value.text,
    by: value.text,
  }),
  kill_switch_acknowledged: entry("kill_switch_acknowledged", {
    scope,
    canceled: fc.nat(),
    stillOpen: fc.nat(),
  }),
  venue_circuit_changed: entry("venue_circuit_changed", {
    venue: fc.constantFrom(...VENUE_IDS),
    circuit: fc.constantFrom("closed", "open", "half_open"),
    detail: value.text,
  }),
  order_dead_lettered: entry("order_dead_lettered", {
    orderId: value.idText.map(orderId),
    reason: value.text,
  }),
  dead_letter_resolved: entry("dead_letter_resolved", {
    orderId: value.idText.map(orderId),
    action: fc.constantFrom("ask_again", "cancel"),
    by: value.text,
    detail: value.text,
  }),
  reconciliation_completed: fc.oneof(
    entry("reconciliation_completed", reconciled),
    entry("reconciliation_completed", {
      ...reconciled,
      unanswered: fc.array(value.contestant, { minLength: 1, maxLength: 3 }),
    }),
  ),
  order_signed: entry("order_signed", {
    orderId: value.idText.map(orderId),
    reference: fc.string(),
    validUntil: fc.option(fc.string()),
  }),
  twin_filled: entry("twin_filled", {
    orderId: value.idText.map(orderId),
    quantity: value.size,
    notional: value.amount,
    fees: value.amount,
  }),
  payout_reported: entry("payout_reported", {
    contestantId: value.contestant,
    marketId: value.market,
    reference: fc.string(),
    amount: value.amount,
    booked: fc.option(value.amount),
    fees: fc.option(value.amount),
    feesBooked: value.amount,
  }),
  redemption_signed: entry("redemption_signed", {
    contestantId: value.contestant,
    marketId: value.market,
    position: fc.string(),
    reference: fc.string(),
    validUntil: fc.string(),
  }),
  redemption_failed: entry("redemption_failed", {
    contestantId: value.contestant,
    marketId: value.market,
    reference: fc.string(),
    reason: fc.string(),
  }),
  exit_triggered: entry("exit_triggered", {
    contestantId: value.contestant,
    marketId: value.market,
    planId: value.idText.map(decisionId),
    exitId: value.idText.map(decisionId),
    orderId: value.idText.map(orderId),
    cause: fc.constantFrom("target", "stop"),
    outcome: fc.constantFrom("yes", "no"),
    level: value.outcomePrice,
    bid: value.outcomePrice,
    quantity: value.size,
    triggeredAtMs: value.time,
  }),
  model_asked: entry("model_asked", {
    contestantId: value.contestant,
    decisionId: value.idText.map(decisionId),
    marketId: value.market,
    step: fc.integer({ min: 1 }),
    model: value.text,
    snapshotId: value.text,
    requestHash: value.text,
    releaseHash: value.text,
    reserved: value.amount,
  }),
  model_answered: entry("model_answered", {
    contestantId: value.contestant,
    decisionId: value.idText.map(decisionId),
    step: fc.integer({ min: 1 }),
    result: fc.constantFrom("replied", ...MODEL_FAULTS),
    model: value.text,
    usage: fc.option(fc.record({
      promptTokens: fc.nat(),
      cachedTokens: fc.nat(),
      completionTokens: fc.nat(),
      reasoningTokens: fc.nat(),
    })),
    costSource: fc.constantFrom(...COST_SOURCES),
    tools: fc.array(value.text, { maxLength: 3 }),
    planted: fc.nat(),
    followed: fc.nat(),
  }),
  decision_failed: entry("decision_failed", {
    decisionId: value.idText.map(decisionId),
    contestantId: value.contestant,
    marketId: value.market,
    cause: fc.constantFrom(...DECISION_FAILURES),
    detail: value.text,
  }),
  season_started: entry("season_started", {
    seasonId: value.season,
    terms: value.seasonTerms,
    by: value.text,
    reason: value.text,
  }),
  season_concluded: entry("season_concluded", {
    seasonId: value.season,
    cause: fc.constantFrom("end_date", "operator"),
    by: value.text,
    reason: value.text,
  }),
  boards_snapshotted: entry("boards_snapshotted", {
    seasonId: value.season,
    hourAtMs: value.time,
    isFinal: fc.boolean(),
    rows: fc.array(
      fc.record({
        contestantId: value.contestant,
        tradingRank: fc.option(fc.integer({ min: 1 })),
        return: value.probability,
        equity: value.amount,
        netPnl: value.amount,
        fills: fc.nat(),
        wins: fc.nat(),
        losses: fc.nat(),
        forecastingRank: fc.option(fc.integer({ min: 1 })),
        resolvedDecisions: fc.nat(),
        brier: fc.option(value.probability),
        logLoss: fc.option(value.probability),
        alpha: fc.option(value.probability),
      }),
      { maxLength: 3 },
    ),
  }),
  account_reset: entry("account_reset", {
    contestantId: value.contestant,
    positions: fc.array(
      fc.record({
        marketId: value.market,
        outcome: value.outcome,
        quantity: value.size,
        cost: value.amount,
      }),
      { maxLength: 2 },
    ),
    amount: value.amount,
    equityBefore: value.amount,
    by: value.text,
    reason: value.text,
  }),
  settlement_checked: entry("settlement_checked", {
    marketId: value.market,
    resolution: value.resolution,
    notes: fc.array(
      fc.record({
        doubt: fc.constantFrom(...Object.keys(SETTLEMENT_DOUBTS)),
        sentence: value.text,
      }),
      { minLength: 1, maxLength: 3 },
    ),
    isHeld: fc.boolean(),
    lastQuote: fc.option(fc.record({
      yesBid: fc.option(value.yesPrices),
      yesAsk: fc.option(value.yesPrices),
      occurredAtMs: value.time,
    })),
  }),
  settlement_hold_decided: entry("settlement_hold_decided", {
    marketId: value.market,
    resolution: value.resolution,
    action: fc.constantFrom("release", "keep"),
    by: value.text,
    reason: value.text,
  }),
  operator_acted: entry("operator_acted", {
    action: value.text,
    subject: value.text,
    by: value.text,
    reason: value.text,
  }),
  event_summary_asked: entry("event_summary_asked", {
    ...value.eventName,
    reserved: value.amount,
  }),
  event_summarized: entry("event_summarized", {
    ...value.summarized,
    summary: fc.record({
      text: value.text,
      queries: fc.array(value.text, { maxLength: 3 }),
      sources: fc.array(
        fc.record({
          id: fc.nat(),
          title: value.text,
          url: fc.webUrl(),
          date: fc.option(value.text),
          isCited: fc.boolean(),
        }),
        { maxLength: 3 },
      ),
      model: value.text,
    }),
  }),
  event_summary_failed: entry("event_summary_failed", {
    ...value.summarized,
    fault: fc.constantFrom(...MODEL_FAULTS),
    detail: value.text,
  }),
  event_selected: entry("event_selected", { ...value.choice, ...value.signed }),
  event_activated: entry("event_activated", {
    marketId: value.market,
    ...value.signed,
  }),
  event_swapped: entry("event_swapped", {
    marketId: value.market,
    replacement: fc.record(value.choice),
    ...value.signed,
  }),
  event_closed: entry("event_closed", { marketId: value.market }),
  event_settled: entry("event_settled", { marketId: value.market }),
  event_reopened: entry("event_reopened", { marketId: value.market }),
  perpetual_listed: entry("perpetual_listed", {
    market: perpetual.perpetualMarket,
  }),
  perpetual_decided: entry("perpetual_decided", {
    decision: perpetual.perpetualDecision,
  }),
  perpetual_order_denied: entry("perpetual_order_denied", {
    order: perpetual.perpetualOrder,
    code: fc.constantFrom(...Object.keys(DENIAL_CODES) as DenialCode[]),
    detail: value.text,
  }),
  perpetual_order_submitted: entry("perpetual_order_submitted", {
    order: perpetual.perpetualOrder,
  }),
  perpetual_filled: entry("perpetual_filled", {
    fill: perpetual.perpetualFill,
  }),
  perpetual_order_closed: entry("perpetual_order_closed", {
    orderId: value.idText.map(orderId),
    end: perpetual.perpetualEnd,
    reason: value.text,
  }),
} satisfies Record<JournalKind, fc.Arbitrary<JournalEntry>>;
