import type { ContestantId, SeasonId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { OPEN_SEASON, seasonOf } from "../../domain/season.ts";

/** Knows whether the season of one contestant is on: only then it enrolls, is woken and decides. */
export class SeasonGate {
  readonly #season: SeasonId;
  #hasStarted: boolean;
  #isOver = false;
  #isPaused = false;

  constructor(contestantId: ContestantId) {
    this.#season = seasonOf(contestantId);
    this.#hasStarted = this.#season === OPEN_SEASON;
  }

  /** Whether the season has started and is neither paused nor over. */
  get isOpen(): boolean {
    return this.#hasStarted && !this.#isOver && !this.#isPaused;
  }

  /** Whether somebody may still join. */
  get takesMembers(): boolean {
    return this.#hasStarted && !this.#isOver;
  }

  /** Takes a row of the journal. */
  fold(entry: JournalEntry): void {
    switch (entry.kind) {
      case "season_started":
        if (entry.seasonId === this.#season) this.#hasStarted = true;
        return;
      case "season_concluded":
        if (entry.seasonId === this.#season) this.#isOver = true;
        return;
      case "trading_state_changed":
        if (
          entry.scope.kind === "season" &&
          entry.scope.seasonId === this.#season
        ) this.#isPaused = entry.state === "halted";
        return;
    }
  }
}
