import { marketId } from "../../domain/ids.ts";
import {
  type Market,
  type MarketPhase,
  type Resolution,
  rulesField,
} from "../../domain/market.ts";
import { MICROS, quantity } from "../../domain/money.ts";
import { toNoPrice, type YesPrice } from "../../domain/price.ts";
import type { Quote } from "../../domain/quote.ts";
import { cleanTitle } from "../clean_title.ts";
import { describeMismatch } from "../schema_issue.ts";
import { KALSHI_FACTS } from "./facts.ts";
import {
  type KalshiMarket,
  type KalshiMarketStatus,
  marketSchema,
} from "./rest_schema.ts";

/** A market as REST lists it, in our terms. */
export interface KalshiListing {
  readonly market: Market;
  /** Set from `proposed` on. */
  readonly resolution: Resolution | null;
  readonly row: KalshiMarket;
}

/** A decoded market, or in one sentence why there is none. */
export type ListingDecoding =
  | { readonly ok: true; readonly listing: KalshiListing }
  | { readonly ok: false; readonly message: string };

/** A dispute may change a result, and `amended` says that it did; only `finalized` is paid. */
const PHASE_OF_STATUS = {
  initialized: "listed",
  active: "open",
  inactive: "paused",
  closed: "closed",
  determined: "proposed",
  disputed: "disputed",
  amended: "proposed",
  finalized: "final",
} as const satisfies Record<KalshiMarketStatus, MarketPhase>;

const QUANTITY_MIN = quantity(KALSHI_FACTS.quantityMin.value);

/** Decodes one market row. Never throws. */
export function decodeListing(input: unknown): ListingDecoding {
  const parsed = marketSchema.safeParse(input);
  if (!parsed.success) {
    return {
      ok: false,
      message: describeMismatch("decode a Kalshi market", parsed.error, input),
    };
  }
  const row = parsed.data;
  const phase = PHASE_OF_STATUS[row.status];
  const isResolved = phase === "proposed" || phase === "disputed" ||
    phase === "final";
  const resolution = isResolved ? resolutionOf(row) : null;
  if (isResolved && resolution === null) {
    return {
      ok: false,
      message:
        `Cannot decode Kalshi market ${row.ticker} as a market that is ${row.status} must have a result, and a scalar one its value: current value is ${
          JSON.stringify(row.result)
        }`,
    };
  }
  return {
    ok: true,
    listing: { market: marketOf(row, phase), resolution, row },
  };
}

function marketOf(row: KalshiMarket, phase: MarketPhase): Market {
  const title = cleanTitle(row.title ?? row.yes_sub_title) || row.ticker;
  const level = row.floor_strike ?? row.cap_strike ?? null;
  return {
    id: marketId("kalshi", row.ticker),
    venue: "kalshi",
    ticker: row.ticker,
    eventTicker: row.event_ticker,
    title,
    phase,
    opensAtMs: row.open_time,
    closesAtMs: row.close_time,
    strike: level === null ? null : String(level),
    priceRanges: row.price_ranges,
    quantityMin: QUANTITY_MIN,
    ...rulesField(`${row.rules_primary}\n\n${row.rules_secondary}`),
  };
}

/** A result that its own payout contradicts is none. */
function resolutionOf(row: KalshiMarket): Resolution | null {
  const value = row.settlement_value_dollars ?? null;
  switch (row.result) {
    case "yes":
      return value === null || value === MICROS ? { kind: "yes" } : null;
    case "no":
      return value === null || value === 0n ? { kind: "no" } : null;
    case "scalar":
      return value === null ? null : { kind: "scalar", yesPayout: value };
    case "":
      return null;
  }
}

/** Returns the best prices of a row received at `atMs` (Unix milliseconds); nobody rests at 0 or at a dollar. */
export function quoteOf(row: KalshiMarket, atMs: number): Quote {
  return {
    marketId: marketId("kalshi", row.ticker),
    yesBid: quoted(row.yes_bid_dollars),
    yesAsk: quoted(row.yes_ask_dollars),
    occurredAtMs: atMs,
  };
}

function quoted(price: YesPrice): YesPrice | null {
  return price === 0n || toNoPrice(price) === 0n ? null : price;
}
