import { createConnection, type Socket } from "node:net";
import { type Clock, pause } from "../runtime/clock.ts";
import type { Random } from "../runtime/random.ts";
import { toError } from "./database_error.ts";
import { withDeadline } from "./deadline.ts";
import {
  type EmbeddedCommand,
  type EmbeddedEvent,
  embeddedEventSchema,
} from "./embedded_protocol.ts";
import { openDatabaseWorker } from "./database_worker.ts";
import type { DatabaseLog } from "./log.ts";
import { Retry } from "./retry.ts";

const PGLITE_WORKER = new URL("./pglite_worker.ts", import.meta.url);
const CONNECTIONS_MAX = 8;
const LOCKED_PAUSE_MS = 50;
const STOP_DEADLINE_MS = 5_000;
/** The operating system holds a socket's path in 108 bytes, the last of them zero. */
const SOCKET_PATH_BYTES_MAX = 103;

/** How long things may take, in milliseconds. */
export interface EmbeddedLimits {
  /**
   * From the Worker's start to its first answer. The very first start of a directory takes seconds, and has taken more
   * than a minute on a machine that did much else. @default {300000}
   */
  readonly startDeadlineMs?: number;
  /** How long a directory may stay locked by somebody else, such as a process that is just ending. @default {10000} */
  readonly lockDeadlineMs?: number;
  /** Between two health checks. @default {2000} */
  readonly checkEveryMs?: number;
  /** How long a health check may wait for its turn and its answer. @default {10000} */
  readonly checkDeadlineMs?: number;
  /** How long a restart is tried again before the database counts as lost. @default {60000} */
  readonly restartForMs?: number;
}

/** What an `EmbeddedServer` works with. */
export interface EmbeddedServerOptions {
  /** Where the rows live; `memory://` keeps them in memory, and they end with the Worker. */
  readonly directory: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: DatabaseLog;
  readonly limits?: EmbeddedLimits;
  /** Hears that the database cannot be brought back within this process. */
  readonly onLost: (error: Error) => void;
}

/**
 * PGlite in a Worker behind a Unix socket that only this user can reach, watched and started again.
 *
 * - A restart cuts the connections: what was under way fails, and whoever asked asks again.
 * - A Worker that does not end, because it is stuck inside WebAssembly, keeps the directory locked: then
 *   the database is lost, and only a new process brings it back.
 */
export class EmbeddedServer {
  readonly #options: EmbeddedServerOptions;
  readonly #limits: Required<EmbeddedLimits>;
  readonly #sockets = new Set<Socket>();
  readonly #stopping = new AbortController();
  #socketDirectory = "";
  #worker: Worker | null = null;
  #restarting: Promise<void> | null = null;
  #watching: Promise<void> = Promise.resolve();

