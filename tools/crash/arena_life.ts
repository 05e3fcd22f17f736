import { z } from "zod";
import { pause } from "../../runtime/clock.ts";
import { SystemClock } from "../../runtime/mod.ts";
import type { JournalHead } from "../../domain/journal.ts";
import { type Environment, withoutSteering } from "./settings.ts";
import { startCommand } from "./start_task.ts";

const ROOT = new URL("../../", import.meta.url);
const POLL_MS = 20;
const ANSWER_MS = 60_000;
/** A start that takes longer has failed; the very first one of an embedded database takes seconds. */
const TRADING_MS_MAX = 240_000;
const STOP_MS_MAX = 120_000;
/** What an operator asks for who ends the day. */
const HALT = {
  contestantId: null,
  state: "halted",
  by: "crash test",
  detail: "The last life ends what was begun.",
} as const;
/** What of a dead process's last words is kept. */
const WORDS_CHARS_MAX = 2_000;

const statusSchema = z.object({
  phase: z.string(),
  journal: z.object({ sequence: z.int(), hash: z.string() }),
});

/** Raised when an arena does by itself what it must not: it ends, or it does not come up or go down in time. */
export class LifeError extends Error {
  override readonly name = "LifeError";
}

/** Who hears what one life of the process acknowledges. */
export interface LifeListener {
  onHead(head: JournalHead): void;
  /** One event of the stream, as its name and its JSON. */
  onStream(event: "snapshot" | "deltas", json: unknown): void;
}

