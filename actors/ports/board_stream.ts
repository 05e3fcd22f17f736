import type { BoardDayView } from "../../domain/view_board_days.ts";
import type { BoardsView } from "../../domain/view_boards.ts";

/** Where both boards go each time that they were reckoned anew, and what they were at the end of each day. */
export interface BoardStream {
  /** Takes the newest boards of a season in the place of those before. */
  publish(boards: BoardsView): void;
  /** Takes a day as it stands by now, in the place of what was known of it. Days of a season come in order. */
  publishDay(day: BoardDayView): void;
}
