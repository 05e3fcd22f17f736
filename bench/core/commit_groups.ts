import type { JournalRow } from "../../domain/journal.ts";

/** Rows by the statement that committed them: a journal tells of the rows of one statement without a pause. */
export class CommitGroups {
  readonly #groups: JournalRow[][] = [];
  #open: JournalRow[] | null = null;

  /** In the order of the statements. */
  get all(): readonly (readonly JournalRow[])[] {
    return this.#groups;
  }

  /** Takes a row that was just committed. */
  add(row: JournalRow): void {
    if (this.#open === null) {
      this.#open = [];
      this.#groups.push(this.#open);
      queueMicrotask(() => this.#open = null);
    }
    this.#open.push(row);
  }
}
