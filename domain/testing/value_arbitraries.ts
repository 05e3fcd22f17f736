/**
 * Arbitrary values that journal entries are made of. Only tests import it.
 *
 * @module
 */
import fc from "fast-check";
import { DFLOW_TIERS } from "../dflow_tier.ts";
import type { Decision } from "../decision.ts";
import type { Fill } from "../fill.ts";
import {
  contestantId,
  decisionId,
  fillId,
  marketId,
  modelId,
  orderId,
  seasonId,
  signalId,
} from "../ids.ts";
import {
  type Market,
  MARKET_PHASES,
  type Resolution,
  VENUE_IDS,
} from "../market.ts";
import type { MarketFees } from "../market_fees.ts";
import { COST_SOURCES } from "../model_entries.ts";
import type { Quantity, UsdMicros } from "../money.ts";
import { type Order, ORDER_STATUSES, TIMES_IN_FORCE } from "../order.ts";
import { POLYMARKET_CATEGORIES } from "../polymarket_category.ts";
import type { NoPrice, OutcomePrice, PriceRange, YesPrice } from "../price.ts";
import { SEASON_ENDINGS, type SeasonTerms } from "../season.ts";
import type { MarketSignal } from "../signal.ts";
import { SIZING_RULES } from "../sizing.ts";

export const text = fc.string({ unit: "grapheme", maxLength: 12 });
export const idText = fc.string({
  unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789_-:."),
  minLength: 1,
  maxLength: 12,
});
export const time = fc.integer({ min: 0, max: 2 ** 45 });
export const probability = fc.double({ min: 0, max: 1, noNaN: true });
const float = fc.double({ noNaN: true, noDefaultInfinity: true })
  // JSON has no negative zero.
  .map((value) => value === 0 ? 0 : value);
export const amount = fc.bigInt(-(10n ** 15n), 10n ** 15n).map((value) =>
  value as UsdMicros
);
export const size = fc.bigInt(0n, 10n ** 12n).map((value) => value as Quantity);
export const market = idText.map((ticker) => marketId("kalshi", ticker));
export const contestant = idText.map(contestantId);
export const season = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,11}$/)
  .map(seasonId);
/** What a summary is about. */
export const eventName = {
  venue: fc.constantFrom(...VENUE_IDS),
  eventTicker: text,
};
/** What a summary is about, and what it cost. */
export const summarized = {
  ...eventName,
  cost: amount,
  costSource: fc.constantFrom(...COST_SOURCES),
};
export const choice = { marketId: market, category: text, selection: text };
export const signed = { by: text, reason: text };
export const outcome = fc.constantFrom("yes" as const, "no" as const);
const side = fc.constantFrom("buy" as const, "sell" as const);
const micros = fc.bigInt(0n, 1_000_000n);

/** Prices of the YES scale, to the micro-dollar. */
export const yesPrices: fc.Arbitrary<YesPrice> = micros.map((value) =>
  value as YesPrice
);

export const outcomePrice: fc.Arbitrary<OutcomePrice> = fc.oneof(
  fc.record({ outcome: fc.constant("yes" as const), price: yesPrices }),
  fc.record({
    outcome: fc.constant("no" as const),
    price: micros.map((value) => value as NoPrice),
  }),
);

export const resolution: fc.Arbitrary<Resolution> = fc.oneof(
  fc.constantFrom<Resolution>(
    { kind: "yes" },
    { kind: "no" },
    { kind: "void" },
  ),
  fc.record({ kind: fc.constant("scalar" as const), yesPayout: yesPrices }),
);

export const phase = fc.constantFrom(...MARKET_PHASES);

const priceRanges: fc.Arbitrary<PriceRange> = fc.record({
  from: yesPrices,
  to: yesPrices,
  step: yesPrices.filter((step) => step > 0n),
});

const share = fc.bigInt(0n, 1_000_000n);

