import { z } from "zod";
import { describeMismatch } from "../schema_issue.ts";

const decimal = z.string().regex(/^-?\d{1,18}(\.\d{1,6})?$/, "no decimal");
const time = z.iso.datetime({ offset: true });
const name = z.string().min(1);
const levels = z.array(z.tuple([decimal, decimal]));
const outcome = z.enum(["yes", "no"]);
const priceRanges = z.array(
  z.object({ start: decimal, end: decimal, step: decimal }),
).min(1);
const candle = z.object({ open_dollars: decimal, close_dollars: decimal });

/** A row of a REST answer: what tells it from others, and what we need of it. */
interface RowKind {
  readonly name: string;
  readonly marks: readonly string[];
  readonly schema: z.ZodType;
}

/** Every kind of row that Kalshi's REST answers are made of; the first whose marks are all there wins. */
const ROW_KINDS: readonly RowKind[] = [
  {
    name: "orderbook",
    marks: ["orderbook_fp"],
    schema: z.object({
      orderbook_fp: z.object({ yes_dollars: levels, no_dollars: levels }),
    }),
  },
  {
    name: "candlestick",
    marks: ["end_period_ts"],
    schema: z.object({
      end_period_ts: z.int(),
      yes_bid: candle,
      yes_ask: candle,
      volume_fp: decimal,
    }),
  },
  {
    name: "fill",
    marks: ["fill_id"],
    schema: z.object({
      fill_id: name,
      order_id: name,
      ticker: name,
      outcome_side: outcome,
      count_fp: decimal,
      yes_price_dollars: decimal,
      no_price_dollars: decimal,
      fee_cost: decimal,
      is_taker: z.boolean(),
    }),
  },
  {
    name: "settlement",
    marks: ["market_result"],
    schema: z.object({
      ticker: name,
      market_result: z.enum(["yes", "no", "scalar", "void"]),
      yes_count_fp: decimal,
      no_count_fp: decimal,
      fee_cost: decimal,
      settled_time: time,
    }),
  },
  {
    name: "series",
    marks: ["fee_type", "ticker"],
    schema: z.object({
      ticker: name,
      fee_type: name,
      fee_multiplier: z.number().min(0),
    }),
  },
  {
    name: "market",
    marks: ["ticker", "event_ticker", "status"],
    schema: z.object({
      ticker: name,
      event_ticker: name,
      title: z.string(),
      status: z.enum([
        "initialized",
        "active",
        "inactive",
        "closed",
        "determined",
        "disputed",
        "amended",
        "finalized",
      ]),
      open_time: time,
      close_time: time,
      result: z.enum(["", "yes", "no", "scalar"]),
      yes_bid_dollars: decimal,
      yes_ask_dollars: decimal,
      price_ranges: priceRanges,
    }),
  },
  {
    name: "event",
    marks: ["event_ticker", "series_ticker", "mutually_exclusive"],
    schema: z.object({
      event_ticker: name,
      series_ticker: name,
      title: z.string(),
      mutually_exclusive: z.boolean(),
    }),
  },
  {
    name: "price grid",
    marks: ["price_ranges"],
    schema: z.object({ price_ranges: priceRanges }),
  },
];

/** What a JSON object of a REST answer is, and why it does not match if it does not. */
export interface RestRow {
  readonly kind: string;
  /** `null` for a row that matches its schema. */
  readonly mismatch: string | null;
}

/** Returns what a JSON object is; `null` for one that is no row of ours, such as the answer around the rows. */
export function readRestRow(value: object): RestRow | null {
  const kind = ROW_KINDS.find(({ marks }) =>
    marks.every((mark) => Object.hasOwn(value, mark))
  );
  if (kind === undefined) return null;
  const result = kind.schema.safeParse(value);
  if (result.success) return { kind: kind.name, mismatch: null };
  return {
    kind: kind.name,
    mismatch: describeMismatch(
      `decode a Kalshi ${kind.name}`,
      result.error,
      value,
    ),
  };
}
