import {
  type ArenaEventEntry,
  type EventChoice,
  type EventState,
  type EventStep,
  nextEventState,
} from "./arena_event.ts";
import type { MarketId } from "./ids.ts";

/** An event of the arena as the journal has it. Times are Unix milliseconds, `null` for what has not been. */
export interface EventStanding extends EventChoice {
  readonly state: EventState;
  readonly selectedAtMs: number;
  readonly activatedAtMs: number | null;
  readonly closedAtMs: number | null;
  readonly settledAtMs: number | null;
  /** The event that took its place. */
  readonly swappedFor: MarketId | null;
}

/** The events that were ever chosen, in the order of their choice. */
export class EventRegister {
  #standings = new Map<MarketId, EventStanding>();
  #unsettled = new Set<MarketId>();

  get standings(): ReadonlyMap<MarketId, EventStanding> {
    return this.#standings;
  }

  /** Those that are not settled: a look at them costs the same however many there ever were. */
  get unsettled(): ReadonlySet<MarketId> {
    return this.#unsettled;
  }

  /** Returns a register of the same events that goes its own way. */
  copy(): EventRegister {
    const copy = new EventRegister();
    copy.#standings = new Map(this.#standings);
    copy.#unsettled = new Set(this.#unsettled);
    return copy;
  }

  /** Applies a row. Returns `false` where it changes nothing: a choice of what was chosen, a step that the state does not have. */
  apply(entry: ArenaEventEntry, atMs: number): boolean {
    if (entry.kind === "event_selected") return this.#select(entry, atMs);
    const standing = this.#standings.get(entry.marketId);
    const next = standing === undefined
      ? null
      : nextEventState(standing.state, entry.kind);
    if (standing === undefined || next === null) return false;
    const swappedFor = entry.kind === "event_swapped"
      ? entry.replacement.marketId
      : standing.swappedFor;
    this.#standings.set(entry.marketId, {
      ...standing,
      ...timeOf(entry.kind, atMs),
      state: next,
      swappedFor,
    });
    if (next === "settled") this.#unsettled.delete(entry.marketId);
    else this.#unsettled.add(entry.marketId);
    if (entry.kind === "event_swapped") this.#select(entry.replacement, atMs);
    return true;
  }

  #select(
    { marketId, category, selection }: EventChoice,
    atMs: number,
  ): boolean {
    if (this.#standings.has(marketId)) return false;
    this.#unsettled.add(marketId);
    this.#standings.set(marketId, {
      marketId,
      category,
      selection,
      state: "pending",
      selectedAtMs: atMs,
      activatedAtMs: null,
      closedAtMs: null,
      settledAtMs: null,
      swappedFor: null,
    });
    return true;
  }
}

function timeOf(
  step: EventStep,
  atMs: number,
): Partial<
  Pick<EventStanding, "activatedAtMs" | "closedAtMs" | "settledAtMs">
> {
  switch (step) {
    case "event_activated":
      return { activatedAtMs: atMs };
    case "event_closed":
    case "event_swapped":
      return { closedAtMs: atMs };
    case "event_settled":
      return { settledAtMs: atMs };
    case "event_reopened":
      return { settledAtMs: null };
  }
}
