import { assertNever } from "./assert_never.ts";
import { DFLOW_TIERS, type DflowTier } from "./dflow_tier.ts";
import type { MarketFees } from "./market_fees.ts";
import type { Market } from "./market.ts";
import {
  CENT,
  centTerm,
  exactTerm,
  FEE_SCHEDULES,
  type FeeSchedule,
  type FeeTerm,
} from "./fees.ts";
import { divide, MICROS } from "./money.ts";
import type { PolymarketCategory } from "./polymarket_category.ts";
import { type PolymarketRate, polymarketVersions } from "./polymarket_fees.ts";

/** What has to be told of a market, and of the account that trades, to know the fees. */
export type FeeSelector =
  | {
    readonly venue: "kalshi";
    /** `fee_type` of the series. */
    readonly feeType: string;
    /** `fee_multiplier` of the series in millionths: 500,000 for 0.5. */
    readonly feeMultiplierMicros: bigint;
    /** Direct members' balances have four decimals, those of customers of a member two. */
    readonly membership: "direct" | "customer";
  }
  | { readonly venue: "dflow"; readonly tier: DflowTier }
  | {
    readonly venue: "polymarket";
    /** What the market itself says wherever it says it, else its category. */
    readonly fees: PolymarketCategory | PolymarketRate;
  }
  | {
    readonly venue: "predict";
    /** `feeRateBps` of the market, 0 to 10,000. */
    readonly feeRateBps: bigint;
  };

/**
 * Returns the schedule in force at `atMs`: the newest one that had begun.
 *
 * Polymarket gives a market its fees when it lists it, so there it is the moment of listing that counts.
 * Perpetuals are charged on their notional and have `perpetualFeesAt`.
 *
 * @param selector Which market, and whose orders.
 * @param atMs Unix milliseconds.
 * @throws {RangeError} If nobody knows what was charged: before the first schedule, or for an unknown kind of
 * market. What is not known is never 0.
 */
export function feeScheduleAt(
  selector: FeeSelector,
  atMs: number,
): FeeSchedule {
  return inForceAt(versionsOf(selector), atMs);
}

/** What the fees of a market's orders follow from. */
export type ChargedMarket = Pick<Market, "venue" | "fees" | "opensAtMs">;

/**
 * Returns the schedule by which orders in `market` are charged at `atMs`. Risk reserves by it, the paper exchange
 * charges by it: whoever needs a market's fees asks here.
 *
 * What the venue says of the market counts (`Market.fees`). Where it says nothing, a market of Kalshi is of a
 * series that charges takers alone, once; a market of another venue is charged the most that the venue is known
 * to charge, as what is not known is never 0. What counts before the first known version is that version.
 *
 * @param atMs Unix milliseconds; Polymarket gives a market its fees for good when it lists it.
 * @throws {RangeError} For a market of Hyperliquid, whose perpetuals have `perpetualFeesAt`, and where the venue's
 * rate is outside the range that `MarketFees` gives it.
 */
export function marketFeesAt(
  market: ChargedMarket,
  atMs: number,
): FeeSchedule {
  const versions = versionsOfMarket(market);
  const countsAtMs = market.venue === "polymarket" ? market.opensAtMs : atMs;
  return versions.findLast(({ effectiveFrom }) =>
    Date.parse(effectiveFrom) <= countsAtMs
  ) ?? versions[0];
}

function versionsOfMarket({ venue, fees }: ChargedMarket): Versions {
  if (fees !== undefined) return statedVersions(fees);
  switch (venue) {
    case "kalshi":
      return statedVersions(PLAIN_KALSHI);
    case "dflow":
      return statedVersions(DEAREST_DFLOW);
    case "polymarket":
      return statedVersions(DEAREST_POLYMARKET);
    case "predict":
      return statedVersions(DEAREST_PREDICT);
    case "hyperliquid":
      throw new RangeError(
        `Cannot find the fees of a market as its venue must charge by contract: current value is ${venue}`,
      );
    default:
      return assertNever(venue);
  }
}

const PLAIN_KALSHI: MarketFees = {
  schedule: "kalshi_quadratic",
  multiplierMicros: MICROS,
};
const DEAREST_POLYMARKET: MarketFees = {
  schedule: "polymarket_category",
  category: "crypto",
};
const DEAREST_PREDICT: MarketFees = { schedule: "predict", rateMicros: MICROS };
const DEAREST_DFLOW: MarketFees = {
  schedule: "dflow_tier",
  tier: DFLOW_TIERS[0],
};

/** Reviews of orders ask all the time: schedules are made once for each statement. */
const MADE = new WeakMap<MarketFees, Versions>();

function statedVersions(fees: MarketFees): Versions {
  let versions = MADE.get(fees);
  if (versions === undefined) {
    versions = versionsOf(selectorOf(fees));
    MADE.set(fees, versions);
  }
  return versions;
}

function selectorOf(fees: MarketFees): FeeSelector {
  switch (fees.schedule) {
    case "kalshi_quadratic":
    case "kalshi_quadratic_with_maker_fees":
      return {
        venue: "kalshi",
        feeType: fees.schedule.replace("kalshi_", ""),
        feeMultiplierMicros: fees.multiplierMicros,
        membership: "direct",
      };
    case "polymarket_rate":
      return { venue: "polymarket", fees };
    case "polymarket_category":
      return { venue: "polymarket", fees: fees.category };
    case "dflow_tier":
      return { venue: "dflow", tier: fees.tier };
    case "predict":
      return {
        venue: "predict",
        feeRateBps: divide(fees.rateMicros * BPS_MAX, MICROS, "ceil"),
      };
    default:
      return assertNever(fees);
  }
}

