import type {
  MarketDataHealth,
  MarketEvent,
} from "../../actors/ports/market_data.ts";
import { Backoff } from "../../runtime/backoff.ts";
import { pause } from "../../runtime/clock.ts";
import { Lag } from "../kalshi/lag.ts";
import { UnknownShapeError } from "../net/venue_error.ts";
import { CrossCheck } from "./cross_check.ts";
import type { FollowedMarket } from "./followed_market.ts";
import type { PolymarketMarketDataOptions } from "./market_data_options.ts";
import { MarketSocket } from "./market_socket.ts";
import { STALE_AFTER_MS } from "./market_directory.ts";
import { PolymarketDecoder } from "./polymarket_decoder.ts";
import { PriceSocket } from "./price_socket.ts";
import { CONNECTIONS, PolymarketRecorder } from "./recorder.ts";
import type { PolymarketRest } from "./rest.ts";
import { rowsInScope, rowsOf } from "./scope.ts";

/** What one run works with. */
interface RunDependencies {
  readonly rest: PolymarketRest;
  readonly listener: (event: MarketEvent) => void;
  readonly signal: AbortSignal;
}

const REFRESH_MS = 15_000;
const RETRY_MS_MAX = 30_000;
const WATCH_MS = STALE_AFTER_MS / 12;
/** Silence of a market after which it is asked for over REST: well before anybody takes its quote for stale. */
const QUIET_MS = STALE_AFTER_MS / 4;
/** Books of REST in a row that the socket should have told of before it is given up. */
const MISSES_MAX = 2;

/** One run of the market data: its decoder, and where frames come from. */
export class MarketDataRun {
  readonly #options: PolymarketMarketDataOptions;
  readonly #dependencies: RunDependencies;
  readonly #decoder = new PolymarketDecoder();
  readonly #recorder: PolymarketRecorder;
  readonly #socket: MarketSocket;
  readonly #prices: PriceSocket | null;
  readonly #crossCheck: CrossCheck;
  readonly #lag = new Lag();
  /** Slugs of rows that did not make a market. */
  readonly #refused = new Set<string>();
  #heardAtMs: number | null = null;
  #frames = 0;
  #misses = 0;
  #resnapshots = 0;

