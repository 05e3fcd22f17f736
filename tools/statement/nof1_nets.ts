import type { UsdMicros } from "../../domain/money.ts";
import { perpetualFeesAt } from "../../domain/perpetual_fees.ts";
import type { ClosedTrade } from "./nof1_trades.ts";
import { netOf } from "./statement.ts";
import { roundTrip, StatementBook } from "./statement_book.ts";

/** Each amount of the source is a double, here rounded to the micro-dollar: a sum of a few is off by two at most. */
const TOLERANCE_MICROS = 2n;

/** Decimals of sizes on Hyperliquid; prices have six less these. */
const SIZE_DECIMALS = { BTC: 5, ETH: 4, SOL: 2, BNB: 3, XRP: 0, DOGE: 0 };

/** Whether two amounts are one but for the source's doubles. */
export function isNear(left: bigint, right: bigint): boolean {
  const off = left - right;
  return off <= TOLERANCE_MICROS && off >= -TOLERANCE_MICROS;
}

/** What our ledger holds after a trade. */
export interface BookedTrade {
  readonly gross: UsdMicros;
  readonly commissions: UsdMicros;
  readonly net: UsdMicros;
  readonly ledgerSum: UsdMicros;
}

/** Enters and leaves at the named prices. `closedProfit` stands in for what the exit realised, where it is given. */
export function booked(
  trade: ClosedTrade,
  closedProfit?: UsdMicros,
): BookedTrade {
  const { model, symbol, quantity } = trade;
  const book = new StatementBook(model, symbol);
  const { entered, left } = roundTrip(symbol, {
    entry: { ...trade.entry, quantity },
    exit: { ...trade.exit, quantity },
  });
  book.fill(entered, trade.entry.commission);
  book.fill(
    { ...left, realized: closedProfit ?? left.realized },
    trade.exit.commission,
  );
  const line = book.line();
  return {
    gross: line.realized,
    commissions: line.fees,
    net: netOf(line),
    ledgerSum: book.sum,
  };
}

/** Closed: a net that no rule explains is `unexplained`. */
export type NetClass =
  /** Each order was filled at the price that is named for it. */
  | "one price"
  /** Orders were filled at several prices: their commissions tell what they were filled for. */
  | "several prices"
  /** An order rested in part and took in part: its commission tells no price. */
  | "rested in part"
  /** Two lots of one position: the venue knows one entry price for both. */
  | "two lots"
  | "unexplained";

/** What the reported net has over our ledger's: 0 where named prices are the ones that were paid. */
function surplus(trade: ClosedTrade): bigint {
  return trade.net - booked(trade).net;
}

export function notional({ entry, quantity }: ClosedTrade): bigint {
  return entry.price * quantity / 1_000_000n;
}

/** Taker and maker rates of the two tiers that the models were in, in trillionths of the notional. */
const RATES_PICOS = ([0, 1] as const).flatMap((tier) => {
  const { takerPicos, makerPicos } = perpetualFeesAt({
    venue: "hyperliquid",
    tier,
    stakingDiscountPercent: 0,
    referralDiscountPercent: 0,
    deployment: "validator",
  }, Date.parse("2025-10-18"));
  return [takerPicos, makerPicos];
});

const PICOS = 10n ** 12n;

/** Returns what an order was filled for, from its commission; `null` where that fits no rate within 3 in 1,000. */
function paidFor(
  { quantity }: ClosedTrade,
  { price, commission }: ClosedTrade["entry"],
): bigint | null {
  const named = price * quantity / 1_000_000n;
  for (const rate of RATES_PICOS) {
    const paid = commission * PICOS / rate;
    const off = paid - named;
    if ((off < 0n ? -off : off) * 1_000n <= named * 3n) return paid;
  }
  return null;
}

/** Returns the surplus that commissions foretell; `null` where one of them tells no price. */
function foretoldSurplus(trade: ClosedTrade): bigint | null {
  const entered = paidFor(trade, trade.entry);
  const left = paidFor(trade, trade.exit);
  if (entered === null || left === null) return null;
  const won = trade.entry.side === "buy" ? left - entered : entered - left;
  return won - trade.gross;
}

/** Each fill's commission is rounded down: twenty micro-dollars are five cents of notional at 4 basis points. */
const COMMISSION_NOISE_MICROS = 50_000n;

/** Whether a surplus is the foretold one, up to what the venue cuts off the entry price and off commissions. */
function isForetold(trades: readonly ClosedTrade[]): boolean {
  let off = 0n;
  let cut = 0n;
  for (const trade of trades) {
    const foretold = foretoldSurplus(trade);
    if (foretold === null) return false;
    off += surplus(trade) - foretold;
    cut += trade.quantity * 10n ** BigInt(SIZE_DECIMALS[trade.symbol]) /
      1_000_000n;
  }
  const most = cut + COMMISSION_NOISE_MICROS;
  return off <= most && off >= -most;
}

/** Whether the venue won the same per unit in both, as it does where lots are one position. */
function areLots(one: ClosedTrade, other: ClosedTrade): boolean {
  return one.id !== other.id && one.model === other.model &&
    one.symbol === other.symbol && one.entry.side === other.entry.side &&
    one.exit.atSeconds === other.exit.atSeconds &&
    isNear(
      one.closedProfit * other.quantity / 1_000_000n,
      other.closedProfit * one.quantity / 1_000_000n,
    );
}

/** Returns why the reported net is what it is. @param trades All of the file: two may be lots of one position. */
export function netClassOf(
  trade: ClosedTrade,
  trades: readonly ClosedTrade[],
): NetClass {
  if (isNear(surplus(trade), 0n)) return "one price";
  const lot = trades.find((other) => areLots(trade, other));
  if (lot !== undefined) {
    return isForetold([trade, lot]) ? "two lots" : "unexplained";
  }
  if (isForetold([trade])) return "several prices";
  return isBetweenRates(trade) ? "rested in part" : "unexplained";
}

/** Whether the exit's commission is between a maker's and a taker's, and the surplus under 3 basis points. */
function isBetweenRates(trade: ClosedTrade): boolean {
  const { exit, quantity } = trade;
  const paid = exit.price * quantity / 1_000_000n;
  const rate = exit.commission * PICOS / paid;
  const most = RATES_PICOS.reduce((max, other) => other > max ? other : max);
  const least = RATES_PICOS.reduce((min, other) => other < min ? other : min);
  const over = surplus(trade);
  return paidFor(trade, exit) === null && rate > least && rate < most &&
    over > 0n && over * 10_000n < notional(trade) * 3n;
}
