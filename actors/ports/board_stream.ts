import type { BoardsView } from "../../domain/view_boards.ts";

/** Where both boards go each time that they were reckoned anew. */
export interface BoardStream {
  /** Takes the newest boards in the place of those before. */
  publish(boards: BoardsView): void;
}
