import { z } from "zod";
import {
  type Quantity,
  quantity,
  subtract,
  usd,
  type UsdMicros,
} from "../../domain/money.ts";
import { type PerpetualPrice, perpetualPrice } from "../../domain/perpetual.ts";

/** The source's numbers are doubles, some of them sums of doubles: 42.099999999999994 is 42.10. */
const MICROS = z.number().transform((value) => value.toFixed(6));
const MONEY = MICROS.transform(usd);

/** A closed trade as nof1's `trades` prints it. */
export const NOF1_TRADE = z.object({
  id: z.string(),
  ["model_id"]: z.string(),
  symbol: z.enum(["BTC", "ETH", "SOL", "BNB", "XRP", "DOGE"]),
  side: z.enum(["long", "short"]),
  quantity: MICROS,
  ["entry_sz"]: MICROS,
  ["exit_sz"]: MICROS,
  ["entry_price"]: MICROS.transform(perpetualPrice),
  ["exit_price"]: MICROS.transform(perpetualPrice),
  ["exit_crossed"]: z.boolean(),
  ["exit_time"]: z.number(),
  ["entry_commission_dollars"]: MONEY,
  ["exit_commission_dollars"]: MONEY,
  ["total_commission_dollars"]: MONEY,
  ["entry_closed_pnl"]: MONEY,
  ["exit_closed_pnl"]: MONEY,
  ["realized_gross_pnl"]: MONEY,
  ["realized_net_pnl"]: MONEY,
});

/** One half of a trade: an order, by the price of one of its fills. */
export interface TradeSide {
  readonly side: "buy" | "sell";
  readonly price: PerpetualPrice;
  readonly commission: UsdMicros;
}

/** A closed trade of a model on Hyperliquid as nof1 reports it, to the micro-dollar. */
export interface ClosedTrade {
  readonly id: string;
  readonly model: string;
  readonly symbol: "BTC" | "ETH" | "SOL" | "BNB" | "XRP" | "DOGE";
  readonly quantity: Quantity;
  readonly entry: TradeSide;
  readonly exit: TradeSide & { readonly atSeconds: number };
  /** What the venue reported as closed, before its fee: it is reckoned from the average entry of the position. */
  readonly closedProfit: UsdMicros;
  readonly gross: UsdMicros;
  readonly net: UsdMicros;
  readonly commissions: UsdMicros;
}

/**
 * Returns a trade to the micro-dollar.
 *
 * @throws {TypeError} If it is not what it is taken for: one size, entered and left, and an entry that closed
 * nothing but its commission.
 */
export function closedTrade(trade: z.output<typeof NOF1_TRADE>): ClosedTrade {
  const size = trade.entry_sz;
  const signed = trade.side === "long" ? size : `-${size}`;
  if (
    trade.exit_sz !== size || trade.quantity !== signed ||
    trade.entry_closed_pnl + trade.entry_commission_dollars !== 0n
  ) {
    throw new TypeError(
      `Cannot read a trade as it must be of one size: current value is ${trade.id}`,
    );
  }
  return {
    id: trade.id,
    model: trade.model_id,
    symbol: trade.symbol,
    quantity: quantity(size),
    entry: {
      side: trade.side === "long" ? "buy" : "sell",
      price: trade.entry_price,
      commission: trade.entry_commission_dollars,
    },
    exit: {
      side: trade.side === "long" ? "sell" : "buy",
      price: trade.exit_price,
      commission: trade.exit_commission_dollars,
      atSeconds: trade.exit_time,
    },
    closedProfit: subtract(
      trade.exit_closed_pnl,
      subtract(usd("0"), trade.exit_commission_dollars),
    ),
    gross: trade.realized_gross_pnl,
    net: trade.realized_net_pnl,
    commissions: trade.total_commission_dollars,
  };
}
