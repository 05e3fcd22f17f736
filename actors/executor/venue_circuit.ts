import type { OrderId } from "../../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import type { VenueId } from "../../domain/market.ts";
import type { ActorContext, ActorRef } from "../../runtime/mod.ts";
import {
  AmbiguousOutcomeError,
  FatalVenueError,
  TransientVenueError,
} from "../ports/execution.ts";
import type { SetTradingState } from "../risk/protocol.ts";
import type { ExecutorBounds } from "./bounds.ts";
import {
  CircuitBreaker,
  type CircuitChange,
  type CircuitState,
  Openings,
} from "./circuit.ts";
import type { ExecutorMessage } from "./protocol.ts";

/** What a venue's circuit is wired to. */
export interface VenueCircuitOptions {
  readonly venue: VenueId;
  readonly bounds: ExecutorBounds["circuit"];
  readonly context: ActorContext<ExecutorMessage>;
  readonly risk: ActorRef<SetTradingState>;
  readonly append: (entry: JournalEntry) => void;
}

/** The circuit breaker of one venue: journals how it stands, tries it in time, and halts the arena in the end. */
export class VenueCircuit {
  readonly #options: VenueCircuitOptions;
  readonly #openings: Openings;
  /** As the journal has it, until `recover` has read that. */
  #journaled: CircuitState = "closed";
  #breaker: CircuitBreaker;

  constructor(options: VenueCircuitOptions) {
    const { bounds, venue, context } = options;
    this.#options = options;
    this.#openings = new Openings(bounds, venue);
    this.#breaker = new CircuitBreaker(bounds, context.random, "closed");
  }

  /** Goes on from what the journal says, once it is folded. */
  recover(): void {
    const { bounds, context } = this.#options;
    this.#breaker = new CircuitBreaker(bounds, context.random, this.#journaled);
    if (this.#journaled === "open") this.#tryAfter(this.#breaker.restMs());
    this.#haltIfRepeated();
  }

  /** Whether an order may leave now. */
  admits(id: OrderId): boolean {
    return this.#breaker.admits(id);
  }

  /** Lets an order leave. */
  take(id: OrderId): void {
    this.#breaker.take(id);
  }

  /** An order that was let through did not leave after all. */
  release(id: OrderId): void {
    this.#breaker.release(id);
  }

  /** The venue answered, whatever it said. */
  onAnswer(): void {
    this.#change(this.#breaker.onAnswer());
  }

  /** A call failed. What the adapter does not vouch for says nothing of the venue. */
  onFailure(error: Error): void {
    const isFatal = error instanceof FatalVenueError;
    if (
      isFatal || error instanceof TransientVenueError ||
      error instanceof AmbiguousOutcomeError
    ) this.#change(this.#breaker.onFailure(error, isFatal));
  }

  /** The circuit has rested. */
  onDue(): void {
    this.#change(this.#breaker.onRested());
  }

  fold(row: JournalRow): void {
    const { entry } = row;
    this.#openings.fold(row);
    if (
      entry.kind === "venue_circuit_changed" &&
      entry.venue === this.#options.venue
    ) this.#journaled = entry.circuit;
  }

  /** A change is in the journal: risk hears of it where it is one too many. */
  onJournaled(): void {
    this.#haltIfRepeated();
  }

  #change(change: CircuitChange | null): void {
    if (change === null) return;
    const { venue, append } = this.#options;
    const { circuit, detail, tryAfterMs } = change;
    append({ kind: "venue_circuit_changed", venue, circuit, detail });
    if (tryAfterMs !== null) this.#tryAfter(tryAfterMs);
  }

  #tryAfter(delayMs: number): void {
    this.#options.context.schedule({ kind: "circuit_due" }, delayMs);
  }

  #haltIfRepeated(): void {
    if (!this.#openings.isRepeated) return;
    const { venue, risk, bounds } = this.#options;
    risk.tell({
      kind: "set_trading_state",
      scope: { kind: "arena" },
      state: "halted",
      step: null,
      cause: "venue_errors",
      detail: `The circuit of ${venue} opened ${bounds.openings} times within ${
        bounds.openingsWithinMs / 60_000
      } minutes.`,
      by: "arena",
    });
  }
}
