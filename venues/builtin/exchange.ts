import { SeededRandom } from "../../runtime/mod.ts";
import { USDC_MINT } from "../dflow/decode_market.ts";
import type {
  DflowChannel,
  DflowFrame,
  DflowMarket,
  DflowMarketStatus,
  DflowOrderbook,
} from "../dflow/schema.ts";
import { bookAt, isYes, quoteAt, tradesAt } from "./quoting.ts";
import {
  Schedule,
  SIMULATED_SERIES,
  type SimulatedMarket,
} from "./schedule.ts";
import {
  levels,
  pricesFrame,
  quotedPrices,
  tradesFrame,
} from "./wire_frame.ts";

/** What decides everything that the simulated exchange says, together with the time. */
export interface ExchangeOptions {
  readonly seed: number;
  /** How often each market sends a price frame, in milliseconds, 200 or more. @default {1000} */
  readonly tickMs?: number;
  /** From the close to the result, in milliseconds. @default {2000} */
  readonly determineAfterMs?: number;
  /** From the result to its being final, in milliseconds. @default {3000} */
  readonly finalizeAfterMs?: number;
}

/** A frame on its way out, with what subscriptions are matched against. */
export interface OutgoingFrame {
  readonly channel: DflowChannel;
  readonly ticker: string;
  readonly text: string;
}

/** A market object as the REST API sends it: more fields than our own client reads. */
export interface WireMarket extends DflowMarket {
  readonly marketType: "binary";
  readonly subtitle: string;
  readonly rulesPrimary: string;
  readonly volume: number;
  readonly yesBid: string | null;
  readonly yesAsk: string | null;
  readonly noBid: string | null;
  readonly noAsk: string | null;
}

/** A series as the REST API sends it. */
export interface WireSeries {
  readonly ticker: string;
  readonly title: string;
  readonly category: string;
  readonly tags: readonly string[];
}

/** Steps per tick: markets take turns, so that frames do not come in bursts. */
const STEPS_PER_TICK = 8;
/** A book goes out with every second price. */
const TICKS_PER_BOOK = 2;
const TICK_MS_MIN = 200;
/** How long a market that has closed is still listed. */
const LISTED_AFTER_CLOSE_MS = 600_000;

/**
 * The simulated exchange: what it lists and sends at any time, as a pure function of its options and the
 * time. It remembers nothing, so a restarted one goes on with the same markets and knows old results.
 */
export class SimulatedExchange {
  readonly #seed: number;
  readonly #schedule: Schedule;
  readonly #determineAfterMs: number;
  readonly #finalizeAfterMs: number;
  readonly #tickMs: number;

  /** @throws {RangeError} If the seed is no whole number, or a duration is out of range. */
  constructor(options: ExchangeOptions) {
    const {
      seed,
      tickMs = 1_000,
      determineAfterMs = 2_000,
      finalizeAfterMs = 3_000,
    } = options;
    if (!Number.isSafeInteger(seed)) {
      throw new RangeError(
        `Cannot simulate an exchange as its seed must be a whole number: current value is ${seed}`,
      );
    }
    if (!(tickMs >= TICK_MS_MIN && tickMs % STEPS_PER_TICK === 0)) {
      throw new RangeError(
        `Cannot simulate an exchange as tickMs must be a multiple of ${STEPS_PER_TICK} from ${TICK_MS_MIN} on: current value is ${tickMs}`,
      );
    }
    if (!(determineAfterMs >= 0 && finalizeAfterMs >= 0)) {
      throw new RangeError(
        `Cannot simulate an exchange as its delays must be 0 or more: current value is ${determineAfterMs} and ${finalizeAfterMs}`,
      );
    }
    this.#seed = seed;
    this.#schedule = new Schedule(seed);
    this.#tickMs = tickMs;
    this.#determineAfterMs = determineAfterMs;
    this.#finalizeAfterMs = finalizeAfterMs;
  }

  /** Milliseconds between two steps; step `n` is at Unix time `n × stepMs`. */
  get stepMs(): number {
    return this.#tickMs / STEPS_PER_TICK;
  }

