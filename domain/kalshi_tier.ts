/** Every `KalshiTier`, the lowest first. */
export const KALSHI_TIERS = [
  "basic",
  "advanced",
  "expert",
  "premier",
  "paragon",
  "prime",
  "prestige",
] as const;

/** What Kalshi sorts accounts into by how many requests they may make. */
export type KalshiTier = typeof KALSHI_TIERS[number];