  /** Runs nothing yet: use `start`. */
  constructor(options: EmbeddedServerOptions) {
    const { limits = {} } = options;
    this.#options = options;
    this.#limits = {
      startDeadlineMs: limits.startDeadlineMs ?? 300_000,
      lockDeadlineMs: limits.lockDeadlineMs ?? 10_000,
      checkEveryMs: limits.checkEveryMs ?? 2_000,
      checkDeadlineMs: limits.checkDeadlineMs ?? 10_000,
      restartForMs: limits.restartForMs ?? 60_000,
    };
  }

  /** Starts the database. @throws {Error} If it does not start, or somebody else has the directory open. */
  static async start(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
    const server = new EmbeddedServer(options);
    try {
      await server.#prepareSocket();
      await server.#startWorker();
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  /** Opens a connection for the pool, which hears from the socket itself when that fails. */
  connect(): Socket {
    const socket = createConnection({ path: this.#socketPath });
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }

  /** Calls `check` regularly from now on and starts the database again when it does not resolve in time. */
  watch(check: () => Promise<unknown>): void {
    this.#watching = this.#watch(check);
  }

  /** Stops the database in order. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
    await this.#restarting;
    if (this.#worker !== null) {
      await this.#ask(this.#worker, { kind: "stop" }, STOP_DEADLINE_MS).catch((
        error,
      ) =>
        this.#options.log.warn(
          { err: error },
          "the embedded database did not stop in order",
        )
      );
    }
    this.#endWorker();
    if (this.#isInMemory && this.#socketDirectory !== "") {
      await Deno.remove(this.#socketDirectory, { recursive: true });
    }
  }

  get #isInMemory(): boolean {
    return this.#options.directory === "memory://";
  }

  get #socketPath(): string {
    return `${this.#socketDirectory}/pg.sock`;
  }

  /** A port on loopback would let every user of the machine in: PGlite asks for no password. */
  async #prepareSocket(): Promise<void> {
    if (this.#isInMemory) {
      this.#socketDirectory = await Deno.makeTempDir({ prefix: "arena-" });
      return;
    }
    const directory = `${this.#options.directory}/socket`;
    try {
      await Deno.mkdir(directory, { recursive: true, mode: 0o700 });
      await Deno.chmod(directory, 0o700);
    } catch (error) {
      const reason = toError(error).name;
      throw new Error(
        `Cannot open the embedded database as its directory must be one that can be written (set ARENA_DATA_DIR to one): current value is ${this.#options.directory} (${reason})`,
        { cause: error },
      );
    }
    this.#socketDirectory = directory;
    const bytes = new TextEncoder().encode(this.#socketPath).length;
    if (bytes > SOCKET_PATH_BYTES_MAX) {
      throw new RangeError(
        `Cannot open the embedded database as the path of its socket must have at most ${SOCKET_PATH_BYTES_MAX} bytes (name a shorter directory): current value is ${this.#socketPath}`,
      );
    }
  }

  async #startWorker(): Promise<void> {
    const { clock, directory, log } = this.#options;
    const startedMs = clock.monotonicMs();
    const worker = this.#worker = openDatabaseWorker(PGLITE_WORKER);
    const command: EmbeddedCommand = {
      kind: "start",
      directory: this.#isInMemory ? null : directory,
      socketPath: this.#socketPath,
      connectionsMax: CONNECTIONS_MAX,
    };
    const lockedUntilMs = startedMs + this.#limits.lockDeadlineMs;
    while (true) {
      const answer = await this.#ask(
        worker,
        command,
        this.#limits.startDeadlineMs,
      );
      if (answer.kind !== "locked") break;
      if (
        clock.monotonicMs() >= lockedUntilMs || this.#stopping.signal.aborted
      ) {
        throw new Error(
          `Cannot open the embedded database as nobody else may have its directory open (stop the other arena, or set DATABASE_URL): current value is ${directory}, locked`,
        );
      }
      await pause(clock, LOCKED_PAUSE_MS, this.#stopping.signal);
    }
    onError(worker, (error) => this.#restart(error));
    const bootMs = Math.round(clock.monotonicMs() - startedMs);
    log.info({ directory, bootMs }, "the embedded database is ready");
  }

  /** Sends a command and returns its answer. @throws {Error} If the Worker fails or does not answer in time. */
  async #ask(
    worker: Worker,
    command: EmbeddedCommand,
    deadlineMs: number,
  ): Promise<EmbeddedEvent> {
    const { promise, resolve, reject } = Promise.withResolvers<EmbeddedEvent>();
    worker.onmessage = ({ data }: MessageEvent<unknown>) => {
      const event = embeddedEventSchema.parse(data);
      if (event.kind === "failed") reject(new Error(event.message));
      else resolve(event);
    };
    onError(worker, reject);
    worker.postMessage(command);
    return await withDeadline(this.#options.clock, promise, {
      deadlineMs,
      action: `${command.kind} the embedded database`,
    });
  }

  async #watch(check: () => Promise<unknown>): Promise<void> {
    const { clock } = this.#options;
    const { checkEveryMs, checkDeadlineMs } = this.#limits;
    const { signal } = this.#stopping;
    while (true) {
      await pause(clock, checkEveryMs, signal);
      await this.#restarting;
      if (signal.aborted) return;
      try {
        await withDeadline(clock, check(), {
          deadlineMs: checkDeadlineMs,
          action: "check the embedded database",
        });
      } catch (error) {
        if (!signal.aborted) await this.#restart(toError(error));
      }
    }
  }

  #restart(cause: Error): Promise<void> {
    if (this.#stopping.signal.aborted) return Promise.resolve();
    this.#restarting ??= this.#tryRestart(cause).finally(() => {
      this.#restarting = null;
    });
    return this.#restarting;
  }

  async #tryRestart(cause: Error): Promise<void> {
    const { clock, random, log, onLost } = this.#options;
    const { signal } = this.#stopping;
    const retry = new Retry({
      clock,
      random,
      forMs: this.#limits.restartForMs,
    });
    log.warn({ err: cause }, "the embedded database is started again");
    for (let error = cause; !signal.aborted;) {
      this.#endWorker();
      if (this.#isInMemory || retry.isOver()) {
        this.#stopping.abort();
        onLost(
          new Error(
            `Cannot bring the embedded database back as ${
              this.#isInMemory
                ? "one in memory ends with its Worker"
                : `it must start again within ${this.#limits.restartForMs} ms`
            } (start the process again): current value is "${error.message}"`,
            { cause },
          ),
        );
        return;
      }
      try {
        await this.#startWorker();
        return;
      } catch (failure) {
        error = toError(failure);
        await retry.pause(signal);
      }
    }
  }

  #endWorker(): void {
    this.#worker?.terminate();
    this.#worker = null;
    // A Worker that was ended keeps its side of a connection open, so a reader would wait for ever.
    for (const socket of this.#sockets) socket.destroy();
  }
}

function onError(worker: Worker, listener: (error: Error) => void): void {
  worker.onerror = (event) => {
    event.preventDefault();
    listener(new Error(event.message));
  };
}
