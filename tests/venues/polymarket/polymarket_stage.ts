import type { MarketEvent } from "../../../actors/ports/market_data.ts";
import type { BookView } from "../../../domain/book.ts";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../../../runtime/mod.ts";
import { PolymarketMarketData } from "../../../venues/polymarket/market_data.ts";
import type { PolymarketMarketDataOptions } from "../../../venues/polymarket/market_data_options.ts";
import type { PolymarketRestOptions } from "../../../venues/polymarket/rest.ts";
import type { PolymarketSigner } from "../../../venues/polymarket/signature.ts";
import { POLYMARKET_SIGNING } from "../../../venues/polymarket/signing.ts";
import type { TapeRecord } from "../../../venues/tape/tape_record.ts";
import type { FakeMarket, Row } from "./fake_exchange.ts";
import { FakePolymarket } from "./fake_polymarket.ts";
import { NOW_MS } from "./samples.ts";

/** A key that everybody knows, and nobody should fund. */
export const PRIVATE_KEY =
  "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const NETWORK = globalThis.fetch;
const TURNS_MAX = 200_000;

/** A fake Polymarket and its clients under one simulated clock. The network is real, time is not. */
export class PolymarketStage implements AsyncDisposable {
  readonly clock = new SimulatedClock({ startMs: NOW_MS });
  readonly fake = new FakePolymarket(() => this.clock.nowMs());
  readonly market: FakeMarket;
  readonly events: MarketEvent[] = [];
  readonly tape: TapeRecord[] = [];
  readonly #stop = new AbortController();
  readonly #running: Promise<unknown>[] = [];
  #requests = 0;

  /** @param fields What its market has in place of the sample's. */
  constructor(fields: Row = {}) {
    this.market = this.fake.exchange.list(fields);
    this.fake.fund(PRIVATE_KEY, 1_000);
    for (const level of [["0.47", "30"], ["0.48", "20.5"]] as const) {
      this.fake.exchange.quote(this.market, "BUY", level);
    }
    for (const level of [["0.51", "7"], ["0.5", "11.5"]] as const) {
      this.fake.exchange.quote(this.market, "SELL", level);
    }
  }

  /** What every REST client of the stage is made of. */
  rest(): PolymarketRestOptions {
    return {
      endpoint: () => this.fake.endpoint,
      clock: this.clock,
      random: new SeededRandom("stage"),
      fetch: (url, init) => this.fetch(url, init),
    };
  }

  /** Sends a request and holds time still until it is answered, unless the fake never answers. */
  async fetch(url: string, init: RequestInit): Promise<Response> {
    const method = init.method ?? "GET";
    const { pathname: path } = new URL(url);
    const isHanging = this.fake.fault({ method, path })?.kind === "hang";
    if (isHanging) return await NETWORK(url, init);
    this.#requests += 1;
    try {
      const response = await NETWORK(url, init);
      const body = await response.arrayBuffer();
      return new Response(body.byteLength === 0 ? null : body, response);
    } finally {
      this.#requests -= 1;
    }
  }

  /** Sends what this file's own clients ask through the stage too, until it ends. */
  holdFetch(): void {
    globalThis.fetch = (url, init) => this.fetch(String(url), init ?? {});
  }

  /** Runs market data until the stage ends. */
  follow(
    options: Partial<PolymarketMarketDataOptions> = {},
  ): PolymarketMarketData {
    const marketData = new PolymarketMarketData({
      ...this.rest(),
      scope: { series: ["10192"], tags: [], tickers: [] },
      priceSigner: null,
      record: (record) => this.tape.push(record),
      openSocket: this.fake.traffic.open,
      ...options,
    });
    this.alongside(
      marketData.run((event) => this.events.push(event), this.signal),
    );
    return marketData;
  }

  /** Work that ends with the stage. */
  alongside(work: Promise<unknown>): void {
    this.#running.push(work);
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
    return shown?.kind === "book_changed"
      ? levelsOf(shown.book)
      : { yes: [], no: [] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    let isOver = false;
    const ended = Promise.allSettled(this.#running).then(() => isOver = true);
    while (!isOver) await this.#turn(100);
    await ended;
    globalThis.fetch = NETWORK;
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

/** Returns the signer of a private key, without a worker around it. */
export async function signerOf(
  privateKey: string,
  parts: Readonly<Record<string, string>> = {},
): Promise<PolymarketSigner> {
  const key = await POLYMARKET_SIGNING.open({
    private_key: privateKey,
    ...parts,
  });
  return {
    identity: key.identity,
    sign: (request) => Promise.resolve(key.sign(request)),
  };
}

/** Returns the levels of a book as text, best first. */
export function levelsOf(
  book: BookView,
): { readonly yes: string[]; readonly no: string[] } {
  const text = (level: { price: bigint; quantity: bigint }) =>
    `${Number(level.price) / 1e6} x ${Number(level.quantity) / 1e6}`;
  return {
    yes: [...book.yesBids()].map(text),
    no: [...book.noBids()].map(text),
  };
}
