import {
  eventKey,
  type EventName,
  type EventSummary,
} from "../../domain/event_summary.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { Market } from "../../domain/market.ts";
import { isSettling } from "../../domain/settlement.ts";

/** When events are asked about. */
export interface SummaryTimes {
  /** Milliseconds before its end under which an event is not asked about any more. */
  readonly leadMs: number;
  /** Milliseconds after which a summary is written anew. */
  readonly refreshMs: number;
}

/** An event with markets that are not over. */
export interface OpenEvent extends EventName {
  /** In order of their listing; one or more. */
  readonly markets: ReadonlyMap<MarketId, Market>;
  /** The newest; `null` before the first. */
  readonly summary: EventSummary | null;
  /** When the web was asked last, with or without success; `null` before. */
  readonly askedAtMs: number | null;
  /** Failures since the last success. */
  readonly failuresInARow: number;
}

const RETRY_MIN_MS = 300_000;
/** So many failures double the wait; more do not. */
const DOUBLINGS_MAX = 6;

/** The events that are not over, and what is known of each. */
export class OpenEvents {
  readonly #events = new Map<string, OpenEvent>();
  readonly #eventOf = new Map<MarketId, string>();

  /** Takes each row once and in order. */
  fold({ entry, recordedAtMs }: JournalRow): void {
    switch (entry.kind) {
      case "market_listed":
        return this.#list(entry.market);
      case "market_phase_changed":
        if (isSettling(entry.phase)) this.#forget(entry.marketId);
        return;
      case "event_summarized":
        return this.#change(entry, {
          summary: entry.summary,
          askedAtMs: recordedAtMs,
          failuresInARow: 0,
        });
      case "event_summary_failed": {
        const event = this.#events.get(eventKey(entry));
        return this.#change(entry, {
          askedAtMs: recordedAtMs,
          failuresInARow: (event?.failuresInARow ?? 0) + 1,
        });
      }
    }
  }

  /** Returns the events to ask about now, of those with a market that is wanted, the soonest to end first. */
  due(
    nowMs: number,
    { leadMs, refreshMs }: SummaryTimes,
    isWanted: (id: MarketId) => boolean = () => true,
  ): readonly OpenEvent[] {
    return [...this.#events.values()]
      .filter((event) =>
        [...event.markets.keys()].some(isWanted) &&
        endOf(event) - nowMs >= leadMs &&
        nowMs >= nextAskAtMs(event, refreshMs)
      )
      .sort((left, right) =>
        endOf(left) - endOf(right) ||
        (eventKey(left) < eventKey(right) ? -1 : 1)
      );
  }

  #list(market: Market): void {
    if (isSettling(market.phase)) return;
    const key = eventKey(market);
    const event = this.#events.get(key) ?? {
      venue: market.venue,
      eventTicker: market.eventTicker,
      markets: new Map(),
      summary: null,
      askedAtMs: null,
      failuresInARow: 0,
    };
    this.#eventOf.set(market.id, key);
    this.#events.set(key, {
      ...event,
      markets: new Map([...event.markets, [market.id, market]]),
    });
  }

  #forget(marketId: MarketId): void {
    const key = this.#eventOf.get(marketId);
    const event = this.#events.get(key ?? "");
    if (key === undefined || event === undefined) return;
    this.#eventOf.delete(marketId);
    const markets = new Map(event.markets);
    markets.delete(marketId);
    if (markets.size === 0) this.#events.delete(key);
    else this.#events.set(key, { ...event, markets });
  }

  #change(name: EventName, change: Partial<OpenEvent>): void {
    const event = this.#events.get(eventKey(name));
    if (event === undefined) return;
    this.#events.set(eventKey(name), { ...event, ...change });
  }
}

function endOf({ markets }: OpenEvent): number {
  return Math.max(...[...markets.values()].map(({ closesAtMs }) => closesAtMs));
}

function nextAskAtMs(
  { askedAtMs, failuresInARow }: OpenEvent,
  refreshMs: number,
): number {
  if (askedAtMs === null) return 0;
  if (failuresInARow === 0) return askedAtMs + refreshMs;
  const doublings = Math.min(failuresInARow - 1, DOUBLINGS_MAX);
  return askedAtMs + RETRY_MIN_MS * 2 ** doublings;
}
