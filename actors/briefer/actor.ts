import type { BookView } from "../../domain/book.ts";
import { isArenaEvent } from "../../domain/arena_event.ts";
import { EventRegister } from "../../domain/event_register.ts";
import { eventKey } from "../../domain/event_summary.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { Market } from "../../domain/market.ts";
import { PriceHistory } from "../../domain/price_history.ts";
import { SeriesRecords } from "../../domain/series_records.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { MarketSignal } from "../../domain/signal.ts";
import {
  type MarketSnapshot,
  sealedSnapshot,
  SNAPSHOT_LIMITS,
} from "../../domain/snapshot.ts";
import {
  type Actor,
  type ActorContext,
  assertNever,
} from "../../runtime/mod.ts";
import {
  type FollowedJournal,
  JournalFollower,
} from "../ports/journal_follower.ts";
import { marketSnapshot } from "./market_snapshot.ts";
import type { BrieferMessage } from "./protocol.ts";

/** What the briefer works with. */
export interface BrieferDependencies extends FollowedJournal {
  /**
   * Whether models think about the events of the arena alone, and about each as soon as it is active; else about every
   * open market.
   */
  readonly onlyEvents: boolean;
}

/** Starts the briefer: folds the markets, then takes a snapshot for every round and signal. */
export function startBriefer(
  dependencies: BrieferDependencies,
  context: ActorContext<BrieferMessage>,
): Actor<BrieferMessage> {
  return new Briefer(dependencies, context);
}

class Briefer implements Actor<BrieferMessage> {
  readonly #dependencies: BrieferDependencies;
  readonly #context: ActorContext<BrieferMessage>;
  readonly #journal: JournalFollower;
  readonly #markets = new Map<MarketId, Market>();
  readonly #books = new Map<MarketId, BookView>();
  readonly #signals = new Map<MarketId, readonly MarketSignal[]>();
  readonly #prices = new PriceHistory();
  readonly #records = new SeriesRecords();
  readonly #events = new EventRegister();
  /** By event, of those with markets that are not over. */
  readonly #summaries = new Map<string, MarketSnapshot["summary"]>();

  constructor(
    dependencies: BrieferDependencies,
    context: ActorContext<BrieferMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#journal = new JournalFollower(
      dependencies,
      context,
      (row) => this.#fold(row),
    );
  }

  async recover(): Promise<void> {
    const { bus } = this.#dependencies;
    const { self } = this.#context;
    bus.subscribe(
      "quote_changed",
      self,
      (quote): BrieferMessage => ({ kind: "quote_changed", quote }),
    );
    bus.subscribe(
      "book_shown",
      self,
      (book): BrieferMessage => ({ kind: "book_shown", book }),
    );
    bus.subscribe(
      "round_started",
      self,
      (round): BrieferMessage => ({ kind: "round_started", round }),
    );
    await this.#journal.recover();
  }

  receive(message: BrieferMessage): void {
    switch (message.kind) {
      case "round_started":
        return this.#brief(message.round.id, {});
      case "quote_changed":
        return this.#prices.add(message.quote);
      case "book_shown":
        this.#books.set(message.book.marketId, message.book);
        return;
      case "row_committed":
        return this.#onRow(message.row);
      case "appended":
        return;
      case "append_failed":
        throw message.error;
      default:
        return assertNever(message);
    }
  }

  #onRow(row: JournalRow): void {
    if (!this.#journal.accept(row)) return;
    const { entry } = row;
    if (entry.kind === "signal_detected") {
      return this.#brief(entry.signal.id, { signal: entry.signal });
    }
    if (entry.kind === "event_activated" && this.#dependencies.onlyEvents) {
      const { marketId } = entry;
      this.#brief(`launch_sessions ${marketId}`, { marketId });
    }
  }

  #fold({ entry, recordedAtMs }: JournalRow): void {
    if (isArenaEvent(entry)) {
      this.#events.apply(entry, recordedAtMs);
      return;
    }
    switch (entry.kind) {
      case "market_listed":
        if (!isSettling(entry.market.phase)) {
          this.#markets.set(entry.market.id, entry.market);
        }
        return;
      case "market_phase_changed": {
        const market = this.#markets.get(entry.marketId);
        if (market === undefined) return;
        if (!isSettling(entry.phase)) {
          this.#markets.set(market.id, { ...market, phase: entry.phase });
          return;
        }
        this.#records.count(market.ticker, entry.resolution);
        return this.#forget(market.id);
      }
      case "event_summarized": {
        const { text, sources } = entry.summary;
        this.#summaries.set(eventKey(entry), {
          text,
          writtenAtMs: recordedAtMs,
          sources: sources.filter(({ isCited }) => isCited),
        });
        return;
      }
      case "signal_detected": {
        const { signal } = entry;
        if (!this.#markets.has(signal.marketId)) return;
        const before = this.#signals.get(signal.marketId) ?? [];
        this.#signals.set(
          signal.marketId,
          [signal, ...before].slice(0, SNAPSHOT_LIMITS.signals),
        );
        return;
      }
    }
  }

  #isWanted(id: MarketId): boolean {
    return !this.#dependencies.onlyEvents ||
      this.#events.standings.get(id)?.state === "active";
  }

  #forget(id: MarketId): void {
    const market = this.#markets.get(id);
    this.#markets.delete(id);
    this.#books.delete(id);
    this.#signals.delete(id);
    this.#prices.keep((kept) => this.#markets.has(kept));
    if (market === undefined) return;
    const isLast = [...this.#markets.values()].every((left) =>
      eventKey(left) !== eventKey(market)
    );
    if (isLast) this.#summaries.delete(eventKey(market));
  }

  /** @param about What was detected, or the one market that it is about. */
  #brief(
    causationId: string,
    { signal = null, marketId }: {
      readonly signal?: MarketSignal | null;
      readonly marketId?: MarketId;
    },
  ): void {
    const open = [...this.#markets.values()]
      .filter(({ id, phase }) =>
        phase === "open" && (marketId ?? id) === id && this.#isWanted(id)
      )
      .sort((left, right) =>
        left.closesAtMs - right.closesAtMs || (left.id < right.id ? -1 : 1)
      )
      .slice(0, SNAPSHOT_LIMITS.markets);
    if (open.length === 0) return;
    const snapshot = sealedSnapshot({
      takenAtMs: this.#context.clock.nowMs(),
      causationId,
      signal,
      markets: open.map((market) =>
        marketSnapshot(market, {
          quote: this.#prices.quote(market.id) ?? null,
          history: this.#prices.points(market.id),
          book: this.#books.get(market.id) ?? null,
          signals: this.#signals.get(market.id) ?? [],
          summary: this.#summaries.get(eventKey(market)) ?? null,
          resolved: this.#records.of(market.ticker),
        })
      ),
    });
    this.#dependencies.bus.publish("snapshot_taken", snapshot);
  }
}