/**
 * Returns the last of `versions` that had begun at `atMs`.
 *
 * @param versions At least one, in the order of their dates.
 * @param atMs Unix milliseconds.
 * @throws {RangeError} If none had begun.
 */
export function inForceAt<
  Version extends Pick<FeeSchedule, "name" | "effectiveFrom">,
>(
  versions: readonly [Version, ...Version[]],
  atMs: number,
): Version {
  const found = versions.findLast(({ effectiveFrom }) =>
    Date.parse(effectiveFrom) <= atMs
  );
  if (found === undefined) {
    const [{ name, effectiveFrom }] = versions;
    throw new RangeError(
      `Cannot find the fees of ${name} as they are known since ${effectiveFrom}: current value is ${
        new Date(atMs).toISOString()
      }`,
    );
  }
  return found;
}

type Versions = readonly [FeeSchedule, ...FeeSchedule[]];

function versionsOf(selector: FeeSelector): Versions {
  switch (selector.venue) {
    case "kalshi":
      return kalshiVersions(selector);
    case "dflow":
      return dflowVersions(selector.tier);
    case "polymarket":
      return polymarketVersions(selector.fees);
    case "predict":
      return predictVersions(selector.feeRateBps);
    default:
      return assertNever(selector);
  }
}

/** In micro-dollars. */
const CENTICENT = 100n;
const KALSHI_TAKER_MICROS = 70_000n;
const KALSHI_MAKER_MICROS = 17_500n;

function kalshiVersions(
  selector: Extract<FeeSelector, { venue: "kalshi" }>,
): Versions {
  const taker = multiplied(KALSHI_TAKER_MICROS, selector);
  const maker = makersPay(selector)
    ? [multiplied(KALSHI_MAKER_MICROS, selector)]
    : [];
  const { name, source, effectiveFrom } = FEE_SCHEDULES.kalshi;
  const stepMicros = selector.membership === "direct" ? CENTICENT : CENT;
  return [
    {
      name,
      source,
      effectiveFrom,
      taker: [centTerm(taker)],
      maker: maker.map(centTerm),
      balance: null,
    },
    {
      name,
      source:
        "docs.kalshi.com/getting_started/fee_rounding: 0.0001 per fill, then whole steps of the balance; explains 33 fills of a direct member to the micro-dollar",
      effectiveFrom: "2026-06-11",
      taker: [centicentTerm(taker)],
      maker: maker.map(centicentTerm),
      balance: { stepMicros, rebateMicros: CENT },
    },
  ];
}

function centicentTerm(rateMicros: bigint): FeeTerm {
  return { ...exactTerm(rateMicros), stepMicros: CENTICENT };
}

function makersPay(
  { feeType }: Extract<FeeSelector, { venue: "kalshi" }>,
): boolean {
  switch (feeType) {
    case "quadratic":
      return false;
    case "quadratic_with_maker_fees":
      return true;
    default:
      throw new RangeError(
        `Cannot find the fees of a Kalshi series as its type must be quadratic or quadratic_with_maker_fees: current value is ${feeType}`,
      );
  }
}

function multiplied(
  rateMicros: bigint,
  { feeMultiplierMicros }: Extract<FeeSelector, { venue: "kalshi" }>,
): bigint {
  if (feeMultiplierMicros < 0n) {
    throw new RangeError(
      `Cannot multiply a fee rate as the multiplier must be 0 or more: current value is ${feeMultiplierMicros} / ${MICROS}`,
    );
  }
  return divide(rateMicros * feeMultiplierMicros, MICROS, "ceil");
}

/** What takers and makers of a tier pay in all; Kalshi's 0.07 is the first part of what takers pay. */
const DFLOW_SCALES: Readonly<
  Record<
    DflowTier,
    { readonly takerMicros: bigint; readonly makerMicros: bigint }
  >
> = {
  frost: { takerMicros: 90_000n, makerMicros: 22_500n },
  glacier: { takerMicros: 87_500n, makerMicros: 21_875n },
  steel: { takerMicros: 85_000n, makerMicros: 21_250n },
  obsidian: { takerMicros: 80_000n, makerMicros: 20_000n },
};

function dflowVersions(tier: DflowTier): Versions {
  const { takerMicros, makerMicros } = DFLOW_SCALES[tier];
  const [kalshiPart] = FEE_SCHEDULES.dflow.taker;
  return [{
    ...FEE_SCHEDULES.dflow,
    taker: [kalshiPart, exactTerm(takerMicros - KALSHI_TAKER_MICROS)],
    maker: [exactTerm(makerMicros)],
  }];
}

const BPS_MAX = 10_000n;

function predictVersions(feeRateBps: bigint): Versions {
  if (feeRateBps < 0n || feeRateBps > BPS_MAX) {
    throw new RangeError(
      `Cannot find the fees of Predict.fun as a market's rate must be 0 to ${BPS_MAX} basis points: current value is ${feeRateBps}`,
    );
  }
  return [{
    name: "Predict.fun",
    source:
      "dev.predict.fun/trading/fees and its tape of trades: takers only, taken in shares of the same value from who buys; discounts of an account are left out",
    effectiveFrom: "2026-10-05",
    taker: [exactTerm(feeRateBps * MICROS / BPS_MAX, "cheaper_side")],
    maker: [],
    balance: null,
  }];
}
