import type {
  MarketDataHealth,
  MarketEvent,
} from "../../actors/ports/market_data.ts";
import type { MarketId } from "../../domain/ids.ts";
import { toYesPrice } from "../../domain/price.ts";
import type { Quote } from "../../domain/quote.ts";
import { Backoff } from "../../runtime/backoff.ts";
import { pause } from "../../runtime/clock.ts";
import { UnknownShapeError } from "../net/venue_error.ts";
import { quoteFrame } from "./book_frame.ts";
import { CrossCheck } from "./cross_check.ts";
import { Discovery } from "./discovery.ts";
import { KalshiDecoder } from "./kalshi_decoder.ts";
import { MarketBoard } from "./market_board.ts";
import type { KalshiMarketDataOptions } from "./market_data_options.ts";
import { Polling } from "./polling.ts";
import {
  KalshiRecorder,
  REST_CONNECTION,
  SOCKET_CONNECTION,
} from "./recorder.ts";
import type { KalshiRest } from "./rest.ts";
import { SocketFeed } from "./socket_feed.ts";

/** What one run works with. */
interface RunDependencies {
  readonly rest: KalshiRest;
  readonly listener: (event: MarketEvent) => void;
  readonly signal: AbortSignal;
}

const REFRESH_MS = 5_000;
const STALE_AFTER_MS = 30_000;
/** Times per `staleAfterMs` at which silence is looked for. */
const STALE_CHECKS = 6;
const RETRY_MS_MAX = 30_000;

/** One run of the market data: its board, its decoder, and where frames come from. */
export class MarketDataRun {
  readonly #options: KalshiMarketDataOptions;
  readonly #dependencies: RunDependencies;
  readonly #decoder = new KalshiDecoder();
  readonly #board = new MarketBoard();
  readonly #recorder: KalshiRecorder;
  readonly #discovery: Discovery;
  readonly #crossCheck: CrossCheck;
  /** Where prices come from: the socket with a key, REST without one. */
  readonly #source: SocketFeed | Polling;
  #heardAtMs: number | null = null;
  #frames = 0;

