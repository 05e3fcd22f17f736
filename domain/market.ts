import type { MarketId } from "./ids.ts";
import type { MarketFees } from "./market_fees.ts";
import type { Quantity } from "./money.ts";
import type { PriceRange, YesPrice } from "./price.ts";

/** Every `VenueId`. */
export const VENUE_IDS = [
  "dflow",
  "kalshi",
  "polymarket",
  "predict",
  "hyperliquid",
] as const;

/** The venues that this arena knows how to speak to, and the one it imitates. */
export type VenueId = typeof VENUE_IDS[number];

/** Every `MarketPhase`, in the usual order. */
export const MARKET_PHASES = [
  "listed",
  "open",
  "paused",
  "closed",
  "proposed",
  "disputed",
  "final",
  "void",
] as const;

/** Where a market is on its way from listing to payment. Only `open` takes orders. */
export type MarketPhase = typeof MARKET_PHASES[number];

/** What a market resolved to. `scalar` pays `yesPayout` per YES contract and the rest of a dollar per NO. */
export type Resolution =
  | { readonly kind: "yes" }
  | { readonly kind: "no" }
  | { readonly kind: "scalar"; readonly yesPayout: YesPrice }
  | { readonly kind: "void" };

/** Returns whether both pay the same; `null` is the same as `null` alone. */
export function isSameResolution(
  left: Resolution | null,
  right: Resolution | null,
): boolean {
  if (left?.kind !== right?.kind) return false;
  return left?.kind !== "scalar" || right?.kind !== "scalar" ||
    left.yesPayout === right.yesPayout;
}

/** A binary market as its venue lists it. Times are Unix milliseconds. */
export interface Market {
  readonly id: MarketId;
  readonly venue: VenueId;
  readonly ticker: string;
  readonly eventTicker: string;
  readonly title: string;
  readonly phase: MarketPhase;
  readonly opensAtMs: number;
  readonly closesAtMs: number;
  /** The level that the underlying is compared with, where the market has one, as the venue prints it. */
  readonly strike: string | null;
  /** At least one: the prices that its venue takes. */
  readonly priceRanges: readonly PriceRange[];
  readonly quantityMin: Quantity;
  /** What it resolves by, in the venue's words: untrusted, at most `RULES_LENGTH_MAX` characters. Absent where it says nothing. */
  readonly rules?: string;
  /** What its venue sorts it under, lower-case, such as `politics`. Absent where it says nothing; `categoryOf` knows what counts. */
  readonly category?: string;
  /** What its venue says of its fees; where it says nothing, `marketFeesAt` knows what counts. */
  readonly fees?: MarketFees;
}

/** One side of a binary market. */
export type Outcome = "yes" | "no";

/** Returns the other side. */
export function oppositeOutcome(outcome: Outcome): Outcome {
  return outcome === "yes" ? "no" : "yes";
}

/** Characters of a category that are kept. */
const CATEGORY_LENGTH_MAX = 60;

/** Returns the field for a category in a venue's words, lower-case and cut to what is kept; no field where it has none. */
export function categoryField(
  text: string | null | undefined,
): Pick<Market, "category"> {
  const category = (text ?? "").trim().toLowerCase()
    .slice(0, CATEGORY_LENGTH_MAX);
  return category === "" ? {} : { category };
}

/** Characters of a market's rules that are kept. */
export const RULES_LENGTH_MAX = 4_000;

/** Returns the field for rules in a venue's words, cut to what is kept; no field where it has none. */
export function rulesField(text: string | null): Pick<Market, "rules"> {
  const rules = (text ?? "").trim().slice(0, RULES_LENGTH_MAX);
  return rules === "" ? {} : { rules };
}
