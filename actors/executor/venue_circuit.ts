import type { ContestantId, OrderId } from "../../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import type { VenueId } from "../../domain/market.ts";
import type { Order } from "../../domain/order.ts";
import type { ActorContext, ActorRef } from "../../runtime/mod.ts";
import {
  AmbiguousOutcomeError,
  type Execution,
  FatalVenueError,
  ThrottledError,
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
  readonly execution: Pick<Execution, "venue" | "ownAccounts">;
  readonly bounds: ExecutorBounds["circuit"];
  readonly context: ActorContext<ExecutorMessage>;
  readonly risk: ActorRef<SetTradingState>;
  readonly append: (entry: JournalEntry) => void;
}

/** Whose order a call was about. */
type CalledFor = Pick<Order, "id" | "contestantId">;

/**
 * The circuit breaker of one venue: journals how it stands, tries it in time, and halts the arena in the end.
 *
 * What is one account's trouble is not the venue's: an account that the venue refuses halts its contestant and opens
 * nothing, and one that it asks for fewer requests waits alone: limits are per key. Where some orders are only simulated, what becomes of those says nothing of the venue either.
 */
export class VenueCircuit {
  readonly #options: VenueCircuitOptions;
  readonly #venue: VenueId;
  readonly #openings: Openings;
  /** As the journal has it, until `recover` has read that. */
  #journaled: CircuitState = "closed";
  #breaker: CircuitBreaker;

  constructor(options: VenueCircuitOptions) {
    const { bounds, execution: { venue }, context } = options;
    this.#options = options;
    this.#venue = venue;
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

  /** Whether an order may leave now. One that is simulated tries no circuit. */
  admits({ id, contestantId }: CalledFor): boolean {
    return this.#isSimulated(contestantId)
      ? this.#breaker.state === "closed"
      : this.#breaker.admits(id);
  }

  /** Lets an order leave. */
  take({ id, contestantId }: CalledFor): void {
    if (!this.#isSimulated(contestantId)) this.#breaker.take(id);
  }

  /** An order that was let through did not leave after all. */
  release(id: OrderId): void {
    this.#breaker.release(id);
  }

  /** A call for an order was answered, whatever was said; `undefined` for one that is not known any more. */
  onAnswer(order: CalledFor | undefined): void {
    if (order !== undefined && this.#isSimulated(order.contestantId)) return;
    this.#change(this.#breaker.onAnswer());
  }

  /** A call for an order failed. What the adapter does not vouch for says nothing of the venue. */
  onFailure(error: Error, order: CalledFor | undefined): void {
    const refusal = causeIn(error, FatalVenueError);
    if (refusal !== null && order !== undefined) {
      this.#breaker.release(order.id);
      return this.#haltAccount(order.contestantId, refusal);
    }
    if (causeIn(error, ThrottledError) !== null) {
      if (order !== undefined) this.#breaker.release(order.id);
      return;
    }
    if (
      error instanceof TransientVenueError ||
      error instanceof AmbiguousOutcomeError
    ) this.#change(this.#breaker.onFailure(error));
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
      entry.venue === this.#venue
    ) this.#journaled = entry.circuit;
  }

  /** A change is in the journal: risk hears of it where it is one too many. */
  onJournaled(): void {
    this.#haltIfRepeated();
  }

  #change(change: CircuitChange | null): void {
    if (change === null) return;
    const { circuit, detail, tryAfterMs } = change;
    const venue = this.#venue;
    this.#options.append({
      kind: "venue_circuit_changed",
      venue,
      circuit,
      detail,
    });
    if (tryAfterMs !== null) this.#tryAfter(tryAfterMs);
  }

  #tryAfter(delayMs: number): void {
    this.#options.context.schedule({ kind: "circuit_due" }, delayMs);
  }

  #isSimulated(contestantId: ContestantId): boolean {
    const { ownAccounts } = this.#options.execution;
    return ownAccounts !== undefined && !ownAccounts.has(contestantId);
  }

  /** Only an operator can mend it, and nobody else's orders are touched by it. */
  #haltAccount(contestantId: ContestantId, { message }: Error): void {
    this.#options.risk.tell({
      kind: "set_trading_state",
      scope: { kind: "contestant", contestantId },
      state: "halted",
      step: null,
      cause: "account_refused",
      detail: message,
      by: "arena",
    });
  }

  #haltIfRepeated(): void {
    if (!this.#openings.isRepeated) return;
    const { risk, bounds } = this.#options;
    risk.tell({
      kind: "set_trading_state",
      scope: { kind: "arena" },
      state: "halted",
      step: null,
      cause: "venue_errors",
      detail:
        `The circuit of ${this.#venue} opened ${bounds.openings} times within ${
          bounds.openingsWithinMs / 60_000
        } minutes.`,
      by: "arena",
    });
  }
}

/** Returns the error of a kind that `error` is or came from: a question that met it only says that it has no answer. */
function causeIn<Kind extends Error>(
  error: unknown,
  kind: new (message: string) => Kind,
): Kind | null {
  if (error instanceof kind) return error;
  return error instanceof Error && error.cause !== undefined
    ? causeIn(error.cause, kind)
    : null;
}
