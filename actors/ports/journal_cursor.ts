import type { JournalRow } from "../../domain/journal.ts";
import { rowsUnderWay } from "./journal_append.ts";
import { journalPages } from "./journal_pages.ts";
import type { Journal } from "./journal.ts";
import type { JointReading, ReadingPart, RowReader } from "./joint_reading.ts";

/**
 * Folds the journal's rows once each and in order: first what is already there, then what is committed.
 *
 * Subscribe to committed rows before `catchUp`, so that none falls between the two: rows that arrive twice
 * are ignored, and a missing row is an error, which restarts the actor and so folds the journal anew.
 */
export class JournalCursor implements RowReader {
  readonly #journal: Journal;
  readonly #fold: (row: JournalRow) => void;
  /** Its part in a reading that it shares; `null` where it reads for itself, or has done so. */
  #part: ReadingPart | null;
  /** Why it left that reading. */
  #failure: { readonly thrown: unknown } | null = null;
  #sequence = 0;

  /** @param reading Shared by those that recover with it. */
  constructor(
    journal: Journal,
    fold: (row: JournalRow) => void,
    reading: JointReading | null = null,
  ) {
    this.#journal = journal;
    this.#fold = fold;
    this.#part = reading === null ? null : reading.join(this);
  }

  /** The sequence of the newest folded row; 0 before the first. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Folds every row up to the journal's end, those that an earlier incarnation left on their way included. */
  async catchUp(): Promise<void> {
    await rowsUnderWay(this.#journal);
    if (this.#part !== null) await this.#part.run();
    this.#part = null;
    if (this.#failure !== null) throw this.#failure.thrown;
    for await (const rows of journalPages(this.#journal, this.#sequence)) {
      for (const row of rows) this.accept(row);
    }
  }

  /** Folds a row of the shared reading. Returns whether it could. */
  take(row: JournalRow): boolean {
    try {
      this.accept(row);
      return true;
    } catch (thrown) {
      this.#failure = { thrown };
      return false;
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
