import type { Journal } from "../actors/ports/journal.ts";
import type { Clock } from "../runtime/mod.ts";

/**
 * A note that the journal could not be written: the one thing of the trading path that no journal can say.
 *
 * The process that lost it leaves the note and ends. The next one halts the arena over it before anybody trades, and
 * from then on the halt is in the journal like any other.
 */
export class LostJournalNote {
  readonly #directory: string;
  readonly #path: string;

  /** Neither the folder nor the file in it need be there. */
  constructor(directory: string, name: string) {
    this.#directory = directory;
    this.#path = `${directory}/${name}`;
  }

  /** Leaves the note. @throws {Error} If it cannot be written. */
  async leave(atMs: number): Promise<void> {
    await Deno.mkdir(this.#directory, { recursive: true });
    await Deno.writeTextFile(this.#path, new Date(atMs).toISOString());
  }

  /** Halts the arena where there is a note, and takes it away once that is committed. @returns Whether there was. */
  async haltOver(journal: Journal, clock: Clock): Promise<boolean> {
    const lostAt = await this.#read();
    if (lostAt === null) return false;
    const nowMs = clock.nowMs();
    await journal.append({
      entry: {
        kind: "trading_state_changed",
        scope: { kind: "arena" },
        state: "halted",
        step: null,
        cause: "journal_lost",
        detail:
          `The journal could not be written at ${lostAt}; the log of that process says why.`,
        by: "arena",
      },
      causationId: null,
      correlationId: null,
      occurredAtMs: nowMs,
      recordedAtMs: nowMs,
    });
    await Deno.remove(this.#path);
    return true;
  }

  async #read(): Promise<string | null> {
    try {
      return await Deno.readTextFile(this.#path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return null;
      throw error;
    }
  }
}
