import { Backoff } from "../../runtime/backoff.ts";
import { type Clock, pause } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import {
  holdConnection,
  type OpenSocket,
  openWebSocket,
  type Socket,
} from "./socket.ts";

/** What a reconnecting socket is made of. All durations are milliseconds above 0. */
export interface ReconnectingSocketOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Asked for each connection, so that a venue that moved is found again. */
  readonly url: () => string;
  /** Headers of the upgrade request. Asked for each connection, as a signature has a time. */
  readonly headers?: () =>
    | Readonly<Record<string, string>>
    | Promise<Readonly<Record<string, string>>>;
  /** @default {openWebSocket} */
  readonly openSocket?: OpenSocket;
  /** Sends what has to be said first on each connection: nothing survives a reconnect. */
  readonly onOpen: (send: (text: string) => void) => void;
  /** Hears each message. Returns whether it made sense: only then the other side counts as alive. */
  readonly onMessage: (message: unknown) => boolean;
  readonly onStatus: (
    status: "connecting" | "connected" | "disconnected",
    reason: string,
  ) => void;
  /** What is subscribed to, for the sentence that tells of an open connection. */
  readonly subject: string;
  /** Text that is sent regularly while the connection is open; none where the venue asks for none. */
  readonly heartbeat?: { readonly everyMs: number; readonly text: string };
  /** Silence after which an open connection is given up. */
  readonly silenceMs: number;
  /** Whether anything ought to arrive at all; silence is no fault otherwise. @default {() => true} */
  readonly expectsMessages?: () => boolean;
  /** @default {10000} */
  readonly openTimeoutMs?: number;
  /** Longest pause between two connections. @default {30000} */
  readonly reconnectMsMax?: number;
}

const RECONNECT_MS_MIN = 250;
/** How many times per silence it is looked for. */
const SILENCE_CHECKS = 4;

/**
 * One WebSocket that is always there, or on its way back.
 *
 * - Reconnects with jittered, capped delays. They start over once a connection has said something that makes
 *   sense: one that opens and closes at once is no success.
 * - `onOpen` runs on every connection, so what is subscribed to there is subscribed to again.
 * - A connection on which nothing arrives that makes sense, for as long as `silenceMs`, is closed and opened again.
 */
export class ReconnectingSocket {
  readonly #options: ReconnectingSocketOptions;
  #socket: Socket | null = null;
  #connection: AbortController | null = null;
  /** Monotonic milliseconds of the newest message that made sense, or of the connection's opening. */
  #heardAtMs = 0;
  #isOpen = false;
  #hasHeard = false;

  constructor(options: ReconnectingSocketOptions) {
    this.#options = options;
  }

  /** Whether messages can be sent and come in now. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Keeps a connection until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#connect(signal), this.#watch(signal)]);
  }

  /** Sends a text on the open connection. Returns `false`, and does nothing, while there is none. */
  send(text: string): boolean {
    if (!this.#isOpen) return false;
    this.#socket?.send(text);
    return true;
  }

  /** Gives the connection up for another one, because of `reason`, a plain sentence. */
  restart(reason: string): void {
    this.#connection?.abort(reason);
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const { clock, random, onStatus, reconnectMsMax = 30_000 } = this.#options;
    const backoff = new Backoff(
      {
        minMs: Math.min(RECONNECT_MS_MIN, reconnectMsMax),
        maxMs: reconnectMsMax,
        jitter: 0.5,
      },
      random,
    );
    while (!signal.aborted) {
      this.#hasHeard = false;
      const reason = await this.#hold(signal);
      this.#isOpen = false;
      this.#socket = null;
      onStatus("disconnected", reason);
      if (this.#hasHeard) backoff.reset();
      await pause(clock, backoff.nextMs(), signal);
    }
  }

  async #hold(signal: AbortSignal): Promise<string> {
    const { clock, onStatus, openTimeoutMs = 10_000 } = this.#options;
    const url = this.#options.url();
    onStatus("connecting", `opening ${url}`);
    const connection = new AbortController();
    this.#connection = connection;
    const stop = () => connection.abort("the run was stopped");
    signal.addEventListener("abort", stop, { once: true });
    try {
      const socket = await this.#open(url);
      this.#socket = socket;
      return await holdConnection({
        socket,
        clock,
        openTimeoutMs,
        onOpen: () => this.#onOpen(socket, connection.signal),
        onMessage: (message) => this.#onMessage(message),
        signal: connection.signal,
      });
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      signal.removeEventListener("abort", stop);
      // Ends the heartbeat of a connection that ended by itself.
      connection.abort("the connection is over");
      this.#connection = null;
    }
  }

  /** A socket whose headers nobody has to wait for opens at once. */
  #open(url: string): Socket | Promise<Socket> {
    const { headers, openSocket = openWebSocket } = this.#options;
    const given = headers?.() ?? {};
    return given instanceof Promise
      ? given.then((signed) => openSocket(url, signed))
      : openSocket(url, given);
  }

  #onOpen(socket: Socket, signal: AbortSignal): void {
    const { clock, onOpen, onStatus, subject } = this.#options;
    this.#isOpen = true;
    this.#heardAtMs = clock.monotonicMs();
    onOpen((text) => socket.send(text));
    onStatus("connected", `subscribed to ${subject}`);
    this.#beat(socket, signal);
  }

  #beat(socket: Socket, signal: AbortSignal): void {
    const { clock, heartbeat } = this.#options;
    if (heartbeat === undefined || signal.aborted) return;
    const cancelTimer = clock.setTimer(() => {
      signal.removeEventListener("abort", cancelTimer);
      socket.send(heartbeat.text);
      this.#beat(socket, signal);
    }, heartbeat.everyMs);
    signal.addEventListener("abort", cancelTimer, { once: true });
  }

  #onMessage(message: unknown): void {
    if (!this.#options.onMessage(message)) return;
    this.#heardAtMs = this.#options.clock.monotonicMs();
    this.#hasHeard = true;
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { clock, silenceMs, expectsMessages } = this.#options;
    while (!signal.aborted) {
      await pause(clock, silenceMs / SILENCE_CHECKS, signal);
      const isSilent = this.#isOpen && (expectsMessages?.() ?? true) &&
        clock.monotonicMs() - this.#heardAtMs >= silenceMs;
      if (!isSilent) continue;
      this.restart(
        `nothing arrived for ${silenceMs} ms although the connection is open`,
      );
    }
  }
}
