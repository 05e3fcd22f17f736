/**
 * Arbitrary rows about perpetuals. Only tests import it.
 *
 * @module
 */
import fc from "fast-check";
import { DENIAL_CODES, type DenialCode } from "../denial.ts";
import { decisionId, fillId, orderId } from "../ids.ts";
import type { JournalEntry, JournalKind } from "../journal.ts";
import { PERPETUAL_ORDER_ENDS } from "../perpetual_entries.ts";
import type { PerpetualPrice, PerpetualSize } from "../perpetual.ts";
import { PERPETUAL_ORDER_CAUSES } from "../perpetual_order.ts";
import { entry } from "./entry_arbitrary.ts";
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
  arrivalPrice: price,
};

const perpetualOrder = fc.record({
  ...terms,
  id: value.idText.map(orderId),
  contestantId: value.contestant,
  marketId: value.market,
  decisionId: fc.option(value.idText.map(decisionId)),
  cause: fc.constantFrom(...PERPETUAL_ORDER_CAUSES),
  createdAtMs: value.time,
});

const perpetualFill = fc.record({
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

const perpetualDecision = fc.record({
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

const perpetualMarket = fc.record({
  id: value.market,
  venue: fc.constant("hyperliquid" as const),
  coin: value.text,
  sizeDecimals: fc.integer({ min: 0, max: 6 }),
  leverageMax: fc.integer({ min: 1, max: 100 }),
});

const holding = fc.record({
  size: fc.bigInt(-(10n ** 9n), 10n ** 9n).map((size) => size as PerpetualSize),
  entryNotional: value.amount,
});

const perpetualEnd = fc.constantFrom(...PERPETUAL_ORDER_ENDS);

/** Arbitrary entries of what is traded without an end. */
export const perpetualEntries = {
  perpetual_listed: entry("perpetual_listed", {
    market: perpetualMarket,
  }),
  perpetual_decided: entry("perpetual_decided", {
    decision: perpetualDecision,
  }),
  perpetual_order_denied: entry("perpetual_order_denied", {
    order: perpetualOrder,
    code: fc.constantFrom(...Object.keys(DENIAL_CODES) as DenialCode[]),
    detail: value.text,
  }),
  perpetual_order_submitted: entry("perpetual_order_submitted", {
    order: perpetualOrder,
  }),
  perpetual_filled: entry("perpetual_filled", {
    fill: perpetualFill,
  }),
  perpetual_order_closed: entry("perpetual_order_closed", {
    orderId: value.idText.map(orderId),
    end: perpetualEnd,
    reason: value.text,
  }),
  perpetual_corrected: entry("perpetual_corrected", {
    contestantId: value.contestant,
    marketId: value.market,
    before: holding,
    after: holding,
    reason: value.text,
  }),
} satisfies Partial<Record<JournalKind, fc.Arbitrary<JournalEntry>>>;
