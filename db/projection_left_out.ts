import { assertNever } from "../domain/assert_never.ts";
import type { EntryOf } from "../domain/journal.ts";

/** Takes rows that no table but those of notices and acts has: nothing more is to be done. */
export function leaveOut(
  entry: EntryOf<
    | "trading_state_changed"
    | "kill_switch_acknowledged"
    | "venue_circuit_changed"
    | "order_dead_lettered"
    | "dead_letter_resolved"
    | "reconciliation_completed"
    | "operator_acted"
    | "order_signed"
    | "twin_filled"
    | "exit_triggered"
    | "payout_reported"
    | "redemption_signed"
    | "redemption_failed"
    | "settlement_checked"
    | "settlement_hold_decided"
    | "model_asked"
    | "model_answered"
    | "decision_failed"
    | "event_summary_asked"
    | "event_summarized"
    | "season_started"
    | "season_concluded"
    | "event_summary_failed"
  >,
): void {
  switch (entry.kind) {
    case "trading_state_changed":
    case "kill_switch_acknowledged":
    case "venue_circuit_changed":
    case "order_dead_lettered":
    case "dead_letter_resolved":
    case "reconciliation_completed":
    case "operator_acted":
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
    case "season_started":
    case "season_concluded":
    case "event_summary_failed":
      return;
    default:
      return assertNever(entry);
  }
}
