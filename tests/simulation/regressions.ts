/** A seed that found a bug, and the bug in the words that complete "which found that". */
export interface Regression {
  readonly seed: number;
  readonly bug: string;
}

/** Seeds of the bugs that the simulation ever found. They stay, and a test runs them. */
export const REGRESSIONS: readonly Regression[] = [
  {
    seed: 7,
    bug:
      "a decision with garbage of its model was journaled and could not be read back",
  },
  {
    seed: 707,
    bug:
      "an order counted as lost by the time since it was made, although it had only just left",
  },
  {
    seed: 550,
    bug: "a slow answer that the venue does not know an order was taken as new",
  },
  {
    seed: 367,
    bug:
      "a process whose journal had failed for good lived on and settled nothing",
  },
];
