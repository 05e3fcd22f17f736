/**
 * The arena as its operator has it: a process, started with the permissions of the start task.
 *
 * @module
 */
import { z } from "zod";
import { arenaSchema, type ArenaView } from "../../domain/view.ts";
import {
  type Environment,
  withoutSteering,
} from "../../tools/crash/settings.ts";
import { startCommand } from "../../tools/crash/start_task.ts";
import { eventually, within } from "./eventually.ts";

const ROOT = new URL("../../", import.meta.url);
/** The very first start of an embedded database takes seconds, also on a machine that does much else. */
const LISTEN_MS = 120_000;
const END_MS = 90_000;
const ANSWER_MS = 60_000;
/** A process that refuses connections may only just be about to end. */
const DEATH_MS = 2_000;
/** How much of the log a test that failed shows. */
const TAIL_CHARACTERS = 6_000;

/** Settings that make contestants decide each second, so that a short test sees much. */
export const BUSY: Environment = {
  ARENA_ROUND_INTERVAL_MS: "1000",
  ARENA_DECISION_INTERVAL_MS: "1000",
  ARENA_EQUITY_INTERVAL_MS: "1000",
  ARENA_ORDERS_PER_MINUTE_MAX: "600",
};

/** A token that opens the admin routes. */
export const ADMIN_TOKEN = "a token of the tests that opens nothing else";

export type { Environment };

const headSchema = z.object({ sequence: z.int(), hash: z.string() });
const statusSchema = z.object({
  phase: z.string(),
  journal: headSchema,
  viewers: z.int(),
});

/** What `/status` says. */
export type ArenaStatus = z.infer<typeof statusSchema>;

/** How a process ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One running process. `await using` kills it, whatever became of the test. */
export class ArenaProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stdout: Text;
  readonly #stderr: Text;
  /** Where its site is. */
  url = "";

  /** Use `spawn` or `start`. */
  constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#stdout = new Text(child.stdout);
    this.#stderr = new Text(child.stderr);
  }

  /** Starts an arena. It has a free port unless `environment` names one, and `flags` in place of the start task's. */
  static async spawn(
    environment: Environment,
    flags?: readonly string[],
  ): Promise<ArenaProcess> {
    const { args, env } = await startCommand();
    const command = new Deno.Command(Deno.execPath(), {
      args: flags === undefined ? args : [...flags, "main.ts"],
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
    });
    return new ArenaProcess(command.spawn());
  }

  /** Starts an arena and waits for the line that says where it listens. */
  static async start(
    environment: Environment,
    flags?: readonly string[],
  ): Promise<ArenaProcess> {
    const arena = await ArenaProcess.spawn(environment, flags);
    try {
      await arena.#listening();
      return arena;
    } catch (error) {
      await arena[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Everything on stderr so far. */
  get stderr(): string {
    return this.#stderr.read;
  }

  async #listening(): Promise<void> {
    let isOver = false;
    this.#stdout.ended.then(() => isOver = true);
    this.url = await eventually("listening on …", LISTEN_MS, () => {
      if (isOver) {
        throw new Error(
          `Cannot test the arena as it must start: current value is ${this.stderr}`,
        );
      }
      return /^listening on (\S+)\n/m.exec(this.#stdout.read)?.[1] ?? null;
    });
  }

  async #json(path: string): Promise<unknown> {
    const response = await fetch(this.url + path, {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!response.ok) {
      throw new Error(
        `Cannot read ${path} as its status must be 200: current value is ${response.status}`,
      );
    }
    return await response.json();
  }

  async view(): Promise<ArenaView> {
    return arenaSchema.parse(await this.#json("/api/view"));
  }

  async status(): Promise<ArenaStatus> {
    return statusSchema.parse(await this.#json("/status"));
  }

  /** Resolves with the first view that `accepts` does. @throws {Error} If there is none in time. */
  async viewWhere(
    wanted: string,
    deadlineMs: number,
    accepts: (view: ArenaView) => boolean,
  ): Promise<ArenaView> {
    return await this.eventually(wanted, deadlineMs, async () => {
      const view = await this.view();
      return accepts(view) ? view : null;
    });
  }

  /** As `eventually`; a test that fails shows whether the arena lives, and the end of its log. */
  async eventually<Answer>(
    wanted: string,
    deadlineMs: number,
    probe: () => Answer | null | Promise<Answer | null>,
  ): Promise<Answer> {
    try {
      return await eventually(wanted, deadlineMs, probe);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const life = await within(
        "the process has ended",
        DEATH_MS,
        this.#child.status,
      ).then(
        ({ code, signal }) => `The arena ended with ${code}, signal ${signal}`,
        () => "The arena lives",
      );
      throw new Error(
        `${message}\n${life}; its log ends with:\n${
          this.stderr.slice(-TAIL_CHARACTERS)
        }`,
        { cause: error },
      );
    }
  }

  /** Asks for an actor to be crashed. @returns The status of the answer. */
  async crash(path: string, token: string | null): Promise<number> {
    const response = await fetch(`${this.url}/admin/actors/${path}/crash`, {
      method: "POST",
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
    });
    await response.body?.cancel();
    return response.status;
  }

  /** Ends the process at once, as `kill -9` does. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }

  /** Asks it to stop, as a service does, and waits for its end. */
  async stop(): Promise<Ended> {
    this.#child.kill("SIGTERM");
    return await this.ended();
  }

  /** Waits for its end. @throws {Error} If it goes on for longer than a stop may take. */
  async ended(): Promise<Ended> {
    const { code } = await within(
      "the process has ended",
      END_MS,
      this.#child.status,
    );
    await Promise.all([this.#stdout.ended, this.#stderr.ended]);
    return { code, stdout: this.#stdout.read, stderr: this.#stderr.read };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      // It has ended already, as most tests want it to.
      if (!(error instanceof TypeError)) throw error;
    }
    await this.#child.status;
    await Promise.all([this.#stdout.ended, this.#stderr.ended]);
  }
}

/** A pipe, read as it is written, so that the process never waits for its reader. */
class Text {
  /** What has come so far. */
  read = "";
  readonly ended: Promise<void>;

  constructor(pipe: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.ended = this.#read(pipe);
  }

  async #read(pipe: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const texts = pipe.pipeThrough(new TextDecoderStream());
    for await (const text of texts) this.read += text;
  }
}

/** A folder for one test, removed after it. */
export class TemporaryFolder implements AsyncDisposable {
  readonly path: string;

  /** Use `make`. */
  constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<TemporaryFolder> {
    return new TemporaryFolder(await Deno.makeTempDir({ prefix: "arena-" }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}
