import { type ArenaEventEntry, isArenaEvent } from "../domain/arena_event.ts";
import { assertNever } from "../domain/assert_never.ts";
import type { JournalEntry, JournalRow } from "../domain/journal.ts";
import {
  isPerpetual,
  ownerOf,
  type PerpetualEntry,
} from "../domain/perpetual_entries.ts";
import type { ProjectionName } from "./projection_tables.ts";

/** A stored row that a journal row builds on. */
export interface TouchedKey {
  readonly name: ProjectionName;
  readonly key: string;
}

/** Kinds that build on something. */
type TouchingKind =
  | "contestant_enrolled"
  | "market_listed"
  | "market_phase_changed"
  | "signal_detected"
  | "signal_scored"
  | "decision_made"
  | "order_denied"
  | "order_submitted"
  | "order_accepted"
  | "order_rejected"
  | "order_canceled"
  | "order_expired"
  | "order_cancel_requested"
  | "order_cancel_rejected"
  | "order_filled"
  | "equity_marked"
  | "position_settled"
  | "settlement_reversed"
  | "capital_moved"
  | "funding_charged"
  | "inference_charged"
  | "position_corrected"
  | "balance_corrected"
  | "account_reset";

/** Returns which stored rows `applyRow` will look at for `row`. */
export function touchedKeys({ entry }: JournalRow): readonly TouchedKey[] {
  if (isPerpetual(entry)) return perpetualKeys(entry);
  return isArenaEvent(entry) ? eventKeys(entry) : keysOf(entry);
}

type OtherEntry = Exclude<JournalEntry, ArenaEventEntry | PerpetualEntry>;

function keysOf(entry: OtherEntry): readonly TouchedKey[] {
  switch (entry.kind) {
    case "market_listed":
      return [{ name: "markets", key: entry.market.id }];
    case "market_phase_changed":
      return [{ name: "markets", key: entry.marketId }];
    case "signal_detected":
      return [{ name: "signals", key: entry.signal.id }];
    case "signal_scored":
      return [{ name: "signals", key: entry.score.signalId }];
    case "decision_made":
      return [
        { name: "contestants", key: entry.decision.contestantId },
        { name: "decisions", key: entry.decision.id },
      ];
    case "order_denied":
    case "order_submitted":
      return [
        { name: "contestants", key: entry.order.contestantId },
        { name: "orders", key: entry.order.id },
      ];
    case "order_accepted":
    case "order_rejected":
    case "order_canceled":
    case "order_expired":
    case "order_cancel_requested":
    case "order_cancel_rejected":
      return [{ name: "orders", key: entry.orderId }];
    case "order_filled":
      return [
        { name: "contestants", key: entry.fill.contestantId },
        { name: "orders", key: entry.fill.orderId },
        { name: "fills", key: entry.fill.id },
      ];
    case "equity_marked":
      return entry.marks.map(({ contestantId }) => ({
        name: "contestants",
        key: contestantId,
      }));
    case "contestant_enrolled":
    case "position_settled":
    case "settlement_reversed":
    case "capital_moved":
    case "funding_charged":
    case "inference_charged":
    case "position_corrected":
    case "balance_corrected":
    case "account_reset":
      return [{ name: "contestants", key: entry.contestantId }];
    default:
      return touchesNothing(entry);
  }
}

/** Returns no key, of rows that only add something or are not projected. */
function touchesNothing(
  entry: Exclude<OtherEntry, { readonly kind: TouchingKind }>,
): readonly TouchedKey[] {
  switch (entry.kind) {
    case "trading_state_changed":
    case "kill_switch_acknowledged":
    case "venue_circuit_changed":
    case "order_dead_lettered":
    case "dead_letter_resolved":
    case "reconciliation_completed":
    case "order_signed":
    case "twin_filled":
    case "exit_triggered":
    case "payout_reported":
    case "redemption_signed":
    case "redemption_failed":
    case "settlement_checked":
    case "settlement_hold_decided":
    case "model_asked":
    case "model_answered":
    case "decision_failed":
    case "event_summary_asked":
    case "event_summarized":
    case "boards_snapshotted":
    case "operator_acted":
    case "season_started":
    case "season_concluded":
    case "event_summary_failed":
      return [];
    default:
      return assertNever(entry);
  }
}

function perpetualKeys(entry: PerpetualEntry): readonly TouchedKey[] {
  const key = ownerOf(entry);
  return key === null ? [] : [{ name: "contestants", key }];
}

function eventKeys(entry: ArenaEventEntry): readonly TouchedKey[] {
  const own = { name: "events", key: entry.marketId } as const;
  return entry.kind === "event_swapped"
    ? [own, { name: "events", key: entry.replacement.marketId }]
    : [own];
}
