import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { type BookView, OrderBook } from "../../domain/book.ts";
import { type MarketId, marketId } from "../../domain/ids.ts";
import type { Market } from "../../domain/market.ts";
import { quantity, quantityFromMicros } from "../../domain/money.ts";
import {
  CENT_GRID,
  noPriceFromMicros,
  type YesPrice,
  yesPriceFromMicros,
} from "../../domain/price.ts";

/** Midnight in UTC, so that what happens once a day is a day away. */
export const START_MS = 1_780_012_800_000;

const DAY_MS = 86_400_000;
const MARKETS = 8;
/** A market swings once per half of its cycle, up and down in turn. */
const HALF_MS = 120_000;
/** Of its first half the first market has this behind it: a swing comes after a minute at one price. */
const LEAD_MS = 180_000;
/** Between the swings of two markets. */
const STAGGER_MS = 7_000;
const DRIFT_STEP_MS = 10_000;
const DRIFT_CENTS = 2;
const DRIFT_STEPS = 6;
const AFTER_UP_CENTS = 54;
const AFTER_DOWN_CENTS = 62;
const CENT = 10_000n;
const LEVELS = 3;
const LEVEL_QUANTITY = quantity("10000");
const DEPTH = quantityFromMicros(LEVEL_QUANTITY * BigInt(LEVELS));

/** What the venue says at one moment. */
export interface FeedStep {
  /** Unix milliseconds. */
  readonly atMs: number;
  readonly events: readonly MarketEvent[];
}

/** A venue's whole play, made before anything is measured. */
export interface PlayedFeed {
  readonly markets: readonly Market[];
  /** In order of time, each of another moment. */
  readonly steps: readonly FeedStep[];
  /** Events of all steps. */
  readonly events: number;
}

/** How long the venue plays, and how often it speaks. */
export interface FeedOptions {
  /** Milliseconds from the first quote on. */
  readonly durationMs: number;
  /** Between two quotes of one market, in milliseconds, 8 to 10,000. */
  readonly spacingMs: number;
  /** When the first quote comes, Unix milliseconds. @default {START_MS} */
  readonly startMs?: number;
}

/**
 * Returns the play of eight markets, the same for the same options.
 *
 * Each swings by four cents every two minutes, up from 50 to 54 and down from 66 to 62, and drifts to where it swings
 * next. Every quote is a book and its best prices, two events. The drift is too slow for a signal, and whoever follows
 * the swings stays in business.
 */
export function playFeed(
  { durationMs, spacingMs, startMs = START_MS }: FeedOptions,
): PlayedFeed {
  const markets = Array.from(
    { length: MARKETS },
    (_, index) => market(index, startMs),
  );
  const books = markets.map(() => new Map<number, BookView>());
  const steps: FeedStep[] = [];
  for (let turnMs = 0; turnMs < durationMs; turnMs += spacingMs) {
    for (const [index, { id }] of markets.entries()) {
      const elapsedMs = turnMs + Math.floor(index * spacingMs / MARKETS);
      const cents = midCents(elapsedMs + LEAD_MS + index * STAGGER_MS);
      const shown = books[index]?.get(cents) ?? bookAround(id, cents, startMs);
      books[index]?.set(cents, shown);
      const atMs = startMs + elapsedMs;
      steps.push({ atMs, events: quoted(shown, cents, atMs) });
    }
  }
  const events = steps.reduce((sum, step) => sum + step.events.length, 0);
  return { markets, steps, events };
}

function midCents(cycleMs: number): number {
  const isUp = Math.floor(cycleMs / HALF_MS) % 2 === 0;
  const steps = Math.floor(cycleMs % HALF_MS / DRIFT_STEP_MS);
  const drift = DRIFT_CENTS * Math.min(steps, DRIFT_STEPS);
  return isUp ? AFTER_UP_CENTS + drift : AFTER_DOWN_CENTS - drift;
}

function quoted(
  book: BookView,
  cents: number,
  occurredAtMs: number,
): readonly MarketEvent[] {
  const { marketId } = book;
  return [
    {
      kind: "book_changed",
      depth: { marketId, yesBidDepth: DEPTH, noBidDepth: DEPTH, occurredAtMs },
      book,
    },
    {
      kind: "quote_changed",
      quote: {
        marketId,
        yesBid: yesCents(cents - 1),
        yesAsk: yesCents(cents + 1),
        occurredAtMs,
      },
    },
  ];
}

/** A book never changes here: each price has its own, so that no time goes into what a decoder does. */
function bookAround(
  id: MarketId,
  cents: number,
  occurredAtMs: number,
): BookView {
  const book = new OrderBook(id);
  const below = Array.from({ length: LEVELS }, (_, level) => level + 1);
  book.replace({
    yesBids: below.map((by) => ({
      price: yesCents(cents - by),
      quantity: LEVEL_QUANTITY,
    })),
    noBids: below.map((by) => ({
      price: noPriceFromMicros(CENT * BigInt(100 - cents - by)),
      quantity: LEVEL_QUANTITY,
    })),
    occurredAtMs,
  });
  return book;
}

function yesCents(cents: number): YesPrice {
  return yesPriceFromMicros(CENT * BigInt(cents));
}

function market(index: number, opensAtMs: number): Market {
  const ticker = `KXBENCH-${index}`;
  return {
    id: marketId("kalshi", ticker),
    venue: "kalshi",
    ticker,
    eventTicker: "KXBENCH",
    title: `Is this market ${index}?`,
    phase: "open",
    opensAtMs,
    closesAtMs: opensAtMs + DAY_MS,
    strike: null,
    priceRanges: CENT_GRID,
    quantityMin: quantity("1"),
  };
}
