import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { ReconnectingSocket } from "../net/reconnecting_socket.ts";
import type { OpenSocket } from "../net/socket.ts";
import { type PolymarketSigner, signedAs } from "./signature.ts";

/** What the socket of reference prices is made of. All durations are milliseconds above 0. */
export interface PriceSocketOptions {
  readonly url: () => string;
  readonly clock: Clock;
  readonly random: Random;
  /** The API key that the venue wants to see. */
  readonly signer: PolymarketSigner;
  /** @default {openWebSocket} */
  readonly openSocket?: OpenSocket;
  /** @default {30000} */
  readonly silenceMs?: number;
  /** @default {30000} */
  readonly reconnectMsMax?: number;
  /** Hears each message. Returns whether it made sense. */
  readonly onMessage: (message: unknown) => boolean;
  /** Hears why there are no prices. */
  readonly onFailure: (error: unknown) => void;
}

const SILENCE_MS = 30_000;
/** What the rounds settle on, and the price behind it. */
const SUBSCRIPTIONS = [
  {
    channel: "price.crypto.twap",
    filter: { symbol: "btcusd", window_seconds: 60 },
  },
  { channel: "price.crypto", filter: { symbol: "btcusd" } },
] as const;

/**
 * PolyBolt, Polymarket's socket of reference prices.
 *
 * Each connection begins with the API key, then subscribes; what has been missed of the last two minutes comes in a
 * snapshot. Prices come every second: silence of prices, not of the connection, makes it stale.
 */
export class PriceSocket {
  readonly #options: PriceSocketOptions;
  readonly #socket: ReconnectingSocket;

  constructor(options: PriceSocketOptions) {
    this.#options = options;
    this.#socket = new ReconnectingSocket({
      ...options,
      onOpen: (send) => void this.#onOpen(send),
      onMessage: (message) => this.#onMessage(message),
      onStatus: () => {},
      subject: "reference prices",
      silenceMs: options.silenceMs ?? SILENCE_MS,
    });
  }

  /** Keeps a connection until `signal` is aborted. */
  run(signal: AbortSignal): Promise<void> {
    return this.#socket.run(signal);
  }

  async #onOpen(send: (text: string) => void): Promise<void> {
    const { signer, onFailure } = this.#options;
    try {
      const { auth } = signedAs(
        "socket_auth",
        await signer.sign({ kind: "socket_auth" }),
      );
      send(JSON.stringify({ op: "auth", rid: "auth", auth }));
      // The venue reads in order: what is subscribed to follows the key on the same connection.
      send(JSON.stringify({
        op: "subscribe",
        rid: "prices",
        subscriptions: SUBSCRIPTIONS,
      }));
    } catch (error) {
      onFailure(error);
    }
  }

  /** Answers to what we asked make sense, but only prices show that the connection is alive. */
  #onMessage(message: unknown): boolean {
    const isSensible = this.#options.onMessage(message);
    return isSensible && typeof message === "string" &&
      message.includes(`"payload"`);
  }
}
