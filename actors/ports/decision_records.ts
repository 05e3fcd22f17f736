import type { DecisionId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";

/** Rows of one decision that are read at most; a decision has a dozen. */
export const DECISION_ROWS_MAX = 500;

/** Where the rows of a decision are looked up. */
export interface DecisionRecords {
  /**
   * Returns every row of the path that a decision is on, in order: what its model was asked and said, the decision or
   * why there is none, its order, what became of that. Empty for a decision that nobody knows.
   */
  rowsOf(id: DecisionId): Promise<readonly JournalRow[]>;
}
