import { marketId } from "../../domain/ids.ts";
import {
  categoryField,
  type Market,
  type MarketPhase,
  type Resolution,
  rulesField,
} from "../../domain/market.ts";
import type { MarketFees } from "../../domain/market_fees.ts";
import { POLYMARKET_CATEGORIES } from "../../domain/polymarket_category.ts";
import { quantity } from "../../domain/money.ts";
import {
  type PriceRange,
  yesPrice,
  yesPriceFromMicros,
} from "../../domain/price.ts";
import { microsOf } from "./decimal_text.ts";
import { type MarketTokens, marketTokens } from "./outcome_token.ts";
import type { GammaMarket } from "./schema/gamma.ts";

/** Which of its two protocols a market trades on: it chooses ids, exchange contract and ledger. */
export type Protocol = "v1" | "v2";

/** A market as Gamma lists it, and what Polymarket alone knows of it. */
export interface PolymarketListing {
  readonly market: Market;
  readonly resolution: Resolution | null;
  readonly conditionId: string;
  readonly tokens: MarketTokens;
  readonly protocol: Protocol;
  readonly negRisk: boolean;
  /** What its outcomes are called, YES first. */
  readonly outcomes: readonly [yes: string, no: string];
}

/** Grids are in steps that tile a dollar; others are refused. */
const DOLLAR = 1_000_000n;

/**
 * Returns the market of a Gamma row received at `atMs` (Unix milliseconds).
 *
 * @throws {RangeError} If it is not a binary market with an order book on a protocol that we know, or settles
 * on a price that we do not.
 * @throws {SyntaxError} If an amount is no decimal number.
 */
export function readListing(row: GammaMarket, atMs: number): PolymarketListing {
  const protocol = protocolOf(row);
  const tokens = marketTokens(
    (protocol === "v1" ? row.clobTokenIds : row.positionIds) ?? [],
  );
  const outcomes = outcomesOf(row);
  refuseUnknownSettlement(row);
  const standing = standingOf(row, atMs);
  return {
    market: {
      id: marketId("polymarket", row.slug),
      venue: "polymarket",
      ticker: row.slug,
      eventTicker: row.events?.[0]?.slug ?? row.slug,
      title: row.question,
      phase: standing.phase,
      opensAtMs: timeOf(row.eventStartTime ?? row.startDate, atMs),
      closesAtMs: closeOf(row),
      strike: null,
      priceRanges: priceGrid(String(required(row, "orderPriceMinTickSize"))),
      quantityMin: quantity(String(required(row, "orderMinSize"))),
      ...feesOf(row),
      ...categoryField(categoryLabelOf(row)),
      ...rulesField(row.description ?? null),
    },
    resolution: standing.resolution,
    conditionId: paddedConditionId(row.conditionId),
    tokens,
    protocol,
    negRisk: row.negRisk ?? false,
    outcomes,
  };
}

/** Returns a condition id with all its 64 digits: those of protocol V2 come without the last two. */
export function paddedConditionId(id: string): string {
  return id.padEnd(66, "0");
}

/**
 * Returns the prices that a market takes whose tick is `tick` dollars: whole ticks, from one to a dollar less one.
 *
 * @throws {RangeError} If ticks of that size do not tile a dollar.
 */
export function priceGrid(tick: string): readonly PriceRange[] {
  const step = yesPrice(tick);
  if (step === 0n || DOLLAR % step !== 0n) {
    throw new RangeError(
      `Cannot make a price grid as whole ticks must make a dollar: current value is ${tick}`,
    );
  }
  return [{ from: step, to: yesPriceFromMicros(DOLLAR - step), step }];
}

function protocolOf({ version, slug }: GammaMarket): Protocol {
  if (version === undefined || version === "v1") return "v1";
  if (version === "v2") return "v2";
  throw new RangeError(
    `Cannot follow ${slug} as its version must be v1 or v2: current value is ${version}`,
  );
}

function outcomesOf({ outcomes, slug }: GammaMarket): [string, string] {
  const [yes, no] = outcomes;
  if (outcomes.length === 2 && yes !== undefined && no !== undefined) {
    return [yes, no];
  }
  throw new RangeError(
    `Cannot follow ${slug} as it must have two outcomes: current value is ${
      JSON.stringify(outcomes)
    }`,
  );
}

