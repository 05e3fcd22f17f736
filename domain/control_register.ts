import { assertNever } from "./assert_never.ts";
import type { ContestantId, OrderId } from "./ids.ts";
import type { EntryOf } from "./journal.ts";
import type { VenueId } from "./market.ts";
import {
  scopeKey,
  scopesOf,
  stricterState,
  type TradingScope,
  type TradingState,
  type TradingStateStanding,
} from "./trading_state.ts";

/** Rows that steer the arena and move no money. */
export type ControlEntry = EntryOf<
  | "trading_state_changed"
  | "kill_switch_acknowledged"
  | "venue_circuit_changed"
  | "order_dead_lettered"
  | "dead_letter_resolved"
  | "reconciliation_completed"
  | "twin_filled"
>;

/** An order whose outcome only an operator can settle. */
export interface DeadLetteredOrder {
  readonly orderId: OrderId;
  readonly reason: string;
  readonly sinceMs: number;
}

/** What the rows of control say at one moment: trading states, circuits, dead-lettered orders. */
export class ControlRegister {
  #states = new Map<string, TradingStateStanding>();
  /** When each scope was last let do more than before. */
  #liftedAtMs = new Map<string, number>();
  #circuits = new Map<VenueId, EntryOf<"venue_circuit_changed">>();
  #deadLetters = new Map<OrderId, DeadLetteredOrder>();
  #acknowledged: EntryOf<"kill_switch_acknowledged"> | null = null;
  #reconciled: EntryOf<"reconciliation_completed"> | null = null;

  /** Orders that wait for an operator, the longest first. */
  get deadLetters(): ReadonlyMap<OrderId, DeadLetteredOrder> {
    return this.#deadLetters;
  }

  /** What was last said of each venue's circuit. */
  get circuits(): ReadonlyMap<VenueId, EntryOf<"venue_circuit_changed">> {
    return this.#circuits;
  }

  /** The newest acknowledgment of a kill switch. */
  get acknowledged(): EntryOf<"kill_switch_acknowledged"> | null {
    return this.#acknowledged;
  }

  /** The newest reconciliation. */
  get reconciled(): EntryOf<"reconciliation_completed"> | null {
    return this.#reconciled;
  }

  /** Returns what was last set for exactly this scope; `null` where nothing ever was. */
  standing(scope: TradingScope): TradingStateStanding | null {
    return this.#states.get(scopeKey(scope)) ?? null;
  }

  /** Returns what a contestant may do: the strictest of its own state, its season's and the arena's. */
  stateOf(contestantId: ContestantId): TradingState {
    return scopesOf(contestantId)
      .map((scope) => this.standing(scope)?.state ?? "active")
      .reduce(stricterState);
  }

  /**
   * Returns when a contestant was last let do more than before, by itself, with its season or with the whole arena;
   * `null` where it never was.
   */
  liftedAtMs(contestantId: ContestantId): number | null {
    const lifts = scopesOf(contestantId)
      .map((scope) => this.#liftedAtMs.get(scopeKey(scope)))
      .filter((atMs) => atMs !== undefined);
    return lifts.length === 0 ? null : Math.max(...lifts);
  }

  /** Returns how a venue's circuit breaker stands; `closed` lets orders through. */
  circuitOf(venue: VenueId): "closed" | "open" | "half_open" {
    return this.#circuits.get(venue)?.circuit ?? "closed";
  }

  /** Returns a register of the same state that goes its own way. */
  copy(): ControlRegister {
    const copy = new ControlRegister();
    copy.#states = new Map(this.#states);
    copy.#liftedAtMs = new Map(this.#liftedAtMs);
    copy.#circuits = new Map(this.#circuits);
    copy.#deadLetters = new Map(this.#deadLetters);
    copy.#acknowledged = this.#acknowledged;
    copy.#reconciled = this.#reconciled;
    return copy;
  }

  /** Applies a row. Returns `false` where it only repeats what is known. */
  apply(entry: ControlEntry, atMs: number): boolean {
    switch (entry.kind) {
      case "trading_state_changed": {
        const { scope, state, step, cause, detail, by } = entry;
        const before = this.standing(scope)?.state ?? "active";
        if (before !== state && stricterState(before, state) === before) {
          this.#liftedAtMs.set(scopeKey(scope), atMs);
        }
        const standing = { state, step, cause, detail, by, sinceMs: atMs };
        this.#states.set(scopeKey(scope), standing);
        return true;
      }
      case "kill_switch_acknowledged":
        this.#acknowledged = entry;
        return true;
      case "venue_circuit_changed":
        this.#circuits.set(entry.venue, entry);
        return true;
      case "order_dead_lettered": {
        const { orderId, reason } = entry;
        if (this.#deadLetters.has(orderId)) return false;
        this.#deadLetters.set(orderId, { orderId, reason, sinceMs: atMs });
        return true;
      }
      case "dead_letter_resolved":
        return this.#deadLetters.delete(entry.orderId);
      case "reconciliation_completed":
        this.#reconciled = entry;
        return true;
      case "twin_filled":
        return true;
      default:
        return assertNever(entry);
    }
  }
}