  /** Returns what the sockets send at one step. */
  framesAt(step: number): readonly OutgoingFrame[] {
    const atMs = step * this.stepMs;
    return this.#schedule.tradingAt(atMs)
      .filter((market) => this.#turnOf(market) === step % STEPS_PER_TICK)
      .flatMap((market) => this.#frames(market, atMs));
  }

  /** Returns one market as of `nowMs`; `null` if it has not opened yet or never existed. */
  market(ticker: string, nowMs: number): WireMarket | null {
    const market = this.#schedule.find(ticker, nowMs);
    return market === null ? null : this.#describe(market, nowMs);
  }

  /** Returns what is listed at `nowMs`, of one status or of all: trading markets, then the newest closed ones. */
  markets(
    nowMs: number,
    status: DflowMarketStatus | null,
  ): readonly WireMarket[] {
    const listed = [
      ...this.#schedule.tradingAt(nowMs),
      ...this.#schedule.closedBefore(nowMs, LISTED_AFTER_CLOSE_MS),
    ];
    return listed
      .filter((market) =>
        status === null || this.#statusAt(market, nowMs) === status
      )
      .map((market) => this.#describe(market, nowMs));
  }

  /** Returns every series that there is. */
  series(): readonly WireSeries[] {
    return SIMULATED_SERIES.map(({ code, indexName, category, tags }) => ({
      ticker: code,
      title: `Simulated: ${indexName} index`,
      category,
      tags,
    }));
  }

  /** Returns the book as it was last sent; `null` for a market that does not trade. */
  orderbook(
    ticker: string,
    nowMs: number,
  ): DflowOrderbook & { readonly sequence: number } | null {
    const market = this.#schedule.find(ticker, nowMs);
    if (market === null || this.#statusAt(market, nowMs) !== "active") {
      return null;
    }
    const atMs = this.#turnBefore(market, nowMs);
    return { ...this.#book(market, atMs), sequence: atMs / this.stepMs };
  }

  #frames(market: SimulatedMarket, atMs: number): readonly OutgoingFrame[] {
    const quote = quoteAt(this.#seed, market, atMs);
    const frames: DflowFrame[] = [pricesFrame(market, quote)];
    if (Math.floor(atMs / this.#tickMs) % TICKS_PER_BOOK === 0) {
      frames.push({
        channel: "orderbook",
        type: "orderbook",
        market_ticker: market.ticker,
        ...this.#book(market, atMs),
      });
    }
    const trades = tradesAt(this.#seed, market, { atMs, spanMs: this.#tickMs });
    for (const trade of trades) frames.push(tradesFrame(market, trade));
    return frames.map((frame) => ({
      channel: frame.channel,
      ticker: market.ticker,
      text: JSON.stringify(frame),
    }));
  }

  #describe(market: SimulatedMarket, nowMs: number): WireMarket {
    const status = this.#statusAt(market, nowMs);
    const isDecided = status === "determined" || status === "finalized";
    const printed = market.strike.toFixed(2);
    return {
      ticker: market.ticker,
      eventTicker: market.eventTicker,
      marketType: "binary",
      title: market.title,
      subtitle: `Simulated index, above ${printed}`,
      rulesPrimary:
        `Resolves YES if the simulated ${market.indexName} index is above ${printed} at the close, else NO. Not real money, not a real index.`,
      openTime: market.opensAtMs / 1_000,
      closeTime: market.closesAtMs / 1_000,
      status,
      result: isDecided ? isYes(market) ? "yes" : "no" : "",
      volume: this.#volume(market, nowMs),
      ...this.#listedPrices(market, { status, nowMs }),
      accounts: { [USDC_MINT]: { scalarOutcomePct: null } },
    };
  }

  #listedPrices(
    market: SimulatedMarket,
    { status, nowMs }: {
      readonly status: DflowMarketStatus;
      readonly nowMs: number;
    },
  ) {
    const quote = status === "active"
      ? quoteAt(this.#seed, market, this.#turnBefore(market, nowMs))
      : { bidCents: null, askCents: null };
    const { yes_bid, yes_ask, no_bid, no_ask } = quotedPrices(quote);
    return { yesBid: yes_bid, yesAsk: yes_ask, noBid: no_bid, noAsk: no_ask };
  }

  #statusAt(market: SimulatedMarket, nowMs: number): DflowMarketStatus {
    const closedForMs = nowMs - market.closesAtMs;
    if (closedForMs < 0) return "active";
    if (closedForMs < this.#determineAfterMs) return "closed";
    return closedForMs < this.#determineAfterMs + this.#finalizeAfterMs
      ? "determined"
      : "finalized";
  }

  #book(market: SimulatedMarket, atMs: number): DflowOrderbook {
    const book = bookAt(this.#seed, market, atMs);
    return { yes_bids: levels(book.yesBids), no_bids: levels(book.noBids) };
  }

  /** Returns the contracts traded from the opening to `nowMs`. */
  #volume(market: SimulatedMarket, nowMs: number): number {
    const end = Math.min(nowMs, market.closesAtMs - 1);
    let volume = 0;
    for (
      let atMs = this.#turnBefore(market, end);
      atMs > market.opensAtMs;
      atMs -= this.#tickMs
    ) {
      const span = { atMs, spanMs: this.#tickMs };
      for (const trade of tradesAt(this.#seed, market, span)) {
        volume += trade.contracts;
      }
    }
    return volume;
  }

  /** Returns the step, within each tick, at which this market sends. */
  #turnOf(market: SimulatedMarket): number {
    return new SeededRandom(`${this.#seed}/${market.ticker}`)
      .integer(STEPS_PER_TICK);
  }

  /** Returns when this market last sent, or its opening. */
  #turnBefore(market: SimulatedMarket, nowMs: number): number {
    const step = Math.floor(nowMs / this.stepMs);
    const since = (step - this.#turnOf(market)) % STEPS_PER_TICK;
    const back = since < 0 ? since + STEPS_PER_TICK : since;
    return Math.max((step - back) * this.stepMs, market.opensAtMs);
  }
}
