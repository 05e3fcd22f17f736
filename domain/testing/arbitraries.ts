/**
 * Arbitrary journal entries. Only tests import it.
 *
 * @module
 */
import fc from "fast-check";
import { DENIAL_CODES, type DenialCode } from "../denial.ts";
import { decisionId, orderId, signalId } from "../ids.ts";
import type { JournalEntry, JournalKind } from "../journal.ts";
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
import { entry } from "./entry_arbitrary.ts";
import { operatingEntries } from "./operating_arbitraries.ts";
import { perpetualEntries } from "./perpetual_arbitraries.ts";
import * as value from "./value_arbitraries.ts";

export { yesPrices } from "./value_arbitraries.ts";

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
  ...operatingEntries,
  ...perpetualEntries,
} satisfies Record<JournalKind, fc.Arbitrary<JournalEntry>>;