  constructor(options: KalshiMarketDataOptions, dependencies: RunDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
    this.#recorder = new KalshiRecorder(options.record ?? (() => {}));
    const { rest, signal } = dependencies;
    this.#discovery = new Discovery({
      rest,
      scope: options.scope,
      clock: options.clock,
      board: this.#board,
      onNotice: (notice) => this.#emit(this.#decoder.tell(notice)),
      onQuote: (ticker, quote) => this.#decodeRest(quoteFrame(ticker, quote)),
      onRejection: (message) => this.#reject(message),
    });
    this.#source = this.#openSource();
    this.#crossCheck = new CrossCheck({
      rest,
      decoder: this.#decoder,
      onConfirmed: (market) => {
        this.#heard(market.id);
        this.#decodeRest(
          quoteFrame(market.ticker, quoteOfBook(this.#decoder, market.ticker)),
        );
      },
      onDiffers: (market) => {
        this.#emit(this.#decoder.distrust(market.ticker, this.#atMs()));
        this.#source.refetch([market.ticker]);
      },
      onFailure: (error) => this.#rejectError(error),
      signal,
    });
  }

  /** Runs until it is aborted. */
  async run(): Promise<void> {
    const { signal } = this.#dependencies;
    await Promise.all([
      this.#source.run(signal),
      this.#discover(),
      this.#watch(),
    ]);
  }

  /** Asks for a snapshot of every book. */
  retell(): void {
    this.#source.retell();
  }

  get health(): MarketDataHealth {
    const { gaps, rejected } = this.#decoder.counts;
    const { clock } = this.#options;
    const { lag, connections, resnapshots } = this.#source.health;
    return {
      lag,
      silentMs: this.#heardAtMs === null
        ? null
        : clock.monotonicMs() - this.#heardAtMs,
      frames: this.#frames,
      rejected,
      gaps,
      connections,
      resnapshots,
      crossChecks: this.#crossCheck.checks,
      crossCheckFailures: this.#crossCheck.failures,
    };
  }

  #openSource(): SocketFeed | Polling {
    const { signer, pollMs } = this.#options;
    const hooks = {
      tickers: () => this.#board.tradingTickers(),
      onStatus: (
        status: "connecting" | "connected" | "disconnected",
        reason: string,
      ) => this.#onStatus(status, reason),
    };
    if (signer === null) {
      return new Polling({
        ...hooks,
        rest: this.#dependencies.rest,
        clock: this.#options.clock,
        ...(pollMs === undefined ? {} : { pollMs }),
        onFrame: (frame) => this.#decodeRest(frame),
        onFailure: (error) => this.#rejectError(error),
      });
    }
    return new SocketFeed({
      ...this.#options,
      ...hooks,
      signer,
      needsSnapshot: (ticker) => this.#decoder.usableBook(ticker) === null,
      onFrame: (message) => this.#decodeSocket(message),
    });
  }

  /** Lists markets until the run is aborted. */
  async #discover(): Promise<void> {
    const { clock, random, refreshMs = REFRESH_MS } = this.#options;
    const { signal } = this.#dependencies;
    const backoff = new Backoff({
      minMs: refreshMs,
      maxMs: Math.max(refreshMs, RETRY_MS_MAX),
      jitter: 0.5,
    }, random);
    while (!signal.aborted) {
      let delayMs = refreshMs;
      try {
        await this.#discovery.refresh(signal);
        this.#source.follow(this.#board.tradingTickers());
        backoff.reset();
      } catch (error) {
        if (signal.aborted) return;
        this.#rejectError(error);
        delayMs = backoff.nextMs();
      }
      await pause(clock, delayMs, signal);
    }
  }

  /** Looks for silent markets until the run is aborted. */
  async #watch(): Promise<void> {
    const { clock, staleAfterMs = STALE_AFTER_MS } = this.#options;
    const { signal } = this.#dependencies;
    while (!signal.aborted) {
      await pause(clock, staleAfterMs / STALE_CHECKS, signal);
      if (signal.aborted) return;
      const nowMs = clock.monotonicMs();
      for (const market of this.#board.silent(nowMs, staleAfterMs)) {
        this.#withdraw(market.id, market.ticker);
      }
      const quiet = this.#board.silent(nowMs, staleAfterMs / 2);
      this.#crossCheck.want(quiet);
    }
  }

  /** Takes back the prices of a market that nobody has confirmed for too long, once per silence. */
  #withdraw(id: MarketId, ticker: string): void {
    if (!this.#board.withdraw(id)) return;
    this.#emit(this.#decoder.distrust(ticker, this.#atMs()));
    this.#decodeRest(quoteFrame(ticker, null), { isWord: false });
  }

  #onStatus(
    status: "connecting" | "connected" | "disconnected",
    reason: string,
  ): void {
    if (status !== "connecting") {
      this.#emit(this.#decoder.reconnect(SOCKET_CONNECTION, this.#atMs()));
    }
    if (status === "connected") {
      this.#board.heardAll(this.#options.clock.monotonicMs());
    }
    this.#emit([{ kind: "connection_changed", status, reason }]);
  }

  /** Decodes a message of the socket. Returns what it said. */
  #decodeSocket(message: unknown): readonly MarketEvent[] {
    const atMs = this.#atMs();
    const events = this.#decoder.decode(message, {
      atMs,
      connection: SOCKET_CONNECTION,
      source: "kalshi WebSocket",
    });
    if (!this.#isElsewhere(events)) {
      const frame = typeof message === "string" ? message : null;
      this.#recorder.recordFrame(frame, SOCKET_CONNECTION, atMs);
    }
    return this.#take(events);
  }

  /** Whether a frame tells of the life of a market that we do not follow: the channel has those of all. */
  #isElsewhere(events: readonly MarketEvent[]): boolean {
    const event = events[0];
    return event?.kind === "market_phase_changed" &&
      !this.#board.has(event.marketId);
  }

  /** Decodes what REST said, in the form of a frame. */
  #decodeRest(frame: unknown, { isWord = true } = {}): void {
    const atMs = this.#atMs();
    this.#recorder.recordFrame(frame, REST_CONNECTION, atMs);
    const events = this.#decoder.decode(frame, {
      atMs,
      connection: REST_CONNECTION,
      source: "kalshi REST",
    });
    if (isWord) this.#take(events);
    else this.#emit(events);
  }

  /** Notes whom events are about, and tells of those that we follow. */
  #take(events: readonly MarketEvent[]): readonly MarketEvent[] {
    this.#frames += 1;
    for (const event of events) {
      const id = subjectOf(event);
      if (event.kind === "market_phase_changed") {
        const notice = this.#board.change(event);
        // Its frame is on the tape already.
        if (notice !== null) this.#dependencies.listener(notice);
        continue;
      }
      if (id !== null) {
        if (!this.#board.has(id)) continue;
        this.#heard(id);
      }
      this.#emit([event]);
    }
    return events;
  }

  #heard(id: MarketId): void {
    const nowMs = this.#options.clock.monotonicMs();
    this.#heardAtMs = nowMs;
    this.#board.heard(id, nowMs);
  }

  #emit(events: readonly MarketEvent[]): void {
    for (const event of events) {
      this.#recorder.recordEvent(event, this.#atMs());
      this.#dependencies.listener(event);
    }
  }

  #atMs(): number {
    return this.#options.clock.nowMs();
  }

  #rejectError(error: unknown): void {
    if (this.#dependencies.signal.aborted) return;
    const isShape = error instanceof UnknownShapeError ||
      error instanceof SyntaxError;
    const message = error instanceof Error ? error.message : String(error);
    this.#reject(message, { isUnanswered: !isShape });
  }

  #reject(message: string, { isUnanswered = false } = {}): void {
    this.#dependencies.listener({
      kind: "frame_rejected",
      rejection: {
        venue: "kalshi",
        source: "kalshi REST",
        message,
        isUnanswered,
      },
    });
  }
}

function subjectOf(event: MarketEvent): MarketId | null {
  switch (event.kind) {
    case "quote_changed":
      return event.quote.marketId;
    case "trade_printed":
      return event.trade.marketId;
    case "book_changed":
      return event.depth.marketId;
    default:
      return null;
  }
}

function quoteOfBook(
  decoder: KalshiDecoder,
  ticker: string,
): Pick<Quote, "yesBid" | "yesAsk"> | null {
  const book = decoder.usableBook(ticker);
  if (book === null) return null;
  const { bestYesBid, bestNoBid } = book;
  return {
    yesBid: bestYesBid,
    yesAsk: bestNoBid === null ? null : toYesPrice(bestNoBid),
  };
}
