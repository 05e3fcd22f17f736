/** What every run must hold, in the words that a failure prints. */
export type Invariant =
  | "the ledger sums to zero"
  | "cash and contracts are conserved"
  | "cash never goes below zero"
  | "every row can follow on the rows before it"
  | "every row can be read back"
  | "the journal's chain is intact"
  | "no venue order without a committed approval"
  | "no cancel leaves before its row"
  | "no intent reaches the venue twice"
  | "every fill is booked exactly once"
  | "a mark is of cash that the contestant had"
  | "live state is the fold of the journal"
  | "no mailbox holds more than its bound"
  | "no message is lost"
  | "the arena starts from its journal"
  | "every order comes to its end"
  | "every market that is over is settled"
  | "every market stands as the venue says"
  | "no settlement is taken back twice"
  | "the kill switch is honored within one message"
  | "a kill switch counts what it took back"
  | "a wind-down ends with nothing held"
  | "every call of a model is asked, paid and answered once"
  | "no model spends more than its budget"
  | "no move of capital is made twice"
  | "a season starts and ends once"
  | "no order of a season that is over"
  | "the boards of a season that is over are final"
  | "every hour is written down once"
  | "a reset is exactly its corrections"
  | "no withdrawal takes more than is free"
  | "nothing is corrected while the venue tells the truth"
  | "an operator is told what is so"
  | "the arena runs once faults have stopped";

/** One invariant that did not hold. */
export interface Finding {
  readonly invariant: Invariant;
  /** What was found, in one sentence. */
  readonly detail: string;
}

/** The first thing that went wrong: whatever comes after it may be its consequence. */
export class Findings {
  #first: Finding | null = null;

  get first(): Finding | null {
    return this.#first;
  }

  report(invariant: Invariant, detail: string): void {
    this.#first ??= { invariant, detail };
  }

  /** Reports `detail` unless `holds`. */
  check(holds: boolean, invariant: Invariant, detail: () => string): void {
    if (!holds) this.report(invariant, detail());
  }
}
