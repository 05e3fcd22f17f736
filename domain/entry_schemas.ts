import { z } from "zod";
import { ARENA_EVENT_SCHEMAS } from "./arena_event_schemas.ts";
import { DENIAL_CODES, type DenialCode } from "./denial.ts";
import { EXIT_CAUSES } from "./position_exit.ts";
import * as field from "./field_schemas.ts";
import { PERPETUAL_SCHEMAS } from "./perpetual_schemas.ts";
import { PAYOUT_SCHEMAS } from "./reported_payout_schema.ts";
import type { EntryOf, JournalKind, SettledPosition } from "./journal.ts";
import { VENUE_IDS } from "./market.ts";
import {
  COST_SOURCES,
  DECISION_FAILURES,
  MODEL_FAULTS,
} from "./model_entries.ts";
import { SETTLEMENT_CHECK_SCHEMAS } from "./settlement_check_schemas.ts";
import { SEASON_ENTRY_SCHEMAS } from "./season_entry_schemas.ts";
import {
  TRADING_STATE_CAUSES,
  TRADING_STATES,
  type TradingScope,
  type TradingStateCause,
  WIND_DOWN_STEPS,
} from "./trading_state.ts";
import * as value from "./value_schemas.ts";

const countField = z.int().min(0);

const settledFields = {
  contestantId: field.contestantIdField,
  marketId: field.marketIdField,
  outcome: field.outcomeField,
  quantity: field.quantityField,
  cost: field.usdField,
  payout: field.usdField,
  resolution: value.resolutionSchema,
} satisfies {
  [Key in keyof SettledPosition]: z.ZodType<SettledPosition[Key]>;
};

const eventNameFields = {
  venue: z.enum(VENUE_IDS),
  eventTicker: z.string(),
};

const summarizedFields = {
  ...eventNameFields,
  cost: field.usdField,
  costSource: z.enum(COST_SOURCES),
};

const scopeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("arena") }),
  z.strictObject({
    kind: z.literal("season"),
    seasonId: field.seasonIdField,
  }),
  z.strictObject({
    kind: z.literal("contestant"),
    contestantId: field.contestantIdField,
  }),
]) satisfies z.ZodType<TradingScope>;

const stateCauses = Object.keys(TRADING_STATE_CAUSES) as [
  TradingStateCause,
  ...TradingStateCause[],
];

const denialCodes = Object.keys(DENIAL_CODES) as [DenialCode, ...DenialCode[]];

