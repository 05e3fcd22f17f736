import { readHead, readRows } from "../../db/journal_table.ts";
import { readLease } from "../../db/lease_table.ts";
import type { Sql } from "../../db/pool.ts";
import { ARCHIVE_PREFIX, ARENA_RUN, runsNamed } from "../../db/runs.ts";
import { GENESIS_HEAD, type JournalHead } from "../../domain/journal.ts";
import { chainRow, checkRow } from "../../domain/journal_chain.ts";
import { DoesNotHoldError } from "../stored_database.ts";
import { FORMAT, type SavedRun } from "./backup_line.ts";
import { callPaths } from "./call_files.ts";

const PAGE_ROWS = 1_000;

/** What is backed up, and to where. */
export interface BackupOptions {
  readonly sql: Sql;
  /** Folder of recorded calls. */
  readonly calls: string;
  /** A file that is not there yet. */
  readonly file: string;
}

/** What a backup holds. */
export interface BackupSummary {
  readonly runs: readonly SavedRun[];
  readonly calls: number;
}

/**
 * Writes every run that cannot be made again, and every recorded call, as gzip'd JSON lines.
 *
 * Each row is held against the chain on its way. The file is there whole and on disk, or not at all. On a server the
 * arena may go on meanwhile: what it writes after the heads were read is left to the next backup.
 *
 * @throws {DoesNotHoldError} If the file is there already, or a run was archived meanwhile.
 * @throws {ChainBrokenError} If a row does not follow on those before.
 */
export async function writeBackup(
  { sql, calls, file }: BackupOptions,
): Promise<BackupSummary> {
  const runs = await savedRuns(sql);
  const lease = await readLease(sql, ARENA_RUN, 0);
  const fencingNumber = String(lease?.fencingNumber ?? 0);
  let callCount = 0;
  async function* lines(): AsyncGenerator<string> {
    yield line({ format: FORMAT, fencingNumber, runs });
    for (const run of runs) yield* rowLines(sql, run);
    for await (const call of callPaths(calls)) {
      const bytes = await Deno.readFile(`${calls}/${call}`);
      yield line({ call, base64: bytes.toBase64() });
      callCount += 1;
    }
    const rows = runs.reduce((sum, run) => sum + run.rows, 0);
    yield line({ end: { rows, calls: callCount } });
  }
  await writeNew(file, lines());
  return { runs, calls: callCount };
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

async function savedRuns(sql: Sql): Promise<readonly SavedRun[]> {
  const archived = await runsNamed(sql, ARCHIVE_PREFIX);
  return await Promise.all([ARENA_RUN, ...archived].map(async (run) => {
    const { sequence, hash } = await readHead(sql, run) ?? GENESIS_HEAD;
    return { run, rows: sequence, head: hash };
  }));
}

async function* rowLines(
  sql: Sql,
  { run, rows, head }: SavedRun,
): AsyncGenerator<string> {
  let last: JournalHead = GENESIS_HEAD;
  while (last.sequence < rows) {
    const limit = Math.min(PAGE_ROWS, rows - last.sequence);
    const page = await readRows(sql, run, { after: last.sequence, limit });
    if (page.length === 0) break;
    let text = "";
    for (const row of page) {
      checkRow(last, row);
      const { entry: _, ...fields } = row;
      const payload = JSON.parse(chainRow(last, row).payloadJson);
      text += line({ run, ...fields, payload });
      last = row;
    }
    yield text;
  }
  if (last.hash === head) return;
  throw new DoesNotHoldError(
    `Cannot back up run "${run}" as nobody may archive it meanwhile: current value is ${last.sequence} of ${rows} rows`,
  );
}

/** Writes under another name first: whoever finds the file finds all of it. */
async function writeNew(
  file: string,
  lines: AsyncGenerator<string>,
): Promise<void> {
  const unfinished = `${file}.unfinished`;
  const opened = await Deno.open(unfinished, { write: true, createNew: true })
    .catch((error) => {
      throw refusal(unfinished, error);
    });
  try {
    const packed = ReadableStream.from(lines)
      .pipeThrough(new TextEncoderStream())
      .pipeThrough(new CompressionStream("gzip"));
    for await (const bytes of packed) {
      let written = 0;
      while (written < bytes.length) {
        written += await opened.write(bytes.subarray(written));
      }
    }
    await opened.sync();
    // Unlike a rename it fails where a file is.
    await Deno.link(unfinished, file).catch((error) => {
      throw refusal(file, error);
    });
  } finally {
    opened.close();
    await Deno.remove(unfinished);
  }
}

function refusal(path: string, error: unknown): unknown {
  if (error instanceof Deno.errors.AlreadyExists) {
    return new DoesNotHoldError(
      `Cannot back up to ${path} as the file must not exist yet: current value is taken; name another file or remove this one`,
    );
  }
  if (error instanceof Deno.errors.NotFound) {
    return new DoesNotHoldError(
      `Cannot back up to ${path} as its folder must exist: current value is missing; create the folder`,
    );
  }
  return error;
}
