import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { contestantId, fillId, marketId, orderId } from "./ids.ts";
import { printUsd, quantity } from "./money.ts";
import type { Order, OrderStatus } from "./order.ts";
import {
  InvalidFillError,
  InvalidTransitionError,
  isCancelable,
  isClosed,
  ORDER_EVENT_KINDS,
  type OrderEvent,
  type OrderEventKind,
  transition,
  TRANSITIONS,
} from "./order_transitions.ts";
import { yesPrice } from "./price.ts";
import { SAMPLE_FILL, SAMPLE_ORDER } from "./testing/samples.ts";

type Table = Record<OrderStatus, Partial<Record<OrderEventKind, OrderStatus>>>;

/** The table once more, by hand: status, then where each event leads; a fill here leaves something open. */
const EXPECTED = {
  initialized: { order_denied: "denied", order_submitted: "submitted" },
  denied: {},
  submitted: {
    order_accepted: "accepted",
    order_rejected: "rejected",
    order_filled: "partially_filled",
    order_cancel_requested: "pending_cancel",
    order_canceled: "canceled",
    order_expired: "expired",
  },
  accepted: {
    order_rejected: "rejected",
    order_filled: "partially_filled",
    order_cancel_requested: "pending_cancel",
    order_canceled: "canceled",
    order_expired: "expired",
  },
  rejected: {},
  partially_filled: {
    order_accepted: "partially_filled",
    order_filled: "partially_filled",
    order_cancel_requested: "pending_cancel",
    order_canceled: "canceled",
    order_expired: "expired",
  },
  filled: { order_accepted: "filled", order_cancel_rejected: "filled" },
  pending_cancel: {
    order_accepted: "pending_cancel",
    order_rejected: "rejected",
    order_filled: "pending_cancel",
    order_cancel_requested: "pending_cancel",
    order_cancel_rejected: "accepted",
    order_canceled: "canceled",
    order_expired: "expired",
  },
  canceled: { order_filled: "canceled" },
  expired: { order_filled: "expired" },
} satisfies Table;
const STATUSES = Object.keys(EXPECTED) as OrderStatus[];

function eventOf(kind: OrderEventKind): OrderEvent {
  return kind === "order_filled" ? { kind, fill: SAMPLE_FILL } : { kind };
}

for (const status of STATUSES) {
  for (const kind of ORDER_EVENT_KINDS) {
    const to = (EXPECTED as Table)[status][kind];
    Deno.test(`transition() of ${status} by ${kind} ${to ? `leads to ${to}` : "is invalid"}`, () => {
      const order = { ...SAMPLE_ORDER, status };
      if (to === undefined) {
        assertThrows(
          () => transition(order, eventOf(kind)),
          InvalidTransitionError,
          `current value is ${status}`,
        );
        return;
      }
      assertEquals(transition(order, eventOf(kind)).status, to);
      assertEquals(order.status, status);
    });
  }
}

Deno.test("transition() leads to filled from every status that takes fills", () => {
  const fill = { ...SAMPLE_FILL, quantity: SAMPLE_ORDER.quantity };
  for (const status of STATUSES) {
    if (!("order_filled" in TRANSITIONS[status])) continue;
    const order = { ...SAMPLE_ORDER, status };
    const filled = transition(order, { kind: "order_filled", fill });
    assertEquals(filled.status, "filled");
    assertStrictEquals(filled.filledQuantity, SAMPLE_ORDER.quantity);
  }
});

Deno.test("transition() adds up what was filled and what it cost", () => {
  const first = transition(SAMPLE_ORDER, {
    kind: "order_filled",
    fill: SAMPLE_FILL,
  });
  const second = transition(first, {
    kind: "order_filled",
    fill: { ...SAMPLE_FILL, id: fillId("f_2"), quantity: quantity("6") },
  });
  assertEquals(first.status, "partially_filled");
  assertEquals(printUsd(first.filledNotional), "2.20");
  assertEquals(second.status, "filled");
  assertEquals(printUsd(second.filledNotional), "5.50");
});

Deno.test("transition() refuses to fill more than is left", () => {
  const overfill = { ...SAMPLE_FILL, quantity: quantity("10.000001") };
  assertThrows(
    () => transition(SAMPLE_ORDER, { kind: "order_filled", fill: overfill }),
    InvalidFillError,
    "must grow and stay <= 10000000",
  );
});

Deno.test("transition() takes more than was wanted only of a purchase at dflow, and only for no more money", () => {
  const improved = (change: Partial<Order>, price: string) => {
    const order = {
      ...SAMPLE_ORDER,
      marketId: marketId("dflow", "KXBTC15M-1"),
      limit: { outcome: "yes", price: yesPrice("0.56") },
      ...change,
    } as const;
    const { marketId: of, side } = order;
    const fill = {
      ...SAMPLE_FILL,
      marketId: of,
      side,
      quantity: quantity("11"),
      price: { outcome: "yes", price: yesPrice(price) },
    } as const;
    return () => transition(order, { kind: "order_filled", fill });
  };
  const { status, filledQuantity } = improved({}, "0.50")();
  assertEquals([status, filledQuantity], ["filled", quantity("11")]);
  assertThrows(improved({}, "0.55"), InvalidFillError, "must grow");
  assertThrows(improved({ side: "sell" }, "0.50"), InvalidFillError);
  assertThrows(
    improved({ marketId: SAMPLE_ORDER.marketId }, "0.50"),
    InvalidFillError,
  );
});

Deno.test("transition() refuses an empty fill and one of another order", () => {
  const wrong = [
    { quantity: quantity("0") },
    { orderId: orderId("o_2") },
    { contestantId: contestantId("hold") },
    { side: "sell" as const },
    { outcome: "no" as const },
  ];
  for (const change of wrong) {
    assertThrows(
      () =>
        transition(SAMPLE_ORDER, {
          kind: "order_filled",
          fill: { ...SAMPLE_FILL, ...change },
        }),
      InvalidFillError,
    );
  }
});

Deno.test("transition() refuses to reject an order that has fills", () => {
  const order = {
    ...SAMPLE_ORDER,
    status: "pending_cancel" as const,
    filledQuantity: quantity("1"),
  };
  assertThrows(
    () => transition(order, { kind: "order_rejected" }),
    InvalidTransitionError,
  );
});

Deno.test("transition() goes on working with what is filled after a refused cancel", () => {
  const pending = { ...SAMPLE_ORDER, status: "pending_cancel" as const };
  const event = { kind: "order_cancel_rejected" } as const;
  assertEquals(transition(pending, event).status, "accepted");
  const filled = { ...pending, filledQuantity: quantity("1") };
  assertEquals(transition(filled, event).status, "partially_filled");
});

Deno.test("isCancelable() holds for what the venue may still work on", () => {
  assertEquals(STATUSES.filter((status) => isCancelable({ status })), [
    "submitted",
    "accepted",
    "partially_filled",
  ]);
});

Deno.test("isClosed() sorts every status", () => {
  const sorted = STATUSES.map((status) => [
    status,
    isClosed({ status }),
  ]);
  assertEquals(sorted, [
    ["initialized", false],
    ["denied", true],
    ["submitted", false],
    ["accepted", false],
    ["rejected", true],
    ["partially_filled", false],
    ["filled", true],
    ["pending_cancel", false],
    ["canceled", true],
    ["expired", true],
  ]);
});
