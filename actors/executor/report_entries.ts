import { assertNever } from "../../domain/assert_never.ts";
import type { Fill } from "../../domain/fill.ts";
import type { FillId } from "../../domain/ids.ts";
import type { EntryOf } from "../../domain/journal.ts";
import type { Order } from "../../domain/order.ts";
import {
  InvalidFillError,
  InvalidTransitionError,
  isClosed,
  transition,
} from "../../domain/order_transitions.ts";
import type { VenueOrderReport } from "../ports/execution.ts";
import type { OpenOrder } from "./open_orders.ts";

/** What a report may add to the journal. */
export type ReportEntry = EntryOf<
  | "order_accepted"
  | "order_rejected"
  | "order_filled"
  | "order_canceled"
  | "order_expired"
>;

/** What a report comes to. */
export type ReportOutcome =
  | {
    readonly kind: "facts";
    readonly entries: readonly ReportEntry[];
    /** `false`: the venue has more to say, ask again. */
    readonly isFinal: boolean;
  }
  /** It cannot be true together with what is in the journal: a row of it would break every fold. */
  | { readonly kind: "contradiction" };

/**
 * Returns the facts in `report` that are new about an open order, in the order in which they happened.
 *
 * Fills that were booked before are left out, so that the same report twice adds nothing. An order is over
 * when its fills add up to its quantity or the venue says how it ended, not when it is merely called filled.
 */
export function reportEntries(
  open: OpenOrder,
  report: VenueOrderReport,
): ReportOutcome {
  const entries = newFacts(open, report);
  const after = applied(open.order, entries);
  return after === null
    ? { kind: "contradiction" }
    : { kind: "facts", entries, isFinal: isClosed(after) };
}

/**
 * Returns the fills in `report` that are new about an order that is closed already: the venue matched it before
 * its end took effect. Nothing else can still happen to it.
 */
export function lateFills(
  closed: OpenOrder,
  report: VenueOrderReport,
): ReportOutcome {
  if (!("fills" in report)) {
    return { kind: "facts", entries: [], isFinal: true };
  }
  const entries = unbooked(report.fills, closed.fillIds).map((fill) =>
    ({ kind: "order_filled", fill }) as const
  );
  return applied(closed.order, entries) === null
    ? { kind: "contradiction" }
    : { kind: "facts", entries, isFinal: true };
}

function newFacts(
  { order, fillIds }: OpenOrder,
  report: VenueOrderReport,
): readonly ReportEntry[] {
  switch (report.status) {
    case "rejected":
      return [refused(order, report.reason)];
    case "unknown":
      return [missing(order)];
    case "accepted":
    case "filled":
    case "canceled":
    case "expired": {
      const fills = unbooked(report.fills, fillIds);
      return [
        ...acknowledged(order),
        ...fills.map((fill) => ({ kind: "order_filled", fill } as const)),
        ...ended(order, fills, report.status),
      ];
    }
    default:
      return assertNever(report);
  }
}

/** An order that was to be taken back is, where the venue has none: a fill that comes late can still be booked. */
function missing(order: Order): ReportEntry {
  switch (order.status) {
    case "submitted":
      return refused(order, "The venue never received this order.");
    case "pending_cancel":
      return {
        kind: "order_canceled",
        orderId: order.id,
        reason: "The venue has no such order to take back.",
      };
    default:
      return refused(order, "The venue no longer knows this order.");
  }
}

/** What was filled before stays: then only the rest of the order is refused. */
function refused({ id, filledQuantity }: Order, reason: string): ReportEntry {
  return filledQuantity > 0n
    ? { kind: "order_canceled", orderId: id, reason }
    : { kind: "order_rejected", orderId: id, reason };
}

function acknowledged({ id, status }: Order): readonly ReportEntry[] {
  return status === "submitted"
    ? [{ kind: "order_accepted", orderId: id }]
    : [];
}

/** A venue may name a fill twice, in one report or in two. */
function unbooked(
  fills: readonly Fill[],
  booked: ReadonlySet<FillId>,
): readonly Fill[] {
  const byId = new Map(fills.map((fill) => [fill.id, fill]));
  return [...byId.values()].filter(({ id }) => !booked.has(id));
}

/** An order whose fills are complete is filled, also where the venue speaks of a cancel that came too late. */
function ended(
  order: Order,
  fills: readonly Fill[],
  status: "accepted" | "filled" | "canceled" | "expired",
): readonly ReportEntry[] {
  const filled = fills.reduce<bigint>(
    (sum, { quantity }) => sum + quantity,
    order.filledQuantity,
  );
  if (filled >= order.quantity) return [];
  switch (status) {
    case "canceled":
      return [{
        kind: "order_canceled",
        orderId: order.id,
        reason: cancelReason(order),
      }];
    case "expired":
      return [{ kind: "order_expired", orderId: order.id }];
    case "accepted":
    case "filled":
      return [];
    default:
      return assertNever(status);
  }
}

function cancelReason({ status, timeInForce }: Order): string {
  if (status === "pending_cancel") return "It was taken back.";
  switch (timeInForce) {
    case "ioc":
      return "The rest found no counterparty.";
    case "fok":
      return "It could not be filled whole at once.";
    case "gtc":
    case "gtd":
      return "The venue took it out.";
    default:
      return assertNever(timeInForce);
  }
}

/** Returns the order after `entries`, or `null` where one of them cannot happen to it. */
function applied(order: Order, entries: readonly ReportEntry[]): Order | null {
  const isWhole = entries.every((entry) =>
    entry.kind !== "order_filled" ||
    Number.isSafeInteger(entry.fill.occurredAtMs)
  );
  if (!isWhole) return null;
  try {
    return entries.reduce<Order>(transition, order);
  } catch (error) {
    if (
      error instanceof InvalidTransitionError ||
      error instanceof InvalidFillError
    ) return null;
    throw error;
  }
}
