import {
  ATTRIBUTION_PARTS,
  type AttributionChange,
  type AttributionPart,
  type AttributionParts,
  type TradeAttribution,
} from "../../domain/attribution.ts";
import { AttributionFold } from "../../domain/attribution_fold.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import { add, subtract, ZERO_USD } from "../../domain/money.ts";
import { NewestMap } from "../../domain/newest_map.ts";

const PARTS = Object.keys(ATTRIBUTION_PARTS) as AttributionPart[];
const NOTHING = Object.fromEntries(
  PARTS.map((part) => [part, ZERO_USD]),
) as AttributionParts;

/** Trades that can still change: settlements of older ones are taken back by trades of their own. */
const TRADES_KEPT = 2_000;

/** Where the profit of closed trades came from: trade by trade as they close, and summed by contestant. */
export class TradeBoard {
  readonly #fold: AttributionFold;
  readonly #trades = new NewestMap<string, TradeAttribution>(TRADES_KEPT);
  readonly #sums = new Map<ContestantId, AttributionParts>();

  /** @param books Books that have every row before `apply` is called with it. */
  constructor(books: ArenaBooks) {
    this.#fold = new AttributionFold(books);
  }

  /** Returns each part summed over a contestant's closed trades, and its costs that belong to no trade. */
  sumsOf(id: ContestantId): AttributionParts {
    const sums = this.#sums.get(id) ?? NOTHING;
    const { funding, inference } = this.#fold.unattributed(id);
    return {
      ...sums,
      funding: subtract(sums.funding, funding),
      inference: subtract(sums.inference, inference),
    };
  }

  /** Applies a row for which the books have just returned `true`. */
  apply(row: JournalRow): readonly AttributionChange[] {
    const changes = this.#fold.apply(row);
    for (const change of changes) {
      if (change.kind === "attributed") {
        const { attribution } = change;
        this.#forget(attribution.tradeId);
        this.#trades.set(attribution.tradeId, attribution);
        this.#count(attribution, add);
      } else this.#forget(change.tradeId);
    }
    return changes;
  }

  /** Takes a trade out that is told anew, or is not over after all. */
  #forget(tradeId: string): void {
    const known = this.#trades.get(tradeId);
    if (known === undefined) return;
    this.#trades.delete(tradeId);
    this.#count(known, subtract);
  }

  #count(
    { contestantId, parts }: TradeAttribution,
    combine: typeof add,
  ): void {
    const sums = this.#sums.get(contestantId) ?? NOTHING;
    this.#sums.set(
      contestantId,
      Object.fromEntries(
        PARTS.map((part) => [part, combine(sums[part], parts[part])]),
      ) as AttributionParts,
    );
  }
}
