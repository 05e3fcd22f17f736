import { assertNever } from "./assert_never.ts";
import type { SeasonId } from "./ids.ts";
import type { SeasonTerms } from "./season.ts";
import type { SeasonEntry } from "./season_entries.ts";

/** A season that was started. */
export interface SeasonStanding {
  readonly terms: SeasonTerms;
  readonly startedAtMs: number;
  /** `null` while it is not over. */
  readonly concludedAtMs: number | null;
}

/** What the journal says of seasons at one moment. */
export class SeasonRegister {
  #seasons = new Map<SeasonId, SeasonStanding>();

  /** Seasons that were started, the oldest first. The open one is not among them. */
  get all(): ReadonlyMap<SeasonId, SeasonStanding> {
    return this.#seasons;
  }

  /** Whether a season was concluded. */
  isOver(id: SeasonId): boolean {
    return (this.#seasons.get(id)?.concludedAtMs ?? null) !== null;
  }

  /** Returns a register of the same seasons that goes its own way. */
  copy(): SeasonRegister {
    const copy = new SeasonRegister();
    copy.#seasons = new Map(this.#seasons);
    return copy;
  }

  /** Applies a row. Returns `false` where it only repeats what is known. */
  apply(entry: SeasonEntry, atMs: number): boolean {
    const known = this.#seasons.get(entry.seasonId);
    switch (entry.kind) {
      case "season_started":
        if (known !== undefined) return false;
        this.#seasons.set(entry.seasonId, {
          terms: entry.terms,
          startedAtMs: atMs,
          concludedAtMs: null,
        });
        return true;
      case "season_concluded":
        if (known === undefined || known.concludedAtMs !== null) return false;
        this.#seasons.set(entry.seasonId, { ...known, concludedAtMs: atMs });
        return true;
      default:
        return assertNever(entry);
    }
  }
}
