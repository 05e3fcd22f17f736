import type {
  JournalDraft,
  JournalHead,
  JournalRow,
} from "../../domain/journal.ts";

/**
 * The append-only record that every state is a fold of.
 *
 * - Rows get sequence numbers in the order of the calls to `append`, without gaps.
 * - `append` resolves when the row is committed; what arrives while a commit is under way is committed
 *   together by the next one.
 * - Every listener hears every committed row once, in sequence order, before `append` resolves.
 */
export interface Journal {
  append(draft: JournalDraft): Promise<JournalRow>;
  /** Returns up to `limit` (1 to 10,000) rows with a sequence above `after`, in order. */
  read(after: number, limit: number): Promise<readonly JournalRow[]>;
  /** Returns the newest row's place and hash; `GENESIS_HEAD` for an empty journal. */
  head(): JournalHead;
  /** Hears rows committed from now on. Returns its cancel function. */
  onCommit(listener: (row: JournalRow) => void): () => void;
}
