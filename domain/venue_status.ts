import type { VenueId } from "./market.ts";

/** The newest price of something that markets ask about. */
export interface ReferencePrice {
  /** Such as `BTC-USD`, or `BTC-USD-TWAP60` for the average that rounds settle on. */
  readonly symbol: string;
  /** Dollars, as a plain decimal. */
  readonly price: string;
  /** Unix milliseconds by whoever prints it. */
  readonly occurredAtMs: number;
}

/**
 * How the connection to a venue stands. `stale`: connected, but silent for too long. `degraded`: too much of what it
 * says is in a shape that nobody here knows, so nothing is traded on it.
 */
export interface VenueStatus {
  /** Prices of what its markets are about, as somebody prints them. @default {[]} */
  readonly references?: readonly ReferencePrice[];
  readonly venue: VenueId;
  readonly status:
    | "connecting"
    | "connected"
    | "disconnected"
    | "stale"
    | "degraded";
  /** One plain sentence for viewers. */
  readonly reason: string;
  /** Unix milliseconds of the newest market event; `null` before the first. */
  readonly lastEventAtMs: number | null;
  readonly eventsReceived: number;
  readonly framesRejected: number;
}
