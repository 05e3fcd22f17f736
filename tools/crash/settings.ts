/** Settings of one arena, by the names of `docs/configuration.md`. */
export type Environment = Readonly<Record<string, string>>;

/** Names that steer an arena: those of the shell must not reach the ones that are killed. */
const STEERING = /^(ARENA_.*|DATABASE_URL|PORT|HOST|.*_API_KEY)$/;

/** Everybody decides on every market each second, and an order is on its way for a good part of that. */
export const LOAD: Environment = {
  ARENA_ROUND_INTERVAL_MS: "1000",
  ARENA_DECISION_INTERVAL_MS: "1000",
  ARENA_EQUITY_INTERVAL_MS: "1000",
  ARENA_ORDERS_PER_MINUTE_MAX: "10000",
  ARENA_PAPER_LATENCY_MS: "300",
  ARENA_STARTING_BALANCE: "1000000",
  ARENA_LOG_LEVEL: "warn",
};

/** Nobody decides: what is left to do is to end what was begun. */
export const CALM: Environment = {
  ...LOAD,
  ARENA_ROUND_INTERVAL_MS: "3600000",
  ARENA_PRICE_SWING_MIN: "10",
  ARENA_VOLUME_SPIKE_MULTIPLIER: "1000",
  ARENA_IMBALANCE_HIGH: "1000",
  ARENA_IMBALANCE_LOW: "0.001",
};

/** Returns `environment` without what would steer an arena that is started in it. */
export function withoutSteering(
  environment: Environment,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !STEERING.test(name)),
  );
}
