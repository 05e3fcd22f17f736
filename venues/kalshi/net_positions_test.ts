import { assertEquals } from "@std/assert";
import { type OrderId, orderId } from "../../domain/ids.ts";
import type { Order } from "../../domain/order.ts";
import { SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { SAMPLE_ROWS } from "../../tests/venues/kalshi/sample_rows.ts";
import { NetPositions } from "./net_positions.ts";
import { oppositeOf } from "./opposite_order.ts";
import { fillSchema, positionSchema } from "./portfolio_schema.ts";
import { tickerOf } from "./ticker_of.ts";

const { marketId } = SAMPLE_ORDER;
const ticker = tickerOf(marketId);
const fill = fillSchema.parse({ ...SAMPLE_ROWS.fill, ticker });
const position = positionSchema.parse({
  ...SAMPLE_ROWS.position,
  ticker,
  position_fp: "3.00",
});

Deno.test("NetPositions counts each fill once, and nets NO against YES", () => {
  const net = new NetPositions();
  assertEquals(net.isKnown, false);
  net.replace([position]);
  const holds = (outcome: Order["outcome"]) =>
    // An order for one outcome is in the way of what is held of the other.
    net.holdsOther({ marketId, outcome: outcome === "yes" ? "no" : "yes" });
  assertEquals([holds("yes"), holds("no")], [true, false]);
  // Four NO against three YES are one NO; told twice they would be five.
  net.fill(fill);
  net.fill(fill);
  assertEquals([holds("yes"), holds("no")], [false, true]);
  const back = { ...fill, fill_id: "another", outcome_side: "yes" } as const;
  net.fill(back);
  assertEquals([holds("yes"), holds("no")], [true, false]);
});

Deno.test("oppositeOf() finds purchases of the other outcome of the market, and nothing else that rests", () => {
  const orders = new Map<OrderId, Order>();
  const rest = (id: string, fields: Partial<Order>) => {
    const order = { ...SAMPLE_ORDER, id: orderId(id), ...fields };
    orders.set(order.id, order);
  };
  const wanted = { marketId, outcome: "yes" } as const;
  const found = () =>
    oppositeOf(wanted, orders.keys(), (id) => orders.get(id) ?? null);
  rest("o_same", { outcome: "yes" });
  rest("o_sale", { outcome: "no", side: "sell" });
  rest("o_elsewhere", { outcome: "no", marketId: `${marketId}-2` as never });
  assertEquals(found(), null);
  rest("o_opposite", { outcome: "no" });
  assertEquals(found(), orderId("o_opposite"));
});
