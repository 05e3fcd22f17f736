/**
 * Both boards after one round. Only tests import it.
 *
 * @module
 */
import { SeededRandom } from "../../runtime/seeded_random.ts";
import { ArenaBoards } from "../boards/arena_boards.ts";
import { boardsView } from "../boards/boards_view.ts";
import type { BoardsView } from "../view_boards.ts";
import { OPEN_SEASON_VIEW } from "../view_seasons.ts";
import { decided, enrolled, listed, phased, unchained } from "./board_story.ts";

/** Reckons the boards of the open season, or of another one, at once. */
export function reckoned(
  { open, seasons }: ArenaBoards,
  id = open.id,
): BoardsView {
  const slices = boardsView(seasons.get(id) ?? open, {
    season: OPEN_SEASON_VIEW,
    draws: new SeededRandom("boards"),
    resamples: 99,
    nowMs: 1_000,
  });
  for (;;) {
    const slice = slices.next();
    if (slice.done) return slice.value;
  }
}

function sampleBoards(): BoardsView {
  const boards = new ArenaBoards();
  const names = ["ann", "bob"];
  const markets = [0, 5];
  const entries = [
    ...names.map(enrolled),
    ...markets.map(listed),
    ...markets.flatMap((market) =>
      names.map((who, at) =>
        decided({
          who,
          market,
          wake: 0,
          probability: at === 0 ? 0.9 : 0.4,
          marketProbability: 0.5,
        })
      )
    ),
    ...markets.map((market) => phased(market, "final", "yes")),
  ];
  for (const row of unchained(entries)) boards.apply(row);
  return reckoned(boards);
}

/** Two contestants who share two markets. */
export const SAMPLE_BOARDS: BoardsView = sampleBoards();
