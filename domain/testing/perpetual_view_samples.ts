/**
 * Small changes of what a view has of perpetuals, for tests. Only tests import it.
 *
 * @module
 */
import type { PerpetualViewChange } from "../view_perpetuals.ts";

const PLACED = {
  contestantName: "Mirror",
  marketTitle: "BTC",
  atMs: 2_000,
  offset: 7,
};
const TERMS = {
  side: "buy",
  quantity: "0.5",
  limit: "66410",
  reduceOnly: false,
} as const;

/** Returns a change of every kind about `id`: a position that is opened and one that is closed among them. */
export function samplePerpetualChanges(
  id: string,
): readonly PerpetualViewChange[] {
  const placed = { ...PLACED, contestantId: id, marketId: `hyperliquid:${id}` };
  const prices = {
    id: placed.marketId,
    bid: "66410.00",
    ask: null,
    oraclePrice: "66409.50",
    fundingRate: 0.0000125,
    quotedAtMs: 1,
  };
  const position = { ...placed, size: "-0.5", entryPrice: "66410.00" };
  return [
    {
      kind: "perpetual_market_changed",
      market: { ...prices, coin: id, leverageMax: 40 },
    },
    {
      kind: "perpetual_prices_changed",
      prices: [{ ...prices, ask: "66411.00" }],
    },
    { kind: "perpetual_position_changed", position },
    {
      kind: "perpetual_position_changed",
      position: { ...position, size: "0.00" },
    },
    {
      kind: "perpetual_decided",
      decision: {
        ...placed,
        id,
        exposure: -1.5,
        confidence: 0.5,
        reason: "It falls.",
        terms: TERMS,
      },
    },
    {
      kind: "perpetual_order_changed",
      order: {
        ...placed,
        ...TERMS,
        id,
        cause: "decision",
        filledQuantity: "0",
        status: "submitted",
        denialCode: null,
      },
    },
    {
      kind: "perpetual_filled",
      fill: {
        ...placed,
        id,
        orderId: id,
        side: "sell",
        quantity: "0.5",
        price: "66410.00",
        fee: "1.00",
      },
    },
  ];
}
