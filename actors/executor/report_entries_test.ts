import { assertEquals } from "@std/assert";
import type { Fill } from "../../domain/fill.ts";
import { type FillId, fillId, marketId, orderId } from "../../domain/ids.ts";
import { type Quantity, quantity, usd } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { noPrice } from "../../domain/price.ts";
import { SAMPLE_FILL, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import type { VenueOrderReport } from "../ports/execution.ts";
import { reportEntries } from "./report_entries.ts";

const NONE: ReadonlySet<FillId> = new Set();
const SUBMITTED: Order = { ...SAMPLE_ORDER, status: "submitted" };
const PARTIAL: Order = {
  ...SAMPLE_ORDER,
  status: "partially_filled",
  filledQuantity: quantity("4"),
  filledNotional: usd("2.20"),
};
const BOOKED = new Set([SAMPLE_FILL.id]);
const PENDING: Order = { ...SAMPLE_ORDER, status: "pending_cancel" };

function fill(id: string, size: string, change: Partial<Fill> = {}): Fill {
  return {
    ...SAMPLE_FILL,
    id: fillId(id),
    quantity: quantity(size),
    ...change,
  };
}

interface Case {
  readonly name: string;
  readonly order: Order;
  readonly booked?: ReadonlySet<FillId>;
  readonly report: VenueOrderReport;
  /** Kinds of the entries, fills with their id; `null` for a contradiction. */
  readonly says: readonly string[] | null;
  readonly isFinal?: boolean;
}

const CASES: readonly Case[] = [
  {
    name: "an acknowledgment without fills",
    order: SUBMITTED,
    report: { status: "accepted", fills: [] },
    says: ["order_accepted"],
    isFinal: false,
  },
  {
    name: "the same acknowledgment again",
    order: SAMPLE_ORDER,
    report: { status: "accepted", fills: [] },
    says: [],
    isFinal: false,
  },
  {
    name: "a whole fill",
    order: SUBMITTED,
    report: { status: "filled", fills: [fill("a", "4"), fill("b", "6")] },
    says: ["order_accepted", "a", "b"],
    isFinal: true,
  },
  {
    name: "a fill that is complete under an acknowledgment",
    order: SUBMITTED,
    report: { status: "accepted", fills: [fill("a", "10")] },
    says: ["order_accepted", "a"],
    isFinal: true,
  },
  {
    name: "an order called filled whose fills are not all there",
    order: SUBMITTED,
    report: { status: "filled", fills: [fill("a", "4")] },
    says: ["order_accepted", "a"],
    isFinal: false,
  },
  {
    name: "the rest of the fills, with those booked before",
    order: PARTIAL,
    booked: BOOKED,
    report: { status: "filled", fills: [SAMPLE_FILL, fill("b", "6")] },
    says: ["b"],
    isFinal: true,
  },
  {
    name: "only the fills that are new",
    order: PARTIAL,
    booked: BOOKED,
    report: { status: "filled", fills: [fill("b", "6")] },
    says: ["b"],
    isFinal: true,
  },
  {
    name: "one fill twice in one report",
    order: SUBMITTED,
    report: { status: "accepted", fills: [fill("a", "6"), fill("a", "6")] },
    says: ["order_accepted", "a"],
    isFinal: false,
  },
  {
    name: "a cancel of the rest",
    order: SUBMITTED,
    report: { status: "canceled", fills: [fill("a", "4")] },
    says: ["order_accepted", "a", "order_canceled"],
    isFinal: true,
  },
  {
    name: "a cancel that came too late",
    order: SUBMITTED,
    report: { status: "canceled", fills: [fill("a", "10")] },
    says: ["order_accepted", "a"],
    isFinal: true,
  },
  {
    name: "an expiry",
    order: SAMPLE_ORDER,
    report: { status: "expired", fills: [] },
    says: ["order_expired"],
    isFinal: true,
  },
  {
    name: "a refusal",
    order: SUBMITTED,
    report: { status: "rejected", reason: "No." },
    says: ["order_rejected"],
    isFinal: true,
  },
  {
    name: "a refusal of what was filled in part",
    order: PARTIAL,
    report: { status: "rejected", reason: "No." },
    says: ["order_canceled"],
    isFinal: true,
  },
  {
    name: "an order that the venue never had",
    order: SUBMITTED,
    report: { status: "unknown" },
    says: ["order_rejected"],
    isFinal: true,
  },
  {
    name: "an order that the venue has forgotten after filling it in part",
    order: PARTIAL,
    report: { status: "unknown" },
    says: ["order_canceled"],
    isFinal: true,
  },
  {
    name: "a cancel that was asked for, with a fill that came first",
    order: PENDING,
    report: { status: "canceled", fills: [fill("a", "4")] },
    says: ["a", "order_canceled"],
    isFinal: true,
  },
  {
    name: "a whole fill that a cancel came too late for",
    order: PENDING,
    report: { status: "filled", fills: [fill("a", "10")] },
    says: ["a"],
    isFinal: true,
  },
  {
    name: "an acknowledgment while a cancel is asked for",
    order: PENDING,
    report: { status: "accepted", fills: [] },
    says: [],
    isFinal: false,
  },
  {
    name: "a refusal while a cancel is asked for",
    order: PENDING,
    report: { status: "rejected", reason: "No." },
    says: ["order_rejected"],
    isFinal: true,
  },
  {
    name: "an order to be taken back that the venue does not have",
    order: PENDING,
    report: { status: "unknown" },
    says: ["order_canceled"],
    isFinal: true,
  },
  {
    name: "more fills than were ordered",
    order: SUBMITTED,
    report: { status: "filled", fills: [fill("a", "6"), fill("b", "5")] },
    says: null,
  },
  {
    name: "a fill of nothing",
    order: SUBMITTED,
    report: {
      status: "canceled",
      fills: [fill("a", "1", { quantity: 0n as Quantity })],
    },
    says: null,
  },
  {
    name: "a fill of another order",
    order: SUBMITTED,
    report: {
      status: "filled",
      fills: [fill("a", "10", { orderId: orderId("o_2") })],
    },
    says: null,
  },
  {
    name: "a fill in another market",
    order: SUBMITTED,
    report: {
      status: "filled",
      fills: [fill("a", "10", { marketId: marketId("kalshi", "OTHER") })],
    },
    says: null,
  },
  {
    name: "a fill on the other outcome's scale",
    order: SUBMITTED,
    report: {
      status: "filled",
      fills: [
        fill("a", "10", { price: { outcome: "no", price: noPrice("0.45") } }),
      ],
    },
    says: null,
  },
  {
    name: "a fill at no time that a row could hold",
    order: SUBMITTED,
    report: {
      status: "filled",
      fills: [fill("a", "10", { occurredAtMs: 1.5 })],
    },
    says: null,
  },
];

for (
  const { name, order, booked = NONE, report, says, isFinal } of CASES
) {
  Deno.test(
    `reportEntries() of ${name} ${
      says === null ? "is a contradiction" : `is [${says.join(", ")}]`
    }`,
    () => {
      const outcome = reportEntries({ order, fillIds: booked }, report);
      if (outcome.kind === "contradiction") {
        assertEquals(says, null);
        return;
      }
      assertEquals(
        outcome.entries.map((entry) =>
          entry.kind === "order_filled" ? entry.fill.id as string : entry.kind
        ),
        says,
      );
      assertEquals(outcome.isFinal, isFinal);
    },
  );
}

Deno.test("reportEntries() passes the venue's reason through unchanged", () => {
  const reason = "Insufficient margin (code 17)";
  for (const order of [SUBMITTED, PARTIAL]) {
    const outcome = reportEntries(
      { order, fillIds: NONE },
      { status: "rejected", reason },
    );
    assertEquals(
      outcome.kind === "facts" && outcome.entries[0],
      order === PARTIAL
        ? { kind: "order_canceled", orderId: order.id, reason }
        : { kind: "order_rejected", orderId: order.id, reason },
    );
  }
});
