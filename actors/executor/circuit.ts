import type { OrderId } from "../../domain/ids.ts";
import type { EntryOf, JournalRow } from "../../domain/journal.ts";
import type { VenueId } from "../../domain/market.ts";
import { Backoff, type Random } from "../../runtime/mod.ts";
import type { ExecutorBounds } from "./bounds.ts";

/** How a circuit stands: `closed` lets everything through, `open` no order, `half_open` one to try. */
export type CircuitState = EntryOf<"venue_circuit_changed">["circuit"];

/** How a circuit stands from now on, and why, in one sentence. */
export interface CircuitChange {
  readonly circuit: CircuitState;
  readonly detail: string;
  /** When it is to be tried, in milliseconds from now; `null` unless it opened. */
  readonly tryAfterMs: number | null;
}

/** A venue's circuit breaker: after too many failures in a row new orders stay here for a while. */
export class CircuitBreaker {
  readonly #failuresMax: number;
  readonly #backoff: Backoff;
  #state: CircuitState;
  #failures = 0;
  /** The one order that is out to try a half-open circuit. */
  #probe: OrderId | null = null;

  constructor(
    { failures, backoff }: ExecutorBounds["circuit"],
    random: Random,
    state: CircuitState,
  ) {
    this.#failuresMax = failures;
    this.#backoff = new Backoff(backoff, random);
    this.#state = state;
  }

  get state(): CircuitState {
    return this.#state;
  }

  /** Returns how long a circuit that was found open rests, in milliseconds. */
  restMs(): number {
    return this.#backoff.nextMs();
  }

  /** Whether an order may leave now. */
  admits(id: OrderId): boolean {
    switch (this.#state) {
      case "closed":
        return true;
      case "half_open":
        return this.#probe === null || this.#probe === id;
      case "open":
        return false;
    }
  }

  /** Lets an order leave; it is the one to try where the circuit is half open. */
  take(id: OrderId): void {
    if (this.#state === "half_open") this.#probe = id;
  }

  /** An order that was let through did not leave after all. */
  release(id: OrderId): void {
    if (this.#probe === id) this.#probe = null;
  }

  /** The venue answered. What it answers while the circuit is open does not shorten its rest. */
  onAnswer(): CircuitChange | null {
    if (this.#state === "open") return null;
    this.#failures = 0;
    if (this.#state === "closed") return null;
    this.#backoff.reset();
    return this.#become("closed", "The venue answers again.");
  }

  /** The venue failed. */
  onFailure(error: Error): CircuitChange | null {
    if (this.#state === "open") return null;
    this.#failures += 1;
    const isTooMuch = this.#state === "half_open" ||
      this.#failures >= this.#failuresMax;
    if (!isTooMuch) return null;
    const times = this.#failures === 1
      ? "It failed"
      : `It failed ${this.#failures} times in a row`;
    return this.#become("open", `${times}, at last with: ${error.message}`);
  }

  /** The rest is over. */
  onRested(): CircuitChange | null {
    if (this.#state !== "open") return null;
    return this.#become("half_open", "The next order or question tries it.");
  }

  #become(circuit: CircuitState, detail: string): CircuitChange {
    this.#state = circuit;
    this.#probe = null;
    const tryAfterMs = circuit === "open" ? this.#backoff.nextMs() : null;
    return { circuit, detail, tryAfterMs };
  }
}

/** When a venue's circuit opened, folded from the journal: too often within a while halts the arena. */
export class Openings {
  readonly #bounds: ExecutorBounds["circuit"];
  readonly #venue: VenueId;
  #atMs: readonly number[] = [];

  constructor(bounds: ExecutorBounds["circuit"], venue: VenueId) {
    this.#bounds = bounds;
    this.#venue = venue;
  }

  /** Whether it opened too often. What the arena's trading state was set for since is dealt with. */
  get isRepeated(): boolean {
    const { openings, openingsWithinMs } = this.#bounds;
    const [first = 0] = this.#atMs;
    const last = this.#atMs.at(-1) ?? 0;
    return this.#atMs.length >= openings && last - first <= openingsWithinMs;
  }

  fold({ entry, recordedAtMs }: JournalRow): void {
    if (
      entry.kind === "trading_state_changed" && entry.scope.kind === "arena"
    ) {
      this.#atMs = [];
    }
    if (
      entry.kind === "venue_circuit_changed" && entry.venue === this.#venue &&
      entry.circuit === "open"
    ) {
      this.#atMs = [...this.#atMs, recordedAtMs].slice(-this.#bounds.openings);
    }
  }
}
