import { MILLION, printFixed } from "./fake_order_check.ts";

/** A row of the fake's own answers. */
export type Row = Record<string, unknown>;

/** An order that the fake venue has; sizes and prices in millionths. */
export interface FakeOrder {
  readonly id: string;
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: "bid" | "ask";
  /** YES scale. */
  readonly price: number;
  readonly count: number;
  readonly atMs: number;
  filled: number;
  status: "resting" | "canceled" | "executed";
}

/** Returns an order as the venue lists it. */
export function orderRow(order: FakeOrder): Row {
  return {
    order_id: order.id,
    client_order_id: order.clientOrderId,
    ticker: order.ticker,
    outcome_side: order.side === "bid" ? "yes" : "no",
    book_side: order.side,
    type: "limit",
    status: order.status,
    yes_price_dollars: printFixed(order.price, 4),
    no_price_dollars: printFixed(MILLION - order.price, 4),
    initial_count_fp: printFixed(order.count, 2),
    fill_count_fp: printFixed(order.filled, 2),
    remaining_count_fp: printFixed(
      order.status === "resting" ? order.count - order.filled : 0,
      2,
    ),
    created_time: new Date(order.atMs).toISOString(),
  };
}

/** Pages of two, so that everybody who lists has to page. */
export function pageOf(
  name: string,
  rows: readonly Row[],
  query: URLSearchParams,
): Row {
  const start = Number(query.get("cursor") ?? 0);
  const end = start + 2;
  return {
    [name]: rows.slice(start, end),
    cursor: end < rows.length ? String(end) : "",
  };
}
