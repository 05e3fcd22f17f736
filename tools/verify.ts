import type { Journal } from "../actors/ports/journal.ts";
import { JournalCursor } from "../actors/ports/journal_cursor.ts";
import { checkBoards } from "../db/board_check.ts";
import { PostgresJournal } from "../db/journal_writer.ts";
import { SILENT_LOG } from "../db/log.ts";
import { migrate } from "../db/migrate.ts";
import {
  checkProjections,
  rebuildProjections,
} from "../db/projection_check.ts";
import {
  projectedSequence,
  type ProjectionsOptions,
} from "../db/projections.ts";
import type { Sql } from "../db/pool.ts";
import { ARENA_RUN, runsNamed } from "../db/runs.ts";
import type { BoardSnapshotEntry } from "../domain/board_snapshot.ts";
import { isFinalAsWritten } from "../domain/boards/board_snapshot.ts";
import { ArenaBoards } from "../domain/boards/arena_boards.ts";
import { ArenaBooks } from "../domain/fold.ts";
import { checkRow } from "../domain/journal_chain.ts";
import { GENESIS_HEAD, type JournalHead } from "../domain/journal.ts";
import { SystemClock, SystemRandom } from "../runtime/mod.ts";
import { printErrorLine, printLine, runCommand } from "./flags.ts";
import { DoesNotHoldError, openStored } from "./stored_database.ts";

const SPEC = {
  name: "verify",
  summary:
    "Walks the journal's chain, folds it, rebuilds every projection and board and compares.",
  flags: {
    database: {
      kind: "value",
      placeholder: "URL",
      text:
        "The PostgreSQL that holds the journal (DATABASE_URL, else the embedded one)",
    },
    run: {
      kind: "value",
      placeholder: "NAME",
      text: "Which run, such as the one a replay was kept as (main)",
    },
    rebuild: {
      kind: "switch",
      text: "Write the projections anew from the journal first",
    },
  },
  notes: [
    "The embedded database is ARENA_DATA_DIR; no arena may be running on it.",
    "Exits with 0 if everything holds, 1 with one sentence for the first thing that does not.",
  ],
} as const;

/** A name that no run has would otherwise be a journal without rows, of which everything holds. */
async function checkKnown(sql: Sql, run: string): Promise<void> {
  if (run === ARENA_RUN || (await runsNamed(sql, run)).includes(run)) return;
  throw new DoesNotHoldError(
    `Cannot verify as --run must name a run of this database: current value is ${run}`,
  );
}

/** What a walk leads to. */
interface Walked {
  readonly head: JournalHead;
  /** Folded as far as the projections are. */
  readonly boards: ArenaBoards;
  /** What was written down of seasons as they ended. */
  readonly final: readonly BoardSnapshotEntry[];
}

/** Walks the chain and folds every row. @throws {Error} For the first row that cannot follow on those before. */
async function walk(
  options: ProjectionsOptions & { readonly journal: Journal },
): Promise<Walked> {
  const projected = await projectedSequence(options.sql, options.run);
  const books = new ArenaBooks();
  const boards = new ArenaBoards();
  const final: BoardSnapshotEntry[] = [];
  let head: JournalHead = GENESIS_HEAD;
  const cursor = new JournalCursor(options.journal, (row) => {
    checkRow(head, row);
    books.apply(row);
    if (row.sequence <= projected) {
      boards.apply(row);
      const { entry } = row;
      if (entry.kind === "boards_snapshotted" && entry.isFinal) {
        final.push(entry);
      }
    }
    head = row;
  });
  await cursor.catchUp();
  const total = books.ledger.total();
  if (total !== 0n) {
    throw new DoesNotHoldError(
      `Cannot verify run "${options.run}" as its ledger must sum to zero: current value is ${total} micro-dollars`,
    );
  }
  return { head, boards, final };
}

async function compare(
  options: ProjectionsOptions,
  { boards, final }: Walked,
): Promise<void> {
  const [first] = await checkProjections(options);
  if (first !== undefined) {
    throw new DoesNotHoldError(
      `Cannot verify run "${options.run}" as its projections must be as the journal says (--rebuild writes them anew): current value is ${first.missing} rows missing and ${first.unexpected} unexpected in ${first.name}`,
    );
  }
  const ended = final.find((written) => !isFinalAsWritten(boards, written));
  if (ended !== undefined) {
    throw new DoesNotHoldError(
      `Cannot verify run "${options.run}" as the final boards of a season must be what its rows lead to: current value is another one of ${ended.seasonId}`,
    );
  }
  const [other] = await checkBoards(boards, options);
  if (other === undefined) return;
  throw new DoesNotHoldError(
    `Cannot verify run "${options.run}" as the board of ${other.contestantId} must say what its decisions say, ${other.projections}: current value is ${other.board}`,
  );
}

if (import.meta.main) {
  await runCommand(SPEC, async ({ flags }) => {
    const clock = new SystemClock();
    const random = new SystemRandom();
    try {
      const { sql, close } = await openStored(flags.database, "verify");
      try {
        await migrate({ sql, clock, log: SILENT_LOG });
        const run = {
          sql,
          run: flags.run ?? ARENA_RUN,
          clock,
          random,
          log: SILENT_LOG,
        };
        await checkKnown(sql, run.run);
        const options = { ...run, journal: await PostgresJournal.open(run) };
        if (flags.rebuild) await rebuildProjections(options);
        const walked = await walk(options);
        await compare(options, walked);
        const { sequence, hash } = walked.head;
        printLine(`verified rows=${sequence} head=${hash}`);
        return 0;
      } finally {
        await close();
      }
    } catch (error) {
      printErrorLine(error instanceof Error ? error.message : String(error));
      return 1;
    }
  });
}
