import type { VenueId } from "./market.ts";

/**
 * How the connection to a venue stands. `stale`: connected, but silent for too long. `degraded`: too much of what it
 * says is in a shape that nobody here knows, so nothing is traded on it.
 */
export interface VenueStatus {
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
