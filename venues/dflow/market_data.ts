import type {
  MarketData,
  MarketDataHealth,
  MarketEvent,
} from "../../actors/ports/market_data.ts";
import { marketId } from "../../domain/ids.ts";
import type { MarketFees } from "../../domain/market_fees.ts";
import { Backoff } from "../../runtime/backoff.ts";
import { pause } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { ReconnectingSocket } from "../net/reconnecting_socket.ts";
import type { OpenSocket } from "../net/socket.ts";
import { answerStatus, UnknownShapeError } from "../net/venue_error.ts";
import type { TapeRecord } from "../tape/tape_record.ts";
import { Lag } from "../kalshi/lag.ts";
import { type DecodedFrame, decodeFrame } from "./decode_frame.ts";
import type { DflowListing } from "./decode_market.ts";
import {
  MarketBoard,
  type Receipt,
  STALE_AFTER_MS,
  STALE_CHECKS,
} from "./market_board.ts";
import { DflowRecorder } from "./recorder.ts";
import { dflowHttp, DflowRest, type DflowRestOptions } from "./rest.ts";
import type { DflowChannel, SubscribeRequest } from "./schema.ts";
import { SeriesCategories } from "./series_categories.ts";
import { SnapshotQueue } from "./snapshot_queue.ts";
import { isDflowWithdrawn, WITHDRAWN } from "./withdrawn.ts";

/** What the market-data client needs. All durations are milliseconds above 0. */
export interface DflowMarketDataOptions extends DflowRestOptions {
  readonly random: Random;
  /** @default {openWebSocket} */
  readonly openSocket?: OpenSocket;
  /** Hears everything that is received, as a tape has it; must not throw. */
  readonly record?: (record: TapeRecord) => void;
  /** By what every market's orders are charged; left to the venue's schedule where it is not given. */
  readonly fees?: MarketFees;
  /** Follows these markets alone. @default {every active one} */
  readonly tickers?: readonly string[];
  /** How often markets are listed and the phases of closed ones asked for. @default {5000} */
  readonly refreshMs?: number;
  /** Silence of a market after which its prices are withdrawn; silence of all ends the connection. @default {30000} */
  readonly staleAfterMs?: number;
  /** Markets followed at most. @default {500} */
  readonly marketsMax?: number;
  /** Longest pause between two connections. @default {30000} */
  readonly reconnectMsMax?: number;
}

const NOT_FOUND = 404;
const CHANNELS: readonly DflowChannel[] = ["prices", "trades", "orderbook"];

/**
 * dflow's public market data: REST for listings, phases and snapshots, one WebSocket for the rest.
 *
 * - Listens to every market of the venue and follows those that it has seen listed as active.
 * - Reconnects with jittered, capped delays, subscribes anew and fetches each open market's book.
 * - A connection on which nothing arrives for `staleAfterMs` is closed and opened again.
 * - A market that is silent for half of that is asked for by REST; one that nobody confirms for all of it
 *   has its prices withdrawn (quote and book become empty) until somebody does.
 * - Frames and answers that do not decode are `frame_rejected` events and change nothing else.
 *
 * Each `run` keeps its own board, so a restarted consumer hears every listing again.
 */
export class DflowMarketData implements MarketData {
  readonly venue = "dflow";
  readonly #options: DflowMarketDataOptions;
  #run: Run | null = null;

  constructor(options: DflowMarketDataOptions) {
    this.#options = options;
  }

  /** How well the newest run hears the venue; `null` before the first. */
  get health(): MarketDataHealth | null {
    return this.#run?.health ?? null;
  }

