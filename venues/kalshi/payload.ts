import type { z } from "zod";
import { describeMismatch } from "../schema_issue.ts";
import {
  canceledOrderSchema,
  createdOrderSchema,
  fillSchema,
  orderSchema,
  positionSchema,
  settlementSchema,
} from "./portfolio_schema.ts";
import {
  candleSchema,
  ENVELOPES,
  eventSchema,
  marketSchema,
  priceRangesSchema,
  seriesSchema,
  tradeSchema,
} from "./rest_schema.ts";

/** A row of a REST answer: what tells it from others, and what we need of it. */
interface RowKind {
  readonly name: string;
  readonly marks: readonly string[];
  readonly schema: z.ZodType;
  /** The field that the schema is of; the whole row where absent. */
  readonly field?: string;
}

/** Every kind of row that Kalshi's REST answers are made of; the first whose marks are all there wins. */
const ROW_KINDS: readonly RowKind[] = [
  {
    name: "orderbook",
    marks: ["orderbook_fp"],
    schema: ENVELOPES.orderbook,
  },
  { name: "candlestick", marks: ["end_period_ts"], schema: candleSchema },
  { name: "fill", marks: ["fill_id"], schema: fillSchema },
  { name: "settlement", marks: ["market_result"], schema: settlementSchema },
  { name: "position", marks: ["position_fp"], schema: positionSchema },
  {
    name: "order",
    marks: ["order_id", "initial_count_fp"],
    schema: orderSchema,
  },
  {
    name: "created order",
    marks: ["order_id", "fill_count"],
    schema: createdOrderSchema,
  },
  {
    name: "canceled order",
    marks: ["order_id", "reduced_by"],
    schema: canceledOrderSchema,
  },
  { name: "trade", marks: ["trade_id", "ticker"], schema: tradeSchema },
  { name: "series", marks: ["fee_type", "ticker"], schema: seriesSchema },
  {
    name: "market",
    marks: ["ticker", "event_ticker", "status"],
    schema: marketSchema,
  },
  {
    name: "event",
    marks: ["event_ticker", "series_ticker", "mutually_exclusive"],
    schema: eventSchema,
  },
  {
    name: "price grid",
    marks: ["price_ranges"],
    schema: priceRangesSchema,
    field: "price_ranges",
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
  const { name, field, schema } = kind;
  const input: unknown = field === undefined
    ? value
    : Reflect.get(value, field);
  const result = schema.safeParse(input);
  if (result.success) return { kind: name, mismatch: null };
  return {
    kind: name,
    mismatch: describeMismatch(
      `decode a Kalshi ${name}`,
      result.error,
      input,
    ),
  };
}
