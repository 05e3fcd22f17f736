import type { Fill } from "../../domain/fill.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { VenueId } from "../../domain/market.ts";
import type { Order } from "../../domain/order.ts";
import type { Approved } from "../../domain/approval.ts";

/** What the venue says of one order, asked by our id. `unknown` is the venue's own word that it never had it. */
export type VenueOrderReport =
  | {
    readonly status: "accepted" | "filled" | "canceled" | "expired";
    readonly fills: readonly Fill[];
  }
  | { readonly status: "rejected"; readonly reason: string }
  | { readonly status: "unknown" };

/**
 * Raised when nobody can tell whether the venue has the order: a time-out, a dropped connection, a 5xx.
 * It is never evidence that the order does not exist.
 */
export class AmbiguousOutcomeError extends Error {
  override readonly name = "AmbiguousOutcomeError";
}

/** Order entry at one venue. Paper and live implement the same port. */
export interface Execution {
  readonly venue: VenueId;
  readonly mode: "paper" | "live";
  /**
   * How long after it left us an order may still arrive at the venue, in milliseconds, 0 or more. Until then
   * `unknown` proves nothing: the request whose answer was lost may still be on its way.
   */
  readonly arrivesWithinMs: number;
  /**
   * Sends an approved order and reports what the venue made of it. Sending the same order id again never
   * makes a second order.
   *
   * @throws {AmbiguousOutcomeError} If the outcome is not known; ask with `query`.
   */
  submit(
    order: Approved<Order>,
    signal: AbortSignal,
  ): Promise<VenueOrderReport>;
  /** Asks for an order by our id. @throws {AmbiguousOutcomeError} If the venue did not answer. */
  query(orderId: OrderId, signal: AbortSignal): Promise<VenueOrderReport>;
}
