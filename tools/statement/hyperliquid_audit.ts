import {
  type Quantity,
  quantity,
  usd,
  type UsdMicros,
  ZERO_USD,
} from "../../domain/money.ts";
import {
  filledPerpetual,
  type PerpetualChange,
  type PerpetualFill,
  type PerpetualPosition,
  perpetualPrice,
  type PerpetualSize,
  perpetualSize,
} from "../../domain/perpetual.ts";
import type { HyperliquidFill } from "./hyperliquid_fills.ts";
import { cutEntry, keptNotional, profitFrom } from "./hyperliquid_profit.ts";
import { flatOf } from "./statement_book.ts";

/** Closed: each is a rule below, and a profit that none explains is `unexplained`. */
export type ProfitClass =
  /** Nothing was closed and the venue says 0. */
  | "opened"
  /** The venue's profit is ours. */
  | "ours"
  /** The venue cuts the entry price off. */
  | "entry cut off"
  /** The venue has reduced the entry notional with a double before and dropped a micro-dollar more than that. */
  | "share as double"
  /** The position was opened before the recording: its entry price shows in the first profit only. */
  | "opened earlier"
  | "unexplained";

/** One recorded fill, what our ledger made of it, and why the venue's profit is what it is. */
export interface AuditedFill {
  readonly recorded: HyperliquidFill;
  /** Before the fill. */
  readonly holding: Holding;
  /** What we held where the venue says another size: fills are missing before this one. `null` where they agree. */
  readonly gapFrom: PerpetualSize | null;
  readonly change: PerpetualChange;
  /** Whether what is held after the fill was entered within the file. */
  readonly isKnownAfter: boolean;
  readonly profitClass: ProfitClass;
}

/** What is held of one coin, by us and by the venue's reckoning. */
export interface Holding {
  readonly position: PerpetualPosition;
  /** The entry notional that the venue keeps. */
  readonly kept: UsdMicros;
  /** Whether both notionals are known: the position was flat once. */
  readonly isKnown: boolean;
  /** Entry price that the last profit of a position from before the recording gave away. */
  readonly shown: bigint | null;
}

/** Returns a recorded fill as our perpetuals take it. */
export function perpetualFill(recorded: HyperliquidFill): PerpetualFill {
  return {
    side: recorded.side === "B" ? "buy" : "sell",
    quantity: quantity(recorded.sz),
    price: perpetualPrice(recorded.px),
  };
}

function firstHolding({ coin, startPosition }: HyperliquidFill): Holding {
  const position = flatOf(coin);
  const size = perpetualSize(startPosition);
  return {
    position: { ...position, size },
    kept: ZERO_USD,
    isKnown: size === 0n,
    shown: null,
  };
}

/** Returns the entry price that a profit was reckoned from; `null` where it is no price of that coin. */
function shownEntry(
  { price, side }: PerpetualFill,
  profit: UsdMicros,
  { closed, decimals }: { closed: Quantity; decimals: number },
): bigint | null {
  const away = (side === "sell" ? -profit : profit) * 1_000_000n;
  const entry = price + away / closed;
  const isPrice = away % closed === 0n && entry > 0n &&
    entry % 10n ** BigInt(decimals) === 0n;
  return isPrice ? entry : null;
}

/** Returns why the venue reports the profit that it does. */
export function profitClassOf(
  recorded: HyperliquidFill,
  holding: Holding,
  { change, decimals }: { change: PerpetualChange; decimals: number },
): ProfitClass {
  const fill = perpetualFill(recorded);
  const profit = usd(recorded.closedPnl);
  const { closed, realized } = change;
  if (closed === 0n) return profit === 0n ? "opened" : "unexplained";
  if (!holding.isKnown) {
    const entry = shownEntry(fill, profit, { closed, decimals });
    return entry !== null && (holding.shown ?? entry) === entry
      ? "opened earlier"
      : "unexplained";
  }
  if (profit === realized) return "ours";
  const { size, entryNotional } = holding.position;
  const held = size < 0n ? -size : size;
  const from = (notional: UsdMicros) =>
    profitFrom(cutEntry(notional, held, decimals), fill, closed);
  if (profit === from(entryNotional)) return "entry cut off";
  return profit === from(holding.kept) ? "share as double" : "unexplained";
}

/**
 * Returns an account's fills with what our perpetuals make of them, each coin from its first fill on. Where fills are
 * missing it goes on with the size that the venue says.
 *
 * @param decimals How many decimals sizes of each coin have.
 */
export function audit(
  fills: readonly HyperliquidFill[],
  decimals: ReadonlyMap<string, number>,
): readonly AuditedFill[] {
  const holdings = new Map<string, Holding>();
  return fills.map((recorded) => {
    const known = holdings.get(recorded.coin) ?? firstHolding(recorded);
    const { size } = known.position;
    const isGap = size !== perpetualSize(recorded.startPosition);
    const holding = isGap ? firstHolding(recorded) : known;
    const change = filledPerpetual(holding.position, perpetualFill(recorded));
    const ofCoin = { change, decimals: decimals.get(recorded.coin) ?? 0 };
    const after = holdingAfter(recorded, holding, ofCoin);
    holdings.set(recorded.coin, after);
    return {
      recorded,
      holding,
      gapFrom: isGap ? size : null,
      change,
      isKnownAfter: after.isKnown,
      profitClass: profitClassOf(recorded, holding, ofCoin),
    };
  });
}

function holdingAfter(
  recorded: HyperliquidFill,
  { position: before, kept, isKnown }: Holding,
  { change, decimals }: { change: PerpetualChange; decimals: number },
): Holding {
  const { position: after, closed } = change;
  const isTurned = before.size !== 0n &&
    (after.size === 0n || (before.size > 0n) !== (after.size > 0n));
  return {
    position: after,
    kept: keptNotional(kept, before, after),
    isKnown: isKnown || isTurned,
    shown: isKnown || closed === 0n ? null : shownEntry(
      perpetualFill(recorded),
      usd(recorded.closedPnl),
      { closed, decimals },
    ),
  };
}
