import type { AgreementReport } from "./agreement.ts";

/** Something that did not parse, and why. */
export interface Rejection {
  /** File and line, or file and place in its JSON. */
  readonly place: string;
  readonly message: string;
}

/** What `deno task inspect` found; `--json` prints it as it stands. */
export interface InspectionReport {
  readonly parsed: number;
  readonly rejected: number;
  /** Lines, frames and rows that parsed, by what they are. */
  readonly kinds: Readonly<Record<string, number>>;
  /** ISO times of the first and the last frame; `null` without any. */
  readonly from: string | null;
  readonly until: string | null;
  /** Places where the venue's sequence numbers are missing. */
  readonly gaps: number;
  /** Changes that took more from a book's level than was there. */
  readonly underflows: number;
  /** Times that a book became crossed. */
  readonly crossings: number;
  /** Trades agreed on outside the book, which say nothing of it. */
  readonly blockTrades: number;
  /** `null` where there are no tickers. */
  readonly agreement: AgreementReport | null;
  /** The first rejections. */
  readonly rejections: readonly Rejection[];
  /** What was not looked at, and watched markets without a result. */
  readonly notices: readonly string[];
}

const REJECTIONS_KEPT = 20;

/** Counts what parses and what does not. */
export class Inspection {
  readonly #kinds = new Map<string, number>();
  readonly #rejections: Rejection[] = [];
  readonly #notices: string[] = [];
  #parsed = 0;
  #rejected = 0;
  #fromMs = Infinity;
  #untilMs = -Infinity;

  /** Counts `count` things of one kind that parsed. */
  parsed(kind: string, count = 1): void {
    this.#parsed += count;
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + count);
  }

  rejected(rejection: Rejection): void {
    this.#rejected++;
    if (this.#rejections.length < REJECTIONS_KEPT) {
      this.#rejections.push(rejection);
    }
  }

  /** Widens the time range to `atMs` (Unix milliseconds). */
  at(atMs: number): void {
    this.#fromMs = Math.min(this.#fromMs, atMs);
    this.#untilMs = Math.max(this.#untilMs, atMs);
  }

  notice(sentence: string): void {
    this.#notices.push(sentence);
  }

  /** Returns the report, together with what the decoders counted. */
  report(
    counted: Pick<
      InspectionReport,
      "gaps" | "underflows" | "crossings" | "blockTrades" | "agreement"
    >,
  ): InspectionReport {
    const kinds = [...this.#kinds].sort(([left], [right]) =>
      left < right ? -1 : 1
    );
    const isTimed = this.#fromMs <= this.#untilMs;
    return {
      parsed: this.#parsed,
      rejected: this.#rejected,
      kinds: Object.fromEntries(kinds),
      from: isTimed ? new Date(this.#fromMs).toISOString() : null,
      until: isTimed ? new Date(this.#untilMs).toISOString() : null,
      ...counted,
      rejections: this.#rejections,
      notices: this.#notices,
    };
  }
}
