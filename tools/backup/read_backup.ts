import { z } from "zod";
import { GENESIS_HEAD, type JournalHead } from "../../domain/journal.ts";
import { checkRow } from "../../domain/journal_chain.ts";
import { BrokenFileError, readLines } from "../../venues/tape/line_reader.ts";
import { DoesNotHoldError } from "../stored_database.ts";
import {
  type BodyLine,
  bodyLineSchema,
  type HeadLine,
  headLineSchema,
} from "./backup_line.ts";

/** Reads the lines after the first one. @throws {DoesNotHoldError} For the first line that does not hold. */
export async function* bodyLines(file: string): AsyncGenerator<BodyLine> {
  for await (const { text, place } of numberedLines(file)) {
    if (place.line > 1) yield parse(bodyLineSchema, text, place);
  }
}

/**
 * Reads a backup from its first to its last line and holds every row, count and head.
 *
 * @returns Its first line.
 * @throws {DoesNotHoldError} If anything is not as it was written, by file and line.
 * @throws {ChainBrokenError} If a row does not follow on those before.
 */
export async function checkBackup(
  file: string,
): Promise<HeadLine> {
  const first = await headLine(file);
  const { runs } = first;
  const heads = new Map(
    runs.map(({ run }): [string, JournalHead] => [run, GENESIS_HEAD]),
  );
  let rows = 0;
  let calls = 0;
  let isWhole = false;
  for await (const body of bodyLines(file)) {
    if (isWhole) throw broken(file, "nothing may follow its end", "a line");
    if ("row" in body) {
      const head = heads.get(body.run);
      if (head === undefined) {
        throw broken(file, "its first line must name every run", body.run);
      }
      checkRow(head, body.row);
      heads.set(body.run, body.row);
      rows += 1;
    } else if ("call" in body) calls += 1;
    else {
      isWhole = true;
      const { end } = body;
      if (end.rows !== rows || end.calls !== calls) {
        const counted = `${rows} rows and ${calls} calls`;
        throw broken(
          file,
          `it must hold ${end.rows} rows and ${end.calls} calls`,
          counted,
        );
      }
    }
  }
  if (!isWhole) throw broken(file, "it must have its last line", "none");
  for (const { run, rows, head } of runs) {
    const found = heads.get(run);
    if (found?.sequence === rows && found.hash === head) continue;
    throw broken(
      file,
      `run "${run}" must end with row ${rows}, ${head}`,
      `row ${found?.sequence}, ${found?.hash}`,
    );
  }
  return first;
}

async function headLine(file: string): Promise<HeadLine> {
  for await (const { text, place } of numberedLines(file)) {
    return parse(headLineSchema, text, place);
  }
  throw broken(file, "it must be a backup", "an empty file");
}

interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

async function* numberedLines(
  file: string,
): AsyncGenerator<{ readonly text: string; readonly place: Place }> {
  try {
    for await (const { firstLine, lines } of readLines(file)) {
      for (const [index, text] of lines.entries()) {
        yield { text, place: { file, line: firstLine + index } };
      }
    }
  } catch (error) {
    if (error instanceof BrokenFileError) {
      throw new DoesNotHoldError(error.message);
    }
    if (error instanceof Deno.errors.NotFound) {
      throw broken(file, "there must be such a file", "none");
    }
    throw error;
  }
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  { file, line }: Place,
): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new DoesNotHoldError(
      `Cannot use ${file}:${line} as it must be a line of a backup: current value is ${
        text.length > 80 ? `${text.slice(0, 80)}…` : text
      }`,
      { cause: error },
    );
  }
}

function broken(file: string, rule: string, current: string): DoesNotHoldError {
  return new DoesNotHoldError(
    `Cannot use ${file} as ${rule}: current value is ${current}`,
  );
}
