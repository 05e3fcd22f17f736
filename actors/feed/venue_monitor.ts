import type { VenueId } from "../../domain/market.ts";
import type { VenueStatus } from "../../domain/venue_status.ts";

/** Counts what a venue sends and tells how its connection stands. */
export class VenueMonitor {
  readonly #staleAfterMs: number;
  #status: VenueStatus;
  /** When the connection was opened or last said something; silence is measured from here. */
  #heardAtMs = 0;

  constructor(venue: VenueId, staleAfterMs: number) {
    this.#staleAfterMs = staleAfterMs;
    this.#status = {
      venue,
      status: "connecting",
      reason: "Connecting to the venue.",
      lastEventAtMs: null,
      eventsReceived: 0,
      framesRejected: 0,
    };
  }

  get status(): VenueStatus {
    return this.#status;
  }

  onConnection(
    status: "connecting" | "connected" | "disconnected",
    reason: string,
    nowMs: number,
  ): void {
    this.#heardAtMs = nowMs;
    this.#status = { ...this.#status, status, reason };
  }

  onRejected(): void {
    this.#status = {
      ...this.#status,
      framesRejected: this.#status.framesRejected + 1,
    };
  }

  onEvent(nowMs: number): void {
    this.#heardAtMs = nowMs;
    const { status, eventsReceived } = this.#status;
    this.#status = {
      ...this.#status,
      lastEventAtMs: nowMs,
      eventsReceived: eventsReceived + 1,
      ...(status === "stale"
        ? { status: "connected", reason: "Market data flows again." }
        : {}),
    };
  }

  /** Notices a connection that is open but silent, also one that never said anything. */
  check(nowMs: number): void {
    if (this.#status.status !== "connected") return;
    if (nowMs - this.#heardAtMs <= this.#staleAfterMs) return;
    this.#status = {
      ...this.#status,
      status: "stale",
      reason: "The venue is connected but silent.",
    };
  }
}