/** The schema of each kind of journal entry, as `canonicalJson` writes it. Unknown fields are refused. */
export const ENTRY_SCHEMAS = {
  contestant_enrolled: z.strictObject({
    kind: z.literal("contestant_enrolled"),
    contestantId: field.contestantIdField,
    name: z.string(),
    strategy: z.string(),
    startingBalance: field.usdField,
  }),
  market_listed: z.strictObject({
    kind: z.literal("market_listed"),
    market: value.marketSchema,
  }),
  market_phase_changed: z.strictObject({
    kind: z.literal("market_phase_changed"),
    marketId: field.marketIdField,
    phase: field.marketPhaseField,
    resolution: value.resolutionSchema.nullable(),
  }),
  signal_detected: z.strictObject({
    kind: z.literal("signal_detected"),
    signal: value.signalSchema,
  }),
  signal_scored: z.strictObject({
    kind: z.literal("signal_scored"),
    score: value.scoreSchema,
  }),
  decision_made: z.strictObject({
    kind: z.literal("decision_made"),
    decision: value.decisionSchema,
  }),
  order_denied: z.strictObject({
    kind: z.literal("order_denied"),
    order: value.orderSchema,
    code: z.enum(denialCodes),
    detail: z.string(),
  }),
  order_submitted: z.strictObject({
    kind: z.literal("order_submitted"),
    order: value.orderSchema,
  }),
  order_accepted: z.strictObject({
    kind: z.literal("order_accepted"),
    orderId: field.orderIdField,
  }),
  order_rejected: z.strictObject({
    kind: z.literal("order_rejected"),
    orderId: field.orderIdField,
    reason: z.string(),
  }),
  order_filled: z.strictObject({
    kind: z.literal("order_filled"),
    fill: value.fillSchema,
  }),
  order_canceled: z.strictObject({
    kind: z.literal("order_canceled"),
    orderId: field.orderIdField,
    reason: z.string(),
  }),
  order_expired: z.strictObject({
    kind: z.literal("order_expired"),
    orderId: field.orderIdField,
  }),
  order_cancel_requested: z.strictObject({
    kind: z.literal("order_cancel_requested"),
    orderId: field.orderIdField,
    reason: z.string(),
  }),
  order_cancel_rejected: z.strictObject({
    kind: z.literal("order_cancel_rejected"),
    orderId: field.orderIdField,
    reason: z.string(),
  }),
  position_settled: z.strictObject({
    kind: z.literal("position_settled"),
    ...settledFields,
  }),
  settlement_reversed: z.strictObject({
    kind: z.literal("settlement_reversed"),
    ...settledFields,
  }),
  equity_marked: z.strictObject({
    kind: z.literal("equity_marked"),
    marks: z.array(z.strictObject({
      contestantId: field.contestantIdField,
      cash: field.usdField,
      positionsAtBid: field.usdField,
      equity: field.usdField,
    })),
  }),
  capital_moved: z.strictObject({
    kind: z.literal("capital_moved"),
    contestantId: field.contestantIdField,
    amount: field.usdField,
    equityBefore: field.usdField,
    reason: z.string(),
  }),
  funding_charged: z.strictObject({
    kind: z.literal("funding_charged"),
    contestantId: field.contestantIdField,
    marketId: field.marketIdField,
    amount: field.usdField,
  }),
  inference_charged: z.strictObject({
    kind: z.literal("inference_charged"),
    contestantId: field.contestantIdField,
    decisionId: field.decisionIdField.nullable(),
    amount: field.usdField,
    model: z.string(),
  }),
  position_corrected: z.strictObject({
    kind: z.literal("position_corrected"),
    contestantId: field.contestantIdField,
    marketId: field.marketIdField,
    outcome: field.outcomeField,
    quantityBefore: field.quantityField,
    quantityAfter: field.quantityField,
    costAfter: field.usdField,
    reason: z.string(),
  }),
  balance_corrected: z.strictObject({
    kind: z.literal("balance_corrected"),
    contestantId: field.contestantIdField,
    amount: field.usdField,
    reason: z.string(),
  }),
  trading_state_changed: z.strictObject({
    kind: z.literal("trading_state_changed"),
    scope: scopeSchema,
    state: z.enum(TRADING_STATES),
    step: z.enum(WIND_DOWN_STEPS).nullable(),
    cause: z.enum(stateCauses),
    detail: z.string(),
    by: z.string(),
  }),
  kill_switch_acknowledged: z.strictObject({
    kind: z.literal("kill_switch_acknowledged"),
    scope: scopeSchema,
    canceled: countField,
    stillOpen: countField,
  }),
  venue_circuit_changed: z.strictObject({
    kind: z.literal("venue_circuit_changed"),
    venue: z.enum(VENUE_IDS),
    circuit: z.enum(["closed", "open", "half_open"]),
    detail: z.string(),
  }),
  order_dead_lettered: z.strictObject({
    kind: z.literal("order_dead_lettered"),
    orderId: field.orderIdField,
    reason: z.string(),
  }),
  dead_letter_resolved: z.strictObject({
    kind: z.literal("dead_letter_resolved"),
    orderId: field.orderIdField,
    action: z.enum(["ask_again", "cancel"]),
    by: z.string(),
    detail: z.string(),
  }),
  reconciliation_completed: z.strictObject({
    kind: z.literal("reconciliation_completed"),
    venue: z.enum(VENUE_IDS),
    trigger: z.enum(["start", "reconnect", "periodic", "operator"]),
    ordersChecked: countField,
    fillsChecked: countField,
    positionsChecked: countField,
    balancesChecked: countField,
    differences: countField,
    unanswered: z.array(field.contestantIdField).min(1).exactOptional(),
  }),
  order_signed: z.strictObject({
    kind: z.literal("order_signed"),
    orderId: field.orderIdField,
    reference: z.string(),
    validUntil: z.string().nullable(),
  }),
  redemption_signed: z.strictObject({
    kind: z.literal("redemption_signed"),
    contestantId: field.contestantIdField,
    marketId: field.marketIdField,
    position: z.string(),
    reference: z.string(),
    validUntil: z.string(),
  }),
  redemption_failed: z.strictObject({
    kind: z.literal("redemption_failed"),
    contestantId: field.contestantIdField,
    marketId: field.marketIdField,
    reference: z.string(),
    reason: z.string(),
  }),
  twin_filled: z.strictObject({
    kind: z.literal("twin_filled"),
    orderId: field.orderIdField,
    quantity: field.quantityField,
    notional: field.usdField,
    fees: field.usdField,
  }),
  exit_triggered: z.strictObject({
    kind: z.literal("exit_triggered"),
    contestantId: field.contestantIdField,
    marketId: field.marketIdField,
    planId: field.decisionIdField,
    exitId: field.decisionIdField,
    orderId: field.orderIdField,
    cause: z.enum(EXIT_CAUSES),
    outcome: field.outcomeField,
    level: field.outcomePriceField,
    bid: field.outcomePriceField,
    quantity: field.quantityField,
    triggeredAtMs: field.timeField,
  }),
  model_asked: z.strictObject({
    kind: z.literal("model_asked"),
    contestantId: field.contestantIdField,
    decisionId: field.decisionIdField,
    marketId: field.marketIdField,
    step: z.int().min(1),
    model: z.string(),
    snapshotId: z.string(),
    requestHash: z.string(),
    releaseHash: z.string(),
    reserved: field.usdField,
  }),
  model_answered: z.strictObject({
    kind: z.literal("model_answered"),
    contestantId: field.contestantIdField,
    decisionId: field.decisionIdField,
    step: z.int().min(1),
    result: z.enum(["replied", ...MODEL_FAULTS]),
    model: z.string(),
    usage: z.strictObject({
      promptTokens: countField,
      cachedTokens: countField,
      completionTokens: countField,
      reasoningTokens: countField,
    }).nullable(),
    costSource: z.enum(COST_SOURCES),
    tools: z.array(z.string()),
    planted: countField,
    followed: countField,
  }),
  decision_failed: z.strictObject({
    kind: z.literal("decision_failed"),
    decisionId: field.decisionIdField,
    contestantId: field.contestantIdField,
    marketId: field.marketIdField,
    cause: z.enum(DECISION_FAILURES),
    detail: z.string(),
  }),
  event_summary_asked: z.strictObject({
    kind: z.literal("event_summary_asked"),
    ...eventNameFields,
    reserved: field.usdField,
  }),
  event_summarized: z.strictObject({
    kind: z.literal("event_summarized"),
    ...summarizedFields,
    summary: value.summarySchema,
  }),
  event_summary_failed: z.strictObject({
    kind: z.literal("event_summary_failed"),
    ...summarizedFields,
    fault: z.enum(MODEL_FAULTS),
    detail: z.string(),
  }),
  ...ARENA_EVENT_SCHEMAS,
  ...SETTLEMENT_CHECK_SCHEMAS,
  ...PAYOUT_SCHEMAS,
  ...PERPETUAL_SCHEMAS,
  ...SEASON_ENTRY_SCHEMAS,
} satisfies {
  [Kind in JournalKind]: z.ZodType<EntryOf<Kind>>;
};
