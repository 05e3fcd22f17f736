import type { Fencing, LeaseRow } from "./lease_table.ts";

/** Raised when another process has the right to write to the run: this one must stop and start over from the journal. */
export class JournalFencedError extends Error {
  override readonly name = "JournalFencedError";
}

/** Raised when more rows wait for their commit than the journal may hold. */
export class JournalFullError extends Error {
  override readonly name = "JournalFullError";
}

/** Raised once a journal takes no more rows, because it was closed or could not commit. */
export class JournalClosedError extends Error {
  override readonly name = "JournalClosedError";
}

/**
 * Returns the error of a process whose lease another one has taken.
 *
 * @param action What it cannot do any more, such as `append`.
 * @param current The lease as it stands, `null` if it was removed.
 */
export function fencedOff(
  action: string,
  { run, fencingNumber }: Fencing,
  current: LeaseRow | null,
): JournalFencedError {
  const now = current === null
    ? "the lease is gone"
    : `number ${current.fencingNumber} is with ${current.holder ?? "nobody"}`;
  return new JournalFencedError(
    `Cannot ${action} to run "${run}" as this process must hold its lease: current value is number ${fencingNumber}, and ${now}`,
  );
}
