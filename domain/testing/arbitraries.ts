/**
 * Arbitrary prices and journal entries. Only tests import it.
 *
 * @module
 */
import fc from "fast-check";
import { DENIAL_CODES, type DenialCode } from "../denial.ts";
import type { Decision } from "../decision.ts";
import type { Fill } from "../fill.ts";
import {
  contestantId,
  decisionId,
  fillId,
  marketId,
  orderId,
  signalId,
} from "../ids.ts";
import type { EntryOf, JournalEntry, JournalKind } from "../journal.ts";
import {
  type Market,
  MARKET_PHASES,
  type Resolution,
  VENUE_IDS,
} from "../market.ts";
import { type Order, ORDER_STATUSES } from "../order.ts";
import type { Quantity, UsdMicros } from "../money.ts";
import {
  type NoPrice,
  type OutcomePrice,
  type PriceRange,
  type YesPrice,
} from "../price.ts";
import type { MarketSignal } from "../signal.ts";

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const idText = fc.string({
  unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789_-:."),
  minLength: 1,
  maxLength: 12,
});
const time = fc.integer({ min: 0, max: 2 ** 45 });
const probability = fc.double({ min: 0, max: 1, noNaN: true });
const float = fc.double({ noNaN: true, noDefaultInfinity: true })
  // JSON has no negative zero.
  .map((value) => value === 0 ? 0 : value);
const amount = fc.bigInt(-(10n ** 15n), 10n ** 15n).map((value) =>
  value as UsdMicros
);
const size = fc.bigInt(0n, 10n ** 12n).map((value) => value as Quantity);
const market = idText.map((ticker) => marketId("kalshi", ticker));
const contestant = idText.map(contestantId);
const outcome = fc.constantFrom("yes" as const, "no" as const);
const side = fc.constantFrom("buy" as const, "sell" as const);
const micros = fc.bigInt(0n, 1_000_000n);

/** Prices of the YES scale, to the micro-dollar. */
export const yesPrices: fc.Arbitrary<YesPrice> = micros.map((value) =>
  value as YesPrice
);

const outcomePrice: fc.Arbitrary<OutcomePrice> = fc.oneof(
  fc.record({ outcome: fc.constant("yes" as const), price: yesPrices }),
  fc.record({
    outcome: fc.constant("no" as const),
    price: micros.map((value) => value as NoPrice),
  }),
);

const resolution: fc.Arbitrary<Resolution> = fc.oneof(
  fc.constantFrom<Resolution>(
    { kind: "yes" },
    { kind: "no" },
    { kind: "void" },
  ),
  fc.record({ kind: fc.constant("scalar" as const), yesPayout: yesPrices }),
);

const phase = fc.constantFrom(...MARKET_PHASES);

const priceRanges: fc.Arbitrary<PriceRange> = fc.record({
  from: yesPrices,
  to: yesPrices,
  step: yesPrices.filter((step) => step > 0n),
});

const markets: fc.Arbitrary<Market> = fc.record({
  id: market,
  venue: fc.constantFrom(...VENUE_IDS),
  ticker: text,
  eventTicker: text,
  title: text,
  phase,
  opensAtMs: time,
  closesAtMs: time,
  strike: fc.option(text),
  priceRanges: fc.array(priceRanges, { minLength: 1, maxLength: 3 }),
  quantityMin: size,
});

const signalFields = {
  id: idText.map(signalId),
  marketId: market,
  ticker: text,
  timestamp: time,
  midAtDetection: fc.option(probability),
};

const signals: fc.Arbitrary<MarketSignal> = fc.oneof(
  fc.record({
    ...signalFields,
    type: fc.constant("price_swing" as const),
    data: fc.record({
      previousPrice: float,
      currentPrice: float,
      changePercent: float,
    }),
  }),
  fc.record({
    ...signalFields,
    type: fc.constant("volume_spike" as const),
    data: fc.record({
      tradeId: text,
      volume: float,
      averageVolume: float,
      multiplier: float,
      takerSide: outcome,
    }),
  }),
  fc.record({
    ...signalFields,
    type: fc.constant("orderbook_imbalance" as const),
    data: fc.record({
      yesBidDepth: float,
      noBidDepth: float,
      ratio: float,
      direction: fc.constantFrom("yes_heavy" as const, "no_heavy" as const),
    }),
  }),
);

