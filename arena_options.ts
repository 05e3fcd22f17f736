import type { ArenaOptions } from "./actors/arena.ts";
import { ratioMicros } from "./actors/detector/thresholds.ts";
import type { Settings } from "./config.ts";
import { CONTROLS } from "./strategies/roster.ts";

/** Returns what `settings` say about the arena itself, whichever venue it runs on. */
export function arenaOptions(
  settings: Settings,
): Omit<ArenaOptions, "random" | "fees"> {
  return {
    contestants: CONTROLS,
    startingBalance: settings.ARENA_STARTING_BALANCE,
    thresholds: {
      priceSwingMinMicros: ratioMicros(settings.ARENA_PRICE_SWING_MIN),
      volumeMultiplierMicros: ratioMicros(
        settings.ARENA_VOLUME_SPIKE_MULTIPLIER,
      ),
      volumeWindow: settings.ARENA_VOLUME_WINDOW,
      volumeTradesMin: settings.ARENA_VOLUME_TRADES_MIN,
      imbalanceHighMicros: ratioMicros(settings.ARENA_IMBALANCE_HIGH),
      imbalanceLowMicros: ratioMicros(settings.ARENA_IMBALANCE_LOW),
      rearmMicros: ratioMicros(settings.ARENA_SIGNAL_REARM),
      cooldownMs: settings.ARENA_SIGNAL_COOLDOWN_MS,
      scoreAfterMs: settings.ARENA_SIGNAL_SCORE_AFTER_MS,
    },
    limits: {
      quoteAgeMsMax: settings.ARENA_QUOTE_AGE_MS_MAX,
      orderNotionalMax: settings.ARENA_ORDER_NOTIONAL_MAX,
      positionCostMax: settings.ARENA_POSITION_COST_MAX,
      ordersPerMinuteMax: settings.ARENA_ORDERS_PER_MINUTE_MAX,
      drawdownMaxMicros: ratioMicros(settings.ARENA_DRAWDOWN_MAX),
    },
    roundIntervalMs: settings.ARENA_ROUND_INTERVAL_MS,
    decisionIntervalMs: settings.ARENA_DECISION_INTERVAL_MS,
    equityIntervalMs: settings.ARENA_EQUITY_INTERVAL_MS,
    staleAfterMs: settings.ARENA_QUOTE_AGE_MS_MAX,
  };
}
