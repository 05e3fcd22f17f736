import { z } from "zod";
import type { Queryable } from "./pool.ts";

const rowSchema = z.object({
  fencingNumber: z.bigint(),
  holderId: z.string().nullable(),
  holder: z.string().nullable(),
  isStale: z.boolean(),
});

/** The lease of a run as it stands: held while `holderId` is not `null`. */
export type LeaseRow = Readonly<z.infer<typeof rowSchema>>;

/** One life of one process, as a holder of leases. */
export interface LeaseHolder {
  /** Never the same twice. */
  readonly id: string;
  /** The same for people, such as `host-7, process 4711`. */
  readonly name: string;
}

/** A run and the number that its lease was taken with. */
export interface Fencing {
  readonly run: string;
  readonly fencingNumber: bigint;
}

/** Makes the lease of a run one that can be taken, unless it is there. */
export async function createLease(sql: Queryable, run: string): Promise<void> {
  // On whichever key: with one named, an insert beside another one may fail on the other key.
  await sql`
    insert into leases (run, fencing_number, heartbeat_at)
    values (${run}, 0, now()) on conflict do nothing`;
}

/**
 * Returns the lease of a run, `null` if there is none.
 *
 * @param ttlMs Milliseconds after which a heartbeat is stale, by the database's clock.
 */
export async function readLease(
  sql: Queryable,
  run: string,
  ttlMs: number,
): Promise<LeaseRow | null> {
  const [row] = await sql`
    select fencing_number, holder_id, holder, heartbeat_at
      < now() - ${ttlMs}::double precision * interval '1 millisecond' as is_stale
    from leases where run = ${run}`;
  return row === undefined ? null : rowSchema.parse(row);
}

/** What `takeLease` needs to know. */
export interface Taking {
  readonly run: string;
  readonly holder: LeaseHolder;
  /** The number that the lease was read with: one that has changed since is not taken. */
  readonly after: bigint;
  readonly ttlMs: number;
  /** Whether the holder is known to be dead, so that its heartbeat does not matter. */
  readonly isHolderDead: boolean;
}

/**
 * Takes a lease that nobody holds any more, with the next number.
 *
 * It waits for the inserts that are under way with the old number; those that come later write nothing.
 *
 * @returns Whether it was taken: not when somebody else was first, or the holder has given a sign of life.
 */
export async function takeLease(
  sql: Queryable,
  { run, holder, after, ttlMs, isHolderDead }: Taking,
): Promise<boolean> {
  const taken = await sql`
    update leases set fencing_number = fencing_number + 1,
      holder_id = ${holder.id}, holder = ${holder.name}, heartbeat_at = now()
    where run = ${run} and fencing_number = ${after}
      and (holder_id is null or ${isHolderDead}::boolean or heartbeat_at
        < now() - ${ttlMs}::double precision * interval '1 millisecond')`;
  return taken.count === 1;
}

/** Gives a sign of life. @returns Whether the lease is still held with this number. */
export async function beatLease(
  sql: Queryable,
  { run, fencingNumber }: Fencing,
): Promise<boolean> {
  const beaten = await sql`
    update leases set heartbeat_at = now()
    where run = ${run} and fencing_number = ${fencingNumber}`;
  return beaten.count === 1;
}

/** Lets go of a lease, so that anybody may take it at once. Does nothing to another holder's. */
export async function releaseLease(
  sql: Queryable,
  { run, fencingNumber }: Fencing,
): Promise<void> {
  await sql`
    update leases set holder_id = null, holder = null
    where run = ${run} and fencing_number = ${fencingNumber}`;
}

/**
 * Lets go of a run's lease and raises its number to `fencingNumber` at least: whoever held that one or a lower one
 * cannot write any more. For the holder alone.
 */
export async function raiseLease(
  sql: Queryable,
  { run, fencingNumber }: Fencing,
): Promise<void> {
  await sql`
    update leases set holder_id = null, holder = null,
      fencing_number = greatest(fencing_number, ${fencingNumber}::bigint)
    where run = ${run}`;
}
