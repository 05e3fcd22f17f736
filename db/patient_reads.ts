import type { Journal } from "../actors/ports/journal.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Random } from "../runtime/random.ts";
import { isTransient, toError } from "./database_error.ts";
import type { DatabaseLog } from "./log.ts";
import { Retry } from "./retry.ts";

/** What `patientReads` works with. */
export interface PatientReadsOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: DatabaseLog;
  /** How long one page is asked for again while the database is gone, in milliseconds. @default {300000} */
  readonly forMs?: number;
}

/**
 * Returns `journal` as its actors have it: a page that the database does not give now is asked for again.
 *
 * An actor folds the journal when it starts. Were a read to fail with a database that is gone for seconds, each actor
 * would be started again until the root gives up, and the process with it, while rows that are to be written wait for
 * minutes. Whoever answers a viewer reads the journal itself, as it is better to say at once that the database is gone.
 */
export function patientReads(
  journal: Journal,
  { clock, random, log, forMs = 300_000 }: PatientReadsOptions,
): Journal {
  return {
    append: (draft) => journal.append(draft),
    head: () => journal.head(),
    onCommit: (listener) => journal.onCommit(listener),
    async read(after, limit) {
      const retry = new Retry({ clock, random, forMs });
      while (true) {
        try {
          return await journal.read(after, limit);
        } catch (error) {
          if (retry.isOver() || !isTransient(error)) throw error;
          log.warn(
            { err: toError(error), after, attempt: retry.attempt },
            "a reader of the journal waits for its database",
          );
          await retry.pause();
        }
      }
    },
  };
}
