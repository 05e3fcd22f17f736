import { ArenaBooks } from "../../domain/fold.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { Journal } from "./journal.ts";
import { journalPages } from "./journal_pages.ts";

/** Takes the rows of a reading, each once and in order. */
export interface RowReader {
  /**
   * Takes a row. Returns whether it goes on.
   *
   * @throws {Error} If nobody can go on: the reading fails for all.
   */
  take(row: JournalRow): boolean;
  /** Called once it has every row, before anybody of the reading goes on. */
  end?(): void;
}

/** The part that one reader has in a reading. */
export interface ReadingPart {
  /** Reads the journal, for everybody who has a part in it, up to its end; once, whoever asks first. */
  run(): Promise<void>;
}

/**
 * Has those that recover together fold the journal from one reading of it: to read and decode a row costs several times
 * what it costs one of them to fold it.
 *
 * - Who takes part before a reading begins gets each row as the others do, and before anybody gets the next.
 * - After that a new reading waits for others: one that restarts alone is alone in it, by the same code.
 * - At most two pages are in memory, however long the journal is.
 */
export class JointReading {
  readonly #journal: Journal;
  /** The one that has not begun. */
  #next: Reading | null = null;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Takes part in the next reading. */
  join(reader: RowReader): ReadingPart {
    const reading = this.#upcoming();
    reading.add(reader);
    return reading;
  }

  /**
   * Returns empty books for somebody who takes part in the next reading. Until it is over they are one with those of the
   * others, see `ArenaBooks.joined`: money is reckoned once, and not by each of them.
   */
  books(): ArenaBooks {
    return this.#upcoming().books();
  }

  #upcoming(): Reading {
    this.#next ??= new Reading(this.#journal, () => this.#next = null);
    return this.#next;
  }
}

class Reading implements ReadingPart {
  readonly #journal: Journal;
  readonly #onBegin: () => void;
  readonly #readers = new Set<RowReader>();
  #books: ArenaBooks | null = null;
  #running: Promise<void> | null = null;

  constructor(journal: Journal, onBegin: () => void) {
    this.#journal = journal;
    this.#onBegin = onBegin;
  }

  add(reader: RowReader): void {
    this.#readers.add(reader);
  }

  books(): ArenaBooks {
    if (this.#books !== null) return this.#books.joined();
    this.#books = new ArenaBooks();
    return this.#books;
  }

  run(): Promise<void> {
    return this.#running ??= this.#read();
  }

  async #read(): Promise<void> {
    this.#onBegin();
    for await (const rows of journalPages(this.#journal, 0)) {
      for (const row of rows) this.#pass(row);
    }
    this.#books?.part();
    for (const reader of this.#readers) reader.end?.();
  }

  #pass(row: JournalRow): void {
    for (const reader of this.#readers) {
      if (!reader.take(row)) this.#readers.delete(reader);
    }
  }
}
