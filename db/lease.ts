import { type Clock, pause } from "../runtime/clock.ts";
import type { Random } from "../runtime/random.ts";
import { toError } from "./database_error.ts";
import { withDeadline } from "./deadline.ts";
import { fencedOff } from "./journal_errors.ts";
import type { LeaseFile } from "./lease_file.ts";
import {
  beatLease,
  type Fencing,
  type LeaseHolder,
  readLease,
  releaseLease,
} from "./lease_table.ts";
import type { DatabaseLog } from "./log.ts";
import type { Sql } from "./pool.ts";

/** How long things take, in milliseconds. */
export interface LeaseLimits {
  /** Age of a heartbeat from which its holder counts as dead; a few times `beatEveryMs`. @default {3000} */
  readonly ttlMs?: number;
  /** Between two heartbeats. @default {1000} */
  readonly beatEveryMs?: number;
  /** Between two looks of a process that stands by. @default {250} */
  readonly pollEveryMs?: number;
  /** How long the database may take to answer any of it. @default {1000} */
  readonly answerDeadlineMs?: number;
}

/** What a `Lease` works with. The clock is the system's, and is never compared with the database's. */
export interface LeaseOptions {
  readonly sql: Sql;
  /** The run whose journal the holder may write. */
  readonly run: string;
  readonly holder: LeaseHolder;
  /** Tells others on this machine at once when the holder has died; `null` where only its heartbeat does. */
  readonly file: LeaseFile | null;
  readonly clock: Clock;
  readonly log: DatabaseLog;
  readonly limits?: LeaseLimits;
}

/** Returns every limit. */
export function leaseLimits(
  { ttlMs, beatEveryMs, pollEveryMs, answerDeadlineMs }: LeaseLimits = {},
): Required<LeaseLimits> {
  return {
    ttlMs: ttlMs ?? 3_000,
    beatEveryMs: beatEveryMs ?? 1_000,
    pollEveryMs: pollEveryMs ?? 250,
    answerDeadlineMs: answerDeadlineMs ?? 1_000,
  };
}

/** Returns a holder that was never there before. @param name What people call it. */
export function newHolder(name: string, random: Random): LeaseHolder {
  const parts = [1, 2, 3, 4].map(() => random.integer(2 ** 32));
  return { name, id: parts.map((part) => part.toString(36)).join("-") };
}

/**
 * The right to write a run's journal, held by one process at a time: see `acquireLease`.
 *
 * - A heartbeat tells others that the holder lives. One that does not get through changes nothing by itself.
 * - Once another process has the lease, this one's journal writes nothing more: its fencing number is too low.
 */
export class Lease {
  /** Resolves with the reason once another process has it: from then on its owner's process is of no use. */
  readonly lost: Promise<Error>;
  readonly #reportLoss: (error: Error) => void;
  readonly #options: LeaseOptions;
  readonly #fencing: Fencing;
  readonly #limits: Required<LeaseLimits>;
  readonly #stopping = new AbortController();
  #beating: Promise<void> = Promise.resolve();
  #mark: "due" | "made" | "failed" = "due";

  /** `fencingNumber` is the one that the lease was taken with: use `acquireLease`. */
  constructor(options: LeaseOptions, fencingNumber: bigint) {
    const loss = Promise.withResolvers<Error>();
    this.lost = loss.promise;
    this.#reportLoss = loss.resolve;
    this.#options = options;
    this.#fencing = { run: options.run, fencingNumber };
    this.#limits = leaseLimits(options.limits);
  }

  /** Grows with each holder of the run. */
  get fencingNumber(): bigint {
    return this.#fencing.fencingNumber;
  }

  /** Gives signs of life from now on. */
  start(): void {
    this.#beating = this.#beat();
  }

  /** Lets go of the lease, so that another process takes it at once. A database that does not answer is not waited for. */
  async release(): Promise<void> {
    const { sql, clock, log, run, file } = this.#options;
    this.#stopping.abort();
    await this.#beating;
    try {
      await withDeadline(clock, releaseLease(sql, this.#fencing), {
        deadlineMs: this.#limits.answerDeadlineMs,
        action: "release the lease",
      });
      await file?.remove();
    } catch (error) {
      log.warn({ err: toError(error), run }, "the lease was not released");
    }
  }

  async #beat(): Promise<void> {
    const { clock, log, run } = this.#options;
    const { signal } = this.#stopping;
    let isLate = false;
    while (true) {
      await this.#markFile();
      await pause(clock, this.#limits.beatEveryMs, signal);
      if (signal.aborted) return;
      try {
        if (!await this.#isStillHeld()) return;
        isLate = false;
      } catch (error) {
        const err = toError(error);
        // An outage is one line, not one per heartbeat.
        if (!isLate) log.warn({ err, run }, "the lease's heartbeat is late");
        isLate = true;
      }
    }
  }

  async #isStillHeld(): Promise<boolean> {
    const { sql, clock, run } = this.#options;
    const { answerDeadlineMs: deadlineMs, ttlMs } = this.#limits;
    const fencing = this.#fencing;
    const limit = { deadlineMs, action: "keep the lease" };
    if (await withDeadline(clock, beatLease(sql, fencing), limit)) return true;
    const read = readLease(sql, run, ttlMs);
    const current = await withDeadline(clock, read, limit);
    this.#reportLoss(fencedOff("go on writing", fencing, current));
    return false;
  }

  /** Tries again while the last holder, paused and not dead, has the file. */
  async #markFile(): Promise<void> {
    const { file, holder, log, run } = this.#options;
    if (file === null || this.#mark !== "due") return;
    try {
      if (await file.mark(holder.id)) this.#mark = "made";
    } catch (error) {
      this.#mark = "failed";
      log.warn(
        { err: toError(error), run },
        "the lease has no file: after a crash the next process waits for the heartbeat to grow stale",
      );
    }
  }
}
