import type { Contestant } from "../contestant.ts";
import type { Fill } from "../fill.ts";
import type { MarketId } from "../ids.ts";
import type { Market } from "../market.ts";
import { add, subtract, type UsdMicros, ZERO_USD } from "../money.ts";
import { horizonOf, HORIZONS } from "./horizon.ts";
import { categoryOf } from "./market_category.ts";

/** What trading in one class of markets came to. */
export interface TradingTally {
  /** Proceeds and payouts less the cost of what they were for, less fees. */
  readonly netPnl: UsdMicros;
  readonly fees: UsdMicros;
  readonly fills: number;
}

const NOTHING: TradingTally = { netPnl: ZERO_USD, fees: ZERO_USD, fills: 0 };

type Money = Pick<Contestant, "realizedPnl" | "feesPaid">;

/**
 * One account's profits by the category of their markets, and by how long before the close the contestant began to
 * trade in them. Exact: the classes add up to the account.
 */
export class TradingClasses {
  readonly #byCategory = new Map<string, TradingTally>();
  readonly #byHorizon = HORIZONS.map(() => NOTHING);
  /** The class of the first fill in each market. */
  readonly #horizons = new Map<MarketId, number>();

  get byCategory(): ReadonlyMap<string, TradingTally> {
    return this.#byCategory;
  }

  /** In the order of `HORIZONS`. */
  get byHorizon(): readonly TradingTally[] {
    return this.#byHorizon;
  }

  /** Counts a fill, by how the account stood before and after it. */
  fill(
    { occurredAtMs }: Pick<Fill, "occurredAtMs">,
    market: Market,
    moved: { readonly before: Money; readonly after: Money },
  ): void {
    if (!this.#horizons.has(market.id)) {
      this.#horizons.set(
        market.id,
        horizonOf(market.closesAtMs - occurredAtMs),
      );
    }
    this.#count(market, { ...moneyMoved(moved), fills: 1 });
  }

  /** Counts a payout, or one that was taken back. */
  settle(
    market: Market,
    moved: { readonly before: Money; readonly after: Money },
  ): void {
    this.#count(market, { ...moneyMoved(moved), fills: 0 });
  }

  #count(market: Market, moved: TradingTally): void {
    const category = categoryOf(market);
    this.#byCategory.set(
      category,
      sum(this.#byCategory.get(category) ?? NOTHING, moved),
    );
    const horizon = this.#horizons.get(market.id) ?? HORIZONS.length - 1;
    this.#byHorizon[horizon] = sum(this.#byHorizon[horizon] ?? NOTHING, moved);
  }
}

function moneyMoved(
  { before, after }: { readonly before: Money; readonly after: Money },
): Omit<TradingTally, "fills"> {
  const fees = subtract(after.feesPaid, before.feesPaid);
  const won = subtract(after.realizedPnl, before.realizedPnl);
  return { netPnl: subtract(won, fees), fees };
}

function sum(left: TradingTally, right: TradingTally): TradingTally {
  return {
    netPnl: add(left.netPnl, right.netPnl),
    fees: add(left.fees, right.fees),
    fills: left.fills + right.fills,
  };
}
