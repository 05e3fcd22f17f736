import type { JournalRow } from "../../domain/journal.ts";
import type { Journal } from "./journal.ts";

/** So many that a page costs a database little, and so few that the process sees to other things between two. */
const PAGE_ROWS = 1_000;

/** Returns the rows after `after` up to the journal's end, in pages. While one is worked on the database reads the next. */
export async function* journalPages(
  journal: Journal,
  after: number,
): AsyncGenerator<readonly JournalRow[]> {
  let sequence = after;
  let ahead: Promise<readonly JournalRow[]> | null = null;
  while (sequence < journal.head().sequence) {
    const rows: readonly JournalRow[] =
      await (ahead ?? journal.read(sequence, PAGE_ROWS));
    ahead = null;
    const last = rows.at(-1);
    if (last === undefined) return;
    sequence = last.sequence;
    if (sequence < journal.head().sequence) {
      ahead = journal.read(sequence, PAGE_ROWS);
      // Whoever comes for it hears of it.
      ahead.catch(() => {});
    }
    yield rows;
  }
}
