import { ArenaBoards } from "../../domain/boards/arena_boards.ts";
import { boardsView } from "../../domain/boards/boards_view.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { BoardsView } from "../../domain/view_boards.ts";
import { OPEN_SEASON_VIEW } from "../../domain/view_seasons.ts";
import { SeededRandom } from "../../runtime/mod.ts";
import { MARKET_DECISIONS, Season } from "./season.ts";

/** As many as the arena draws. */
const RESAMPLES = 999;

/** Boards that know a season so far. */
export interface PlayedBoards {
  readonly boards: ArenaBoards;
  readonly season: Season;
  /** Milliseconds that folding took, without what making the rows took. */
  readonly foldMs: number;
}

/** Plays a season of at least so many decisions. */
export function playedBoards(decisions: number): PlayedBoards {
  const boards = new ArenaBoards();
  const season = new Season();
  let foldMs = timed(() => {
    for (const row of season.opening()) boards.apply(row);
  });
  for (let played = 0; played < decisions; played += MARKET_DECISIONS) {
    const { forecasts, result } = season.market();
    foldMs += timed(() => {
      for (const row of forecasts) boards.apply(row);
      boards.apply(result);
    });
  }
  return { boards, season, foldMs };
}

/** Reckons both boards with all intervals, without the pauses that the arena makes in between. */
export function reckonedBoards(boards: ArenaBoards): BoardsView {
  const draws = new SeededRandom("bench");
  const slices = boardsView(boards.open, {
    season: OPEN_SEASON_VIEW,
    draws,
    resamples: RESAMPLES,
    nowMs: 0,
  });
  for (;;) {
    const slice = slices.next();
    if (slice.done) return slice.value;
  }
}

/** Returns the milliseconds that it takes from the first row of a season to both boards with all intervals. */
export function recomputeMs(decisions: number): number {
  const { boards, foldMs } = playedBoards(decisions);
  return foldMs + timed(() => reckonedBoards(boards));
}

/**
 * Returns the milliseconds that it takes to add up the Brier scores of the same season, and nothing else: no books, no
 * classes, no pairs, no intervals, and nothing that could be taken back.
 */
export function bareScoresMs(decisions: number): number {
  const season = new Season();
  const sums = new Map<string, { sum: number; count: number }>();
  let ms = 0;
  season.opening();
  for (let played = 0; played < decisions; played += MARKET_DECISIONS) {
    const { forecasts, result } = season.market();
    ms += timed(() => addScores(sums, forecasts, result));
  }
  return ms;
}

function addScores(
  sums: Map<string, { sum: number; count: number }>,
  forecasts: readonly JournalRow[],
  { entry: result }: JournalRow,
): void {
  const isYes = result.kind === "market_phase_changed" &&
    result.resolution?.kind === "yes";
  for (const { entry } of forecasts) {
    if (entry.kind !== "decision_made") continue;
    const { contestantId, probabilityYes } = entry.decision;
    const known = sums.get(contestantId) ?? { sum: 0, count: 0 };
    known.sum += (probabilityYes - (isYes ? 1 : 0)) ** 2;
    known.count++;
    sums.set(contestantId, known);
  }
}

/** Returns the milliseconds of the processor's wall clock that `work` takes. */
export function timed(work: () => void): number {
  const startedMs = performance.now();
  work();
  return performance.now() - startedMs;
}
