import { readPriceChange } from "./hot_frame.ts";
import type { MarketFrameOf, PriceChangeEntry } from "./schema/market_frame.ts";

/** The frame that nine in ten are. */
type ChangeFrame = MarketFrameOf<"price_change">;

/** No quotes, no escapes, no control characters: such text means itself. */
const PLAIN = `"[^"\\\\\\x00-\\x1f]*"`;
const NUMBER = "-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?";
const DIGITS = `"(\\d+)"`;
const DECIMAL = `"(\\d+(?:\\.\\d+)?)"`;

/** What fields look like, by their names; how long they are is looked at afterwards, which is faster. */
type Fields = Readonly<Record<string, string>>;

const OUTER: Fields = {
  "event_type": `"price_change"`,
  market: `"(0x[0-9a-f]+)"`,
  timestamp: DIGITS,
};
const INNER: Fields = {
  "asset_id": DIGITS,
  price: DECIMAL,
  size: DECIMAL,
  side: `"(BUY|SELL)"`,
  hash: `"([0-9a-f]+)"`,
  "best_bid": DECIMAL,
  "best_ask": DECIMAL,
};

/** Longest texts that are within the schema's bounds for certain; longer ones are left to it. */
const DECIMAL_MAX = 15;
const TOKEN_MAX = 78;
const HASH_MAX = 100;
const MILLIS_MAX = 15;
const CONDITION_LENGTHS: readonly number[] = [64, 66];

/** Keys that stand in a pattern as they are. */
const KEY_PATTERN = /^\w{1,50}$/;
const END_OF_LIST = 93;

/** Which group of a match holds each field; 0 where a layout has no such field. */
type Groups = Readonly<Record<string, number>>;

/** A piece of a frame: what it looks like, and where its fields are. */
interface Piece {
  /** Sticky: it matches where it is told to begin. */
  readonly pattern: RegExp;
  readonly groups: Groups;
}

/**
 * Reads `price_change` frames that are written exactly like one that was seen before: the same keys in the same order.
 * It is a shorter way to what `JSON.parse` and the schema come to, and never to anything else: text that differs
 * anywhere is left to them.
 */
export class ChangeLayout {
  readonly #head: Piece;
  readonly #row: Piece;
  readonly #tail: Piece;
  /** The two tokens that came last: nearly all that come, and a text that is known needs no new hash to be found by. */
  readonly #tokens = ["", ""];

  /** Use `learn`. */
  constructor(head: Piece, row: Piece, tail: Piece) {
    this.#head = head;
    this.#row = row;
    this.#tail = tail;
  }

  /** Returns the layout of a frame; `null` for one that cannot be put into patterns, or that the schema might refuse. */
  static learn(frame: unknown): ChangeLayout | null {
    if (readPriceChange(frame) === null) return null;
    const fields = Object.entries(Object(frame));
    const at = fields.findIndex(([key]) => key === "price_changes");
    const [, rows] = fields[at] ?? [];
    const [first] = Array.isArray(rows) ? rows : [];
    const row = pieceOf(Object.entries(Object(first)), INNER);
    const head = pieceOf(fields.slice(0, at), OUTER);
    const tail = pieceOf(fields.slice(at + 1), OUTER);
    if (row === null || head === null || tail === null) return null;
    return new ChangeLayout(
      {
        pattern: sticky(`\\{${head.text}${comma(head)}"price_changes": ?\\[`),
        groups: head.groups,
      },
      { pattern: sticky(`\\{${row.text}\\}([,\\]]) ?`), groups: row.groups },
      {
        pattern: sticky(`${comma(tail)}${tail.text}\\}$`),
        groups: tail.groups,
      },
    );
  }