/** One life of an arena: a process that runs the start task, and everything it says while it lives. */
export class ArenaLife implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #listener: LifeListener;
  readonly #clock = new SystemClock();
  readonly #spawnedAtMs: number;
  readonly #over = new AbortController();
  readonly #url = Promise.withResolvers<string>();
  readonly #trading = Promise.withResolvers<number>();
  readonly #ended: Promise<Deno.CommandStatus>;
  readonly #heard: Promise<unknown>;
  #words = "";
  /** Whether viewers have been told that contestants trade. */
  isTrading = false;

  /** Use `start`. */
  constructor(child: Deno.ChildProcess, listener: LifeListener) {
    this.#child = child;
    this.#listener = listener;
    this.#spawnedAtMs = this.#clock.monotonicMs();
    this.#trading.promise.catch(() => {});
    this.#ended = child.status.then((status) => {
      this.#over.abort();
      this.#trading.reject(this.#ownEnd(status.code));
      return status;
    });
    this.#heard = Promise.all([this.#followOutput(), this.#followWords()]);
  }

  /**
   * Starts the arena as the start task does, on a free port, with `environment` alone for settings.
   *
   * @param signal Asks it to stop when it is aborted.
   */
  static async start(
    environment: Environment,
    { listener, signal }: {
      readonly listener: LifeListener;
      readonly signal: AbortSignal;
    },
  ): Promise<ArenaLife> {
    const { args, env } = await startCommand();
    const child = new Deno.Command(Deno.execPath(), {
      args,
      cwd: ROOT,
      clearEnv: true,
      env: {
        ...withoutSteering(Deno.env.toObject()),
        ...env,
        PORT: "0",
        ...environment,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal,
    }).spawn();
    return new ArenaLife(child, listener);
  }

  /**
   * Resolves once viewers are told that contestants trade.
   *
   * @returns Milliseconds since the process was spawned.
   * @throws {LifeError} If it ends before, or takes longer than a minute.
   */
  async trading(): Promise<number> {
    const late = pause(this.#clock, TRADING_MS_MAX, this.#over.signal);
    const atMs = await Promise.race([this.#trading.promise, late]);
    if (atMs !== undefined) return atMs;
    throw new LifeError(
      `Cannot go on with the crash test as the arena must trade within ${TRADING_MS_MAX} ms: current value is "${this.#words.trim()}"`,
    );
  }

  /** Lives on for `delayMs`. @throws {LifeError} If the process ends by itself meanwhile. */
  async live(delayMs: number): Promise<void> {
    await pause(this.#clock, delayMs, this.#over.signal);
    if (this.#over.signal.aborted) {
      throw this.#ownEnd((await this.#ended).code);
    }
  }

  /**
   * Halts it, as an operator does: whatever rests at the venue is canceled.
   *
   * @param adminToken What it was started with.
   * @throws {LifeError} If it does not.
   */
  async halt(adminToken: string): Promise<void> {
    const response = await fetch(
      `${await this.#url.promise}/admin/trading-state`,
      {
        method: "POST",
        headers: {
          authorization: `Bearer ${adminToken}`,
          "content-type": "application/json",
        },
        body: JSON.stringify(HALT),
        signal: AbortSignal.timeout(ANSWER_MS),
      },
    );
    const answer = await response.text();
    if (response.ok) return;
    throw new LifeError(
      `Cannot go on with the crash test as the arena must halt when it is told to: current value is ${response.status} "${answer}"`,
    );
  }

  /** Ends the process at once, as `kill -9` does, and hears what it still said. */
  async kill(): Promise<void> {
    this.#signal("SIGKILL");
    await this.#ended;
    await this.#heard;
  }

  /** Asks it to stop, as a service does. @throws {LifeError} If it does not stop in order, or not in time. */
  async stop(): Promise<void> {
    this.#signal("SIGTERM");
    await Promise.race([this.#ended, pause(this.#clock, STOP_MS_MAX)]);
    if (!this.#over.signal.aborted) {
      throw new LifeError(
        `Cannot go on with the crash test as the arena must stop within ${STOP_MS_MAX} ms: current value is running`,
      );
    }
    const { code } = await this.#ended;
    if (code !== 0) throw this.#ownEnd(code);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #signal(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      // A process that has ended takes no signal.
      if (!(error instanceof TypeError)) throw error;
    }
  }

  #ownEnd(code: number): LifeError {
    return new LifeError(
      `Cannot go on with the crash test as only we may end the arena: current value is exit status ${code} after "${this.#words.trim()}"`,
    );
  }

  async #followOutput(): Promise<void> {
    let output = "";
    let isFollowed = false;
    for await (const text of textOf(this.#child.stdout)) {
      output += text;
      const url = /^listening on (\S+)\n/m.exec(output)?.[1];
      if (url === undefined || isFollowed) continue;
      isFollowed = true;
      this.#url.resolve(url);
      this.#followStream(url);
      this.#followStatus(url);
    }
  }

  async #followWords(): Promise<void> {
    for await (const text of textOf(this.#child.stderr)) {
      this.#words = (this.#words + text).slice(-WORDS_CHARS_MAX);
    }
  }

  #followStream(url: string): void {
    const source = new EventSource(`${url}/stream`);
    this.#over.signal.addEventListener("abort", () => source.close());
    for (const name of ["snapshot", "deltas"] as const) {
      source.addEventListener(name, ({ data }) => {
        this.#listener.onStream(name, JSON.parse(data));
      });
    }
  }

  async #followStatus(url: string): Promise<void> {
    while (!this.#over.signal.aborted) {
      const status = await readStatus(url);
      if (status !== null) {
        this.#listener.onHead(status.journal);
        if (status.phase === "trading") {
          this.isTrading = true;
          this.#trading.resolve(this.#clock.monotonicMs() - this.#spawnedAtMs);
        }
      }
      await pause(this.#clock, POLL_MS, this.#over.signal);
    }
  }
}

/** Returns what the arena says of itself, or `null` where it was cut off before it had. */
async function readStatus(
  url: string,
): Promise<z.infer<typeof statusSchema> | null> {
  let json: unknown;
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(`${url}/status`, { signal });
    json = await response.json();
  } catch {
    return null;
  }
  return statusSchema.parse(json);
}

async function* textOf(
  pipe: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  yield* pipe.pipeThrough(new TextDecoderStream());
}
