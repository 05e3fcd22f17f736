import { pause } from "../runtime/clock.ts";
import { isTransient, toError } from "./database_error.ts";
import { withDeadline } from "./deadline.ts";
import { Lease, leaseLimits, type LeaseOptions } from "./lease.ts";
import {
  createLease,
  type LeaseRow,
  readLease,
  takeLease,
} from "./lease_table.ts";

/** What `acquireLease` works with. */
export interface AcquireOptions extends LeaseOptions {
  /** Whether nobody else can have the database open, so that whoever held the lease is dead. */
  readonly isAlone: boolean;
  /** Hears, again and again, that another process holds the lease. */
  readonly onStandingBy: () => void;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

/**
 * Returns the lease of a run, held and giving signs of life, as soon as no other process holds it.
 *
 * A holder has lost it once it has released it, is known to be dead, or has given no sign of life for `ttlMs` while
 * the database could be reached.
 *
 * @returns `null` if `signal` ended the wait.
 * @throws {Error} If the database fails in a way that does not pass by itself.
 */
export async function acquireLease(
  options: AcquireOptions,
): Promise<Lease | null> {
  const fencingNumber = await new LeaseWait(options).run();
  if (fencingNumber === null) return null;
  const { log, run } = options;
  log.info({ run, fencingNumber: String(fencingNumber) }, "the lease is held");
  const lease = new Lease(options, fencingNumber);
  lease.start();
  return lease;
}

/** One process that wants a lease, until it has it. */
class LeaseWait {
  readonly #options: AcquireOptions;
  readonly #limits: ReturnType<typeof leaseLimits>;
  /** Whom the log has named as the holder. */
  #standsBehind: string | null = null;
  #isCutOff = false;
  /** Before this, on the monotonic clock, heartbeats may be missing only because nobody reached the database. */
  #staleCountsFromMs = 0;

  constructor(options: AcquireOptions) {
    this.#options = options;
    this.#limits = leaseLimits(options.limits);
  }

  /** Returns the fencing number, or `null` once it is not wanted any more. */
  async run(): Promise<bigint | null> {
    const { clock, signal, onStandingBy } = this.#options;
    while (!signal.aborted) {
      const fencingNumber = await this.#try();
      if (fencingNumber !== null) return fencingNumber;
      if (this.#standsBehind !== null) onStandingBy();
      await pause(clock, this.#limits.pollEveryMs, signal);
    }
    return null;
  }

  async #try(): Promise<bigint | null> {
    const { clock, log, run } = this.#options;
    try {
      const fencingNumber = await this.#take();
      if (this.#isCutOff) {
        log.info({ run }, "the lease's database answers again");
      }
      this.#isCutOff = false;
      return fencingNumber;
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (!this.#isCutOff) {
        log.warn(
          { err: toError(error), run },
          "the lease waits for its database",
        );
      }
      this.#isCutOff = true;
      this.#staleCountsFromMs = clock.monotonicMs() + this.#limits.ttlMs;
      return null;
    }
  }

  async #take(): Promise<bigint | null> {
    const { sql, run, holder } = this.#options;
    const { ttlMs } = this.#limits;
    const row = await this.#answer(readLease(sql, run, ttlMs)) ??
      await this.#create();
    // An attempt whose answer was lost has taken it all the same.
    if (row.holderId === holder.id) return row.fencingNumber;
    const isHolderDead = await this.#isDead(row);
    if (!isHolderDead && !this.#isSilent(row)) {
      this.#standBehind(row);
      return null;
    }
    const after = row.fencingNumber;
    const taking = { run, holder, after, ttlMs, isHolderDead };
    const isTaken = await this.#answer(takeLease(sql, taking));
    return isTaken ? after + 1n : null;
  }

  async #create(): Promise<LeaseRow> {
    const { sql, run } = this.#options;
    await this.#answer(createLease(sql, run));
    return { fencingNumber: 0n, holderId: null, holder: null, isStale: false };
  }

  async #isDead({ holderId }: LeaseRow): Promise<boolean> {
    const { isAlone, file } = this.#options;
    if (holderId === null || isAlone) return true;
    return file !== null && await file.hasDied(holderId);
  }

  #isSilent({ isStale }: LeaseRow): boolean {
    return isStale &&
      this.#options.clock.monotonicMs() >= this.#staleCountsFromMs;
  }

  #standBehind({ holderId, holder, fencingNumber }: LeaseRow): void {
    if (this.#standsBehind === holderId) return;
    this.#standsBehind = holderId;
    const { log, run } = this.#options;
    log.info(
      { run, holder, fencingNumber: String(fencingNumber) },
      "another process holds the lease: this one stands by",
    );
  }

  #answer<Value>(work: Promise<Value>): Promise<Value> {
    return withDeadline(this.#options.clock, work, {
      deadlineMs: this.#limits.answerDeadlineMs,
      action: "take the lease",
    });
  }
}
