import { type Fill, fillNotional } from "./fill.ts";
import type { ContestantId, MarketId } from "./ids.ts";
import type { EntryOf, SettledPosition } from "./journal.ts";
import type { Outcome } from "./market.ts";
import { add, subtract, type UsdMicros, ZERO_USD } from "./money.ts";
import { emptyPosition, filledPosition, type Position } from "./position.ts";

/** What names a position. */
export type PositionKey = Pick<
  Position,
  "contestantId" | "marketId" | "outcome"
>;

interface Held {
  readonly position: Position;
  /** Cash that the position brought since it was opened, fees included; negative while it only cost. */
  readonly result: UsdMicros;
}

/** Open positions by contestant, market and outcome. One whose last contract left is gone. */
export class PositionRegister {
  #held = new Map<ContestantId, Map<string, Held>>();

  /** Returns a register of the same positions that goes its own way. */
  copy(): PositionRegister {
    const copy = new PositionRegister();
    copy.#held = new Map(
      [...this.#held].map(([id, places]) => [id, new Map(places)]),
    );
    return copy;
  }

  /** Returns the position; an empty one where nothing is held. */
  get(key: PositionKey): Position {
    return this.#find(key)?.position ?? emptyPosition(key);
  }

  /** Returns what a contestant holds, in the order in which it was opened. */
  *of(contestantId: ContestantId): Generator<Position> {
    for (const held of this.#held.get(contestantId)?.values() ?? []) {
      yield held.position;
    }
  }

  /** Returns everything held. */
  *all(): Generator<Position> {
    for (const contestantId of this.#held.keys()) yield* this.of(contestantId);
  }

  /** Returns what anybody holds in a market. */
  *in(marketId: MarketId): Generator<Position> {
    for (const position of this.all()) {
      if (position.marketId === marketId) yield position;
    }
  }

  /**
   * Applies a fill. Returns the cash result of the position if it ended with it, else `null`.
   *
   * @throws {OversoldError} If more is sold than held.
   */
  fill(fill: Fill): UsdMicros | null {
    const held = this.#find(fill);
    const position = filledPosition(
      held?.position ?? emptyPosition(fill),
      fill,
    );
    const amount = fillNotional(fill);
    const before = held?.result ?? ZERO_USD;
    const result = subtract(
      fill.side === "buy" ? subtract(before, amount) : add(before, amount),
      fill.fee,
    );
    if (position.quantity === 0n) {
      this.#remove(fill);
      return result;
    }
    this.#put({ position, result });
    return null;
  }

  /** Pays out what is settled of a position. Returns the cash result if it ended with it, else `null`. */
  settle(settled: SettledPosition): UsdMicros | null {
    const held = this.#find(settled);
    const position = held?.position ?? emptyPosition(settled);
    const result = add(held?.result ?? ZERO_USD, settled.payout);
    const quantity = subtract(position.quantity, settled.quantity);
    if (quantity === 0n) {
      this.#remove(settled);
      return result;
    }
    const cost = subtract(position.cost, settled.cost);
    this.#put({ position: { ...position, quantity, cost }, result });
    return null;
  }

  /**
   * Holds again what was settled, beside what is held by now; `ended` is what the position had brought with its
   * payout, `null` where it had gone on.
   */
  reopen(settled: SettledPosition, ended: UsdMicros | null): void {
    const held = this.#find(settled);
    const position = held?.position ?? emptyPosition(settled);
    const before = add(held?.result ?? ZERO_USD, ended ?? ZERO_USD);
    this.#put({
      position: {
        ...position,
        quantity: add(position.quantity, settled.quantity),
        cost: add(position.cost, settled.cost),
      },
      result: subtract(before, settled.payout),
    });
  }

  /** Brings a position to what a venue's record says. */
  correct(
    { contestantId, marketId, outcome, quantityAfter, costAfter }: EntryOf<
      "position_corrected"
    >,
  ): void {
    const key = { contestantId, marketId, outcome };
    const held = this.#find(key);
    if (quantityAfter === 0n) return this.#remove(key);
    const costBefore = held?.position.cost ?? ZERO_USD;
    this.#put({
      position: { ...key, quantity: quantityAfter, cost: costAfter },
      result: subtract(
        held?.result ?? ZERO_USD,
        subtract(costAfter, costBefore),
      ),
    });
  }

  #find(key: PositionKey): Held | undefined {
    return this.#held.get(key.contestantId)?.get(placeOf(key));
  }

  #put(held: Held): void {
    const { contestantId } = held.position;
    let places = this.#held.get(contestantId);
    if (places === undefined) {
      places = new Map();
      this.#held.set(contestantId, places);
    }
    places.set(placeOf(held.position), held);
  }

  #remove(key: PositionKey): void {
    this.#held.get(key.contestantId)?.delete(placeOf(key));
  }
}

function placeOf(
  { marketId, outcome }: { marketId: MarketId; outcome: Outcome },
): string {
  return `${marketId} ${outcome}`;
}
