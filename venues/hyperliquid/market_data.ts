import type {
  MarketData,
  MarketDataHealth,
  MarketEvent,
} from "../../actors/ports/market_data.ts";
import { Backoff } from "../../runtime/backoff.ts";
import { type Clock, pause } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { type Fetch, HttpClient } from "../net/http_client.ts";
import { ReconnectingSocket } from "../net/reconnecting_socket.ts";
import type { OpenSocket } from "../net/socket.ts";
import type { TapeRecord } from "../tape/tape_record.ts";
import type { RateBuckets } from "../rate_buckets.ts";
import { HyperliquidDecoder } from "./hyperliquid_decoder.ts";
import { metaSchema } from "./schema.ts";

/** What the market-data client needs. All durations are milliseconds above 0. */
export interface HyperliquidMarketDataOptions {
  /** Where the venue is, without a slash at the end: REST below it, the socket at `/ws`. */
  readonly url: () => string;
  /** The coins that are followed, at least one. */
  readonly coins: readonly string[];
  readonly clock: Clock;
  readonly random: Random;
  /** Those of all clients of this process. */
  readonly buckets: RateBuckets;
  /** Hears everything that is received, as a tape has it; must not throw. */
  readonly record?: (record: TapeRecord) => void;
  /** @default {globalThis.fetch} */
  readonly fetch?: Fetch;
  /** @default {openWebSocket} */
  readonly openSocket?: OpenSocket;
  /** Silence after which a connection is opened anew. @default {20000} */
  readonly silenceMs?: number;
  /** Longest pause between two connections, or two questions for `meta`. @default {30000} */
  readonly reconnectMsMax?: number;
}

/** What is followed of each coin. */
const CHANNELS = ["l2Book", "bbo", "trades", "activeAssetCtx"] as const;
/** What frames are booked under on a tape. */
const CONNECTIONS = { socket: "socket", info: "info" } as const;
const SILENCE_MS = 20_000;
const RECONNECT_MS_MIN = 250;
const RECONNECT_MS_MAX = 30_000;
/** The venue ends a connection that says nothing for a minute. */
const PING_MS = 15_000;
const REASON_CHARACTERS_MAX = 1_000;

/**
 * Hyperliquid's public market data of perpetuals: `meta` over REST, then one socket for books, best prices, trades,
 * and rates with the oracle's prices. It needs no key.
 *
 * - Nothing is followed before `meta` has told decimals and leverage; it is asked for until it answers.
 * - Reconnects with jittered, capped delays and subscribes anew; a connection that says nothing is given up. The books
 *   of one that ended are empty until the next ones come.
 */
export class HyperliquidMarketData implements MarketData {
  readonly venue = "hyperliquid";
  readonly #options: HyperliquidMarketDataOptions;
  #run: Run | null = null;

  constructor(options: HyperliquidMarketDataOptions) {
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
    const run = new Run(this.#options, listener);
    this.#run = run;
    await run.learn(signal);
    if (!signal.aborted) await run.follow(signal);
  }
}

class Run {
  readonly #options: HyperliquidMarketDataOptions;
  readonly #listener: (event: MarketEvent) => void;
  readonly #decoder = new HyperliquidDecoder();
  readonly #http: HttpClient;
  #frames = 0;
  #rejected = 0;
  #connections = 0;
  /** Monotonic milliseconds. */
  #heardAtMs: number | null = null;

  constructor(
    options: HyperliquidMarketDataOptions,
    listener: (event: MarketEvent) => void,
  ) {
    this.#options = options;
    this.#listener = listener;
    this.#http = new HttpClient({
      ...options,
      venue: "hyperliquid",
      baseUrl: options.url,
      bucket: options.buckets.of("info"),
    });
  }

  get health(): MarketDataHealth {
    const { clock } = this.#options;
    return {
      lag: { medianMs: null, maxMs: null },
      silentMs: this.#heardAtMs === null
        ? null
        : clock.monotonicMs() - this.#heardAtMs,
      frames: this.#frames,
      rejected: this.#rejected,
      gaps: 0,
      connections: this.#connections,
      resnapshots: 0,
      crossChecks: 0,
      crossCheckFailures: 0,
    };
  }

  /** Asks for `meta` until the venue answers well. */
  async learn(signal: AbortSignal): Promise<void> {
    const { clock, random, reconnectMsMax = RECONNECT_MS_MAX } = this.#options;
    const backoff = new Backoff({
      minMs: RECONNECT_MS_MIN,
      maxMs: reconnectMsMax,
      jitter: 0.5,
    }, random);
    while (!signal.aborted) {
      try {
        const meta = await this.#http.read(
          {
            method: "POST",
            path: "/info",
            body: JSON.stringify({ type: "meta" }),
            cost: META_WEIGHT,
          },
          metaSchema,
          signal,
        );
        this.#take(meta, CONNECTIONS.info);
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#listener({
          kind: "frame_rejected",
          rejection: {
            venue: "hyperliquid",
            source: CONNECTIONS.info,
            message: error instanceof Error ? error.message : String(error),
            isUnanswered: true,
          },
        });
        await pause(clock, backoff.nextMs(), signal);
      }
    }
  }

  /** Follows the coins until `signal` is aborted. */
  async follow(signal: AbortSignal): Promise<void> {
    const { coins, silenceMs = SILENCE_MS } = this.#options;
    const socket = new ReconnectingSocket({
      ...this.#options,
      url: () => `${this.#options.url().replace(/^http/, "ws")}/ws`,
      onOpen: (send) => {
        for (const coin of coins) {
          for (const type of CHANNELS) {
            const subscription = { type, coin };
            send(JSON.stringify({ method: "subscribe", subscription }));
          }
        }
      },
      onMessage: (message) => this.#take(message, CONNECTIONS.socket),
      onStatus: (status, reason) => this.#onStatus(status, reason),
      subject: `books, trades and rates of ${coins.join(", ")}`,
      heartbeat: {
        everyMs: PING_MS,
        text: JSON.stringify({ method: "ping" }),
      },
      silenceMs,
    });
    await socket.run(signal);
  }

  /** Returns whether it made sense. */
  #take(frame: unknown, connection: string): boolean {
    const { clock, record } = this.#options;
    const atMs = clock.nowMs();
    this.#frames += 1;
    record?.({
      t: atMs,
      kind: "frame",
      venue: "hyperliquid",
      connection,
      frame,
    });
    const events = this.#decoder.decode(frame, {
      atMs,
      connection,
      source: connection,
    });
    for (const event of events) this.#listener(event);
    const isRejected = events.some(({ kind }) => kind === "frame_rejected");
    if (isRejected) this.#rejected += 1;
    else this.#heardAtMs = clock.monotonicMs();
    return !isRejected;
  }

  #onStatus(
    status: "connecting" | "connected" | "disconnected",
    reason: string,
  ): void {
    const { clock, record } = this.#options;
    const atMs = clock.nowMs();
    const connection = CONNECTIONS.socket;
    if (status === "connected") this.#connections += 1;
    record?.({
      t: atMs,
      kind: "connection",
      venue: "hyperliquid",
      connection,
      status,
      reason: reason.slice(0, REASON_CHARACTERS_MAX),
    });
    if (status !== "connected") {
      for (const event of this.#decoder.reconnect(connection, atMs)) {
        this.#listener(event);
      }
    }
    this.#listener({ kind: "connection_changed", status, reason });
  }
}

/** Of the 1,200 that one address has in a minute. */
const META_WEIGHT = 20;
