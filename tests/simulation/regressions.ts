/** A seed that found a bug, and the bug in the words that complete "which found that". */
export interface Regression {
  readonly seed: number;
  readonly bug: string;
}

/** Seeds of the bugs that the simulation ever found. They stay, and a test runs them. */
export const REGRESSIONS: readonly Regression[] = [];
