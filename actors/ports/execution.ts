import type { Fill } from "../../domain/fill.ts";
import type { ContestantId, MarketId, OrderId } from "../../domain/ids.ts";
import type { Outcome, VenueId } from "../../domain/market.ts";
import type { Quantity, UsdMicros } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import type { PerpetualPosition } from "../../domain/perpetual.ts";
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

/**
 * Raised when the venue certainly did nothing and may do it later: it turned the connection down, or asked for
 * fewer requests. The same order may be sent again.
 */
export class TransientVenueError extends Error {
  override readonly name: string = "TransientVenueError";
}

/** Raised when the venue asked whoever it was for fewer requests. It says nothing of how others are served. */
export class ThrottledError extends TransientVenueError {
  override readonly name = "ThrottledError";
}

/**
 * Raised when the venue certainly did nothing and will not: the credentials are wrong, the account is closed.
 * Only an operator can mend it.
 */
export class FatalVenueError extends Error {
  override readonly name = "FatalVenueError";
}

/** What came of a cancel: how the order stands now, or the venue's words for leaving it as it is. */
export type CancelReport =
  | VenueOrderReport
  | { readonly status: "cancel_refused"; readonly reason: string };

/** What the venue says that a contestant holds of one outcome of one market. */
export interface VenuePosition {
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  readonly outcome: Outcome;
  /** Above 0. */
  readonly quantity: Quantity;
}

/** What the venue says that a contestant has. */
export interface VenueBalance {
  readonly contestantId: ContestantId;
  readonly cash: UsdMicros;
}

/** Everything that a venue says of our accounts at one moment. */
export interface VenueAccountReport {
  /** Our orders that it still works on. */
  readonly openOrders: readonly OrderId[];
  /** On whose own account open orders were found; all others are where everybody's are. @default none */
  readonly owners?: ReadonlyMap<OrderId, ContestantId>;
  /** Fills since the time asked for, oldest first. */
  readonly fills: readonly Fill[];
  readonly positions: readonly VenuePosition[];
  /** What everybody holds of perpetuals. Left out where nobody trades them. */
  readonly perpetuals?: readonly PerpetualPosition[];
  /** One per contestant; empty where the venue keeps no cash of ours. */
  readonly balances: readonly VenueBalance[];
  /** Contestants whose accounts did not answer: the report says nothing of them. @default {[]} */
  readonly unanswered?: readonly ContestantId[];
}

/** Hears what happens to an order that the venue works on. */
export type ReportListener = (
  orderId: OrderId,
  report: VenueOrderReport,
) => void;

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
   * Whoever has an account of its own at the venue, where the orders of the others are simulated: what is wrong with
   * such an account is its contestant's alone, and what the simulator says is no word of the venue. Left out where
   * all share one account.
   */
  readonly ownAccounts?: ReadonlySet<ContestantId>;
  /**
   * Sends an approved order and reports what the venue made of it. Sending the same order id again never
   * makes a second order.
   *
   * @param onSigned Called once the order is signed, by adapters that sign; it serves measurement alone.
   * @throws {AmbiguousOutcomeError} If the outcome is not known; ask with `query`.
   * @throws {TransientVenueError} If the venue certainly does not have the order and may take it later.
   * @throws {FatalVenueError} If the venue certainly does not have the order and will take none.
   */
  submit(
    order: Approved<Order>,
    signal: AbortSignal,
    onSigned?: () => void,
  ): Promise<VenueOrderReport>;
  /** Asks for an order by our id. @throws {AmbiguousOutcomeError} If the venue did not answer. */
  query(orderId: OrderId, signal: AbortSignal): Promise<VenueOrderReport>;
  /**
   * Asks the venue to take an order back. Asking again is harmless.
   *
   * @throws {AmbiguousOutcomeError | TransientVenueError} If the venue did not answer.
   */
  cancel(orderId: OrderId, signal: AbortSignal): Promise<CancelReport>;
  /**
   * Asks for everything that the venue has of us.
   *
   * @param sinceMs From when on fills are wanted, Unix milliseconds.
   * @throws {AmbiguousOutcomeError | TransientVenueError} If the venue did not answer: that says nothing of what it has.
   */
  account(sinceMs: number, signal: AbortSignal): Promise<VenueAccountReport>;
  /** Hears reports of resting orders as they come. Returns its cancel function. */
  onReport(listener: ReportListener): () => void;
}
