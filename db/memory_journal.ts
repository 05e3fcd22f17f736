import type { Journal } from "../actors/ports/journal.ts";
import {
  GENESIS_HEAD,
  type JournalDraft,
  type JournalHead,
  type JournalRow,
} from "../domain/journal.ts";
import { chainRow } from "../domain/journal_chain.ts";
import { CommitListeners } from "./commit_listeners.ts";
import { checkDraft, checkPage } from "./journal_input.ts";
import type { DatabaseLog } from "./log.ts";

/**
 * A journal that lives as long as its process, for replays without a database and for tests.
 *
 * - The same drafts give the same hashes as in a database.
 * - A row is committed before `append` returns; its promise is already resolved.
 */
export class MemoryJournal implements Journal {
  readonly #rows: JournalRow[] = [];
  readonly #listeners: CommitListeners;
  #head: JournalHead = GENESIS_HEAD;
  #tip: JournalHead = GENESIS_HEAD;
  #isPublishing = false;

  constructor(log: DatabaseLog) {
    this.#listeners = new CommitListeners(log);
  }

  append(draft: JournalDraft): Promise<JournalRow> {
    return Promise.try(() => {
      checkDraft(draft);
      const { row } = chainRow(this.#tip, draft);
      this.#tip = row;
      this.#rows.push(row);
      this.#publish();
      return row;
    });
  }

  /** A listener that appends must not overtake the row that it is hearing of. */
  #publish(): void {
    if (this.#isPublishing) return;
    this.#isPublishing = true;
    for (
      let row = this.#rows[this.#head.sequence];
      row !== undefined;
      row = this.#rows[this.#head.sequence]
    ) {
      this.#head = row;
      this.#listeners.publish(row);
    }
    this.#isPublishing = false;
  }

  read(after: number, limit: number): Promise<readonly JournalRow[]> {
    return Promise.try(() => {
      checkPage(after, limit);
      return this.#rows.slice(
        after,
        Math.min(after + limit, this.#head.sequence),
      );
    });
  }

  head(): JournalHead {
    return { sequence: this.#head.sequence, hash: this.#head.hash };
  }

  onCommit(listener: (row: JournalRow) => void): () => void {
    return this.#listeners.add(listener);
  }
}