  constructor(
    options: PolymarketMarketDataOptions,
    dependencies: RunDependencies,
  ) {
    this.#options = options;
    this.#dependencies = dependencies;
    this.#recorder = new PolymarketRecorder(options.record ?? (() => {}));
    this.#socket = new MarketSocket({
      ...options,
      url: () => `${options.endpoint().wsUrl}/market`,
      onMessage: (message) => this.#onMessage(message),
      onStatus: (status, reason) => this.#onStatus(status, reason),
    });
    this.#prices = options.priceSigner === null ? null : new PriceSocket({
      ...options,
      signer: options.priceSigner,
      url: () => options.endpoint().pricesUrl,
      onMessage: (message) =>
        !this.#decode(message, CONNECTIONS.prices).some(isRejection),
      onFailure: (error) => this.#rejectError(error),
    });
    this.#crossCheck = new CrossCheck({
      ...options,
      rest: dependencies.rest,
      onBook: (market, book) => this.#onRestBook(market, book),
      onFailure: (error) => this.#rejectError(error),
      signal: dependencies.signal,
    });
  }

  /** Asks for every market and its book. */
  retell(): void {
    this.#refresh().then(
      () => this.#crossCheck.want(this.#trading()),
      (error) => this.#rejectError(error),
    );
  }

  get health(): MarketDataHealth {
    const { gaps, rejected } = this.#decoder.counts;
    return {
      lag: this.#lag.summary(),
      silentMs: this.#heardAtMs === null
        ? null
        : this.#options.clock.monotonicMs() - this.#heardAtMs,
      frames: this.#frames,
      rejected,
      gaps,
      connections: this.#socket.connections,
      resnapshots: this.#resnapshots,
      crossChecks: this.#crossCheck.checks,
      crossCheckFailures: this.#crossCheck.failures,
    };
  }

  /** Runs until it is aborted. */
  async run(): Promise<void> {
    const { signal } = this.#dependencies;
    await Promise.all([
      this.#socket.run(signal),
      this.#prices?.run(signal),
      this.#discover(),
      this.#watch(),
    ]);
  }

  async #discover(): Promise<void> {
    const { clock, random, refreshMs = REFRESH_MS } = this.#options;
    const { signal } = this.#dependencies;
    const backoff = new Backoff(
      {
        minMs: refreshMs,
        maxMs: Math.max(refreshMs, RETRY_MS_MAX),
        jitter: 0.5,
      },
      random,
    );
    while (!signal.aborted) {
      let delayMs = refreshMs;
      try {
        await this.#refresh();
        backoff.reset();
      } catch (error) {
        if (signal.aborted) return;
        this.#rejectError(error);
        delayMs = backoff.nextMs();
      }
      await pause(clock, delayMs, signal);
    }
  }

  /** Lists the markets of the scope, and asks about those that are listed no more: they closed, or are due to. */
  async #refresh(): Promise<void> {
    const { scope, clock } = this.#options;
    const { rest, signal } = this.#dependencies;
    const question = { rest, nowMs: clock.nowMs(), signal };
    const rows = await rowsInScope(scope, question);
    for (const row of rows) this.#list(row);
    const listed = new Set(rows.map(slugOfRow));
    const missing = this.#decoder.directory.markets()
      .map(({ market }) => market.ticker)
      .filter((ticker) => !listed.has(ticker));
    for (const row of await rowsOf(missing, question)) this.#list(row);
    this.#follow();
  }

  async #watch(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#dependencies;
    while (!signal.aborted) {
      await pause(clock, WATCH_MS, signal);
      if (signal.aborted) return;
      const nowMs = clock.nowMs();
      this.#emit(this.#decoder.directory.withdrawStale(nowMs));
      const quiet = this.#trading().filter((market) =>
        !market.isUsable || nowMs - market.heardAtMs >= QUIET_MS
      );
      this.#crossCheck.want(quiet);
      this.#socket.redrive(
        quiet.filter(({ isUsable }) => !isUsable)
          .flatMap(({ tokens }) => [tokens.yes, tokens.no]),
      );
    }
  }

  #trading(): readonly FollowedMarket[] {
    return this.#decoder.directory.markets().filter(({ market }) =>
      market.phase === "open" || market.phase === "paused"
    );
  }

  /** Closed markets are followed as well: the socket tells how they resolve. */
  #follow(): void {
    this.#socket.follow(
      this.#decoder.directory.markets().flatMap(({ tokens }) => [
        tokens.yes,
        tokens.no,
      ]),
    );
  }

  #onMessage(message: unknown): boolean {
    const before = this.#decoder.counts.decoded;
    const events = this.#decode(message, CONNECTIONS.market);
    const isAnswer = events.length === 0 && message === "PONG";
    if (!isAnswer) this.#misses = 0;
    const [first] = events;
    if (first?.kind === "book_changed") {
      this.#lag.note(first.depth.occurredAtMs, this.#options.clock.nowMs());
    }
    if (events.some(({ kind }) => kind === "market_phase_changed")) {
      this.#follow();
    }
    return isAnswer || this.#decoder.counts.decoded > before;
  }

  #onRestBook(market: FollowedMarket, book: unknown): void {
    const { ticker } = market.market;
    const newestMs = market.newestMs;
    const wasUsable = market.isUsable;
    this.#decode(book, CONNECTIONS.clob);
    if (!wasUsable) this.#resnapshots += 1;
    if (!wasUsable || market.newestMs === newestMs) return;
    this.#misses += 1;
    if (this.#misses < MISSES_MAX) return;
    this.#misses = 0;
    this.#socket.restart(
      `the connection is open, but says less than REST knows of ${ticker}`,
    );
  }

  #decode(frame: unknown, connection: string): readonly MarketEvent[] {
    const events = this.#decoded(frame, connection);
    this.#emit(events);
    return events;
  }

  #decoded(frame: unknown, connection: string): readonly MarketEvent[] {
    const { clock } = this.#options;
    const atMs = clock.nowMs();
    this.#recorder.recordFrame(frame, connection, atMs);
    const source = `polymarket ${connection}`;
    const events = this.#decoder.decode(frame, { atMs, connection, source });
    this.#frames += 1;
    this.#heardAtMs = clock.monotonicMs();
    return events;
  }

  #onStatus(
    status: "connecting" | "connected" | "disconnected",
    reason: string,
  ): void {
    const atMs = this.#options.clock.nowMs();
    const event = { kind: "connection_changed", status, reason } as const;
    this.#recorder.recordConnection(event, atMs);
    this.#emit(this.#decoder.reconnect(CONNECTIONS.market, atMs));
    this.#emit([event]);
  }

  #emit(events: readonly MarketEvent[]): void {
    for (const event of events) this.#dependencies.listener(event);
  }

  /** A venue that does not answer is no venue that speaks another language. */
  #rejectError(error: unknown): void {
    const isShape = error instanceof UnknownShapeError ||
      error instanceof SyntaxError || error instanceof RangeError;
    const message = error instanceof Error ? error.message : String(error);
    this.#emit([{
      kind: "frame_rejected",
      rejection: {
        venue: "polymarket",
        source: "polymarket REST",
        message,
        isUnanswered: !isShape,
      },
    }]);
  }

  /** A market that we do not follow, such as one with three outcomes, is named once and not at each look. */
  #list(row: unknown): void {
    const slug = slugOfRow(row);
    const isKnown = typeof slug === "string" && this.#refused.has(slug);
    const events = this.#decoded(row, CONNECTIONS.gamma);
    const isRefused = events.some(isRejection);
    if (typeof slug === "string") {
      if (isRefused) this.#refused.add(slug);
      else this.#refused.delete(slug);
    }
    if (!isRefused || !isKnown) this.#emit(events);
  }
}

function isRejection({ kind }: MarketEvent): boolean {
  return kind === "frame_rejected";
}

function slugOfRow(row: unknown): unknown {
  return typeof row === "object" && row !== null
    ? Reflect.get(row, "slug")
    : undefined;
}
