/**
 * Arbitrary values of rows about perpetuals. Only tests import it.
 *
 * @module
 */
import fc from "fast-check";
import { decisionId, fillId, orderId } from "../ids.ts";
import { PERPETUAL_ORDER_ENDS } from "../perpetual_entries.ts";
import type { PerpetualPrice } from "../perpetual.ts";
import * as value from "./value_arbitraries.ts";

const price = fc.bigInt(1n, 10n ** 12n).map((micros) =>
  micros as PerpetualPrice
);
const side = fc.constantFrom("buy" as const, "sell" as const);

const terms = {
  side,
  quantity: value.size,
  limit: price,
  reduceOnly: fc.boolean(),
};

export const perpetualOrder = fc.record({
  ...terms,
  id: value.idText.map(orderId),
  contestantId: value.contestant,
  marketId: value.market,
  decisionId: fc.option(value.idText.map(decisionId)),
  cause: fc.constantFrom("decision" as const, "liquidation" as const),
  createdAtMs: value.time,
});

export const perpetualFill = fc.record({
  id: value.idText.map(fillId),
  orderId: value.idText.map(orderId),
  contestantId: value.contestant,
  marketId: value.market,
  side,
  quantity: value.size,
  price,
  fee: value.amount,
  liquidity: fc.constantFrom("taker" as const, "maker" as const),
  occurredAtMs: value.time,
});

export const perpetualDecision = fc.record({
  id: value.idText.map(decisionId),
  contestantId: value.contestant,
  marketId: value.market,
  exposureMicros: fc.bigInt(-(10n ** 8n), 10n ** 8n),
  confidence: value.probability,
  reason: value.text,
  terms: fc.option(fc.record(terms)),
  causationId: value.text,
  decidedAtMs: value.time,
});

export const perpetualMarket = fc.record({
  id: value.market,
  venue: fc.constant("hyperliquid" as const),
  coin: value.text,
  sizeDecimals: fc.integer({ min: 0, max: 6 }),
  leverageMax: fc.integer({ min: 1, max: 100 }),
});

export const perpetualEnd = fc.constantFrom(...PERPETUAL_ORDER_ENDS);
