import type { Clock } from "../runtime/clock.ts";
import type { Random } from "../runtime/random.ts";
import { type Lease, newHolder } from "./lease.ts";
import { acquireLease } from "./lease_wait.ts";
import type { DatabaseLog } from "./log.ts";
import type { Sql } from "./pool.ts";
import { ARENA_RUN } from "./runs.ts";

/** A holder that was killed a moment ago counts as dead after three seconds. */
const WAIT_MS = 6_000;

/**
 * Takes the arena's lease for a task that must have the journal to itself.
 *
 * @returns `null` while an arena holds it.
 */
export async function openTaskLease(
  { task, sql, clock, random, log }: {
    /** Name after `deno task`, for whoever waits for the lease meanwhile. */
    readonly task: string;
    readonly sql: Sql;
    readonly clock: Clock;
    readonly random: Random;
    readonly log: DatabaseLog;
  },
): Promise<Lease | null> {
  const stopping = new AbortController();
  const cancel = clock.setTimer(() => stopping.abort(), WAIT_MS);
  try {
    return await acquireLease({
      sql,
      run: ARENA_RUN,
      holder: newHolder(`deno task ${task}`, random),
      file: null,
      isAlone: false,
      clock,
      log,
      onStandingBy: () => {},
      signal: stopping.signal,
    });
  } finally {
    cancel();
  }
}
