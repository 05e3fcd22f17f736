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
    seed: 38,
    bug:
      "a wind-down ended while purchases were out, which were filled all the same",
  },
  {
    seed: 1217,
    bug: "cash was withdrawn that an order was just about to spend",
  },
  {
    seed: 1710,
    bug:
      "a replacement was let through on cash that the order before it spent at its own limit",
  },
  {
    seed: 367,
    bug:
      "a process whose journal had failed for good lived on and settled nothing",
  },
  {
    seed: 293,
    bug:
      "a sale that the venue told of after its market had paid made a row that no fold takes",
  },
  {
    seed: 923,
    bug:
      "contracts that a fill nobody had heard of had sold already were sold short",
  },
  {
    seed: 38,
    bug:
      "a wind-down ended while purchases were on their way, and what they bought was held",
  },
  {
    seed: 4,
    bug:
      "a model's call was charged again after a crash between its charge and its answer",
  },
  {
    seed: 486,
    bug:
      "a session was begun a second time when a clock that was set back brought its round again",
  },
  {
    seed: 64,
    bug:
      "an account was reset by what the books said, while rows were on their way that they did not know of",
  },
];
