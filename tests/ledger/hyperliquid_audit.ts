import { contestantId, marketId } from "../../domain/ids.ts";
import {
  type Quantity,
  quantity,
  usd,
  type UsdMicros,
  ZERO_USD,
} from "../../domain/money.ts";
import {
  filledPerpetual,
  flatPerpetual,
  type PerpetualChange,
  type PerpetualFill,
  type PerpetualPosition,
  perpetualPrice,
  perpetualSize,
} from "../../domain/perpetual.ts";
import {
  readWallets,
  type RecordedFill,
  sizeDecimals,
  type Wallet,
} from "./hyperliquid_fills.ts";
import { cutEntry, keptNotional, profitFrom } from "./reported_profit.ts";

/** Whom the recorded fills are booked for. */
export const WALLET = contestantId("wallet");

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
  readonly recorded: RecordedFill;
  /** Before the fill. */
  readonly holding: Holding;
  readonly change: PerpetualChange;
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
export function perpetualFill(recorded: RecordedFill): PerpetualFill {
  return {
    side: recorded.side === "B" ? "buy" : "sell",
    quantity: quantity(recorded.sz),
    price: perpetualPrice(recorded.px),
  };
}

function firstHolding({ coin, startPosition }: RecordedFill): Holding {
  const position = flatPerpetual({
    contestantId: WALLET,
    marketId: marketId("hyperliquid", coin),
  });
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
  recorded: RecordedFill,
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

/** Returns the wallet's fills with what our perpetuals make of them, each coin from its first fill on. */
export function audit(
  { fills }: Wallet,
  decimals: ReadonlyMap<string, number>,
): readonly AuditedFill[] {
  const holdings = new Map<string, Holding>();
  return fills.map((recorded) => {
    const holding = holdings.get(recorded.coin) ?? firstHolding(recorded);
    const { position: before, isKnown } = holding;
    const fill = perpetualFill(recorded);
    const change = filledPerpetual(before, fill);
    const after = change.position;
    const ofCoin = { change, decimals: decimals.get(recorded.coin) ?? 0 };
    const isTurned = before.size !== 0n &&
      (after.size === 0n || (before.size > 0n) !== (after.size > 0n));
    holdings.set(recorded.coin, {
      position: after,
      kept: keptNotional(holding.kept, before, after),
      isKnown: isKnown || isTurned,
      shown: isKnown || change.closed === 0n ? null : shownEntry(
        fill,
        usd(recorded.closedPnl),
        { closed: change.closed, ...ofCoin },
      ),
    });
    const profitClass = profitClassOf(recorded, holding, ofCoin);
    return { recorded, holding, change, profitClass };
  });
}

/** Returns every wallet with its audited fills. */
export async function auditAll(): Promise<
  readonly { readonly wallet: Wallet; readonly audited: AuditedFill[] }[]
> {
  const wallets = await readWallets();
  const decimals = sizeDecimals(wallets);
  return wallets.map((wallet) => ({
    wallet,
    audited: [...audit(wallet, decimals)],
  }));
}
