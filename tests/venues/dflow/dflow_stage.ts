import type { MarketEvent } from "../../../actors/ports/market_data.ts";
import { type MarketId, marketId } from "../../../domain/ids.ts";
import type { Quote } from "../../../domain/quote.ts";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../../../runtime/mod.ts";
import { DFLOW_FACTS } from "../../../venues/dflow/facts.ts";
import { DflowMarketData } from "../../../venues/dflow/market_data.ts";
import { TokenBucket } from "../../../venues/net/token_bucket.ts";
import { rateLimitOf } from "../../../venues/venue_facts.ts";
import { SocketTraffic } from "../socket_traffic.ts";
import { FakeDflow } from "./fake_dflow.ts";

const START_MS = Date.parse("2026-11-20T15:00:07Z");
const TURNS_MAX = 200_000;

/** A fake dflow and its market data under one simulated clock. The network is real, time is not. */
export class DflowStage implements AsyncDisposable {
  readonly clock = new SimulatedClock({ startMs: START_MS });
  readonly fake = new FakeDflow(this.clock);
  readonly events: MarketEvent[] = [];
  readonly #quotes = new Map<MarketId, Quote>();
  readonly #depths = new Map<MarketId, bigint>();
  readonly #traffic = new SocketTraffic();
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #requests = 0;

  /** Opens a stage whose client shows what the venue says. */
  static async open(): Promise<DflowStage> {
    const stage = new DflowStage();
    stage.fake.start();
    stage.#follow();
    await stage.until(
      () => stage.isRight(),
      "the venue's quotes must be shown",
    );
    return stage;
  }

  #follow(): void {
    const url = `${this.fake.url}/api/v1`;
    const marketData = new DflowMarketData({
      endpoint: () => ({
        restUrl: url,
        wsUrl: `${url.replace(/^http/, "ws")}/ws`,
      }),
      clock: this.clock,
      random: new SeededRandom("stage"),
      bucket: new TokenBucket({
        ...rateLimitOf(DFLOW_FACTS, "with a key"),
        clock: this.clock,
        random: new SeededRandom("bucket"),
      }),
      fetch: (input, init) => this.#fetch(input, init),
      openSocket: this.#traffic.open,
    });
    this.#running = marketData.run(
      (event) => this.#hear(event),
      this.#stop.signal,
    );
  }

  #hear(event: MarketEvent): void {
    this.events.push(event);
    if (event.kind === "quote_changed") {
      this.#quotes.set(event.quote.marketId, event.quote);
    }
    if (event.kind === "book_changed") {
      const { depth, book } = event;
      this.#depths.set(book.marketId, depth.yesBidDepth + depth.noBidDepth);
    }
    if (event.kind === "market_phase_changed" && event.phase === "final") {
      this.#quotes.delete(event.marketId);
      this.#depths.delete(event.marketId);
    }
  }

  /** Sends a request and holds time still until it is answered. */
  async #fetch(
    input: Parameters<typeof fetch>[0],
    init?: RequestInit,
  ): Promise<Response> {
    this.#requests += 1;
    try {
      const response = await fetch(input, init);
      const body = await response.arrayBuffer();
      return new Response(body.byteLength === 0 ? null : body, response);
    } finally {
      this.#requests -= 1;
    }
  }

  /** Whether every market that trades is shown with the quote that the venue has for it now. */
  isRight(): boolean {
    return this.fake.trading().every(({ ticker, yesBid, yesAsk }) => {
      const quote = this.#quotes.get(marketId("dflow", ticker));
      return quote !== undefined && quote.yesBid === micros(yesBid) &&
        quote.yesAsk === micros(yesAsk);
    });
  }

  /** Markets of which a price or a level is shown. */
  shown(): readonly MarketId[] {
    const priced = [...this.#quotes].filter(([, { yesBid, yesAsk }]) =>
      yesBid !== null || yesAsk !== null
    );
    const deep = [...this.#depths].filter(([, depth]) => depth > 0n);
    return [...priced, ...deep].map(([id]) => id);
  }

  /** Whether the newest word on the connection is `status`. */
  isStatus(status: "connected" | "disconnected"): boolean {
    const newest = this.events.findLast(({ kind }) =>
      kind === "connection_changed"
    );
    return newest?.kind === "connection_changed" && newest.status === status;
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
  async advance(ms: number, stepMs = 50): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      await this.#turn(Math.min(stepMs, left));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    let isOver = false;
    const ended = this.#running.then(() => isOver = true);
    while (!isOver) await this.#turn(100);
    await ended;
    this.fake.drop();
    await this.fake[Symbol.asyncDispose]();
  }

  /** A turn of the event loop for the network, then time moves unless an answer is still on its way. */
  async #turn(ms: number): Promise<void> {
    do {
      await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
    } while (this.#requests > 0 || this.#traffic.isBusy);
    this.clock.advanceBy(ms);
  }
}

function micros(text: string | null): bigint | null {
  return text === null ? null : BigInt(Math.round(Number(text) * 1e6));
}
