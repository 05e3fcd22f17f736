import { categoryOf } from "../../domain/boards/market_category.ts";
import { eventKey } from "../../domain/event_summary.ts";
import type { EventStanding } from "../../domain/event_register.ts";
import {
  isCandidate,
  nextSelected,
  type SelectionRule,
} from "../../domain/event_selection.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { EntryOf, JournalRow } from "../../domain/journal.ts";
import type { Market } from "../../domain/market.ts";
import { isSettling } from "../../domain/settlement.ts";

/** Selections of which is remembered what they chose: today's, and those of operators beside it. */
const SELECTIONS_MAX = 16;

/** The markets, the events among them, and what may happen to each next: a fold of the journal. */
export class Programme {
  readonly #books: ArenaBooks;
  /** Those that are not over. */
  readonly #markets = new Map<MarketId, Market>();
  /** What each of the newest selections chose, the oldest first. */
  readonly #chosen = new Map<string, readonly Market[]>();
  /** Settled events whose market changed since. */
  readonly #takenBack = new Set<MarketId>();
  /** Venue's events that the web was asked about, with or without success. */
  readonly #asked = new Set<string>();

  /** @param books Empty ones, that nobody else applies rows to by themselves. */
  constructor(books: ArenaBooks) {
    this.#books = books;
  }

  /** Takes each row once and in order. */
  fold(row: JournalRow): void {
    this.#books.apply(row);
    const { entry } = row;
    switch (entry.kind) {
      case "market_listed":
        return this.#keep(entry.market.id);
      case "market_phase_changed":
        this.#lookAgain(entry.marketId);
        return this.#keep(entry.marketId);
      case "settlement_reversed":
        return this.#lookAgain(entry.marketId);
      case "event_reopened":
        this.#takenBack.delete(entry.marketId);
        return;
      case "event_selected":
        return this.#choose(entry);
      case "event_swapped":
        this.#drop(entry.marketId);
        return this.#choose(entry.replacement);
      case "event_summarized":
      case "event_summary_failed":
        this.#asked.add(eventKey(entry));
        return;
    }
  }

  /** Returns an event; `undefined` for a market that never was one. */
  event(id: MarketId): EventStanding | undefined {
    return this.#books.events.standings.get(id);
  }

  /** Returns a market that is not over. */
  market(id: MarketId): Market | undefined {
    return this.#markets.get(id);
  }

  /** Events that wait to be activated, in the order of their choice. */
  get pending(): readonly EventStanding[] {
    return this.unsettled.filter(({ state }) => state === "pending");
  }

  /** Events that are not settled, then those of which something was taken back since. */
  get unsettled(): readonly EventStanding[] {
    const { standings, unsettled } = this.#books.events;
    return [...unsettled, ...this.#takenBack]
      .flatMap((id) => standings.get(id) ?? []);
  }

  /** Returns how many events a selection has chosen. */
  chosenBy(selection: string): number {
    return this.#chosen.get(selection)?.length ?? 0;
  }

  /** Whether a market may be chosen at `nowMs`. */
  isCandidate(id: MarketId, rule: SelectionRule, nowMs: number): boolean {
    const market = this.#markets.get(id);
    const isChosen = (other: MarketId) => this.event(other) !== undefined;
    return market !== undefined &&
      isCandidate(market, rule, { isChosen, nowMs });
  }

  /** Returns up to `count` markets that the rule chooses for a selection at `nowMs`, beside those that it chose before. */
  select(
    rule: SelectionRule,
    { selection, count, nowMs }: {
      readonly selection: string;
      readonly count: number;
      readonly nowMs: number;
    },
  ): readonly Market[] {
    const before = this.#chosen.get(selection) ?? [];
    const picked: Market[] = [];
    const isChosen = (id: MarketId) =>
      this.event(id) !== undefined || picked.some((market) => market.id === id);
    const scene = { markets: this.#markets.values(), isChosen, nowMs };
    while (picked.length < count) {
      const next = nextSelected(
        rule,
        { ...scene, markets: this.#markets.values() },
        [...before, ...picked],
      );
      if (next === null) break;
      picked.push(next);
    }
    return picked;
  }

  /** Whether the web was asked about a market's event. */
  wasAsked(market: Market): boolean {
    return this.#asked.has(eventKey(market));
  }

  /**
   * Returns the row that an event is due at `nowMs` by how its market stands; `null` where there is none. It goes by
   * what is so and not by what has just happened: whatever was missed, the same rows follow.
   */
  rowDue(
    { marketId, state }: EventStanding,
    nowMs: number,
  ): EntryOf<"event_closed" | "event_settled" | "event_reopened"> | null {
    const standing = this.#books.markets.get(marketId);
    if (standing === undefined) return null;
    const { market: { phase, closesAtMs }, resolution } = standing;
    const isPaid = isSettling(phase) && !this.#isHeld(marketId) &&
      !this.#books.holds.isHeld(marketId, resolution);
    switch (state) {
      case "pending":
      case "active": {
        const mayTrade = phase === "listed" || phase === "open" ||
          phase === "paused";
        return mayTrade && nowMs < closesAtMs
          ? null
          : { kind: "event_closed", marketId };
      }
      case "closed":
        return isPaid ? { kind: "event_settled", marketId } : null;
      case "settled":
        return isPaid ? null : { kind: "event_reopened", marketId };
    }
  }

  #lookAgain(id: MarketId): void {
    if (this.event(id)?.state === "settled") this.#takenBack.add(id);
  }

  #isHeld(id: MarketId): boolean {
    for (const _position of this.#books.positions.in(id)) return true;
    return false;
  }

  #keep(id: MarketId): void {
    const market = this.#books.markets.get(id)?.market;
    if (market === undefined) return;
    if (!isSettling(market.phase)) {
      this.#markets.set(id, market);
      return;
    }
    this.#markets.delete(id);
    const isLast = [...this.#markets.values()].every((left) =>
      eventKey(left) !== eventKey(market)
    );
    if (isLast) this.#asked.delete(eventKey(market));
  }

  /** What was swapped leaves room in its selection. */
  #drop(id: MarketId): void {
    const selection = this.event(id)?.selection;
    const before = this.#chosen.get(selection ?? "");
    if (selection === undefined || before === undefined) return;
    this.#chosen.set(selection, before.filter((market) => market.id !== id));
  }

  #choose(
    { marketId, selection }: Pick<
      EntryOf<"event_selected">,
      "marketId" | "selection"
    >,
  ): void {
    const market = this.#books.markets.get(marketId)?.market;
    if (market === undefined) return;
    const before = this.#chosen.get(selection) ?? [];
    if (before.some(({ id }) => id === marketId)) return;
    this.#chosen.delete(selection);
    this.#chosen.set(selection, [...before, market]);
    const [oldest] = this.#chosen.keys();
    if (this.#chosen.size > SELECTIONS_MAX && oldest !== undefined) {
      this.#chosen.delete(oldest);
    }
  }
}

/** Returns what a market counts as when it is chosen. */
export function choiceOf(market: Market, selection: string) {
  return { marketId: market.id, category: categoryOf(market), selection };
}
