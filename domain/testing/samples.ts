/**
 * One market, one order and one of its fills. Only tests import it.
 *
 * @module
 */
import type { Fill } from "../fill.ts";
import { contestantId, decisionId, fillId, marketId, orderId } from "../ids.ts";
import type { Market } from "../market.ts";
import { quantity, usd } from "../money.ts";
import { IMMEDIATE, type Order } from "../order.ts";
import { CENT_GRID, yesPrice } from "../price.ts";

/** A working order: buy 10 YES at 0.56 or better. */
export const SAMPLE_ORDER: Order = {
  id: orderId("o_1"),
  decisionId: decisionId("d_1"),
  contestantId: contestantId("mirror"),
  marketId: marketId("kalshi", "KXBTC15M-1"),
  side: "buy",
  outcome: "yes",
  quantity: quantity("10"),
  limit: { outcome: "yes", price: yesPrice("0.56") },
  ...IMMEDIATE,
  replaces: null,
  status: "accepted",
  filledQuantity: quantity("0"),
  filledNotional: usd("0"),
  createdAtMs: 1_000,
};

/** A fill of 4 contracts of `SAMPLE_ORDER` at 0.55 with a fee of 7 cents. */
export const SAMPLE_FILL: Fill = {
  id: fillId("f_1"),
  orderId: SAMPLE_ORDER.id,
  contestantId: SAMPLE_ORDER.contestantId,
  marketId: SAMPLE_ORDER.marketId,
  side: "buy",
  outcome: "yes",
  quantity: quantity("4"),
  price: { outcome: "yes", price: yesPrice("0.55") },
  fee: usd("0.07"),
  liquidity: "taker",
  occurredAtMs: 1_001,
};

/** An open market of Kalshi's Bitcoin series. */
export const SAMPLE_MARKET: Market = {
  id: SAMPLE_ORDER.marketId,
  venue: "kalshi",
  ticker: "KXBTC15M-1",
  eventTicker: "KXBTC15M",
  title: "Bitcoin above 100,000?",
  phase: "open",
  opensAtMs: 0,
  closesAtMs: 900_000,
  strike: "100000.00",
  priceRanges: CENT_GRID,
  quantityMin: quantity("1"),
};
