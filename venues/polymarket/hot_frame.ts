import { CONDITION_PATTERN, HASH_MAX, TOKEN_PATTERN } from "./schema/field.ts";
import type {
  MarketFrameOf,
  PriceChangeEntry,
  TokenBook,
} from "./schema/market_frame.ts";

const ZERO = 48;
const NINE = 57;
const POINT = 46;

/** Longest texts that the schema takes. */
const WHOLE_DIGITS_MAX = 15;
const DECIMALS_MAX = 18;
const MILLIS = /^\d{1,15}$/;

/**
 * Reads a `price_change` frame without the schema.
 *
 * Nine in ten frames are of this form, and checking them by hand takes a small part of what a schema does. Any other
 * value, however little it differs, is `null` and has to go through the schema: what is returned here is always what
 * the schema would return.
 */
export function readPriceChange(
  value: unknown,
): MarketFrameOf<"price_change"> | null {
  if (!isRecord(value) || value.event_type !== "price_change") return null;
  const { market, timestamp, price_changes: rows } = value;
  if (typeof market !== "string" || typeof timestamp !== "string") return null;
  if (!Array.isArray(rows) || rows.length === 0 || !MILLIS.test(timestamp)) {
    return null;
  }
  if (!isKnown(KNOWN_CONDITIONS, CONDITION_PATTERN, market)) return null;
  const changes: PriceChangeEntry[] = [];
  for (const row of rows) {
    const change = readChange(row);
    if (change === null) return null;
    changes.push(change);
  }
  return {
    event_type: "price_change",
    market,
    timestamp,
    price_changes: changes,
  };
}

function readChange(row: unknown): PriceChangeEntry | null {
  if (!isRecord(row)) return null;
  const { asset_id: token, price, size, side, hash } = row;
  const { best_bid: bid, best_ask: ask } = row;
  const isWhole = typeof token === "string" &&
    isKnown(KNOWN_TOKENS, TOKEN_PATTERN, token) && isDecimal(price) &&
    isDecimal(size) && (side === "BUY" || side === "SELL") &&
    typeof hash === "string" && hash.length <= HASH_MAX && isDecimal(bid) &&
    isDecimal(ask);
  if (!isWhole) return null;
  return {
    asset_id: token,
    price,
    size,
    side,
    hash,
    best_bid: bid,
    best_ask: ask,
  };
}

/**
 * Reads a `book` frame without the schema, which looks at each of its hundred levels. Like `readPriceChange`, it
 * returns what the schema would return, or `null`.
 */
export function readBook(value: unknown): MarketFrameOf<"book"> | null {
  if (!isRecord(value) || value.event_type !== "book") return null;
  const { market, asset_id: token, timestamp, hash, tick_size: tick } = value;
  const { min_order_size: min, neg_risk: negRisk } = value;
  const { last_trade_price: last } = value;
  const isWhole = typeof market === "string" &&
    isKnown(KNOWN_CONDITIONS, CONDITION_PATTERN, market) &&
    typeof token === "string" &&
    isKnown(KNOWN_TOKENS, TOKEN_PATTERN, token) &&
    typeof timestamp === "string" &&
    MILLIS.test(timestamp) && typeof hash === "string" &&
    hash.length <= HASH_MAX && (tick === undefined || isDecimal(tick)) &&
    (min === undefined || isDecimal(min)) &&
    (negRisk === undefined || typeof negRisk === "boolean") &&
    (last === undefined || last === "" || isDecimal(last));
  if (!isWhole) return null;
  const bids = readLevels(value.bids);
  const asks = readLevels(value.asks);
  if (bids === null || asks === null) return null;
  return {
    event_type: "book",
    market,
    asset_id: token,
    timestamp,
    hash,
    bids,
    asks,
    ...(min === undefined ? {} : { min_order_size: min }),
    ...(tick === undefined ? {} : { tick_size: tick }),
    ...(negRisk === undefined ? {} : { neg_risk: negRisk }),
    ...(last === undefined ? {} : { last_trade_price: last }),
  };
}

function readLevels(value: unknown): TokenBook["bids"] | null {
  if (!Array.isArray(value)) return null;
  const levels: TokenBook["bids"] = [];
  for (const level of value) {
    if (!isRecord(level)) return null;
    const { price, size } = level;
    if (!isDecimal(price) || !isDecimal(size)) return null;
    levels.push({ price, size });
  }
  return levels;
}

/** Ids come again and again: each is looked at letter by letter once. */
const IDS_MAX = 4_096;
const KNOWN_TOKENS = new Set<string>();
const KNOWN_CONDITIONS = new Set<string>();

function isKnown(known: Set<string>, pattern: RegExp, id: string): boolean {
  if (known.has(id)) return true;
  if (!pattern.test(id)) return false;
  if (known.size >= IDS_MAX) known.clear();
  known.add(id);
  return true;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Whether a value is a decimal number of 0 or more, as the schema takes it. */
function isDecimal(value: unknown): value is string {
  if (typeof value !== "string") return false;
  const { length } = value;
  let at = 0;
  while (at < length && isDigit(value.charCodeAt(at))) at++;
  if (at < 1 || at > WHOLE_DIGITS_MAX) return false;
  if (at === length) return true;
  if (value.charCodeAt(at) !== POINT) return false;
  const from = at + 1;
  at = from;
  while (at < length && isDigit(value.charCodeAt(at))) at++;
  return at === length && at > from && at - from <= DECIMALS_MAX;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}
