import type { VenueId } from "../../domain/market.ts";
import type { ReferencePrice, VenueStatus } from "../../domain/venue_status.ts";
import type { FrameRejection } from "../ports/market_data.ts";
import { ShapeWatch } from "./shape_watch.ts";

/** Counts what a venue sends and tells how its connection stands. */
export class VenueMonitor {
  readonly #staleAfterMs: number;
  #status: VenueStatus;
  readonly #shapes = new ShapeWatch();
  #newestRejection = "";
  /** When the connection was opened or last said something; silence is measured from here. */
  #heardAtMs = 0;
  #degraded: VenueStatus | null = null;
  /** Events since `#status` was made: thousands come between two looks at it. */
  #newEvents = 0;
  readonly #references = new Map<string, ReferencePrice>();
  #hasNewReferences = false;

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

  /** Takes a printed price, of which there may be many a second: the next status has the newest of each symbol. */
  onReference(price: ReferencePrice): void {
    this.#references.set(price.symbol, price);
    this.#hasNewReferences = true;
  }

  /** How the venue stands; the same object until something changes. */
  get status(): VenueStatus {
    return this.#degraded ?? this.#counted();
  }

  /** Returns the status with every event in it. */
  #counted(): VenueStatus {
    if (this.#hasNewReferences) {
      this.#hasNewReferences = false;
      const references = [...this.#references.values()];
      this.#status = { ...this.#status, references };
    }
    if (this.#newEvents > 0) {
      this.#status = {
        ...this.#status,
        lastEventAtMs: this.#heardAtMs,
        eventsReceived: this.#status.eventsReceived + this.#newEvents,
      };
      this.#newEvents = 0;
    }
    return this.#status;
  }

  onConnection(
    status: "connecting" | "connected" | "disconnected",
    reason: string,
    nowMs: number,
  ): void {
    this.#status = { ...this.#counted(), status, reason };
    this.#heardAtMs = nowMs;
  }

  /** Hears of a frame that did not decode, or of a question that was not answered. */
  onRejected({ message, isUnanswered }: FrameRejection, nowMs: number): void {
    this.#status = {
      ...this.#counted(),
      framesRejected: this.#status.framesRejected + 1,
    };
    if (isUnanswered !== true) {
      this.#shapes.unknown(nowMs);
      this.#newestRejection = message;
    }
    this.#judge(nowMs);
  }

  onEvent(nowMs: number): void {
    this.#heardAtMs = nowMs;
    this.#shapes.known(nowMs);
    this.#newEvents += 1;
    if (this.#status.status !== "stale") return;
    this.#status = {
      ...this.#counted(),
      status: "connected",
      reason: "Market data flows again.",
    };
  }

  /**
   * Notices a connection that is open but silent, also one that never said anything, and a venue that makes sense
   * again.
   */
  check(nowMs: number): void {
    this.#checkSilence(nowMs);
    this.#judge(nowMs);
  }

  #judge(nowMs: number): void {
    const excess = this.#shapes.excessAt(nowMs);
    this.#degraded = excess === null ? null : {
      ...this.#counted(),
      status: "degraded",
      reason:
        `${excess.unknown} of the last ${excess.of} messages are in a shape that is not known, so nothing is traded: ${this.#newestRejection}`,
    };
  }

  #checkSilence(nowMs: number): void {
    if (this.#status.status !== "connected") return;
    if (nowMs - this.#heardAtMs <= this.#staleAfterMs) return;
    this.#status = {
      ...this.#counted(),
      status: "stale",
      reason: "The venue is connected but silent.",
    };
  }
}
