import { z } from "zod";
import { usd } from "./domain/money.ts";

/** One setting: how it is checked, what it falls back to, and what it means to an operator. */
interface Setting<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** As written in the environment; `null` where the setting is off unless given. */
  readonly fallback: string | null;
  readonly rule: string;
  readonly meaning: string;
}

function setting<Schema extends z.ZodType>(
  definition: Setting<Schema>,
): Setting<Schema> {
  return definition;
}

const wholeNumber = (min: number, max: number) => ({
  schema: z.coerce.number().int().min(min).max(max),
  rule: `a whole number from ${min} to ${max}`,
});
const decimalNumber = (min: number, max: number) => ({
  schema: z.coerce.number().min(min).max(max),
  rule: `a number from ${min} to ${max}`,
});
const PATH = {
  schema: z.string().min(1).max(500),
  rule: "a path of 1 to 500 characters",
};
const DOLLARS = {
  schema: z.string().regex(/^[1-9]\d{0,8}(\.\d{1,2})?$/).transform((text) =>
    usd(text)
  ),
  rule: "dollars from 1 to 999999999, with at most two decimals",
};

/**
 * Every environment variable that the arena reads. `docs/configuration.md` is generated from this
 * table, and a variable that starts with `ARENA_` and is not in it is an error.
 */
export const SETTINGS = {
  PORT: setting({
    ...wholeNumber(0, 65_535),
    fallback: "8000",
    meaning: "Port of the site; 0 takes any free one.",
  }),
  HOST: setting({
    schema: z.string().regex(/^[0-9A-Za-z.:_-]+$/),
    fallback: "127.0.0.1",
    rule: "a host name or an IP address",
    meaning:
      "Address that the site listens on. Anything but loopback needs ARENA_ADMIN_TOKEN.",
  }),
  DATABASE_URL: setting({
    schema: z.string().regex(/^postgres(ql)?:\/\/\S+$/),
    fallback: null,
    rule: "a URL that starts with postgres://",
    meaning:
      "PostgreSQL server that holds the journal. Without it an embedded PGlite does.",
  }),
  ARENA_DATA_DIR: setting({
    ...PATH,
    fallback: "data",
    meaning: "Folder for the embedded database.",
  }),
  ARENA_ADMIN_TOKEN: setting({
    schema: z.string().min(32).max(200),
    fallback: null,
    rule: "a secret of 32 to 200 characters",
    meaning: "Bearer token of the admin routes, which do not exist without it.",
  }),
  ARENA_LOG_LEVEL: setting({
    schema: z.enum(["debug", "info", "warn", "error", "silent"]),
    fallback: "info",
    rule: "one of debug, info, warn, error, silent",
    meaning: "What is logged, as JSON lines on stderr.",
  }),
  ARENA_SEED: setting({
    ...wholeNumber(0, 4_294_967_295),
    fallback: "1",
    meaning: "Seed of the built-in venue and of the random contestant.",
  }),
  ARENA_TAPE: setting({
    ...PATH,
    fallback: null,
    meaning:
      "File that received frames are recorded to, gzip'd; it must not exist yet.",
  }),
  ARENA_DFLOW_URL: setting({
    schema: z.string().regex(/^https?:\/\/\S+$/),
    fallback: null,
    rule: "a URL that starts with https:// or http://",
    meaning:
      "Metadata API of dflow, ending in /api/v1. Without it the built-in venue is used.",
  }),
  ARENA_DFLOW_API_KEY: setting({
    schema: z.string().min(1).max(500),
    fallback: null,
    rule: "a key of 1 to 500 characters",
    meaning: "Sent to ARENA_DFLOW_URL as x-api-key.",
  }),
  ARENA_STARTING_BALANCE: setting({
    ...DOLLARS,
    fallback: "10000",
    meaning: "Paper money of each contestant at enrollment.",
  }),
  ARENA_ROUND_INTERVAL_MS: setting({
    ...wholeNumber(1_000, 3_600_000),
    fallback: "10000",
    meaning:
      "Milliseconds between rounds, in which every contestant looks at every open market.",
  }),
  ARENA_DECISION_INTERVAL_MS: setting({
    ...wholeNumber(1_000, 3_600_000),
    fallback: "30000",
    meaning:
      "Milliseconds between two decisions of one contestant on one market, signals aside.",
  }),
  ARENA_EQUITY_INTERVAL_MS: setting({
    ...wholeNumber(500, 3_600_000),
    fallback: "5000",
    meaning: "Milliseconds between two markings of everybody's equity.",
  }),
  ARENA_PAPER_LATENCY_MS: setting({
    ...wholeNumber(0, 60_000),
    fallback: "150",
    meaning:
      "Milliseconds that the paper exchange takes before it looks at the book.",
  }),
  ARENA_PRICE_SWING_MIN: setting({
    ...decimalNumber(0.0001, 10),
    fallback: "0.05",
    meaning:
      "Price swing: least change of the mid relative to the previous mid.",
  }),
  ARENA_VOLUME_SPIKE_MULTIPLIER: setting({
    ...decimalNumber(1, 1_000),
    fallback: "5",
    meaning:
      "Volume spike: least multiple of the average of the trades before it.",
  }),
  ARENA_VOLUME_WINDOW: setting({
    ...wholeNumber(2, 10_000),
    fallback: "100",
    meaning: "Volume spike: trades in the rolling window, the newest included.",
  }),
  ARENA_VOLUME_TRADES_MIN: setting({
    ...wholeNumber(2, 10_000),
    fallback: "10",
    meaning: "Volume spike: trades that must be in the window first.",
  }),
  ARENA_IMBALANCE_HIGH: setting({
    ...decimalNumber(1, 1_000),
    fallback: "3",
    meaning: "Imbalance: least ratio of YES to NO bid depth that is YES-heavy.",
  }),
  ARENA_IMBALANCE_LOW: setting({
    ...decimalNumber(0.001, 1),
    fallback: "0.33",
    meaning:
      "Imbalance: greatest ratio of YES to NO bid depth that is NO-heavy.",
  }),
  ARENA_SIGNAL_COOLDOWN_MS: setting({
    ...wholeNumber(0, 86_400_000),
    fallback: "60000",
    meaning:
      "Milliseconds for which a market raises no second signal of one type.",
  }),
  ARENA_SIGNAL_REARM: setting({
    ...decimalNumber(0, 1),
    fallback: "0.9",
    meaning:
      "Imbalance: share of the threshold that the ratio must fall under before it counts anew.",
  }),
  ARENA_SIGNAL_SCORE_AFTER_MS: setting({
    ...wholeNumber(1_000, 86_400_000),
    fallback: "120000",
    meaning:
      "Milliseconds after which a signal is scored by where the mid went.",
  }),
  ARENA_QUOTE_AGE_MS_MAX: setting({
    ...wholeNumber(100, 3_600_000),
    fallback: "15000",
    meaning: "Oldest quote that an order may be priced off.",
  }),
  ARENA_ORDER_NOTIONAL_MAX: setting({
    ...DOLLARS,
    fallback: "500",
    meaning: "Largest order by price times quantity.",
  }),
  ARENA_POSITION_COST_MAX: setting({
    ...DOLLARS,
    fallback: "1000",
    meaning: "Largest position by cost in one market.",
  }),
  ARENA_ORDERS_PER_MINUTE_MAX: setting({
    ...wholeNumber(1, 10_000),
    fallback: "60",
    meaning: "Orders that one contestant may send in any minute.",
  }),
  ARENA_DRAWDOWN_MAX: setting({
    ...decimalNumber(0.01, 1),
    fallback: "0.5",
    meaning:
      "Share of its peak equity that a contestant may lose before its orders are denied.",
  }),
} as const;

