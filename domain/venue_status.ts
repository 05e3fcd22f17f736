import type { VenueId } from "./market.ts";

/** How the connection to a venue stands. `stale`: connected, but silent for too long. */
export interface VenueStatus {
  readonly venue: VenueId;
  readonly status: "connecting" | "connected" | "disconnected" | "stale";
  /** One plain sentence for viewers. */
  readonly reason: string;
  /** Unix milliseconds of the newest market event; `null` before the first. */
  readonly lastEventAtMs: number | null;
  readonly eventsReceived: number;
  readonly framesRejected: number;
}
