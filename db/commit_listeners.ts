import type { JournalRow } from "../domain/journal.ts";
import { toError } from "./database_error.ts";
import type { DatabaseLog } from "./log.ts";

type CommitListener = (row: JournalRow) => void;

/**
 * Those who hear of committed rows, in the order in which they came.
 *
 * A listener that throws is reported and keeps listening: the row is committed, whatever it makes of it.
 */
export class CommitListeners {
  readonly #listeners = new Set<{ readonly listener: CommitListener }>();
  readonly #log: DatabaseLog;

  constructor(log: DatabaseLog) {
    this.#log = log;
  }

  /** Adds a listener, also one that is already there. Returns its cancel function. */
  add(listener: CommitListener): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  /** Tells every listener of `row`. Never throws. */
  publish(row: JournalRow): void {
    for (const { listener } of this.#listeners) {
      try {
        listener(row);
      } catch (error) {
        this.#log.error(
          { err: toError(error), sequence: row.sequence },
          "a commit listener failed",
        );
      }
    }
  }
}
