import { JournalCursor } from "../actors/ports/journal_cursor.ts";
import { PostgresJournal } from "../db/journal_writer.ts";
import { SILENT_LOG } from "../db/log.ts";
import { migrate } from "../db/migrate.ts";
import { Projections } from "../db/projections.ts";
import type { Sql } from "../db/pool.ts";
import {
  ARCHIVE_PREFIX,
  archiveRun,
  ARENA_RUN,
  runsNamed,
} from "../db/runs.ts";
import { openTaskLease } from "../db/task_lease.ts";
import { ArenaBooks } from "../domain/fold.ts";
import { checkRow } from "../domain/journal_chain.ts";
import { GENESIS_HEAD, type JournalHead } from "../domain/journal.ts";
import { SystemClock, SystemRandom } from "../runtime/mod.ts";
import { printErrorLine, printLine, runCommand, UsageError } from "./flags.ts";
import { DoesNotHoldError, openStored } from "./stored_database.ts";

const SPEC = {
  name: "archive",
  summary:
    "Puts the arena's journal away under a name, so that the next start begins a new one.",
  flags: {
    name: {
      kind: "value",
      placeholder: "NAME",
      text: "What the archive is called, such as 2026-11",
    },
    database: {
      kind: "value",
      placeholder: "URL",
      text:
        "The PostgreSQL that holds the journal (DATABASE_URL, else the embedded one)",
    },
  },
  notes: [
    "No arena may be running on the database, nothing may be held or open (flatten first), and no declared season may be on.",
    `deno task verify --run="${ARCHIVE_PREFIX}NAME" holds an archive like any other run.`,
    "Exits with 0 if the journal is archived, 1 with one sentence if it is as it was.",
  ],
} as const;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;

function checkName(name: string | undefined): string {
  if (name !== undefined && NAME.test(name)) return name;
  throw new UsageError(
    "Cannot run archive as --name must be 1 to 40 letters, digits, dots, dashes or underscores: use --name=2026-11",
  );
}

/** Walks the chain and folds every row. @throws {Error} If a row cannot follow on those before, or something is open. */
async function checkOver(journal: PostgresJournal): Promise<JournalHead> {
  const books = new ArenaBooks();
  let head: JournalHead = GENESIS_HEAD;
  await new JournalCursor(journal, (row) => {
    checkRow(head, row);
    books.apply(row);
    head = row;
  }).catchUp();
  if (head.sequence === 0) {
    throw new DoesNotHoldError(
      "Cannot archive as the journal must have rows: current value is none",
    );
  }
  const orders = books.orders.working.size;
  const held = [...books.positions.all()]
    .filter(({ quantity }) => quantity > 0n).length;
  if (orders + held > 0) {
    throw new DoesNotHoldError(
      `Cannot archive as nothing may be open (step "flatten" of /admin/trading-state sells it): current value is ${orders} orders and ${held} positions`,
    );
  }
  const on = [...books.seasons.all].find(([, { concludedAtMs }]) =>
    concludedAtMs === null
  );
  if (on !== undefined) {
    throw new DoesNotHoldError(
      `Cannot archive as every season must be over: current value is "${
        on[0]
      }", which is on`,
    );
  }
  return head;
}

/** Archives the arena's run. @throws {DoesNotHoldError} If it cannot be, and then it is as it was. */
async function archive(sql: Sql, name: string): Promise<JournalHead> {
  const clock = new SystemClock();
  const log = SILENT_LOG;
  await migrate({ sql, clock, log });
  const to = `${ARCHIVE_PREFIX}${name}`;
  if ((await runsNamed(sql, to)).includes(to)) {
    throw new DoesNotHoldError(
      `Cannot archive as --name must be new: current value is ${name}`,
    );
  }
  const random = new SystemRandom();
  const lease = await openTaskLease({
    task: "archive",
    sql,
    clock,
    random,
    log,
  });
  if (lease === null) {
    throw new DoesNotHoldError(
      "Cannot archive as no arena may run on the database: current value is one that does",
    );
  }
  try {
    const { fencingNumber } = lease;
    const run = { sql, run: ARENA_RUN, clock, random, log };
    const journal = await PostgresJournal.open({ ...run, fencingNumber });
    const head = await checkOver(journal);
    await new Projections({ ...run, journal }).catchUp();
    await journal.close();
    await archiveRun(sql, { to, fencingNumber });
    return head;
  } finally {
    await lease.release();
  }
}

if (import.meta.main) {
  await runCommand(SPEC, async ({ flags }) => {
    const name = checkName(flags.name);
    try {
      const { sql, close } = await openStored(flags.database, "archive");
      try {
        const { sequence, hash } = await archive(sql, name);
        printLine(
          `archived run="${ARCHIVE_PREFIX}${name}" rows=${sequence} head=${hash}`,
        );
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
