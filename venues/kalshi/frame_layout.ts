import type { FrameOf } from "./frame.ts";

/** The frames that come by the thousand. */
export type HotFrame = FrameOf<"orderbook_delta"> | FrameOf<"ticker">;

/** No quotes, no escapes, no control characters: such text means itself. */
const PLAIN = `[^"\\\\\\x00-\\x1f]*`;
const NUMBER = "-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?";
/** Whole, and small enough to be exact. */
const INTEGER = "(0|[1-9]\\d{0,14})";
/**
 * A time of 1 ms or more, in two groups: the engine copies short texts and makes longer ones views of the whole frame,
 * which take several times as long to read letter by letter.
 */
const MILLIS = "([1-9]\\d{0,6})(\\d{0,8})";
const PRICE = `"(0(?:\\.\\d{1,6})?|1(?:\\.0{1,6})?)"`;
const COUNT = `"(-?\\d{1,15}(?:\\.\\d{1,6})?)"`;
const TICKER = `"([\\x21\\x23-\\x5b\\x5d-\\x7e]{1,100})"`;
const SIDE = `"(yes|no)"`;

/** The fields beside the body that we read. What is not here is passed over. */
const OUTER: Fields = { sid: INTEGER, seq: INTEGER };
/** Those of the body, by type. */
const INNER: Readonly<Record<HotFrame["type"], Fields>> = {
  "orderbook_delta": {
    market_ticker: TICKER,
    price_dollars: PRICE,
    delta_fp: COUNT,
    side: SIDE,
    ts_ms: MILLIS,
  },
  ticker: {
    market_ticker: TICKER,
    yes_bid_dollars: PRICE,
    yes_ask_dollars: PRICE,
    ts_ms: MILLIS,
    ts: INTEGER,
  },
};

/** What fields look like, by their names. */
type Fields = Readonly<Record<string, string>>;

/** Which of a match's groups holds each field; 0 where a layout has no such field. */
type Groups = Readonly<Record<string, number>>;

/** Names the group of a time's last digits, which no key can be called. */
const LOW = " low";

/** Keys that stand in a pattern as they are. */
const KEY_PATTERN = /^\w{1,50}$/;

/**
 * Reads frames that are written exactly like one that was seen before: the same keys in the same order, and values of
 * the same kinds. It is a shorter way to what `JSON.parse` and the schema come to, and never to anything else: text
 * that differs anywhere is left to them.
 */
export class FrameLayout {
  readonly #pattern: RegExp;
  readonly #read: (match: RegExpExecArray) => HotFrame;

  /** Use `learn`. */
  constructor(pattern: RegExp, read: (match: RegExpExecArray) => HotFrame) {
    this.#pattern = pattern;
    this.#read = read;
  }

  /** Returns the layout of a frame that the schema took; `null` for one that cannot be put into a pattern. */
  static learn(type: HotFrame["type"], frame: object): FrameLayout | null {
    const names: string[] = [];
    const pattern = framePattern(type, frame, names);
    if (pattern === null) return null;
    const groups: Groups = Object.fromEntries(
      names.map((name, index) => [name, index + 1]),
    );
    return new FrameLayout(
      new RegExp(`^${pattern}$`),
      type === "ticker" ? tickerReader(groups) : deltaReader(groups),
    );
  }

  /** Returns the frame that `text` is; `null` if it is not written like the one that was learned. */
  read(text: string): HotFrame | null {
    const match = this.#pattern.exec(text);
    return match === null ? null : this.#read(match);
  }
}

/** Adds the fields that the pattern captures to `names`, in the order of their groups. */
function framePattern(
  type: HotFrame["type"],
  frame: object,
  names: string[],
): string | null {
  return objectPattern(frame, (key, field) => {
    if (key === "type") return `"${type}"`;
    if (key !== "msg") return fieldPattern(OUTER, { key, field }, names);
    return typeof field === "object" && field !== null
      ? objectPattern(
        field,
        (inner, value) =>
          fieldPattern(INNER[type], { key: inner, field: value }, names),
      )
      : null;
  });
}

function objectPattern(
  value: object,
  patternOf: (key: string, field: unknown) => string | null,
): string | null {
  const parts: string[] = [];
  for (const [key, field] of Object.entries(value)) {
    const part = KEY_PATTERN.test(key) ? patternOf(key, field) : null;
    if (part === null) return null;
    parts.push(`"${key}":${part}`);
  }
  return `\\{${parts.join(",")}\\}`;
}

function fieldPattern(
  fields: Fields,
  { key, field }: { readonly key: string; readonly field: unknown },
  names: string[],
): string | null {
  const known = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (known !== undefined) {
    // A field of ours in another form than usual is left to the schema.
    const isNumber = known === INTEGER || known === MILLIS;
    if ((typeof field === "number") !== isNumber) return null;
    names.push(key);
    if (known === MILLIS) names.push(`${key}${LOW}`);
    return known;
  }
  switch (typeof field) {
    case "string":
      return `"${PLAIN}"`;
    case "number":
      return NUMBER;
    case "boolean":
      return "(?:true|false)";
    default:
      return field === null ? "null" : null;
  }
}

function deltaReader(groups: Groups): (match: RegExpExecArray) => HotFrame {
  const { sid = 0, seq = 0, market_ticker: ticker = 0 } = groups;
  const { price_dollars: price = 0, delta_fp: delta = 0 } = groups;
  const { side = 0, ts_ms: tsMs = 0 } = groups;
  return (match) => ({
    type: "orderbook_delta",
    sid: integer(match, sid),
    seq: integer(match, seq),
    msg: {
      market_ticker: match[ticker] ?? "",
      price_dollars: match[price] ?? "",
      delta_fp: match[delta] ?? "",
      side: match[side] === "yes" ? "yes" : "no",
      ts_ms: millis(match, tsMs),
    },
  });
}

function tickerReader(groups: Groups): (match: RegExpExecArray) => HotFrame {
  const { sid = 0, seq = 0, market_ticker: ticker = 0 } = groups;
  const { yes_bid_dollars: bid = 0, yes_ask_dollars: ask = 0 } = groups;
  const { ts_ms: tsMs = 0, ts = 0 } = groups;
  return (match) => ({
    type: "ticker",
    sid: integer(match, sid),
    seq: integer(match, seq),
    msg: {
      market_ticker: match[ticker] ?? "",
      yes_bid_dollars: match[bid] ?? "",
      yes_ask_dollars: match[ask] ?? "",
      ts_ms: millis(match, tsMs),
      ts: integer(match, ts),
    },
  });
}

const ZERO = 48;
/** Ten to the power of how many digits there are behind the first seven of a time. */
const SCALES = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8] as const;

function integer(match: RegExpExecArray, group: number): number | undefined {
  const digits = match[group];
  return group === 0 || digits === undefined ? undefined : valueOf(digits);
}

/** The time of two groups, of which `group` is the first. */
function millis(match: RegExpExecArray, group: number): number | undefined {
  const high = match[group];
  const low = match[group + 1];
  if (group === 0 || high === undefined || low === undefined) return undefined;
  return valueOf(high) * (SCALES[low.length] ?? 1) + valueOf(low);
}

/** Of up to 15 digits, read one by one: several times faster than `Number`, which has all of JavaScript to expect. */
function valueOf(digits: string): number {
  let value = 0;
  for (let index = 0; index < digits.length; index += 1) {
    value = value * 10 + digits.charCodeAt(index) - ZERO;
  }
  return value;
}
