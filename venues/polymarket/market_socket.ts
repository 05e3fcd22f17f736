import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { ReconnectingSocket } from "../net/reconnecting_socket.ts";
import type { OpenSocket } from "../net/socket.ts";

/** What the socket of books is made of. All durations are milliseconds above 0. */
export interface MarketSocketOptions {
  readonly url: () => string;
  readonly clock: Clock;
  readonly random: Random;
  /** @default {openWebSocket} */
  readonly openSocket?: OpenSocket;
  /** Silence of everything, answers to our pings included, after which the connection is opened anew. @default {30000} */
  readonly silenceMs?: number;
  /** @default {30000} */
  readonly reconnectMsMax?: number;
  /** Hears each message. Returns whether it made sense. */
  readonly onMessage: (message: unknown) => boolean;
  readonly onStatus: (
    status: "connecting" | "connected" | "disconnected",
    reason: string,
  ) => void;
}

const PING_MS = 10_000;
const SILENCE_MS = 30_000;
/** Tokens in one message: the venue's frames have a limit that it does not tell. */
const TOKENS_PER_MESSAGE_MAX = 200;

/**
 * Polymarket's market channel: follows tokens, on every connection anew.
 *
 * The first message of a connection names its kind, later ones change what is followed. The venue answers `PING`
 * with `PONG`: a connection on which not even that arrives is given up.
 */
export class MarketSocket {
  readonly #socket: ReconnectingSocket;
  #wanted: readonly string[] = [];
  readonly #followed = new Set<string>();
  #isSubscribed = false;
  #connections = 0;

  constructor(options: MarketSocketOptions) {
    const { silenceMs = SILENCE_MS, onStatus } = options;
    this.#socket = new ReconnectingSocket({
      ...options,
      onOpen: (send) => this.#onOpen(send),
      onStatus: (status, reason) => {
        if (status === "connected") this.#connections += 1;
        onStatus(status, reason);
      },
      subject: "books, trades and lives of markets",
      heartbeat: { everyMs: PING_MS, text: "PING" },
      silenceMs,
      // Before there is a market, the venue takes the connection for idle.
      expectsMessages: () => this.#followed.size > 0,
    });
  }

  /** Connections so far. */
  get connections(): number {
    return this.#connections;
  }

  /** Whether messages come in now. */
  get isOpen(): boolean {
    return this.#socket.isOpen;
  }

  /** Keeps a connection until `signal` is aborted. */
  run(signal: AbortSignal): Promise<void> {
    return this.#socket.run(signal);
  }

  /** Follows exactly these tokens from now on. */
  follow(tokens: readonly string[]): void {
    this.#wanted = tokens;
    if (!this.#socket.isOpen) return;
    this.#update((text) => void this.#socket.send(text));
  }

  /** Asks for the books of tokens anew that never came: some subscriptions are lost without a word. */
  redrive(tokens: readonly string[]): void {
    if (!this.#socket.isOpen) return;
    const known = tokens.filter((token) => this.#followed.has(token));
    const send = (text: string) => void this.#socket.send(text);
    this.#operation(send, "unsubscribe", known);
    this.#operation(send, "subscribe", known);
  }

  /** Gives the connection up for another one, because of `reason`, a plain sentence. */
  restart(reason: string): void {
    this.#socket.restart(reason);
  }

  #onOpen(send: (text: string) => void): void {
    this.#followed.clear();
    this.#isSubscribed = false;
    this.#update(send);
  }

  #update(send: (text: string) => void): void {
    const wanted = new Set(this.#wanted);
    const added = this.#wanted.filter((token) => !this.#followed.has(token));
    const dropped = [...this.#followed].filter((token) => !wanted.has(token));
    for (const token of added) this.#followed.add(token);
    for (const token of dropped) this.#followed.delete(token);
    this.#operation(send, "unsubscribe", dropped);
    this.#operation(send, "subscribe", added);
  }

  #operation(
    send: (text: string) => void,
    operation: "subscribe" | "unsubscribe",
    tokens: readonly string[],
  ): void {
    for (let at = 0; at < tokens.length; at += TOKENS_PER_MESSAGE_MAX) {
      const ids = tokens.slice(at, at + TOKENS_PER_MESSAGE_MAX);
      const isFirst = operation === "subscribe" && !this.#isSubscribed;
      if (isFirst) this.#isSubscribed = true;
      send(JSON.stringify({
        ...(isFirst ? { type: "market" } : { operation }),
        assets_ids: ids,
        ...(operation === "subscribe" ? { custom_feature_enabled: true } : {}),
      }));
    }
  }
}