const decisions: fc.Arbitrary<Decision> = fc.record({
  id: idText.map(decisionId),
  contestantId: contestant,
  marketId: market,
  probabilityYes: probability,
  confidence: probability,
  reason: text,
  action: fc.oneof(
    fc.record({ kind: fc.constant("hold" as const) }),
    fc.record({
      kind: fc.constant("trade" as const),
      side,
      outcome,
      quantity: size,
      limit: outcomePrice,
    }),
  ),
  causationId: text,
  marketProbability: fc.option(probability),
  decidedAtMs: time,
});

const orders: fc.Arbitrary<Order> = fc.record({
  id: idText.map(orderId),
  decisionId: idText.map(decisionId),
  contestantId: contestant,
  marketId: market,
  side,
  outcome,
  quantity: size,
  limit: outcomePrice,
  timeInForce: fc.constantFrom("ioc" as const, "fok" as const),
  status: fc.constantFrom(...ORDER_STATUSES),
  filledQuantity: size,
  filledNotional: amount,
  createdAtMs: time,
});

const fills: fc.Arbitrary<Fill> = fc.record({
  id: idText.map(fillId),
  orderId: idText.map(orderId),
  contestantId: contestant,
  marketId: market,
  side,
  outcome,
  quantity: size,
  price: outcomePrice,
  fee: amount,
  liquidity: fc.constantFrom("taker" as const, "maker" as const),
  occurredAtMs: time,
});

function entry<Kind extends JournalKind>(
  kind: Kind,
  fields: { [Key in keyof Omit<EntryOf<Kind>, "kind">]: fc.Arbitrary<unknown> },
): fc.Arbitrary<JournalEntry> {
  return fc.record({ kind: fc.constant(kind), ...fields }) as fc.Arbitrary<
    unknown
  > as fc.Arbitrary<JournalEntry>;
}

/** Arbitrary entries of each kind. They need not make sense together. */
export const entriesByKind = {
  contestant_enrolled: entry("contestant_enrolled", {
    contestantId: contestant,
    name: text,
    strategy: text,
    startingBalance: amount,
  }),
  market_listed: entry("market_listed", { market: markets }),
  market_phase_changed: entry("market_phase_changed", {
    marketId: market,
    phase,
    resolution: fc.option(resolution),
  }),
  signal_detected: entry("signal_detected", { signal: signals }),
  signal_scored: entry("signal_scored", {
    score: fc.record({
      signalId: idText.map(signalId),
      marketId: market,
      type: fc.constantFrom(
        "price_swing",
        "volume_spike",
        "orderbook_imbalance",
      ),
      pointed: fc.constantFrom("up", "down"),
      midAtDetection: probability,
      midAtScore: probability,
      verdict: fc.constantFrom("hit", "miss", "flat"),
      scoredAtMs: time,
    }),
  }),
  decision_made: entry("decision_made", { decision: decisions }),
  order_denied: entry("order_denied", {
    order: orders,
    code: fc.constantFrom(...Object.keys(DENIAL_CODES) as DenialCode[]),
    detail: text,
  }),
  order_submitted: entry("order_submitted", { order: orders }),
  order_accepted: entry("order_accepted", { orderId: idText.map(orderId) }),
  order_rejected: entry("order_rejected", {
    orderId: idText.map(orderId),
    reason: text,
  }),
  order_filled: entry("order_filled", { fill: fills }),
  order_canceled: entry("order_canceled", {
    orderId: idText.map(orderId),
    reason: text,
  }),
  order_expired: entry("order_expired", { orderId: idText.map(orderId) }),
  position_settled: entry("position_settled", {
    contestantId: contestant,
    marketId: market,
    outcome,
    quantity: size,
    cost: amount,
    payout: amount,
    resolution,
  }),
  equity_marked: entry("equity_marked", {
    marks: fc.array(
      fc.record({
        contestantId: contestant,
        cash: amount,
        positionsAtBid: amount,
        equity: amount,
      }),
      { maxLength: 3 },
    ),
  }),
} satisfies Record<JournalKind, fc.Arbitrary<JournalEntry>>;
