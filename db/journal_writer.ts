import type { Journal } from "../actors/ports/journal.ts";
import {
  GENESIS_HEAD,
  type JournalDraft,
  type JournalHead,
  type JournalRow,
} from "../domain/journal.ts";
import { type ChainedRow, chainRow } from "../domain/journal_chain.ts";
import { afterEventLoopTurn, type Clock } from "../runtime/clock.ts";
import type { Random } from "../runtime/random.ts";
import { CommitListeners } from "./commit_listeners.ts";
import { isTransient, isUniqueViolation, toError } from "./database_error.ts";
import { withDeadline } from "./deadline.ts";
import {
  fencedOff,
  JournalClosedError,
  JournalFencedError,
  JournalFullError,
} from "./journal_errors.ts";
import { checkDraft, checkPage } from "./journal_input.ts";
import { hasRow, insertRows, readHead, readRows } from "./journal_table.ts";
import { readLease } from "./lease_table.ts";
import type { DatabaseLog } from "./log.ts";
import type { Sql } from "./pool.ts";
import { Retry } from "./retry.ts";

/** `retrying`: rows wait for the database. `failed`: nothing more is taken; start over from the journal. */
export type JournalStatus = "ok" | "retrying" | "failed";

/** Bounds of a `PostgresJournal`. */
export interface JournalLimits {
  /** Rows that one statement commits at most. @default {1000} */
  readonly groupRowsMax?: number;
  /** Rows that may wait for their commit. @default {100000} */
  readonly waitingRowsMax?: number;
  /** How long one group is tried again while the database is gone, in milliseconds. @default {300000} */
  readonly retryForMs?: number;
  /** How long one attempt may take before it counts as failed, in milliseconds. @default {15000} */
  readonly commitDeadlineMs?: number;
  /**
   * Rows of a group that are told in one turn of the event loop. A group that this would take more than 64 turns gets
   * larger ones.
   *
   * @default {4}
   */
  readonly rowsPerTurn?: number;
}

/** In which all rows of a group are told: those of the next one are not told before. */
const TURNS_MAX = 64;

/** What a `PostgresJournal` works with. The clock is the system's, also in a replay. */
export interface PostgresJournalOptions {
  readonly sql: Sql;
  /** Names the run: `main` for the arena, another for each replay. */
  readonly run: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: DatabaseLog;
  /** The number of the lease that the run is written with. Without one the first writer of a row wins. */
  readonly fencingNumber?: bigint;
  readonly limits?: JournalLimits;
  /** Runs its callback after timers and I/O had their turn. @default {afterEventLoopTurn} */
  readonly afterEventLoopTurn?: (callback: () => void) => void;
}

interface WaitingRow extends ChainedRow {
  readonly resolve: (row: JournalRow) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The journal in a database, for one writer at a time.
 *
 * - Group commit: what arrives while a statement is under way goes into the next one, whole or not at all.
 * - The rows of a large group are told in turns: after a slow commit new prices do not wait until all are handled.
 * - While the database is gone rows wait, up to `waitingRowsMax`, and nothing is acknowledged.
 * - A writer whose lease another process has taken writes nothing more. Without lease a second writer is found out
 *   by the first row that both write. Either fails for good, as does a journal that could not commit for
 *   `retryForMs`: whoever owns it starts over and folds what was committed.
 */
export class PostgresJournal implements Journal {
  /** Resolves with the reason once it has failed for good: from then on its owner's process is of no use. */
  readonly failed: Promise<Error>;
  readonly #reportFailure: (error: Error) => void;
  readonly #options: PostgresJournalOptions;
  readonly #limits: Required<JournalLimits>;
  readonly #listeners: CommitListeners;
  /** Groups in order; the last one is still being filled. */
  readonly #groups: WaitingRow[][] = [];
  #waitingRows = 0;
  /** The newest committed row. */
  #head: JournalHead;
  /** The newest row in the chain, committed or waiting. */
  #tip: JournalHead;
  #status: JournalStatus = "ok";
  #closed: Error | null = null;
  readonly #closing = new AbortController();
  #draining: Promise<void> | null = null;
  /** Resolves once all rows of the newest committed group are told. */
  #telling: Promise<void> | null = null;

  /** `head` is the newest row in the database: use `open`, which reads it. */
  constructor(options: PostgresJournalOptions, head: JournalHead) {
    const { limits = {} } = options;
    const failure = Promise.withResolvers<Error>();
    this.failed = failure.promise;
    this.#reportFailure = failure.resolve;
    this.#options = options;
    this.#limits = {
      groupRowsMax: limits.groupRowsMax ?? 1_000,
      waitingRowsMax: limits.waitingRowsMax ?? 100_000,
      retryForMs: limits.retryForMs ?? 300_000,
      commitDeadlineMs: limits.commitDeadlineMs ?? 15_000,
      rowsPerTurn: limits.rowsPerTurn ?? 4,
    };
    this.#listeners = new CommitListeners(options.log);
    this.#head = head;
    this.#tip = head;
  }

  /** Returns the journal of a run, its head read from the database. @throws {Error} If that cannot be read. */
  static async open(options: PostgresJournalOptions): Promise<PostgresJournal> {
    const head = await readHead(options.sql, options.run);
    return new PostgresJournal(options, head ?? GENESIS_HEAD);
  }