/** The tag that names a category of the venue's, else its first tag: tags come in no order. */
function categoryLabelOf({ tags = [] }: GammaMarket): string | null {
  const labels = tags.map(({ label }) => label.toLowerCase());
  const known: readonly string[] = POLYMARKET_CATEGORIES;
  return labels.find((label) => known.includes(label)) ??
    labels.toSorted()[0] ?? null;
}

/** Says nothing where the market says nothing; base fees of 1,000 in a row are no fee of anybody. */
function feesOf(row: GammaMarket): { readonly fees?: MarketFees } {
  const { feesEnabled, feeSchedule, slug } = row;
  if (feesEnabled === false) return { fees: polymarketRate(0n, 1) };
  if (feeSchedule === null || feeSchedule === undefined) return {};
  const { rate, exponent, takerOnly } = feeSchedule;
  if ((exponent === 1 || exponent === 2) && takerOnly) {
    return { fees: polymarketRate(BigInt(microsOf(String(rate))), exponent) };
  }
  throw new RangeError(
    `Cannot follow ${slug} as its fees must be of takers alone and of exponent 1 or 2: current value is ${
      JSON.stringify(feeSchedule)
    }`,
  );
}

function polymarketRate(rateMicros: bigint, exponent: 1 | 2): MarketFees {
  return { schedule: "polymarket_rate", rateMicros, exponent };
}

/** Rounds of crypto assets settle on a spot price or on an average of up to 60 s of it; what else comes is not guessed. */
function refuseUnknownSettlement(
  { slug, cryptoMarketConfig: config }: GammaMarket,
): void {
  if (config === null || config === undefined) return;
  const seconds = config.twapLookbackSeconds ?? 0;
  const isKnown = config.twapEnabled ? seconds === 30 || seconds === 60 : true;
  if (isKnown) return;
  throw new RangeError(
    `Cannot follow ${slug} as it must settle on a spot price or an average of 30 or 60 s: current value is ${config.id} with ${seconds} s`,
  );
}

function standingOf(
  row: GammaMarket,
  atMs: number,
): { phase: MarketPhase; resolution: Resolution | null } {
  const status = row.version === "v2"
    ? row.resolutionStatus
    : row.umaResolutionStatus;
  if (status === "disputed") return { phase: "disputed", resolution: null };
  if (row.closed) {
    const resolution = resolutionOf(row);
    // Prices of a closed market go to 0 and 1 with its resolution; before that it only waits.
    return resolution === null
      ? { phase: "closed", resolution }
      : { phase: "final", resolution };
  }
  if (status === "proposed") return { phase: "proposed", resolution: null };
  if (!row.active) return { phase: "listed", resolution: null };
  if (atMs >= closeOf(row)) return { phase: "closed", resolution: null };
  const isOpen = row.acceptingOrders !== false && row.enableOrderBook !== false;
  return { phase: isOpen ? "open" : "paused", resolution: null };
}

/** Returns what the outcomes of a closed market pay; `null` while that is not settled. */
export function resolutionOf(
  { outcomePrices }: Pick<GammaMarket, "outcomePrices">,
): Resolution | null {
  const [yes, no] = outcomePrices ?? [];
  if (yes === undefined || no === undefined) return null;
  return payoutResolution(microsOf(yes), microsOf(no));
}

/**
 * Returns the resolution that pays `yesMicros` and `noMicros` micro-dollars per share; `null` for what is no
 * payment, such as prices of a market that still waits.
 */
export function payoutResolution(
  yesMicros: number,
  noMicros: number,
): Resolution | null {
  if (yesMicros === 1_000_000 && noMicros === 0) return { kind: "yes" };
  if (yesMicros === 0 && noMicros === 1_000_000) return { kind: "no" };
  if (yesMicros === 500_000 && noMicros === 500_000) {
    return { kind: "scalar", yesPayout: yesPrice("0.5") };
  }
  return null;
}

function closeOf(row: GammaMarket): number {
  if (row.endDate !== undefined) return Date.parse(row.endDate);
  throw new RangeError(
    `Cannot follow ${row.slug} as its end must be told: current value is undefined`,
  );
}

function timeOf(text: string | undefined, otherwiseMs: number): number {
  return text === undefined ? otherwiseMs : Date.parse(text);
}

function required<Field extends "orderPriceMinTickSize" | "orderMinSize">(
  row: GammaMarket,
  field: Field,
): number {
  const value = row[field];
  if (value !== undefined) return value;
  throw new RangeError(
    `Cannot follow ${row.slug} as ${field} must be told: current value is undefined`,
  );
}
