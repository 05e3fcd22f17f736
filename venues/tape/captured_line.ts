import type { Resolution } from "../../domain/market.ts";
import type { TapeRecord, UnreadableLine } from "./tape_record.ts";

/** A line of a capture: when it was received, and what it says. */
export interface CapturedLine {
  /** Unix milliseconds. */
  readonly t: number;
  /** From 1; 0 for what no single line says. */
  readonly line: number;
  readonly record: TapeRecord | UnreadableLine;
}

/** A market of a capture, and how it ended where that was noted. */
export interface CapturedMarket {
  readonly ticker: string;
  readonly closesAtMs: number;
  readonly result:
    | { readonly resolution: Resolution; readonly settledAtMs: number }
    | null;
}

/** What captured files of Polymarket hold, as a tape would. */
export interface Capture {
  readonly lines: readonly CapturedLine[];
  readonly markets: readonly CapturedMarket[];
}
