import type {
  JournalDraft,
  JournalHead,
  JournalRow,
} from "../../domain/journal.ts";
import type { Journal } from "./journal.ts";

/**
 * Rows on their way into each journal. They outlive the incarnation that appended them, so what knows of
 * them must too; it belongs to the journal and ends with it.
 */
const UNDER_WAY = new WeakMap<Journal, Set<Promise<JournalRow>>>();

/** Appends `draft`. Actors append through here, so that `rowsUnderWay` knows of their rows. */
export function appendRow(
  journal: Journal,
  draft: JournalDraft,
): Promise<JournalRow> {
  const underWay = UNDER_WAY.get(journal) ?? new Set();
  UNDER_WAY.set(journal, underWay);
  const appended = journal.append(draft);
  underWay.add(appended);
  const end = () => void underWay.delete(appended);
  appended.then(end, end);
  return appended;
}

/** Whether what is appended now follows on the row that `head` names: no other is on its way or waits to be folded. */
export function isCaughtUp(
  journal: Journal,
  head: Pick<JournalHead, "sequence">,
): boolean {
  return (UNDER_WAY.get(journal)?.size ?? 0) === 0 &&
    journal.head().sequence === head.sequence;
}

/**
 * Resolves once every row that is on its way now is committed or refused.
 *
 * An actor that crashed may have left such rows behind. Its next incarnation must not act before it has
 * folded them: it would journal the same facts again, and some facts no fold accepts twice.
 */
export async function rowsUnderWay(journal: Journal): Promise<void> {
  await Promise.allSettled(UNDER_WAY.get(journal) ?? []);
}