  /** Returns the frame that `text` is; `null` if it is not written like the one that was learned. */
  read(text: string): ChangeFrame | null {
    const head = matchAt(this.#head, text, 0);
    if (head === null) return null;
    const changes: PriceChangeEntry[] = [];
    let at = this.#head.pattern.lastIndex;
    for (let isOver = false; !isOver;) {
      const match = matchAt(this.#row, text, at);
      const change = match === null ? null : this.#changeOf(match);
      if (match === null || change === null) return null;
      changes.push(change);
      isOver = match[match.length - 1]?.charCodeAt(0) === END_OF_LIST;
      at = this.#row.pattern.lastIndex;
    }
    const tail = matchAt(this.#tail, text, at);
    if (tail === null) return null;
    const market = this.#outer("market", head, tail);
    const timestamp = this.#outer("timestamp", head, tail);
    const isOurs = CONDITION_LENGTHS.includes(market.length) &&
      timestamp.length <= MILLIS_MAX;
    if (!isOurs) return null;
    return {
      event_type: "price_change",
      market,
      timestamp,
      price_changes: changes,
    };
  }

  #changeOf(match: RegExpExecArray): PriceChangeEntry | null {
    const { groups } = this.#row;
    const { asset_id: token = 0, price: priceAt = 0, size: sizeAt = 0 } =
      groups;
    const { side = 0, hash: hashAt = 0, best_bid: bidAt = 0 } = groups;
    const assetId = this.#known(match[token] ?? "");
    const price = match[priceAt] ?? "";
    const size = match[sizeAt] ?? "";
    const hash = match[hashAt] ?? "";
    const bid = match[bidAt] ?? "";
    const ask = match[groups.best_ask ?? 0] ?? "";
    const isShort = assetId.length <= TOKEN_MAX && hash.length <= HASH_MAX &&
      price.length <= DECIMAL_MAX && size.length <= DECIMAL_MAX &&
      bid.length <= DECIMAL_MAX && ask.length <= DECIMAL_MAX;
    if (!isShort) return null;
    return {
      asset_id: assetId,
      price,
      size,
      side: match[side] === "BUY" ? "BUY" : "SELL",
      hash,
      best_bid: bid,
      best_ask: ask,
    };
  }

  #known(token: string): string {
    const [newest = "", other = ""] = this.#tokens;
    if (token === newest) return newest;
    this.#tokens[1] = newest;
    this.#tokens[0] = token === other ? other : token;
    return this.#tokens[0];
  }

  /** A field beside the list, before it or after it. */
  #outer(name: string, head: RegExpExecArray, tail: RegExpExecArray): string {
    const before = this.#head.groups[name];
    const after = this.#tail.groups[name];
    return (before === undefined ? undefined : head[before]) ??
      (after === undefined ? undefined : tail[after]) ?? "";
  }
}

function matchAt(
  { pattern }: Piece,
  text: string,
  at: number,
): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Returns fields as a pattern, without what is around them; `null` for fields that cannot be one. */
function pieceOf(
  entries: readonly (readonly [string, unknown])[],
  fields: Fields,
): { readonly text: string; readonly groups: Groups } | null {
  const parts: string[] = [];
  const groups: Record<string, number> = {};
  let captured = 0;
  for (const [key, value] of entries) {
    const known = Object.hasOwn(fields, key) ? fields[key] : undefined;
    const pattern = known ?? passedOver(value);
    if (pattern === null || !KEY_PATTERN.test(key)) return null;
    if (pattern.includes("(") && known !== undefined) {
      captured += 1;
      groups[key] = captured;
    }
    parts.push(`"${key}": ?${pattern}`);
  }
  return { text: parts.join(", ?"), groups };
}

function passedOver(value: unknown): string | null {
  switch (typeof value) {
    case "string":
      return PLAIN;
    case "number":
      return NUMBER;
    case "boolean":
      return "(?:true|false)";
    default:
      return value === null ? "null" : null;
  }
}

function comma({ text }: { readonly text: string }): string {
  return text === "" ? "" : ", ?";
}

function sticky(pattern: string): RegExp {
  return new RegExp(pattern, "y");
}
