import type { ContestantId, OrderId } from "../../domain/ids.ts";
import type { VenueId } from "../../domain/market.ts";

/** When an order went through each actor's hands, in milliseconds of the monotonic clock. */
export interface OrderStamps {
  /** The round or signal reached the trader. */
  readonly wokenAtMs: number;
  /** The opinion was there, and its row on its way into the journal. */
  readonly decidedAtMs: number;
  /** That row was committed, and the order made of it. */
  readonly orderedAtMs: number;
  /** Risk let the order through. */
  readonly approvedAtMs: number;
}

/** Where the time of one order went that the venue answered; whole microseconds, 0 or more. */
export interface OrderTiming {
  readonly orderId: OrderId;
  readonly contestantId: ContestantId;
  readonly venue: VenueId;
  /** From the wake-up to the opinion; `null` where nobody measured it. */
  readonly decideUs: number | null;
  /** From the order to risk's approval; `null` where nobody measured it. */
  readonly checkUs: number | null;
  /** Waiting for the commits of decision and order; of the order alone where nobody measured the other. */
  readonly journalUs: number;
  /** Signing; 0 where the venue's port signs nothing. */
  readonly signUs: number;
  /** From there to the venue's answer, as it came in. */
  readonly wireUs: number;
}
