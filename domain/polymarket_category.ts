/** Every `PolymarketCategory`. */
export const POLYMARKET_CATEGORIES = [
  "crypto",
  "sports",
  "finance",
  "politics",
  "tech",
  "mentions",
  "economics",
  "culture",
  "weather",
  "other",
  "geopolitics",
] as const;

/** What Polymarket sorts its markets into for fees. */
export type PolymarketCategory = typeof POLYMARKET_CATEGORIES[number];
