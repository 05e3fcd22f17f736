import type { BoardStream } from "../../actors/ports/board_stream.ts";
import { type BoardsView, EMPTY_BOARDS } from "../../domain/view_boards.ts";

/** The boards as they were reckoned last; empty before the first time. */
export class LatestBoards implements BoardStream {
  #boards = EMPTY_BOARDS;

  /** Returns them. */
  view(): BoardsView {
    return this.#boards;
  }

  publish(boards: BoardsView): void {
    this.#boards = boards;
  }
}
