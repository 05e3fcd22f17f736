import type { SeedFailure } from "./seed_pool.ts";
import type { Tally } from "./tally.ts";

/** Returns how often what happened, one line for each. */
export function tallyLines(tally: Tally): readonly string[] {
  return Object.entries(tally).map(([name, times]) => `${times} × ${name}`);
}

/** Returns the last lines of a run: that all `seeds` passed, or what failed and how to see it again. */
export function verdictLines(
  seeds: number,
  failure: SeedFailure | null,
): readonly string[] {
  if (failure === null) return [`${seeds} seeds passed`];
  const { seed, finding } = failure;
  return [
    finding.detail,
    `seed ${seed} failed: ${finding.invariant}`,
    `deno task sim --seeds=1 --from=${seed}`,
  ];
}
