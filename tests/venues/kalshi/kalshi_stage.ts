import type { MarketEvent } from "../../../actors/ports/market_data.ts";
import type { BookView } from "../../../domain/book.ts";
import { marketId } from "../../../domain/ids.ts";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../../../runtime/mod.ts";
import { KalshiMarketData } from "../../../venues/kalshi/market_data.ts";
import type { KalshiMarketDataOptions } from "../../../venues/kalshi/market_data_options.ts";
import type { KalshiRestOptions } from "../../../venues/kalshi/rest.ts";
import { wideBucket } from "../../../venues/net/net_testing.ts";
import type { TapeRecord } from "../../../venues/tape/tape_record.ts";
import { FakeKalshi } from "./fake_kalshi.ts";
import { type KeyPair, makeKeyPair } from "./fake_auth.ts";

/** The market that most tests are about. */
export const TICKER = "KXBTC15M-26NOV201015-15";
export const MARKET = marketId("kalshi", TICKER);

const START_MS = Date.parse("2026-11-20T15:00:00Z");
const TURNS_MAX = 200_000;

/** A fake Kalshi and its clients under one simulated clock. The network is real, time is not. */
export class KalshiStage implements AsyncDisposable {
  readonly clock = new SimulatedClock({ startMs: START_MS });
  readonly fake = new FakeKalshi(() => this.clock.nowMs());
  readonly key: KeyPair;
  readonly events: MarketEvent[] = [];
  readonly tape: TapeRecord[] = [];
  readonly #stop = new AbortController();
  readonly #running: Promise<void>[] = [];
  #requests = 0;

  constructor(key: KeyPair) {
    this.key = key;
    this.fake.auth.add(key);
    this.fake.exchange.list(TICKER);
    this.fake.exchange.quote(TICKER, "yes", [["0.5500", "40.00"], [
      "0.5600",
      "120.00",
    ]]);
    this.fake.exchange.quote(TICKER, "no", [["0.4100", "60.00"], [
      "0.4200",
      "17.50",
    ]]);
  }

  /** Opens a stage with a key that the venue knows. */
  static async open(): Promise<KalshiStage> {
    return new KalshiStage(await makeKeyPair());
  }

  /** What every REST client of the stage is made of. */
  rest(): KalshiRestOptions {
    return {
      endpoint: () => this.fake.endpoint,
      clock: this.clock,
      random: new SeededRandom("stage"),
      readBucket: wideBucket(this.clock),
      fetch: (url, init) => this.fetch(url, init),
    };
  }

  /** Sends a request and holds time still until it is answered. */
  async fetch(url: string, init: RequestInit): Promise<Response> {
    this.#requests += 1;
    try {
      const response = await fetch(url, init);
      const body = await response.arrayBuffer();
      // An answer without a body may not be given one.
      return new Response(body.byteLength === 0 ? null : body, response);
    } finally {
      this.#requests -= 1;
    }
  }

  /** Runs market data until the stage ends. */
  follow(options: Partial<KalshiMarketDataOptions> = {}): KalshiMarketData {
    const marketData = new KalshiMarketData({
      ...this.rest(),
      scope: { series: ["KXBTC15M"], tickers: [] },
      signer: this.key.signer,
      record: (record) => this.tape.push(record),
      openSocket: this.fake.traffic.open,
      ...options,
    });
    this.#running.push(
      marketData.run((event) => this.events.push(event), this.#stop.signal),
    );
    return marketData;
  }

  /** The signal that ends everything on the stage. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Lets time pass until `condition` holds. @throws {Error} If it never does. */
  async until(condition: () => boolean, what: string): Promise<void> {
    for (let turn = 0; turn < TURNS_MAX; turn += 1) {
      if (condition()) return;
      await this.#turn(10);
    }
    throw new Error(`Cannot go on as ${what}: current value is never`);
  }

  /** Lets `ms` pass, in steps. */
  async advance(ms: number, stepMs = 100): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      await this.#turn(Math.min(stepMs, left));
    }
  }

  /** Waits for `work` while time passes. */
  async over<Result>(work: Promise<Result>): Promise<Result> {
    let isOver = false;
    const end = () => void (isOver = true);
    work.then(end, end);
    await this.until(() => isOver, "work must end");
    return await work;
  }

  /** The book that was shown last, as prices and sizes. */
  book(): { readonly yes: string[]; readonly no: string[] } {
    const shown = this.events.findLast(({ kind }) => kind === "book_changed");
    if (shown?.kind !== "book_changed") return { yes: [], no: [] };
    return levelsOf(shown.book);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    let isOver = false;
    const ended = Promise.allSettled(this.#running).then(() => isOver = true);
    while (!isOver) await this.#turn(100);
    await ended;
    await this.fake.stop();
  }

  /** A turn of the event loop for the network, then time moves unless an answer is still on its way. */
  async #turn(ms: number): Promise<void> {
    do {
      await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
    } while (this.#requests > 0 || this.fake.traffic.isBusy);
    this.clock.advanceBy(ms);
  }
}

/** Returns the levels of a book as text, best first. */
export function levelsOf(
  book: BookView,
): { readonly yes: string[]; readonly no: string[] } {
  const print = (level: { price: bigint; quantity: bigint }) =>
    `${Number(level.price) / 1e6} x ${Number(level.quantity) / 1e6}`;
  return {
    yes: [...book.yesBids()].map(print),
    no: [...book.noBids()].map(print),
  };
}
