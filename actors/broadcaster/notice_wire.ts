import type { EntryOf, JournalRow } from "../../domain/journal.ts";
import { type NoticeEntry, noticeSentence } from "../../domain/notice.ts";
import type { ViewChange } from "../../domain/view_delta.ts";

/** Charges that come too often to be told one by one, and what is read elsewhere. */
export type QuietEntry = EntryOf<
  | "funding_charged"
  | "inference_charged"
  | "boards_snapshotted"
  | "redemption_signed"
  | "redemption_failed"
>;

/** Returns how viewers are told of `entry`, which is that of the row. */
export function noticeChange(
  entry: NoticeEntry,
  { sequence, occurredAtMs }: JournalRow,
): ViewChange {
  return {
    kind: "notice_posted",
    notice: {
      kind: entry.kind,
      sentence: noticeSentence(entry),
      atMs: occurredAtMs,
      offset: sequence,
    },
  };
}