type SettingName = keyof typeof SETTINGS;

type Parsed<Name extends SettingName> =
  | z.output<(typeof SETTINGS)[Name]["schema"]>
  | ((typeof SETTINGS)[Name]["fallback"] extends null ? null : never);

/** The settings of one process, checked and frozen, by the names of their variables. */
export type Settings = { readonly [Name in SettingName]: Parsed<Name> };

/** Raised for a setting that does not hold; the message is the one sentence that an operator needs. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const SECRET = /TOKEN|KEY|SECRET|URL/;

function shown(name: string, value: string): string {
  return SECRET.test(name)
    ? `${value.length} characters`
    : JSON.stringify(value);
}

function readSetting(
  name: SettingName,
  environment: Readonly<Record<string, string>>,
): unknown {
  const { schema, fallback, rule } = SETTINGS[name];
  const value = environment[name];
  const text = value === undefined || value === "" ? fallback : value;
  if (text === null) return null;
  const parsed = schema.safeParse(text);
  if (!parsed.success) {
    throw new ConfigError(
      `Cannot start as ${name} must be ${rule}: current value is ${
        shown(name, text)
      }`,
    );
  }
  return parsed.data;
}

function checkNames(environment: Readonly<Record<string, string>>): void {
  const unknown = Object.keys(environment).find((name) =>
    name.startsWith("ARENA_") && !(name in SETTINGS)
  );
  if (unknown !== undefined) {
    throw new ConfigError(
      `Cannot start as every ARENA_ variable must be one of docs/configuration.md: current value is ${unknown}`,
    );
  }
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;

function checkRelations(settings: Settings): void {
  if (!LOOPBACK.test(settings.HOST) && settings.ARENA_ADMIN_TOKEN === null) {
    throw new ConfigError(
      `Cannot start as a site that is not on loopback needs ARENA_ADMIN_TOKEN, a secret of 32 or more characters: current value is HOST=${settings.HOST} without one`,
    );
  }
  if (settings.ARENA_IMBALANCE_LOW >= settings.ARENA_IMBALANCE_HIGH) {
    throw new ConfigError(
      `Cannot start as ARENA_IMBALANCE_LOW must be below ARENA_IMBALANCE_HIGH: current value is ${settings.ARENA_IMBALANCE_LOW}`,
    );
  }
  if (settings.ARENA_VOLUME_TRADES_MIN > settings.ARENA_VOLUME_WINDOW) {
    throw new ConfigError(
      `Cannot start as ARENA_VOLUME_TRADES_MIN must be at most ARENA_VOLUME_WINDOW: current value is ${settings.ARENA_VOLUME_TRADES_MIN}`,
    );
  }
}

/**
 * Reads and checks every setting once. Secrets never appear in an error.
 *
 * @throws {ConfigError} If a variable is unknown, malformed or contradicts another; one sentence with the rule.
 */
export function loadSettings(
  environment: Readonly<Record<string, string>>,
): Settings {
  checkNames(environment);
  const entries = (Object.keys(SETTINGS) as SettingName[])
    .map((name) => [name, readSetting(name, environment)] as const);
  const settings = Object.freeze(Object.fromEntries(entries)) as Settings;
  checkRelations(settings);
  return settings;
}
