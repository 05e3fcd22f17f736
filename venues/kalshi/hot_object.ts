import type { HotFrame } from "./frame_layout.ts";

const PRICE_PATTERN = /^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/;
const COUNT_PATTERN = /^-?\d{1,15}(?:\.\d{1,6})?$/;
const TICKER_PATTERN = /^[\x21-\x7e]{1,100}$/;

/** What a change of a book may look like before anything is known of it. */
interface LikeDelta {
  readonly type?: unknown;
  readonly sid?: unknown;
  readonly seq?: unknown;
  readonly msg?: {
    readonly market_ticker?: unknown;
    readonly price_dollars?: unknown;
    readonly delta_fp?: unknown;
    readonly side?: unknown;
    readonly ts_ms?: unknown;
  } | null;
}

/**
 * Returns a change of a book that was parsed already, as tapes have them, the way that the schema does; `null` for
 * anything else, which the schema has to look at.
 */
export function hotFrameOf(value: unknown): HotFrame | null {
  if (typeof value !== "object" || value === null) return null;
  const { type, sid, seq, msg }: LikeDelta = value;
  if (type !== "orderbook_delta" || typeof msg !== "object" || msg === null) {
    return null;
  }
  const { side, ts_ms: tsMs } = msg;
  const { market_ticker: ticker, price_dollars: price, delta_fp: delta } = msg;
  const isOurs = isTextOf(TICKER_PATTERN, ticker) &&
    isTextOf(PRICE_PATTERN, price) && isTextOf(COUNT_PATTERN, delta) &&
    (side === "yes" || side === "no");
  if (!isOurs || !isWhole(sid) || !isWhole(seq) || !isWhole(tsMs)) return null;
  return {
    type,
    sid,
    seq,
    msg: {
      market_ticker: ticker,
      price_dollars: price,
      delta_fp: delta,
      side,
      ts_ms: tsMs,
    },
  };
}

function isTextOf(pattern: RegExp, value: unknown): value is string {
  return typeof value === "string" && pattern.test(value);
}

function isWhole(value: unknown): value is number | undefined {
  return value === undefined || Number.isSafeInteger(value);
}
