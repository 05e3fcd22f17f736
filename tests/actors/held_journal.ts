import type { Journal } from "../../actors/ports/journal.ts";
import {
  type EntryOf,
  GENESIS_HEAD,
  type JournalDraft,
  type JournalEntry,
  type JournalKind,
  type JournalRow,
} from "../../domain/journal.ts";
import { chainRow } from "../../domain/journal_chain.ts";

interface Held {
  readonly draft: JournalDraft;
  readonly resolve: (row: JournalRow) => void;
  readonly reject: (error: Error) => void;
}

/** A journal in memory that commits at once, or when it is told to: a database that takes its time. */
export class HeldJournal implements Journal {
  readonly #rows: JournalRow[] = [];
  readonly #listeners = new Set<(row: JournalRow) => void>();
  #held: Held[] = [];
  /** Whether appended rows wait for `commit`. */
  isHolding = false;
  /** What `append` fails with; `null` while it works. */
  failure: Error | null = null;

  /** Puts rows there as if they had been committed long ago. */
  write(...entries: readonly JournalEntry[]): void {
    for (const entry of entries) this.#commit(draftOf(entry), () => {});
  }

  /** Commits a row that somebody else appended, and tells everybody. */
  commitForeign(...entries: readonly JournalEntry[]): void {
    for (const entry of entries) this.#commit(draftOf(entry), this.#tell);
  }

  append(draft: JournalDraft): Promise<JournalRow> {
    if (this.failure !== null) return Promise.reject(this.failure);
    const { promise, resolve, reject } = Promise.withResolvers<JournalRow>();
    this.#held.push({ draft, resolve, reject });
    if (!this.isHolding) this.commit();
    return promise;
  }

  /** Commits what waits, in order. */
  commit(): void {
    for (const { draft, resolve } of this.#held.splice(0)) {
      resolve(this.#commit(draft, this.#tell));
    }
  }

  /** Refuses the newest row that waits and leaves the others waiting. */
  refuseNewest(error: Error): void {
    this.#held.pop()?.reject(error);
  }

  read(after: number, limit: number): Promise<readonly JournalRow[]> {
    return Promise.resolve(this.#rows.slice(after, after + limit));
  }

  head() {
    return this.#rows.at(-1) ?? GENESIS_HEAD;
  }

  onCommit(listener: (row: JournalRow) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Rows committed so far. */
  get rows(): readonly JournalRow[] {
    return this.#rows;
  }

  /** Kinds of the rows committed so far, in order. */
  get kinds(): readonly JournalKind[] {
    return this.#rows.map(({ entry }) => entry.kind);
  }

  /** How many rows wait for `commit`. */
  get waiting(): number {
    return this.#held.length;
  }

  /** Returns the committed entries of one kind, in order. */
  entries<Kind extends JournalKind>(kind: Kind): readonly EntryOf<Kind>[] {
    return this.#rows.map(({ entry }) => entry)
      .filter((entry): entry is EntryOf<Kind> => entry.kind === kind);
  }

  readonly #tell = (row: JournalRow): void => {
    for (const listener of this.#listeners) listener(row);
  };

  #commit(draft: JournalDraft, tell: (row: JournalRow) => void): JournalRow {
    const { row } = chainRow(this.head(), draft);
    this.#rows.push(row);
    tell(row);
    return row;
  }
}

function draftOf(entry: JournalEntry): JournalDraft {
  return {
    entry,
    causationId: null,
    correlationId: null,
    occurredAtMs: 0,
    recordedAtMs: 0,
  };
}
