import { createConnection, type Socket } from "node:net";
import { type Clock, pause } from "../runtime/clock.ts";
import { DeadlineError, withDeadline } from "./deadline.ts";
import type { DatabaseLog } from "./log.ts";
import type { ServerAddress } from "./pool.ts";

const CHECK_EVERY_MS = 1_000;

/** What a `ServerWatch` works with. */
export interface ServerWatchOptions {
  readonly clock: Clock;
  readonly log: DatabaseLog;
  /** Milliseconds that the server may leave everything unanswered, 2 or more. */
  readonly silenceMsMax: number;
}

/**
 * Breaks the connections to a server that has fallen silent.
 *
 * A machine that dies and a network that forgets close no connection, and the operating system waits a quarter of
 * an hour for its peer. So the server is asked for the least that it can answer. Once that is late, every connection
 * on which nothing has come meanwhile is broken, and what waits on it fails, as in any other outage, and is tried
 * again. A server that only takes long with a statement answers in time.
 */
export class ServerWatch {
  readonly #options: ServerWatchOptions;
  readonly #sockets = new Set<Socket>();
  readonly #stopped = Promise.withResolvers<false>();
  readonly #stopping = new AbortController();
  #watching: Promise<void> = Promise.resolve();

  constructor(options: ServerWatchOptions) {
    this.#options = options;
  }

  /** Opens a connection for a pool, which hears from the socket itself when that fails. */
  connect(address: ServerAddress): Socket {
    const socket = createConnection(address);
    this.#sockets.add(socket);
    return socket;
  }

  /** Calls `check` regularly from now on. It must go by a connection that nothing else waits on. */
  start(check: () => Promise<unknown>): void {
    this.#watching = this.#watch(check);
  }

  /** Ends the watch. */
  async close(): Promise<void> {
    this.#stopping.abort();
    this.#stopped.resolve(false);
    await this.#watching;
  }

  async #watch(check: () => Promise<unknown>): Promise<void> {
    const { signal } = this.#stopping;
    let isSilent = false;
    while (true) {
      await pause(this.#options.clock, CHECK_EVERY_MS, signal);
      if (signal.aborted) return;
      // Whoever is refused need not wait for anything: only silence is late.
      const settled = check().then(() => true, () => false);
      const answer = Promise.race([settled, this.#stopped.promise]);
      while (true) {
        const before = this.#bytesRead();
        if (await this.#isInTime(answer)) break;
        isSilent = true;
        this.#breakSilent(before);
      }
      if (!isSilent || !await answer) continue;
      isSilent = false;
      // Connections that met the silence while they were opened have nothing to wait for.
      this.#breakSilent(new Map());
    }
  }

  async #isInTime(answer: Promise<boolean>): Promise<boolean> {
    const { clock, silenceMsMax } = this.#options;
    try {
      await withDeadline(clock, answer, {
        deadlineMs: silenceMsMax,
        action: "check the database",
      });
      return true;
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      return false;
    }
  }

  #bytesRead(): ReadonlyMap<Socket, number> {
    for (const socket of this.#sockets) {
      // Under TLS the driver takes every listener off the socket, so it is asked.
      if (socket.destroyed) this.#sockets.delete(socket);
    }
    return new Map([...this.#sockets].map((socket) => [
      socket,
      socket.bytesRead,
    ]));
  }

  /** Breaks those that have read nothing since `before`; nothing at all where they were not there. */
  #breakSilent(before: ReadonlyMap<Socket, number>): void {
    const silent = [...this.#bytesRead()].filter(([socket, bytesRead]) =>
      bytesRead === (before.get(socket) ?? 0)
    );
    if (silent.length === 0) return;
    for (const [socket] of silent) {
      // Under TLS nobody listens here any more, and an error that nobody hears ends the process.
      socket.on("error", () => {});
      // Without an error the driver would connect again before it tells whoever waits.
      socket.destroy(silenceError(this.#options.silenceMsMax));
    }
    this.#options.log.warn(
      { connections: silent.length },
      "the database is silent: its connections are broken",
    );
  }
}

function silenceError(silenceMsMax: number): Error {
  const error = new Error(
    `Cannot wait for the database as it must answer within ${silenceMsMax} ms: current value is no answer`,
  );
  return Object.assign(error, { code: "ETIMEDOUT" });
}
