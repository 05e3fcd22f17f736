import type { Journal } from "../../../actors/ports/journal.ts";
import { JournalCursor } from "../../../actors/ports/journal_cursor.ts";
import { ArenaBoards } from "../../../domain/boards/arena_boards.ts";
import { boardsView } from "../../../domain/boards/boards_view.ts";
import { sha256Hex } from "../../../domain/digest.ts";
import { ArenaBooks } from "../../../domain/fold.ts";
import type { JournalRow } from "../../../domain/journal.ts";
import { encodeEntry } from "../../../domain/journal_codec.ts";
import type { BoardsView } from "../../../domain/view_boards.ts";
import { openSeasonView } from "../../../domain/view_seasons.ts";
import { SeededRandom } from "../../../runtime/mod.ts";

/** What a week came to. */
export interface WeekResult {
  /**
   * SHA-256 of every row of the journal, times and causes included, but for what tells of a process and not of the
   * week: comparisons with the venue, of which each start makes one, and the names of what models were shown, as the
   * prices that it has seen so far end with the process.
   */
  readonly hash: string;
  /** Without the sequence that they are as of. */
  readonly boards: Omit<BoardsView, "journalSequence">;
  readonly books: ArenaBooks;
  readonly rows: readonly JournalRow[];
  /** How often the arena was killed and started again. */
  readonly restarts: number;
}

const RESAMPLES = 199;

/** Reads the whole journal of a week. */
export async function weekResult(
  journal: Journal,
  restarts: number,
): Promise<WeekResult> {
  const books = new ArenaBooks();
  const boards = new ArenaBoards();
  const rows: JournalRow[] = [];
  await new JournalCursor(journal, (row) => {
    books.apply(row);
    boards.apply(row);
    rows.push(row);
  }).catchUp();
  return {
    hash: hashOf(rows),
    boards: reckoned(boards),
    books,
    rows,
    restarts,
  };
}

function hashOf(rows: readonly JournalRow[]): string {
  const told = rows
    .filter(({ entry }) => entry.kind !== "reconciliation_completed")
    .map(({ entry, causationId, correlationId, ...row }) =>
      JSON.stringify([
        encodeEntry(
          entry.kind === "model_asked"
            ? { ...entry, snapshotId: "", requestHash: "" }
            : entry,
        ),
        causationId,
        correlationId,
        row.occurredAtMs,
        row.recordedAtMs,
      ])
    );
  return sha256Hex(told.join("\n"));
}

function reckoned({ books, open }: ArenaBoards): WeekResult["boards"] {
  const slices = boardsView(open, {
    season: openSeasonView(books),
    draws: new SeededRandom("week"),
    resamples: RESAMPLES,
    nowMs: open.newestAtMs,
  });
  for (;;) {
    const slice = slices.next();
    if (!slice.done) continue;
    const { journalSequence: _rows, ...boards } = slice.value;
    return boards;
  }
}
