import type { SummaryEntry } from "./event_summary.ts";
import type { EntryOf } from "./journal.ts";

/** Rows that tell and change nothing that is kept in books. */
export type TellingEntry =
  | EntryOf<
    | "signal_scored"
    | "order_signed"
    | "exit_triggered"
    | "boards_snapshotted"
    | "payout_reported"
    | "redemption_signed"
    | "redemption_failed"
    | "operator_acted"
  >
  | SummaryEntry;
