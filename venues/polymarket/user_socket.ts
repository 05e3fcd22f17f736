import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { ReconnectingSocket } from "../net/reconnecting_socket.ts";
import type { OpenSocket } from "../net/socket.ts";
import { describeMismatch } from "../schema_issue.ts";
import {
  type OwnOrderRow,
  type OwnTradeRow,
  USER_FRAME_SCHEMAS,
} from "./schema/clob.ts";
import { type PolymarketSigner, signedAs } from "./signature.ts";

/** What the socket of our own orders is made of. */
export interface UserSocketOptions {
  readonly url: () => string;
  readonly clock: Clock;
  readonly random: Random;
  readonly signer: PolymarketSigner;
  /** @default {openWebSocket} */
  readonly openSocket?: OpenSocket;
  /** @default {30000} */
  readonly silenceMs?: number;
  /** @default {30000} */
  readonly reconnectMsMax?: number;
  readonly onOrder: (order: OwnOrderRow) => void;
  readonly onTrade: (trade: OwnTradeRow) => void;
  /** Hears that a connection is there again: what happened before nobody told. */
  readonly onConnected: () => void;
  readonly onFailure: (error: unknown) => void;
}

const PING_MS = 10_000;
const SILENCE_MS = 30_000;

/** Polymarket's user channel: what happens to the orders of one API key, on every connection anew. */
export class UserSocket {
  readonly #options: UserSocketOptions;
  readonly #socket: ReconnectingSocket;

  constructor(options: UserSocketOptions) {
    this.#options = options;
    this.#socket = new ReconnectingSocket({
      ...options,
      onOpen: (send) => void this.#onOpen(send),
      onMessage: (message) => this.#onMessage(message),
      onStatus: () => {},
      subject: "our own orders",
      heartbeat: { everyMs: PING_MS, text: "PING" },
      silenceMs: options.silenceMs ?? SILENCE_MS,
    });
  }

  /** Keeps a connection until `signal` is aborted. */
  run(signal: AbortSignal): Promise<void> {
    return this.#socket.run(signal);
  }

  async #onOpen(send: (text: string) => void): Promise<void> {
    const { signer, onConnected, onFailure } = this.#options;
    try {
      const { auth } = signedAs(
        "socket_auth",
        await signer.sign({ kind: "socket_auth" }),
      );
      send(JSON.stringify({ type: "user", auth }));
      onConnected();
    } catch (error) {
      onFailure(error);
    }
  }

  /** Returns whether the message made sense. */
  #onMessage(message: unknown): boolean {
    if (message === "PONG") return true;
    let value: unknown;
    try {
      value = JSON.parse(String(message));
    } catch (error) {
      this.#options.onFailure(error);
      return false;
    }
    const frames: readonly unknown[] = Array.isArray(value) ? value : [value];
    return frames.map((frame) => this.#makesSense(frame)).every(Boolean);
  }

  /** One frame that nobody understands hides none of those that came with it. */
  #makesSense(frame: unknown): boolean {
    try {
      this.#hear(frame);
      return true;
    } catch (error) {
      this.#options.onFailure(error);
      return false;
    }
  }

  #hear(frame: unknown): void {
    const type: unknown = typeof frame === "object" && frame !== null
      ? Reflect.get(frame, "event_type")
      : undefined;
    if (type === "order") {
      const order = USER_FRAME_SCHEMAS.order.safeParse(frame);
      if (order.success) return this.#options.onOrder(order.data);
      throw new RangeError(
        describeMismatch("decode an order of ours", order.error, frame),
      );
    }
    const trade = USER_FRAME_SCHEMAS.trade.safeParse(frame);
    if (trade.success) return this.#options.onTrade(trade.data);
    throw new RangeError(
      describeMismatch("decode a trade of ours", trade.error, frame),
    );
  }
}
