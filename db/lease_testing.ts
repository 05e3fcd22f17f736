import type { Lease, LeaseOptions } from "./lease.ts";
import { acquireLease, type AcquireOptions } from "./lease_wait.ts";
import type { Sql } from "./pool.ts";
import { RecordingLog, TEST_DEPS } from "./testing/databases.ts";

/** What a test may set; everything else is as in an arena on a server, save that nobody waits long. */
export type CandidateOptions =
  & Pick<LeaseOptions, "sql" | "run">
  & Partial<Pick<AcquireOptions, "clock" | "file" | "isAlone" | "limits">>;

/** One process that wants the lease of a run, as a test plays it. */
export class Candidate {
  readonly log = new RecordingLog();
  readonly name: string;
  /** Resolves once it has the lease, with `null` once it has stopped waiting. */
  readonly lease: Promise<Lease | null>;
  readonly #stopping = new AbortController();
  #looks = 0;

  /** Wants the lease from now on. `name` is also its holder's id. */
  constructor(name: string, options: CandidateOptions) {
    this.name = name;
    this.lease = acquireLease({
      clock: TEST_DEPS.clock,
      file: null,
      isAlone: false,
      ...options,
      limits: { beatEveryMs: 10, pollEveryMs: 5, ...options.limits },
      holder: { id: name, name },
      log: this.log,
      signal: this.#stopping.signal,
      onStandingBy: () => this.#looks += 1,
    });
  }

  /** How often it has found that another process holds the lease. */
  get looks(): number {
    return this.#looks;
  }

  /** Returns the lease. @throws {TypeError} If it stopped waiting for it. */
  async held(): Promise<Lease> {
    const lease = await this.lease;
    if (lease === null) {
      throw new TypeError(
        `Cannot test ${this.name} as it must have the lease: current value is none`,
      );
    }
    return lease;
  }

  /** Ends the wait. */
  stop(): void {
    this.#stopping.abort();
  }
}

/** Has every process been silent for an hour, by the database's clock. */
export async function growStale(sql: Sql, run: string): Promise<void> {
  await sql`
    update leases set heartbeat_at = now() - interval '1 hour'
    where run = ${run}`;
}
