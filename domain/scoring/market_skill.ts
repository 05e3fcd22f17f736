import { brierScore } from "./brier_score.ts";
import type { ResolvedForecast } from "./resolved_forecast.ts";

/** A forecast beside the market's own probability of the same moment. */
export interface MarketForecast extends ResolvedForecast {
  /** What the market said, 0 to 1. */
  readonly marketProbability: number;
}

/** How forecasts compare with what the market said when they were made. */
export interface MarketSkill {
  /** Forecasts that had a market beside them. */
  readonly n: number;
  /** The market's own Brier score on them. */
  readonly marketBrier: number;
  /** Market's Brier score less the forecaster's: above 0 is better than the market. */
  readonly alpha: number;
  /** 1 − b / b_market: 1 at best, 0 as the market; `null` where the market was never wrong at all. */
  readonly skill: number | null;
}

/** Returns `brier` against what it is compared with, 1 − b / b_reference (Murphy, 1988); `null` against 0. */
export function brierSkill(brier: number, reference: number): number | null {
  return reference === 0 ? null : 1 - brier / reference;
}

/** Returns how `forecasts` compare with the market; `null` over none. */
export function marketSkill(
  forecasts: readonly MarketForecast[],
): MarketSkill | null {
  const n = forecasts.length;
  if (n === 0) return null;
  let market = 0;
  let own = 0;
  for (const forecast of forecasts) {
    const { marketProbability: probability, happened } = forecast;
    market += brierScore({ probability, happened });
    own += brierScore(forecast);
  }
  return {
    n,
    marketBrier: market / n,
    alpha: (market - own) / n,
    skill: brierSkill(own, market),
  };
}
