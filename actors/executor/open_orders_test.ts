import { assertEquals } from "@std/assert";
import { quantity } from "../../domain/money.ts";
import { SAMPLE_FILL, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { FILLED, SUBMITTED } from "../../domain/testing/story.ts";
import { OpenOrders } from "./open_orders.ts";

const { id } = SAMPLE_ORDER;
const CANCELED = {
  kind: "order_canceled",
  orderId: id,
  reason: "The rest found no counterparty.",
} as const;

Deno.test("OpenOrders.fold() keeps an order from its submission to its end, with its fills", () => {
  const orders = new OpenOrders();
  assertEquals(orders.hasSeen(id), false);
  orders.fold(SUBMITTED);
  assertEquals(orders.get(id)?.order.status, "submitted");
  orders.fold({ kind: "order_accepted", orderId: id });
  orders.fold(FILLED);
  assertEquals(orders.get(id)?.order.filledQuantity, quantity("4"));
  assertEquals([...orders.get(id)?.fillIds ?? []], [SAMPLE_FILL.id]);
  assertEquals(orders.all().length, 1);
  orders.fold(CANCELED);
  assertEquals([orders.get(id), orders.all(), orders.hasSeen(id)], [
    undefined,
    [],
    true,
  ]);
});

Deno.test("OpenOrders.fold() does not open an order again that is submitted twice", () => {
  const orders = new OpenOrders();
  for (const entry of [SUBMITTED, CANCELED, SUBMITTED]) orders.fold(entry);
  assertEquals(orders.all(), []);
});

Deno.test("OpenOrders.fold() does not open an order that was denied", () => {
  const orders = new OpenOrders();
  orders.fold({
    kind: "order_denied",
    order: { ...SAMPLE_ORDER, status: "denied" },
    code: "MARKET_CLOSED",
    detail: "The market is closed.",
  });
  assertEquals([orders.hasSeen(id), orders.all()], [true, []]);
  orders.fold(SUBMITTED);
  assertEquals(orders.all(), []);
});

Deno.test("OpenOrders.fold() counts a fill that is booked twice once, and ignores what follows an end", () => {
  const orders = new OpenOrders();
  for (const entry of [SUBMITTED, FILLED, FILLED]) orders.fold(entry);
  assertEquals(orders.get(id)?.order.filledQuantity, quantity("4"));
  for (const entry of [CANCELED, FILLED, CANCELED]) orders.fold(entry);
  assertEquals(orders.all(), []);
});
