import { marketId } from "../../domain/ids.ts";
import {
  type Market,
  type MarketPhase,
  type Resolution,
  rulesField,
} from "../../domain/market.ts";
import { MICROS, quantityFromMicros } from "../../domain/money.ts";
import {
  CENT_GRID,
  isOnGrid,
  type PriceRange,
  yesPrice,
  yesPriceFromMicros,
} from "../../domain/price.ts";
import { cleanTitle } from "../clean_title.ts";
import { describeMismatch } from "../schema_issue.ts";
import type { DflowMarket, DflowMarketStatus } from "./schema.ts";
import { marketSchema } from "./schema.ts";

/** The settlement mint whose redemption we read: USDC on Solana mainnet. */
export const USDC_MINT = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

/** A market as listed, and what it resolved to, once it has. */
export interface DflowListing {
  readonly market: Market;
  /** Set from `proposed` on. */
  readonly resolution: Resolution | null;
}

/** A decoded market, or in one sentence why there is none. */
export type MarketDecoding =
  | { readonly ok: true; readonly listing: DflowListing }
  | { readonly ok: false; readonly message: string };

const PHASE_OF_STATUS = {
  initialized: "listed",
  active: "open",
  inactive: "paused",
  closed: "closed",
  determined: "proposed",
  finalized: "final",
} as const satisfies Record<DflowMarketStatus, MarketPhase>;

/** The grids that a market may have, coarsest first. */
const GRIDS: readonly (readonly PriceRange[])[] = [
  CENT_GRID,
  ...["0.001", "0.0001", "0.000001"].map((step) => [
    { from: yesPrice("0"), to: yesPrice("1"), step: yesPrice(step) },
  ]),
];
/** Whole contracts are taken everywhere; fractions only in some markets. */
const QUANTITY_MIN = quantityFromMicros(MICROS);
/** Micro-dollars per basis point of a scalar outcome. */
const MICROS_PER_BASIS_POINT = 100n;
/** Tickers of threshold markets end in `-T` and the level. */
const STRIKE_PATTERN = /-T(\d{1,15}(?:\.\d{1,6})?)$/;

/** Decodes one market object of the REST API. Never throws. */
export function decodeMarket(input: unknown): MarketDecoding {
  const parsed = marketSchema.safeParse(input);
  if (!parsed.success) {
    return {
      ok: false,
      message: describeMismatch("decode a dflow market", parsed.error, input),
    };
  }
  const market = parsed.data;
  const phase = PHASE_OF_STATUS[market.status];
  const resolution = resolutionOf(market);
  if ((phase === "proposed" || phase === "final") && resolution === null) {
    return {
      ok: false,
      message:
        `Cannot decode dflow market ${market.ticker} as a ${market.status} market must have a result or a scalar outcome: current value is ${
          JSON.stringify(market.result)
        }`,
    };
  }
  return {
    ok: true,
    listing: {
      market: {
        id: marketId("dflow", market.ticker),
        venue: "dflow",
        ticker: market.ticker,
        eventTicker: market.eventTicker,
        title: cleanTitle(market.title),
        phase,
        opensAtMs: market.openTime * 1_000,
        closesAtMs: market.closeTime * 1_000,
        strike: STRIKE_PATTERN.exec(market.ticker)?.[1] ?? null,
        priceRanges: gridOf(market),
        quantityMin: QUANTITY_MIN,
        ...rulesField(market.rulesPrimary),
      },
      resolution: phase === "proposed" || phase === "final" ? resolution : null,
    },
  };
}

/**
 * Returns the coarsest grid that the listed prices are on: the protocol names none. The exchange behind it
 * trades in cents, and in some markets in tenths. An order at a finer price than was listed is refused.
 */
function gridOf(market: DflowMarket): readonly PriceRange[] {
  const prices = [market.yesBid, market.yesAsk, market.noBid, market.noAsk]
    .filter((price) => price !== null).map(yesPrice);
  return GRIDS.find((grid) => prices.every((price) => isOnGrid(price, grid))) ??
    CENT_GRID;
}

function resolutionOf(market: DflowMarket): Resolution | null {
  switch (market.result) {
    case "yes":
      return { kind: "yes" };
    case "no":
      return { kind: "no" };
    case "":
    case "scalar": {
      const basisPoints = market.accounts[USDC_MINT]?.scalarOutcomePct ?? null;
      if (basisPoints === null) return null;
      return {
        kind: "scalar",
        yesPayout: yesPriceFromMicros(
          BigInt(basisPoints) * MICROS_PER_BASIS_POINT,
        ),
      };
    }
  }
}
