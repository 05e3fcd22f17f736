import { z } from "zod";
import { type MarketId, marketId } from "../../domain/ids.ts";
import type { Quote } from "../../domain/quote.ts";
import { yesPrice } from "../../domain/price.ts";

/** Markets that the ticks are of. */
export const MARKETS = 8;

/** Returns the ticker of a market, from 0. */
export function tickerOf(index: number): string {
  return `KXBENCH-${index % MARKETS}`;
}

/**
 * One price of one market as the socket carries it, about 200 bytes: what a venue's ticker says, and when it left.
 * Unknown fields are let through.
 */
export const tickSchema = z.object({
  type: z.literal("ticker"),
  number: z.int().min(1),
  ticker: z.string(),
  bid: z.string(),
  ask: z.string(),
  volume: z.int(),
  openInterest: z.int(),
  sentAtMs: z.number(),
});

/** A tick that was validated. */
export type Tick = z.infer<typeof tickSchema>;

/** Returns the frame of tick `number`, from 1; `sentAtMs` is Unix time with fractions. */
export function tickFrame(number: number, sentAtMs: number): string {
  const tick = {
    type: "ticker",
    number,
    ticker: tickerOf(number),
    bid: "0.5200",
    ask: "0.5400",
    volume: 120_000 + number,
    openInterest: 48_000 + number % 977,
    sentAtMs,
    source: "bench",
    status: "active",
  } satisfies Tick & Record<string, unknown>;
  return JSON.stringify(tick);
}

/** Returns what a frame says. @throws {Error} If it is no tick. */
export function readTick(frame: unknown): Tick {
  return tickSchema.parse(JSON.parse(String(frame)));
}

/** Returns a tick as the arena knows it. */
export function quoteOf({ ticker, bid, ask, sentAtMs }: Tick): Quote {
  return {
    marketId: idOf(ticker),
    yesBid: yesPrice(bid),
    yesAsk: yesPrice(ask),
    occurredAtMs: Math.floor(sentAtMs),
  };
}

const IDS = new Map<string, MarketId>();

function idOf(ticker: string): MarketId {
  let id = IDS.get(ticker);
  if (id === undefined) {
    id = marketId("kalshi", ticker);
    IDS.set(ticker, id);
  }
  return id;
}

/** Returns the Unix time in milliseconds with fractions: the same in every thread. */
export function preciseNowMs(): number {
  return performance.timeOrigin + performance.now();
}
