import type { JournalRow } from "../../domain/journal.ts";
import { type NoticeEntry, noticeSentence } from "../../domain/notice.ts";
import type { ViewChange } from "../../domain/view_delta.ts";

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
