import { insertRows, readHead } from "../../db/journal_table.ts";
import { PostgresJournal } from "../../db/journal_writer.ts";
import { raiseLease } from "../../db/lease_table.ts";
import { SILENT_LOG } from "../../db/log.ts";
import type { Queryable, Sql } from "../../db/pool.ts";
import { Projections } from "../../db/projections.ts";
import { ARENA_RUN, registerRun } from "../../db/runs.ts";
import { openTaskLease } from "../../db/task_lease.ts";
import { GENESIS_HEAD, type JournalHead } from "../../domain/journal.ts";
import { type ChainedRow, chainRow } from "../../domain/journal_chain.ts";
import { SystemClock, SystemRandom } from "../../runtime/mod.ts";
import { DoesNotHoldError } from "../stored_database.ts";
import type { HeadLine } from "./backup_line.ts";
import { writeCall } from "./call_files.ts";
import { bodyLines } from "./read_backup.ts";

const GROUP_ROWS = 1_000;

/** What is restored, and to where. */
export interface RestoreOptions {
  readonly file: string;
  /** What `checkBackup` returned for it. */
  readonly first: HeadLine;
  /** A migrated database that none of the runs is in. */
  readonly sql: Sql;
  /** Folder of recorded calls. */
  readonly calls: string;
}

/**
 * Brings back everything of a backup: rows in one transaction, then the recorded calls, then the tables of pages,
 * folded anew.
 *
 * @throws {DoesNotHoldError} If an arena runs on the database or a run is there already. Nothing is changed then.
 */
export async function restoreBackup(
  { file, first: { runs, fencingNumber }, sql, calls }: RestoreOptions,
): Promise<void> {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const log = SILENT_LOG;
  const lease = await openTaskLease({
    task: "restore",
    sql,
    clock,
    random,
    log,
  });
  if (lease === null) {
    throw new DoesNotHoldError(
      "Cannot restore as no arena may run on the database: current value is one that does",
    );
  }
  try {
    for (const { run } of runs) await checkAbsent(sql, run);
    await sql.begin(async (tx) => {
      await insertAll(tx, file, lease.fencingNumber);
      await raiseLease(tx, { run: ARENA_RUN, fencingNumber });
    });
  } finally {
    await lease.release();
  }
  for await (const body of bodyLines(file)) {
    if ("call" in body) await writeCall(calls, body);
  }
  for (const { run } of runs) {
    await registerRun(sql, run);
    const options = { sql, run, clock, random, log };
    const journal = await PostgresJournal.open(options);
    await new Projections({ ...options, journal }).catchUp();
    await journal.close();
  }
}

async function checkAbsent(sql: Sql, run: string): Promise<void> {
  const head = await readHead(sql, run);
  if (head === null) return;
  throw new DoesNotHoldError(
    `Cannot restore as the database must not have run "${run}" yet (name a new one): current value is one of ${head.sequence} rows`,
  );
}

/** The rows of a run stand together. */
async function insertAll(
  tx: Queryable,
  file: string,
  fencingNumber: bigint,
): Promise<void> {
  let run = "";
  let head: JournalHead = GENESIS_HEAD;
  let rows: ChainedRow[] = [];
  const flush = async () => {
    if (rows.length === 0) return;
    const number = run === ARENA_RUN ? fencingNumber : null;
    const isWritten = await insertRows(tx, {
      run,
      fencingNumber: number,
      rows,
    });
    if (!isWritten) {
      throw new DoesNotHoldError(
        `Cannot restore as the lease must be held to the end: current value is lost`,
      );
    }
    rows = [];
  };
  for await (const body of bodyLines(file)) {
    if (!("row" in body)) continue;
    if (body.run !== run) {
      await flush();
      [run, head] = [body.run, GENESIS_HEAD];
    }
    rows.push(chainRow(head, body.row));
    head = body.row;
    if (rows.length === GROUP_ROWS) await flush();
  }
  await flush();
}
