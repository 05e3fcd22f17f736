import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { orderId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import type { JournalEntry } from "../../domain/journal.ts";
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

Deno.test("OpenOrders.expect() shows an order as it will be, until its rows are there", () => {
  const orders = new OpenOrders();
  orders.expect(SUBMITTED);
  assertEquals([orders.hasSeen(id), orders.isJournaled(id)], [true, false]);
  assertEquals([orders.get(id)?.order.status, orders.all()], ["submitted", []]);
  orders.fold(SUBMITTED);
  assertEquals(orders.isComing(id), false);
  for (const entry of [FILLED, CANCELED]) orders.expect(entry);
  assertEquals(orders.get(id), undefined);
  assertEquals(orders.find(id)?.order.status, "canceled");
  assertEquals(orders.all()[0]?.order.status, "submitted");
  orders.fold(FILLED);
  assertEquals([orders.isComing(id), orders.all().length], [true, 1]);
  orders.fold(CANCELED);
  assertEquals([orders.isComing(id), orders.all()], [false, []]);
  assertEquals(orders.find(id)?.order.filledQuantity, quantity("4"));
});

Deno.test("OpenOrders.expect() is not mistaken about rows that somebody else appended", () => {
  const orders = new OpenOrders();
  orders.fold(SUBMITTED);
  orders.expect({ kind: "order_accepted", orderId: id });
  orders.fold(FILLED);
  assertEquals(orders.isComing(id), true);
  orders.fold({ kind: "order_accepted", orderId: id });
  assertEquals(orders.isComing(id), false);
  assertEquals(orders.get(id)?.order.status, "partially_filled");
});

Deno.test("OpenOrders.isCancelJournaled() tells a request in the journal from one on its way", () => {
  const orders = new OpenOrders();
  const request = {
    kind: "order_cancel_requested",
    orderId: id,
    reason: "Enough.",
  } as const;
  orders.fold(SUBMITTED);
  orders.expect(request);
  assertEquals(orders.get(id)?.order.status, "pending_cancel");
  assertEquals(orders.isCancelJournaled(id), false);
  orders.fold(request);
  assertEquals(orders.isCancelJournaled(id), true);
});

Deno.test("OpenOrders.find() knows the 200 orders closed last, and get() none of them", () => {
  const orders = new OpenOrders();
  const ids = Array.from({ length: 202 }, (_, n) => orderId(`o_${n}`));
  for (const each of ids) {
    orders.fold({
      kind: "order_submitted",
      order: { ...SAMPLE_ORDER, id: each, status: "submitted" },
    });
    orders.fold({ ...CANCELED, orderId: each });
  }
  assertEquals(
    ids.map((each) => orders.find(each) !== undefined),
    ids.map((_, n) => n >= 2),
  );
  assertEquals(ids.every((each) => orders.get(each) === undefined), true);
  assertEquals(ids.every((each) => orders.hasSeen(each)), true);
});

/** What `look` comes to, or the class of the error that it throws. */
function outcomeOf(look: () => unknown): unknown {
  try {
    return look();
  } catch (error) {
    return error instanceof Error ? error.name : error;
  }
}

Deno.test("OpenOrders.find() foresees the same however often and whenever it was asked before", () => {
  const steps: readonly JournalEntry[] = [
    { kind: "order_accepted", orderId: id },
    { kind: "order_cancel_requested", orderId: id, reason: "Enough." },
    { kind: "order_cancel_rejected", orderId: id, reason: "Too late." },
    FILLED,
    CANCELED,
  ];
  const moves = fc.array(
    fc.record({
      act: fc.constantFrom("expect", "fold", "look"),
      entry: fc.constantFrom(...steps),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(moves, (made) => {
      const asked = new OpenOrders();
      const unasked = new OpenOrders();
      asked.fold(SUBMITTED);
      unasked.fold(SUBMITTED);
      for (const { act, entry } of made) {
        if (act === "look") {
          outcomeOf(() => asked.find(id));
          continue;
        }
        const [left, right] = [asked, unasked].map((orders) =>
          outcomeOf(() => orders[act](entry))
        );
        assertEquals(left, right);
      }
      assertEquals(
        outcomeOf(() => asked.find(id)),
        outcomeOf(() => unasked.find(id)),
      );
    }),
    { numRuns: 2_000 },
  );
});