  append(draft: JournalDraft): Promise<JournalRow> {
    try {
      return this.#enqueue(draft);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async read(after: number, limit: number): Promise<readonly JournalRow[]> {
    checkPage(after, limit);
    const { sql, run } = this.#options;
    return await readRows(sql, run, { after, limit });
  }

  head(): JournalHead {
    return this.#head;
  }

  onCommit(listener: (row: JournalRow) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Returns how writing goes. */
  status(): JournalStatus {
    return this.#status;
  }

  /**
   * Refuses new rows and resolves once those that wait are committed or have failed. While the database is gone
   * they fail with the attempt under way: nobody has acted on a row that was not acknowledged.
   */
  async close(): Promise<void> {
    this.#closed ??= new JournalClosedError(
      `Cannot append to run "${this.#options.run}" as its journal must be open: current value is closed`,
    );
    this.#closing.abort();
    await this.#draining;
    await this.#telling;
  }

  #enqueue(draft: JournalDraft): Promise<JournalRow> {
    if (this.#closed !== null) throw this.#closed;
    const { groupRowsMax, waitingRowsMax } = this.#limits;
    if (this.#waitingRows >= waitingRowsMax) {
      throw new JournalFullError(
        `Cannot append to run "${this.#options.run}" as at most ${waitingRowsMax} rows may wait for their commit: current value is ${this.#waitingRows}`,
      );
    }
    checkDraft(draft);
    const chained = chainRow(this.#tip, draft);
    this.#tip = chained.row;
    const { promise, resolve, reject } = Promise.withResolvers<JournalRow>();
    const waiting = { ...chained, resolve, reject };
    const group = this.#groups.at(-1);
    if (group === undefined || group.length >= groupRowsMax) {
      this.#groups.push([waiting]);
    } else {
      group.push(waiting);
    }
    this.#waitingRows += 1;
    this.#draining ??= this.#drain();
    return promise;
  }

  async #drain(): Promise<void> {
    // One turn of the microtask queue, so that what the caller appends together is committed together.
    await Promise.resolve();
    for (
      let group = this.#groups.shift();
      group !== undefined;
      group = this.#groups.shift()
    ) {
      try {
        await this.#commit(group);
      } catch (error) {
        await this.#telling;
        this.#fail(toError(error), group);
        return;
      }
      // The database writes what comes while this group is told: it would wait for actors otherwise.
      await this.#telling;
      this.#telling = this.#tell(group);
    }
    // In the same turn as the look that found no more rows: one that comes after it needs a drain of its own.
    this.#draining = null;
  }

  async #tell(group: readonly WaitingRow[]): Promise<void> {
    const takeTurn = this.#options.afterEventLoopTurn ?? afterEventLoopTurn;
    const rowsPerTurn = Math.max(
      this.#limits.rowsPerTurn,
      Math.ceil(group.length / TURNS_MAX),
    );
    for (const [index, { row, resolve }] of group.entries()) {
      if (index > 0 && index % rowsPerTurn === 0) {
        await new Promise<void>(takeTurn);
      }
      this.#waitingRows -= 1;
      this.#head = { sequence: row.sequence, hash: row.hash };
      this.#listeners.publish(row);
      resolve(row);
    }
  }

  async #commit(group: readonly WaitingRow[]): Promise<void> {
    const { clock, random, log, run } = this.#options;
    const { signal } = this.#closing;
    const retry = new Retry({ clock, random, forMs: this.#limits.retryForMs });
    while (true) {
      try {
        await this.#insert(group, retry.attempt);
        if (retry.attempt > 0) {
          log.info(
            { run, attempts: retry.attempt },
            "the journal commits again",
          );
        }
        this.#status = "ok";
        return;
      } catch (error) {
        const isLast = retry.isOver() || signal.aborted;
        if (isLast || !isTransient(error)) throw error;
        this.#status = "retrying";
        log.warn(
          {
            err: toError(error),
            run,
            rows: group.length,
            attempt: retry.attempt,
          },
          "the journal waits for its database",
        );
        await retry.pause(signal);
      }
    }
  }

  async #insert(group: readonly WaitingRow[], attempt: number): Promise<void> {
    const { sql, run } = this.#options;
    const fencingNumber = this.#options.fencingNumber ?? null;
    try {
      const insertion = { run, fencingNumber, rows: group };
      const isWritten = await this.#answer(insertRows(sql, insertion));
      if (isWritten || fencingNumber === null) return;
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      // An attempt whose answer was lost may have been committed all the same: then the row there is ours.
      const last = group.at(-1);
      if (
        attempt > 0 && last !== undefined && await hasRow(sql, run, last.row)
      ) return;
      throw new JournalFencedError(
        `Cannot append to run "${run}" as this process must be its only writer: current value is a row ${
          group[0]?.row.sequence
        } by another one`,
      );
    }
    const current = await this.#answer(readLease(sql, run, 0));
    throw fencedOff("append", { run, fencingNumber }, current);
  }

  #answer<Value>(work: Promise<Value>): Promise<Value> {
    return withDeadline(this.#options.clock, work, {
      deadlineMs: this.#limits.commitDeadlineMs,
      action: "commit journal rows",
    });
  }

  #fail(error: Error, group: readonly WaitingRow[]): void {
    const { log, run } = this.#options;
    const groups = [group, ...this.#groups.splice(0)];
    this.#status = "failed";
    this.#closed = error;
    this.#waitingRows = 0;
    log.error({ err: error, run }, "the journal has failed");
    for (const { reject } of groups.flat()) reject(error);
    this.#reportFailure(error);
  }
}
