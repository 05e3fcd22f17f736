import type { BoardStream } from "../../actors/ports/board_stream.ts";
import { OPEN_SEASON } from "../../domain/season.ts";
import type { BoardDayView } from "../../domain/view_board_days.ts";
import { type BoardsView, EMPTY_BOARDS } from "../../domain/view_boards.ts";
import type { SeasonView } from "../../domain/view_seasons.ts";

/** The boards of every season, as they were reckoned last. */
export interface BoardShelf {
  /**
   * Returns the boards of a season, or of the one that is meant where none is named; `null` where there is no season
   * of that name.
   */
  view(seasonId?: string): BoardsView | null;
  /** Returns a season's days, the oldest first; empty for one that has none. */
  days(seasonId: string): readonly BoardDayView[];
  /** Returns every season, the one that is meant first. */
  seasons(): readonly SeasonView[];
}

/** Seasons that somebody may mean who names none, the likeliest first. */
const MEANT: readonly SeasonView["status"][] = ["on", "paused", "over"];

/** The boards as they were reckoned last; empty before the first time. */
export class LatestBoards implements BoardShelf, BoardStream {
  readonly #boards = new Map<string, BoardsView>([[OPEN_SEASON, EMPTY_BOARDS]]);
  readonly #days = new Map<string, Map<string, BoardDayView>>();

  view(seasonId?: string): BoardsView | null {
    const id = seasonId ?? this.seasons()[0]?.id ?? OPEN_SEASON;
    return this.#boards.get(id) ?? null;
  }

  seasons(): readonly SeasonView[] {
    return [...this.#boards.values()]
      .filter((boards) => this.#isPlayed(boards))
      .map(({ season }) => season)
      .sort((left, right) => place(left) - place(right));
  }

  days(seasonId: string): readonly BoardDayView[] {
    return [...this.#days.get(seasonId)?.values() ?? []];
  }

  publishDay(day: BoardDayView): void {
    const days = this.#days.get(day.seasonId) ?? new Map();
    this.#days.set(day.seasonId, days.set(day.day, day));
  }

  publish(boards: BoardsView): void {
    this.#boards.set(boards.season.id, boards);
  }

  /** The open season is there for nobody where everybody competes in declared ones. */
  #isPlayed({ season, trading }: BoardsView): boolean {
    return season.id !== OPEN_SEASON || trading.length > 0 ||
      this.#boards.size === 1;
  }
}

/** Declared seasons before the open one, and what is on before what is over; the newest first. */
function place({ id, status, startedAtMs }: SeasonView): number {
  const likely = MEANT.includes(status) ? MEANT.indexOf(status) : MEANT.length;
  const open = id === OPEN_SEASON ? 0.5 : 0;
  return likely + open - (startedAtMs ?? 0) / 1e14;
}