  async run(
    listener: (event: MarketEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const run = new Run(this.#options, listener, signal);
    this.#run = run;
    await Promise.all([
      run.socket.run(signal),
      run.discover(),
      run.watch(),
    ]);
  }
}

class Run {
  readonly socket: ReconnectingSocket;
  readonly #options: DflowMarketDataOptions;
  readonly #listener: (event: MarketEvent) => void;
  readonly #signal: AbortSignal;
  readonly #rest: DflowRest;
  readonly #categories: SeriesCategories;
  readonly #board: MarketBoard;
  readonly #snapshots: SnapshotQueue;
  readonly #recorder: DflowRecorder;
  readonly #staleAfterMs: number;
  readonly #lag = new Lag();
  #heardAtMs: number | null = null;
  #frames = 0;
  #rejected = 0;
  #connections = 0;
  #crossChecks = 0;

  constructor(
    options: DflowMarketDataOptions,
    listener: (event: MarketEvent) => void,
    signal: AbortSignal,
  ) {
    this.#options = options;
    this.#listener = listener;
    this.#signal = signal;
    this.#rest = new DflowRest(options);
    this.#categories = new SeriesCategories({
      clock: options.clock,
      http: dflowHttp({ ...options, attemptsMax: 1 }),
    });
    this.#recorder = new DflowRecorder(options.record ?? (() => {}));
    this.#board = new MarketBoard((event) => this.#tell(event));
    this.#snapshots = new SnapshotQueue({
      rest: this.#rest,
      board: this.#board,
      receipt: () => this.#receipt(),
      recorder: this.#recorder,
      onFailure: (error) => this.#reject("REST", error),
      signal,
    });
    this.#staleAfterMs = options.staleAfterMs ?? STALE_AFTER_MS;
    this.socket = this.#newSocket();
  }

  get health(): MarketDataHealth {
    return {
      lag: this.#lag.summary(),
      silentMs: this.#heardAtMs === null
        ? null
        : this.#options.clock.monotonicMs() - this.#heardAtMs,
      frames: this.#frames,
      rejected: this.#rejected,
      gaps: 0,
      connections: this.#connections,
      resnapshots: this.#snapshots.applied,
      crossChecks: this.#crossChecks,
      // A book of REST replaces ours whatever it was: nothing is compared.
      crossCheckFailures: 0,
    };
  }

  /** Lists markets and follows their phases until the run is aborted. */
  async discover(): Promise<void> {
    const { clock, random, refreshMs = 5_000, reconnectMsMax = 30_000 } =
      this.#options;
    const backoff = new Backoff(
      {
        minMs: refreshMs,
        maxMs: Math.max(refreshMs, reconnectMsMax),
        jitter: 0.5,
      },
      random,
    );
    while (!this.#signal.aborted) {
      let delayMs = refreshMs;
      try {
        await this.#refresh();
        backoff.reset();
      } catch (error) {
        if (this.#signal.aborted) return;
        this.#reject("REST", error);
        if (isDflowWithdrawn(answerStatus(error))) this.#tellWithdrawn();
        delayMs = backoff.nextMs();
      }
      await pause(clock, delayMs, this.#signal);
    }
  }

  /** Looks for silence until the run is aborted. */
  async watch(): Promise<void> {
    const { clock } = this.#options;
    while (!this.#signal.aborted) {
      await pause(clock, this.#staleAfterMs / STALE_CHECKS, this.#signal);
      if (!this.#signal.aborted) this.#checkSilence();
    }
  }

  #newSocket(): ReconnectingSocket {
    const { endpoint, apiKey, ...options } = this.#options;
    const keys = apiKey === undefined ? {} : { "x-api-key": apiKey };
    return new ReconnectingSocket({
      ...options,
      url: () => endpoint().wsUrl,
      headers: () => keys,
      subject: "prices, trades and order books",
      silenceMs: this.#staleAfterMs,
      expectsMessages: () => this.#board.openMarkets().length > 0,
      onOpen: (send) => this.#onOpen(send),
      onMessage: (message) => this.#onMessage(message),
      onStatus: (status, reason) => {
        if (status === "connected") this.#connections += 1;
        this.#tell({ kind: "connection_changed", status, reason });
      },
    });
  }

  #onOpen(send: (text: string) => void): void {
    const { tickers } = this.#options;
    for (const channel of CHANNELS) {
      const request: SubscribeRequest = tickers === undefined
        ? { type: "subscribe", channel, all: true }
        : { type: "subscribe", channel, tickers: [...tickers] };
      send(JSON.stringify(request));
    }
    for (const id of this.#board.openMarkets()) this.#snapshots.want(id);
  }

  #onMessage(message: unknown): boolean {
    const receipt = this.#receipt();
    this.#recorder.recordFrame(message, receipt.atMs);
    const decoding = decodeFrame(message, receipt.atMs);
    if (!decoding.ok) {
      this.#reject("WebSocket", decoding.message);
      return false;
    }
    this.#note(decoding.frame, receipt);
    this.#board.applyFrame(decoding.frame, receipt);
    return true;
  }

  /** Only trades say when they were. */
  #note(frame: DecodedFrame, { atMs, monotonicMs }: Receipt): void {
    this.#frames += 1;
    this.#heardAtMs = monotonicMs;
    if (frame.kind === "trade") this.#lag.note(frame.trade.occurredAtMs, atMs);
  }

  async #refresh(): Promise<void> {
    const { marketsMax = 500, tickers } = this.#options;
    const before = this.#board.tickers();
    const active = tickers === undefined
      ? await this.#rest.activeMarkets(marketsMax, this.#signal)
      : await this.#rest.markets(tickers, this.#signal);
    const activeTickers = new Set<string>();
    for (const message of active.rejections) this.#reject("REST", message);
    await this.#sort(active.listings);
    for (const listing of active.listings) {
      activeTickers.add(listing.market.ticker);
      if (
        this.#board.tickers().length >= marketsMax &&
        this.#board.bookOf(listing.market.id) === null
      ) continue;
      if (this.#board.applyListing(this.#described(listing), this.#receipt())) {
        this.#snapshots.want(listing.market.id);
      }
    }
    await this.#follow(before.filter((ticker) => !activeTickers.has(ticker)));
    for (const id of this.#board.staleMarkets()) this.#snapshots.want(id);
  }

  /** A venue that does not tell of its series has its markets listed all the same. */
  async #sort(listings: readonly DflowListing[]): Promise<void> {
    const markets = listings.map(({ market }) => market);
    try {
      await this.#categories.look(markets, this.#signal);
    } catch (error) {
      if (this.#signal.aborted) throw error;
      if (answerStatus(error) !== NOT_FOUND) this.#reject("REST", error);
    }
  }

  #described({ market, resolution }: DflowListing): DflowListing {
    const { fees } = this.#options;
    const sorted = this.#categories.sorted(market);
    return {
      market: fees === undefined ? sorted : { ...sorted, fees },
      resolution,
    };
  }

  /** Asks about markets that were on the board but are no longer listed as active. */
  async #follow(tickers: readonly string[]): Promise<void> {
    if (tickers.length === 0) return;
    const answer = await this.#rest.markets(tickers, this.#signal);
    for (const message of answer.rejections) this.#reject("REST", message);
    const missing = new Set(tickers);
    for (const listing of answer.listings) {
      missing.delete(listing.market.ticker);
      this.#board.applyListing(listing, this.#receipt());
    }
    // One that did not decode is still known to the venue, but we cannot tell which it was.
    if (answer.rejections.length > 0) return;
    for (const ticker of missing) this.#board.forget(marketId("dflow", ticker));
  }

  #checkSilence(): void {
    const receipt = this.#receipt();
    this.#board.withdrawStale(receipt, this.#staleAfterMs);
    const quiet = this.#board.quietMarkets(receipt, this.#staleAfterMs / 2);
    this.#crossChecks += quiet.length;
    for (const id of quiet) this.#snapshots.want(id);
  }

  /** Without listings nothing can be traded, whatever the socket says. */
  #tellWithdrawn(): void {
    this.#tell({
      kind: "connection_changed",
      status: "disconnected",
      reason: `${WITHDRAWN}.`,
    });
  }

  #tell(event: MarketEvent): void {
    this.#recorder.recordEvent(event, this.#options.clock.nowMs());
    this.#listener(event);
  }

  #receipt(): Receipt {
    const { clock } = this.#options;
    return { atMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
  }

  #reject(source: "REST" | "WebSocket", error: unknown): void {
    const isUnanswered = error instanceof Error &&
      !(error instanceof UnknownShapeError);
    if (!isUnanswered) this.#rejected += 1;
    this.#listener({
      kind: "frame_rejected",
      rejection: {
        venue: "dflow",
        source: `dflow ${source}`,
        message: error instanceof Error ? error.message : String(error),
        ...(isUnanswered ? { isUnanswered } : {}),
      },
    });
  }
}
