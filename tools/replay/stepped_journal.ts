import type { Journal } from "../../actors/ports/journal.ts";
import type {
  JournalDraft,
  JournalHead,
  JournalRow,
} from "../../domain/journal.ts";

interface Waiting {
  readonly draft: JournalDraft;
  readonly resolve: (row: JournalRow) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A journal that commits when it is told to.
 *
 * How long a database takes must not show in a replay: everything that was appended since the last step is
 * committed together, and heard of together, whichever journal is behind it.
 */
export class SteppedJournal implements Journal {
  readonly #inner: Journal;
  readonly #listeners = new Set<(row: JournalRow) => void>();
  #waiting: Waiting[] = [];
  /** Whether rows wait however often they are flushed, as while a database is gone. */
  isHeld = false;
  #head: JournalHead;

  constructor(inner: Journal) {
    this.#inner = inner;
    this.#head = inner.head();
  }

  /** Rows that the next `flush` commits. */
  get waitingRows(): number {
    return this.isHeld ? 0 : this.#waiting.length;
  }

  append(draft: JournalDraft): Promise<JournalRow> {
    return new Promise((resolve, reject) =>
      this.#waiting.push({ draft, resolve, reject })
    );
  }

  read(after: number, limit: number): Promise<readonly JournalRow[]> {
    return this.#inner.read(after, limit);
  }

  head(): JournalHead {
    return this.#head;
  }

  onCommit(listener: (row: JournalRow) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Commits what waits. @throws {Error} If the journal behind it cannot. */
  async flush(): Promise<void> {
    if (this.isHeld) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    const rows = await Promise.all(
      waiting.map(({ draft }) => this.#inner.append(draft)),
    );
    rows.forEach((row, index) => {
      this.#head = row;
      for (const listener of this.#listeners) listener(row);
      waiting[index]?.resolve(row);
    });
  }
}
