import type { BookView, NoLevel, YesLevel } from "../../domain/book.ts";
import type { MarketId } from "../../domain/ids.ts";
import { type Quantity, quantityFromMicros } from "../../domain/money.ts";
import type { NoPrice, YesPrice } from "../../domain/price.ts";
import type { WholeBook } from "./decode_frame.ts";

/**
 * A live book that each frame replaces as a whole. Its depths count tradable levels only, without the
 * crossed ones that `decodeLevels` leaves out.
 */
export class ReplacedBook implements BookView {
  readonly marketId: MarketId;
  #yesBids: readonly YesLevel[] = [];
  #noBids: readonly NoLevel[] = [];
  #updatedAtMs = 0;
  #version = 0;

  constructor(marketId: MarketId) {
    this.marketId = marketId;
  }

  get bestYesBid(): YesPrice | null {
    return this.#yesBids[0]?.price ?? null;
  }

  get bestNoBid(): NoPrice | null {
    return this.#noBids[0]?.price ?? null;
  }

  get yesBidDepth(): Quantity {
    return depthOf(this.#yesBids);
  }

  get noBidDepth(): Quantity {
    return depthOf(this.#noBids);
  }

  /** Unix milliseconds; 0 before the first replacement. */
  get updatedAtMs(): number {
    return this.#updatedAtMs;
  }

  get version(): number {
    return this.#version;
  }

  yesBids(): Iterable<YesLevel> {
    return this.#yesBids;
  }

  noBids(): Iterable<NoLevel> {
    return this.#noBids;
  }

  /** Puts `book` in place of everything, as of `updatedAtMs` (Unix milliseconds). */
  replace(book: WholeBook, updatedAtMs: number): void {
    this.#yesBids = book.yesBids;
    this.#noBids = book.noBids;
    this.#updatedAtMs = updatedAtMs;
    this.#version += 1;
  }
}

function depthOf(levels: readonly (YesLevel | NoLevel)[]): Quantity {
  return quantityFromMicros(
    levels.reduce((sum, level) => sum + level.quantity, 0n),
  );
}
