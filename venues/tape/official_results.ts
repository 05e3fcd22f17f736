import { z } from "zod";
import { describeMismatch } from "../schema_issue.ts";
import { parseJson } from "./tape_record.ts";

/**
 * From close to payment where no settlement time was recorded: the median of 2,611 recorded settlements of
 * KXBTC15M is 11.5 s, and nine in ten took less than 18 s.
 */
export const SETTLEMENT_DELAY_MS = 12_000;

const resultSchema = z.object({
  market: z.string().min(1),
  result: z.enum(["yes", "no"]),
  status: z.enum(["determined", "finalized"]),
  close_time: z.iso.datetime({ offset: true }),
  // Empty while a determined market waits for payment.
  settlement_ts: z.union([z.iso.datetime({ offset: true }), z.literal("")])
    .nullish(),
});

/** How a market ended, in its venue's words. */
export interface OfficialResult {
  readonly outcome: "yes" | "no";
  /** A determined result may still be disputed; a finalized one is paid. */
  readonly status: "determined" | "finalized";
  /** Unix milliseconds; `null` where it was not recorded. */
  readonly settledAtMs: number | null;
  readonly file: string;
}

/** Collects official results by ticker, from files that may repeat each other. */
export class OfficialResults {
  readonly #results = new Map<string, OfficialResult>();
  readonly #disputed = new Set<string>();
  #rowsTaken = 0;

  /** Whether a line of JSON looks like an official result. */
  static matches(line: string): boolean {
    const json = parseJson(line);
    return json.kind === "json" && resultSchema.safeParse(json.value).success;
  }

  /** Rows taken so far, repetitions included. */
  get rowsTaken(): number {
    return this.#rowsTaken;
  }

  /** Takes the results of one file, JSON lines or a JSON array, and returns one sentence per row that it cannot take. */
  addFile(file: string, text: string): readonly string[] {
    const problems: string[] = [];
    for (const [row, value] of rowsOf(text)) {
      const result = resultSchema.safeParse(value);
      if (!result.success) {
        problems.push(
          describeMismatch(
            `take the official result in row ${row} of ${file}`,
            result.error,
            value,
          ),
        );
      } else if (this.#add(file, result.data)) this.#rowsTaken++;
      else {
        problems.push(
          `Cannot take an official result as all files must agree on ${result.data.market}: current value is ${result.data.result} in ${file}`,
        );
      }
    }
    return problems;
  }

  /** Returns the result of a market; `null` where none is known or files contradict each other. */
  get(ticker: string): OfficialResult | null {
    return this.#disputed.has(ticker)
      ? null
      : this.#results.get(ticker) ?? null;
  }

  #add(file: string, row: z.infer<typeof resultSchema>): boolean {
    const known = this.#results.get(row.market);
    if (known !== undefined && known.outcome !== row.result) {
      this.#disputed.add(row.market);
      return false;
    }
    const settledAtMs = row.settlement_ts
      ? Date.parse(row.settlement_ts)
      : null;
    if (known === undefined || isBetter(row.status, settledAtMs, known)) {
      this.#results.set(row.market, {
        outcome: row.result,
        status: row.status,
        settledAtMs: settledAtMs ?? known?.settledAtMs ?? null,
        file,
      });
    }
    return true;
  }
}

function isBetter(
  status: OfficialResult["status"],
  settledAtMs: number | null,
  known: OfficialResult,
): boolean {
  if (status !== known.status) return status === "finalized";
  return known.settledAtMs === null && settledAtMs !== null;
}

function* rowsOf(text: string): Generator<[row: number, value: unknown]> {
  if (text.trimStart().startsWith("[")) {
    const json = parseJson(text);
    const rows = json.kind === "json" && Array.isArray(json.value)
      ? json.value
      : [json];
    yield* rows.map((value, index): [number, unknown] => [index + 1, value]);
    return;
  }
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "") continue;
    const json = parseJson(line);
    yield [index + 1, json.kind === "json" ? json.value : null];
  }
}
