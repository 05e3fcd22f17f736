import type { ArenaOptions, PerpetualArena } from "../actors/arena.ts";
import { ratioMicros } from "../actors/detector/thresholds.ts";
import type { RiskLimits } from "../actors/risk/limits.ts";
import type { MindOptions } from "../actors/trader/mind/mind_options.ts";
import type { Settings } from "../config.ts";
import { SeededRandom } from "../runtime/mod.ts";
import { PERPETUAL_CONTROLS } from "../strategies/perpetual_roster.ts";
import { CONTROLS } from "../strategies/roster.ts";
import type { LatencyOptions } from "../venues/paper/latency.ts";

/**
 * Returns what `settings` say about the arena itself, whichever venue it runs on and whatever hours that has. Models join where something answers
 * for them, which settings alone do not say; outside agents only where they can reach it.
 */
export function arenaOptions(
  settings: Settings,
): Omit<ArenaOptions, "random" | "pauses"> {
  return {
    ...lineupOf(settings),
    models: [],
    agents: [],
    agentWindowMs: settings.ARENA_AGENT_WINDOW_MS,
    mind: mindOptions(settings),
    summarizer: {
      dailyBudget: settings.ARENA_SUMMARY_BUDGET,
      leadMs: settings.ARENA_SUMMARY_LEAD_MS,
      refreshMs: settings.ARENA_SUMMARY_REFRESH_MS,
    },
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
    limits: riskLimits(settings),
    roundIntervalMs: settings.ARENA_ROUND_INTERVAL_MS,
    decisionIntervalMs: settings.ARENA_DECISION_INTERVAL_MS,
    equityIntervalMs: settings.ARENA_EQUITY_INTERVAL_MS,
    reconciliation: {
      intervalMs: settings.ARENA_RECONCILE_INTERVAL_MS,
      driftMax: settings.ARENA_RECONCILE_DRIFT_MAX,
    },
    staleAfterMs: settings.ARENA_QUOTE_AGE_MS_MAX,
  };
}

/** Returns how long `settings` let messages to the paper exchange take: one message of one seed always as long. */
export function paperLatency(
  settings: Settings,
): Omit<LatencyOptions, "clock"> {
  return {
    latencyMs: settings.ARENA_PAPER_LATENCY_MS,
    jitter: {
      maxMs: settings.ARENA_PAPER_JITTER_MS,
      random: new SeededRandom(settings.ARENA_SEED).fork("paper latency"),
    },
  };
}

/** Returns what `settings` say about how models think. */
function mindOptions(settings: Settings): MindOptions {
  return {
    intervalMs: settings.ARENA_MODEL_INTERVAL_MS,
    closingMs: settings.ARENA_MODEL_CLOSING_MS,
    sessionsMax: settings.ARENA_MODEL_SESSIONS_MAX,
    stepsMax: settings.ARENA_MODEL_STEPS_MAX,
    toolCallsMax: settings.ARENA_MODEL_TOOLS_MAX,
    outputTokensMax: settings.ARENA_MODEL_REPLY_TOKENS_MAX,
    sizing: settings.ARENA_SIZING,
    kellyFractionMicros: ratioMicros(settings.ARENA_KELLY_FRACTION),
    personality: settings.ARENA_PERSONALITY,
    plantsCanaries: settings.ARENA_CANARIES === "on",
  };
}

/** Returns what `settings` say about orders, and about risk itself. */
function riskLimits(settings: Settings): RiskLimits {
  return {
    quoteAgeMsMax: settings.ARENA_QUOTE_AGE_MS_MAX,
    decisionAgeMsMax: settings.ARENA_DECISION_AGE_MS_MAX,
    priceBandMax: settings.ARENA_PRICE_BAND_MAX,
    orderQuantityMax: settings.ARENA_ORDER_QUANTITY_MAX,
    depthShareMaxMicros: ratioMicros(settings.ARENA_DEPTH_SHARE_MAX),
    orderNotionalMax: settings.ARENA_ORDER_NOTIONAL_MAX,
    positionCostMax: settings.ARENA_POSITION_COST_MAX,
    accountExposureMax: settings.ARENA_ACCOUNT_EXPOSURE_MAX,
    instrumentExposureMax: settings.ARENA_INSTRUMENT_EXPOSURE_MAX,
    underlyingExposureMax: settings.ARENA_UNDERLYING_EXPOSURE_MAX,
    globalExposureMax: settings.ARENA_GLOBAL_EXPOSURE_MAX,
    leverageMaxMicros: ratioMicros(settings.ARENA_LEVERAGE_MAX),
    ordersPerSecondMax: settings.ARENA_ORDERS_PER_SECOND_MAX,
    ordersPerMinuteMax: settings.ARENA_ORDERS_PER_MINUTE_MAX,
    ordersPerRoundMax: settings.ARENA_ORDERS_PER_ROUND_MAX,
    cooldownLosses: settings.ARENA_COOLDOWN_LOSSES,
    cooldownMs: settings.ARENA_COOLDOWN_MS,
    dailyLossMaxMicros: ratioMicros(settings.ARENA_DAILY_LOSS_MAX),
    drawdownMaxMicros: ratioMicros(settings.ARENA_DRAWDOWN_MAX),
    killDeadlineMs: settings.ARENA_KILL_DEADLINE_MS,
    windDownRoundsMax: settings.ARENA_WIND_DOWN_ROUNDS_MAX,
    windDownIntervalMs: settings.ARENA_WIND_DOWN_INTERVAL_MS,
  };
}

/** On a venue of perpetuals nobody trades outcomes. */
function lineupOf(
  settings: Settings,
): Pick<ArenaOptions, "contestants" | "perpetuals"> {
  return settings.ARENA_VENUE === "hyperliquid"
    ? { contestants: [], perpetuals: perpetualArena(settings) }
    : { contestants: CONTROLS };
}

/** Returns who trades perpetuals by rule, and what `settings` hold their orders to. */
export function perpetualArena(settings: Settings): PerpetualArena {
  return {
    contestants: PERPETUAL_CONTROLS,
    limits: {
      orderNotionalMax: settings.ARENA_PERPETUAL_ORDER_NOTIONAL_MAX,
      priceBandMaxMicros: ratioMicros(settings.ARENA_PERPETUAL_PRICE_BAND_MAX),
    },
  };
}
