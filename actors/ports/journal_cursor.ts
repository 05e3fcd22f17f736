import type { JournalRow } from "../../domain/journal.ts";
import { rowsUnderWay } from "./journal_append.ts";
import type { Journal } from "./journal.ts";

const PAGE_ROWS = 5_000;

/**
 * Folds the journal's rows once each and in order: first what is already there, then what is committed.
 *
 * Subscribe to committed rows before `catchUp`, so that none falls between the two: rows that arrive twice
 * are ignored, and a missing row is an error, which restarts the actor and so folds the journal anew.
 */
export class JournalCursor {
  readonly #journal: Journal;
  readonly #fold: (row: JournalRow) => void;
  #sequence = 0;

  constructor(journal: Journal, fold: (row: JournalRow) => void) {
    this.#journal = journal;
    this.#fold = fold;
  }

  /** The sequence of the newest folded row; 0 before the first. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Folds every row up to the journal's end, those that an earlier incarnation left on their way included. */
  async catchUp(): Promise<void> {
    await rowsUnderWay(this.#journal);
    while (this.#sequence < this.#journal.head().sequence) {
      const rows = await this.#journal.read(this.#sequence, PAGE_ROWS);
      if (rows.length === 0) return;
      for (const row of rows) this.accept(row);
    }
  }

  /**
   * Folds `row` unless it has been folded already.
   *
   * @returns Whether it was new.
   * @throws {RangeError} If rows between the last one and this one are missing.
   */
  accept(row: JournalRow): boolean {
    if (row.sequence <= this.#sequence) return false;
    if (row.sequence !== this.#sequence + 1) {
      throw new RangeError(
        `Cannot fold row ${row.sequence} as rows must follow one another: current value is ${this.#sequence}`,
      );
    }
    this.#sequence = row.sequence;
    this.#fold(row);
    return true;
  }
}
