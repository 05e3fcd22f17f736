import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { type Clock, pause } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { ReconnectingSocket } from "../net/reconnecting_socket.ts";
import type { OpenSocket } from "../net/socket.ts";
import type { KalshiEndpoint } from "./facts.ts";
import { Lag, type LagSummary } from "./lag.ts";
import { type KalshiSigner, signedHeaders } from "./signature.ts";
import { HEARTBEAT, Subscription } from "./subscription.ts";

/** What the socket feed works with. Durations are milliseconds above 0. */
export interface SocketFeedOptions {
  readonly endpoint: () => KalshiEndpoint;
  readonly clock: Clock;
  readonly random: Random;
  readonly signer: KalshiSigner;
  readonly openSocket?: OpenSocket;
  /** @default {30000} */
  readonly silenceMs?: number;
  readonly reconnectMsMax?: number;
  /** The markets to follow. */
  readonly tickers: () => readonly string[];
  /** Whether a market's book cannot be relied on before its next snapshot. */
  readonly needsSnapshot: (ticker: string) => boolean;
  /** Hears each message and returns what it says. */
  readonly onFrame: (message: unknown) => readonly MarketEvent[];
  readonly onStatus: (
    status: "connecting" | "connected" | "disconnected",
    reason: string,
  ) => void;
}

const SILENCE_MS = 30_000;
const HEARTBEAT_MS = 10_000;
/** How long a snapshot may take before it is asked for again. */
const SNAPSHOT_MS = 3_000;
const SNAPSHOT_ASKS_MAX = 3;

/** A snapshot that was asked for. */
interface Asked {
  /** Monotonic milliseconds. */
  readonly atMs: number;
  readonly times: number;
}

/**
 * Kalshi's WebSocket: subscribes on every connection, and asks for whole books anew where ours cannot be relied on.
 *
 * The venue's pings cannot be seen from here, so a command that it answers is the heartbeat: a connection that
 * answers nothing is given up.
 */
export class SocketFeed {
  readonly #options: SocketFeedOptions;
  readonly #socket: ReconnectingSocket;
  readonly #lag = new Lag();
  readonly #asked = new Map<string, Asked>();
  #subscription: Subscription | null = null;
  #connections = 0;
  #resnapshots = 0;

  constructor(options: SocketFeedOptions) {
    this.#options = options;
    const { clock, endpoint, signer, silenceMs = SILENCE_MS } = options;
    this.#socket = new ReconnectingSocket({
      ...options,
      url: () => endpoint().wsUrl,
      headers: () =>
        signedHeaders(signer, {
          atMs: clock.nowMs(),
          method: "GET",
          path: new URL(endpoint().wsUrl).pathname,
        }),
      onOpen: (send) => this.#onOpen(send),
      onMessage: (message) => this.#onMessage(message),
      onStatus: (status, reason) => this.#onStatus(status, reason),
      subject: "order books, tickers, trades and lives of markets",
      heartbeat: { everyMs: HEARTBEAT_MS, text: HEARTBEAT },
      silenceMs,
    });
  }

  /** How the feed does; counts are since the start. */
  get health(): {
    readonly lag: LagSummary;
    readonly connections: number;
    readonly resnapshots: number;
  } {
    return {
      lag: this.#lag.summary(),
      connections: this.#connections,
      resnapshots: this.#resnapshots,
    };
  }

  /** Keeps a connection until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#socket.run(signal), this.#supervise(signal)]);
  }

  /** Follows exactly these markets from now on. */
  follow(tickers: readonly string[]): void {
    this.#subscription?.follow(tickers);
  }

  /** Asks for whole books of these markets anew. */
  refetch(tickers: readonly string[]): void {
    if (!this.#socket.isOpen || this.#subscription === null) return;
    const nowMs = this.#options.clock.monotonicMs();
    const due = tickers.filter((ticker) => {
      const asked = this.#asked.get(ticker);
      return asked === undefined || nowMs - asked.atMs >= SNAPSHOT_MS;
    });
    if (due.length === 0) return;
    const tired = due.find((ticker) =>
      (this.#asked.get(ticker)?.times ?? 0) >= SNAPSHOT_ASKS_MAX
    );
    if (tired !== undefined) {
      return this.#socket.restart(
        `the book of ${tired} did not come after ${SNAPSHOT_ASKS_MAX} questions`,
      );
    }
    if (this.#subscription.resnapshot(due)) this.#resnapshots += due.length;
    // A subscription that was never confirmed counts as asked: heartbeats alone would keep such a connection.
    for (const ticker of due) this.#note(ticker, nowMs);
  }

  /** Asks for every book anew, although none is missing. */
  retell(): void {
    const tickers = this.#options.tickers();
    if (!this.#socket.isOpen || tickers.length === 0) return;
    if (this.#subscription?.resnapshot(tickers) === true) {
      this.#resnapshots += tickers.length;
    }
  }

  /** Asks for every book that has been missing for too long, until `signal` is aborted. */
  async #supervise(signal: AbortSignal): Promise<void> {
    const { clock, tickers } = this.#options;
    while (!signal.aborted) {
      await pause(clock, SNAPSHOT_MS / 2, signal);
      if (signal.aborted) return;
      if (!this.#socket.isOpen) continue;
      for (const ticker of tickers()) {
        // A market's first snapshot comes unasked: it is given its time.
        if (this.#asked.has(ticker)) continue;
        this.#asked.set(ticker, { atMs: clock.monotonicMs(), times: 0 });
      }
      this.#refetchLost();
    }
  }

  #refetchLost(): void {
    const { tickers, needsSnapshot } = this.#options;
    const lost = tickers().filter(needsSnapshot);
    const isLost = new Set(lost);
    for (const ticker of this.#asked.keys()) {
      if (isLost.has(ticker)) continue;
      // It is there: the next loss is asked about at once.
      this.#asked.set(ticker, { atMs: -Infinity, times: 0 });
    }
    this.refetch(lost);
  }

  #note(ticker: string, atMs: number): void {
    const times = (this.#asked.get(ticker)?.times ?? 0) + 1;
    this.#asked.set(ticker, { atMs, times });
  }

  #onOpen(send: (text: string) => void): void {
    this.#asked.clear();
    this.#subscription = new Subscription(send);
    this.#subscription.open(this.#options.tickers());
  }

  #onStatus(
    status: "connecting" | "connected" | "disconnected",
    reason: string,
  ): void {
    if (status === "connected") this.#connections += 1;
    if (status === "disconnected") this.#subscription = null;
    this.#options.onStatus(status, reason);
  }

  /** Returns whether the message made sense. */
  #onMessage(message: unknown): boolean {
    const events = this.#options.onFrame(message);
    const first = events[0];
    if (first === undefined) {
      this.#hear(message);
      return true;
    }
    if (events.length === 1 && first.kind === "book_changed") {
      this.#lag.note(first.depth.occurredAtMs, this.#options.clock.nowMs());
      return true;
    }
    const isRejected = events.some(({ kind }) => kind === "frame_rejected");
    if (isRejected) this.#refetchLost();
    return !isRejected || events.length > 1;
  }

  /** Numbers of subscriptions come in frames that say nothing else. */
  #hear(message: unknown): void {
    if (typeof message !== "string" || !message.includes(`"subscribed"`)) {
      return;
    }
    this.#subscription?.hear(JSON.parse(message));
  }
}
