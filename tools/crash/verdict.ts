import type { ArenaOutcome } from "./killed_arena.ts";

/** How many of what was lost or doubled in one arena are named. */
const NAMED_MAX = 5;

/** What a crash test found in all its arenas. */
export interface CrashVerdict {
  readonly isHeld: boolean;
  /** What was done, what did not hold, and last the line of figures. */
  readonly lines: readonly string[];
}

/** Returns the verdict on at least one arena. `kills` is how many were asked for. */
export function verdictOf(
  kills: number,
  outcomes: readonly ArenaOutcome[],
): CrashVerdict {
  const findings = outcomes.map((outcome) => outcome.findings);
  const made = sum(outcomes.map((outcome) => outcome.kills));
  const lost = sum(findings.map((found) => found.lost.length));
  // The fold counts repeats of every kind; of two orders by one decision it knows nothing.
  const doubled = sum(
    findings.map((found) => Math.max(found.doubled.length, found.repeats)),
  );
  // What one arena has too much, another may have too little.
  const ledger = findings.reduce(
    (total, found) =>
      total + (found.ledger < 0n ? -found.ledger : found.ledger),
    0n,
  );
  const faults = outcomes.flatMap(({ faults, findings }) => [
    ...faults,
    ...findings.lost.slice(0, NAMED_MAX),
    ...findings.doubled.slice(0, NAMED_MAX),
  ]);
  const isVerified = outcomes.every((outcome) => outcome.isVerified);
  const recoveriesMs = outcomes.flatMap((outcome) => outcome.recoveriesMs);
  return {
    isHeld: made === kills && lost === 0 && doubled === 0 && ledger === 0n &&
      isVerified && faults.length === 0,
    lines: [
      ...outcomes.map(storyOf),
      ...faults,
      [
        `kills=${made} lost=${lost} doubled=${doubled} ledger=${ledger}`,
        `verified=${isVerified ? "yes" : "no"}`,
        `recovery_ms_p50=${percentile(recoveriesMs, 0.5)}`,
        `recovery_ms_p99=${percentile(recoveriesMs, 0.99)}`,
      ].join(" "),
    ],
  };
}

/** Returns the smallest of `values` that a `share` of them does not exceed, rounded; `none` where there are none. */
export function percentile(
  values: readonly number[],
  share: number,
): number | "none" {
  const sorted = values.toSorted((left, right) => left - right);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return value === undefined ? "none" : Math.round(value);
}

function storyOf(
  { kills, killedStarting, recoveriesMs, findings }: ArenaOutcome,
): string {
  const { head, orders, fills, contestants, caught } = findings;
  return `killed ${kills} times, ${killedStarting} of them while it started, back in trade ${recoveriesMs.length} times: ${orders} orders by ${contestants.size} contestants, ${caught} of them on their way at a kill, ${fills} fills, ${head.sequence} rows`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
