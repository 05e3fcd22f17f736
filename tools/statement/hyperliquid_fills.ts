import { z } from "zod";
import { quantity, usd } from "../../domain/money.ts";
import {
  perpetualPrice,
  type PerpetualSize,
  perpetualSize,
} from "../../domain/perpetual.ts";
import { fundingRate } from "../../domain/perpetual_funding.ts";
import { exactText } from "./exact_text.ts";

/** A fill of a perpetual as Hyperliquid's `userFills` and `userFillsByTime` print it. */
export const HYPERLIQUID_FILL = z.object({
  coin: z.string(),
  px: exactText(perpetualPrice),
  sz: exactText(quantity),
  side: z.enum(["A", "B"]),
  time: z.number(),
  startPosition: exactText(perpetualSize),
  dir: z.string(),
  closedPnl: exactText(usd),
  crossed: z.boolean(),
  fee: exactText(usd),
  feeToken: z.literal("USDC"),
  builderFee: z.string().optional(),
  tid: z.number(),
});
export type HyperliquidFill = z.infer<typeof HYPERLIQUID_FILL>;

/** Returns the size that funding was reckoned of: a sum of intervals comes with their average, which is rounded here. */
export function averageSize(text: string): PerpetualSize {
  return perpetualSize(Number(text).toFixed(6));
}

/** A row of `userFunding`: what was received, or paid where it is negative. */
export const HYPERLIQUID_FUNDING = z.object({
  delta: z.object({
    coin: z.string(),
    usdc: exactText(usd),
    szi: exactText(averageSize),
    fundingRate: exactText(fundingRate),
    nSamples: z.number().nullish(),
  }),
});
export type HyperliquidFunding = z.infer<typeof HYPERLIQUID_FUNDING>;

/** Returns how many decimals the sizes of each coin have, as far as `fills` show. */
export function sizeDecimals(
  fills: readonly HyperliquidFill[],
): ReadonlyMap<string, number> {
  const decimals = new Map<string, number>();
  for (const { coin, sz, startPosition } of fills) {
    for (const text of [sz, startPosition]) {
      const [, fraction = ""] = text.split(".");
      const length = fraction.replace(/0+$/, "").length;
      decimals.set(coin, Math.max(decimals.get(coin) ?? 0, length));
    }
  }
  return decimals;
}
