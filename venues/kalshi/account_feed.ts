import { z } from "zod";
import type { OrderId } from "../../domain/ids.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { ReconnectingSocket } from "../net/reconnecting_socket.ts";
import type { OpenSocket } from "../net/socket.ts";
import { orderOfClientId } from "./client_order_id.ts";
import type { KalshiEndpoint } from "./facts.ts";
import { type KalshiSigner, signedHeaders } from "./signature.ts";
import { HEARTBEAT } from "./subscription.ts";

/** What the account feed works with. */
export interface AccountFeedOptions {
  readonly endpoint: () => KalshiEndpoint;
  readonly clock: Clock;
  readonly random: Random;
  readonly signer: KalshiSigner;
  readonly openSocket?: OpenSocket;
  /** Hears of each order of ours that something happened to; what, is asked for over REST. */
  readonly onTouched: (orderId: OrderId) => void;
  /** Hears that news may have been missed. */
  readonly onGap: () => void;
}

const SILENCE_MS = 30_000;
const HEARTBEAT_MS = 10_000;

/** Names the order and nothing else: fills are read from their records. */
const newsSchema = z.object({
  type: z.enum(["fill", "user_order"]),
  msg: z.object({ client_order_id: z.string().max(200).default("") }),
});
const anySchema = z.object({ type: z.string() });

/** The account's own channels of the WebSocket: they tell at once which order to ask about. */
export class AccountFeed {
  readonly #options: AccountFeedOptions;
  readonly #socket: ReconnectingSocket;

  constructor(options: AccountFeedOptions) {
    this.#options = options;
    const { clock, endpoint, signer } = options;
    this.#socket = new ReconnectingSocket({
      ...options,
      url: () => endpoint().wsUrl,
      headers: () =>
        signedHeaders(signer, {
          atMs: clock.nowMs(),
          method: "GET",
          path: new URL(endpoint().wsUrl).pathname,
        }),
      onOpen: (send) =>
        send(
          JSON.stringify({
            id: 1,
            cmd: "subscribe",
            params: { channels: ["fill", "user_orders"] },
          }),
        ),
      onMessage: (message) => this.#onMessage(message),
      onStatus: (status) => {
        if (status === "connected") options.onGap();
      },
      subject: "fills and orders of the account",
      heartbeat: { everyMs: HEARTBEAT_MS, text: HEARTBEAT },
      silenceMs: SILENCE_MS,
    });
  }

  /** Keeps a connection until `signal` is aborted. */
  run(signal: AbortSignal): Promise<void> {
    return this.#socket.run(signal);
  }

  #onMessage(message: unknown): boolean {
    const frame = parse(message);
    const news = newsSchema.safeParse(frame);
    if (!news.success) return anySchema.safeParse(frame).success;
    const orderId = orderOfClientId(news.data.msg.client_order_id);
    if (orderId !== null) this.#options.onTouched(orderId);
    return true;
  }
}

function parse(message: unknown): unknown {
  if (typeof message !== "string") return null;
  try {
    return JSON.parse(message);
  } catch {
    return null;
  }
}
