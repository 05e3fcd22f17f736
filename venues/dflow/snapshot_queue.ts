import type { MarketId } from "../../domain/ids.ts";
import { answerStatus } from "../net/venue_error.ts";
import { decodeLevels } from "./decode_frame.ts";
import type { MarketBoard, Receipt } from "./market_board.ts";
import type { DflowRecorder } from "./recorder.ts";
import type { DflowRest } from "./rest.ts";

/** What a snapshot queue works with. */
export interface SnapshotQueueOptions {
  readonly rest: DflowRest;
  readonly board: MarketBoard;
  readonly receipt: () => Receipt;
  readonly recorder: DflowRecorder;
  /** Hears each snapshot that could not be had, unless `signal` was aborted. */
  readonly onFailure: (error: unknown) => void;
  readonly signal: AbortSignal;
}

const TOO_MANY_REQUESTS = 429;

/**
 * Fetches books by REST and puts them on the board, one after the other and each market once at a time:
 * the venue limits requests, and frames bring the books anyway. Told that it asks too often, it gives up
 * what it still wanted.
 */
export class SnapshotQueue {
  readonly #options: SnapshotQueueOptions;
  readonly #wanted = new Set<MarketId>();
  #isFetching = false;
  #applied = 0;

  constructor(options: SnapshotQueueOptions) {
    this.#options = options;
  }

  /** Books that were put on the board so far. */
  get applied(): number {
    return this.#applied;
  }

  /** Asks for a market's book as soon as those before it are there. */
  want(id: MarketId): void {
    this.#wanted.add(id);
    if (!this.#isFetching) void this.#fetchAll();
  }

  async #fetchAll(): Promise<void> {
    this.#isFetching = true;
    for (const id of this.#wanted) {
      this.#wanted.delete(id);
      if (this.#options.signal.aborted) break;
      await this.#fetch(id);
    }
    this.#isFetching = false;
  }

  async #fetch(id: MarketId): Promise<void> {
    const { rest, board, recorder, onFailure, signal } = this.#options;
    const asked = board.bookOf(id);
    if (asked === null) return;
    try {
      const answer = await rest.orderbook(asked.ticker, signal);
      const receipt = this.#options.receipt();
      const book = answer === null ? null : decodeLevels(answer);
      const snapshot = { book, version: asked.version };
      if (board.applySnapshot(id, snapshot, receipt)) {
        this.#applied += 1;
        recorder.recordBook(asked.ticker, answer, receipt.atMs);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (answerStatus(error) === TOO_MANY_REQUESTS) this.#wanted.clear();
      onFailure(error);
    }
  }
}
