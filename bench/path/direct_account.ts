import { type Fill, fillNotional } from "../../domain/fill.ts";
import type { ContestantId, MarketId } from "../../domain/ids.ts";
import {
  type Quantity,
  usdFromMicros,
  type UsdMicros,
} from "../../domain/money.ts";
import {
  emptyPosition,
  filledPosition,
  type Position,
} from "../../domain/position.ts";

const MINUTE_MS = 60_000;

interface MarketPositions {
  yes: Position;
  no: Position;
}

/** What one contestant has, kept by whoever calls and known to nobody else. */
export class DirectAccount {
  readonly contestantId: ContestantId;
  readonly startingBalance: UsdMicros;
  readonly #positions = new Map<MarketId, MarketPositions>();
  #orderedAtMs: number[] = [];
  #cash: UsdMicros;

  constructor(contestantId: ContestantId, startingBalance: UsdMicros) {
    this.contestantId = contestantId;
    this.startingBalance = startingBalance;
    this.#cash = startingBalance;
  }

  get cash(): UsdMicros {
    return this.#cash;
  }

  held(marketId: MarketId): { readonly yes: Quantity; readonly no: Quantity } {
    const { yes, no } = this.#at(marketId);
    return { yes: yes.quantity, no: no.quantity };
  }

  /** Returns what both outcomes of a market cost. */
  cost(marketId: MarketId): UsdMicros {
    const { yes, no } = this.#at(marketId);
    return usdFromMicros(yes.cost + no.cost);
  }

  /** Returns the orders of the minute before `nowMs`. */
  ordersInLastMinute(nowMs: number): number {
    this.#orderedAtMs = this.#orderedAtMs.filter((atMs) =>
      atMs > nowMs - MINUTE_MS
    );
    return this.#orderedAtMs.length;
  }

  countOrder(nowMs: number): void {
    this.#orderedAtMs.push(nowMs);
  }

  book(fill: Fill): void {
    const amount = fillNotional(fill);
    const change = fill.side === "buy" ? -amount : amount;
    this.#cash = usdFromMicros(this.#cash + change - fill.fee);
    const positions = this.#at(fill.marketId);
    positions[fill.outcome] = filledPosition(positions[fill.outcome], fill);
  }

  #at(marketId: MarketId): MarketPositions {
    let positions = this.#positions.get(marketId);
    if (positions === undefined) {
      const { contestantId } = this;
      positions = {
        yes: emptyPosition({ contestantId, marketId, outcome: "yes" }),
        no: emptyPosition({ contestantId, marketId, outcome: "no" }),
      };
      this.#positions.set(marketId, positions);
    }
    return positions;
  }
}
