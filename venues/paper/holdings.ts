import type { VenuePosition } from "../../actors/ports/execution.ts";
import type { Fill } from "../../domain/fill.ts";
import type { MarketId } from "../../domain/ids.ts";
import {
  add,
  type Quantity,
  subtract,
  ZERO_QUANTITY,
} from "../../domain/money.ts";

type HoldingKey = Pick<VenuePosition, "contestantId" | "marketId" | "outcome">;

/** What contestants hold at the paper exchange, by market. Nothing is ever sold short. */
export class Holdings {
  readonly #held = new Map<MarketId, Map<string, VenuePosition>>();

  /** Returns everything held, in the order in which markets were first traded. */
  all(): readonly VenuePosition[] {
    return [...this.#held.values()].flatMap((held) => [...held.values()]);
  }

  /** Returns the contracts held. */
  of(key: HoldingKey): Quantity {
    return this.#held.get(key.marketId)?.get(placeOf(key))?.quantity ??
      ZERO_QUANTITY;
  }

  put({ contestantId, marketId, outcome, quantity }: VenuePosition): void {
    const held = this.#held.get(marketId) ?? new Map<string, VenuePosition>();
    const position = { contestantId, marketId, outcome, quantity };
    if (quantity > 0n) held.set(placeOf(position), position);
    else held.delete(placeOf(position));
    if (held.size > 0) this.#held.set(marketId, held);
    else this.#held.delete(marketId);
  }

  fill(fill: Fill): void {
    const { side, quantity } = fill;
    const before = this.of(fill);
    const after = side === "buy"
      ? add(before, quantity)
      : subtract(before, quantity);
    this.put({ ...fill, quantity: after });
  }

  /** Forgets what was held in a market that was paid out. */
  forget(marketId: MarketId): void {
    this.#held.delete(marketId);
  }
}

function placeOf({ contestantId, outcome }: HoldingKey): string {
  return `${contestantId} ${outcome}`;
}
