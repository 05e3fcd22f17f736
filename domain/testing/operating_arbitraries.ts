import fc from "fast-check";
import type { JournalEntry, JournalKind } from "../journal.ts";
import { MODEL_FAULTS } from "../model_entries.ts";
import { SETTLEMENT_DOUBTS } from "../settlement_check.ts";
import { entry } from "./entry_arbitrary.ts";
import * as value from "./value_arbitraries.ts";

/** Arbitrary entries of what surrounds trading: seasons, boards, events, and what operators do. */
export const operatingEntries = {
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
} satisfies Partial<Record<JournalKind, fc.Arbitrary<JournalEntry>>>;