/** What venues may say of a market's fees. */
export const marketFees: fc.Arbitrary<MarketFees> = fc.oneof(
  fc.record({
    schedule: fc.constantFrom(
      "kalshi_quadratic" as const,
      "kalshi_quadratic_with_maker_fees" as const,
    ),
    multiplierMicros: fc.bigInt(0n, 5_000_000n),
  }),
  fc.record({
    schedule: fc.constant("polymarket_rate" as const),
    rateMicros: share,
    exponent: fc.constantFrom(1 as const, 2 as const),
  }),
  fc.record({
    schedule: fc.constant("polymarket_category" as const),
    category: fc.constantFrom(...POLYMARKET_CATEGORIES),
  }),
  fc.record({ schedule: fc.constant("predict" as const), rateMicros: share }),
  fc.record({
    schedule: fc.constant("dflow_tier" as const),
    tier: fc.constantFrom(...DFLOW_TIERS),
  }),
);

const listings: fc.Arbitrary<Market> = fc.record({
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

export const markets: fc.Arbitrary<Market> = fc.oneof(
  listings,
  fc.tuple(listings, marketFees).map(([market, fees]) => ({ ...market, fees })),
  fc.tuple(listings, text).map(([market, rules]) => ({ ...market, rules })),
  fc.tuple(listings, idText).map(([market, category]) => ({
    ...market,
    category,
  })),
);

const signalFields = {
  id: idText.map(signalId),
  marketId: market,
  ticker: text,
  timestamp: time,
  midAtDetection: fc.option(probability),
};

export const signals: fc.Arbitrary<MarketSignal> = fc.oneof(
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

const terms = {
  side,
  outcome,
  quantity: size,
  limit: outcomePrice,
  timeInForce: fc.constantFrom(...TIMES_IN_FORCE),
  expiresAtMs: fc.option(time),
  postOnly: fc.boolean(),
  reduceOnly: fc.boolean(),
};

const wholeDecisions = {
  id: idText.map(decisionId),
  contestantId: contestant,
  marketId: market,
  probabilityYes: probability,
  confidence: probability,
  reason: text,
  action: fc.oneof(
    fc.record({ kind: fc.constant("hold" as const) }),
    fc.record({ kind: fc.constant("trade" as const), ...terms }),
    fc.record({
      kind: fc.constant("cancel" as const),
      orderId: idText.map(orderId),
    }),
    fc.record({
      kind: fc.constant("replace" as const),
      orderId: idText.map(orderId),
      quantity: size,
      limit: outcomePrice,
    }),
  ),
  causationId: text,
  marketProbability: fc.option(probability),
  decidedAtMs: time,
};

/** A rule's decision has no plan, a model's purchase has one; an agent's says how it came in. */
export const decisions: fc.Arbitrary<Decision> = fc.oneof(
  fc.record(wholeDecisions),
  fc.record({
    ...wholeDecisions,
    plan: fc.record({
      target: outcomePrice,
      stop: outcomePrice,
      invalidation: text,
    }),
  }),
  fc.record({
    ...wholeDecisions,
    submission: fc.record({ snapshotId: text, key: text, bodyHash: text }),
  }),
);

export const orders: fc.Arbitrary<Order> = fc.record({
  id: idText.map(orderId),
  decisionId: idText.map(decisionId),
  contestantId: contestant,
  marketId: market,
  ...terms,
  replaces: fc.option(idText.map(orderId)),
  status: fc.constantFrom(...ORDER_STATUSES),
  filledQuantity: size,
  filledNotional: amount,
  createdAtMs: time,
});

export const fills: fc.Arbitrary<Fill> = fc.record({
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

export const seasonTerms: fc.Arbitrary<SeasonTerms> = fc.record({
  id: season,
  name: text,
  startsAtMs: fc.option(time),
  endsAtMs: fc.option(time),
  startingBalance: amount,
  sizing: fc.constantFrom(...SIZING_RULES),
  kellyFractionMicros: micros,
  venues: fc.array(fc.constantFrom(...VENUE_IDS), { maxLength: 3 }),
  mode: fc.constantFrom("paper" as const, "live" as const),
  ending: fc.constantFrom(...SEASON_ENDINGS),
  roster: fc.array(
    fc.record({
      contestantId: contestant,
      name: text,
      driver: fc.oneof(
        fc.record({
          kind: fc.constant("model" as const),
          model: idText.map(modelId),
          release: text,
          releaseHash: text,
        }),
        fc.record({
          kind: fc.constant("control" as const),
          control: idText,
          codeVersion: text,
        }),
        fc.record({ kind: fc.constant("agent" as const), agent: idText }),
      ),
    }),
    { maxLength: 3 },
  ),
});
