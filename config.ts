import { z } from "zod";
import { AGENT_SETTINGS } from "./config/agent_settings.ts";
import { DAILY_SETTINGS } from "./config/daily_settings.ts";
import { SETTLEMENT_SETTINGS } from "./config/settlement_settings.ts";
import { isSecretName } from "./config/secret_names.ts";
import { MIND_SETTINGS } from "./config/mind_settings.ts";
import { MODEL_SETTINGS } from "./config/model_settings.ts";
import { RISK_SETTINGS } from "./config/risk_settings.ts";
import {
  decimalNumber,
  DOLLARS,
  PATH,
  setting,
  wholeNumber,
} from "./config/setting.ts";
import {
  HTTP_URL,
  tradesLive,
  VENUE_SETTINGS,
} from "./config/venue_settings.ts";
import { SUMMARY_SETTINGS } from "./config/summary_settings.ts";
import { printUsd } from "./domain/money.ts";

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
  ARENA_ALERT_URL: setting({
    ...HTTP_URL,
    fallback: null,
    meaning:
      "Where alerts are posted to as JSON with kind, subject, text and at: docs/generated/alert_kinds.md has every kind.",
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
  ARENA_STARTING_BALANCE: setting({
    ...DOLLARS,
    fallback: "10000",
    meaning: "Paper money of each contestant at enrollment.",
  }),
  ARENA_SEASONS: setting({
    ...PATH,
    fallback: null,
    meaning:
      "JSON file that declares seasons. Without it everybody competes in the open season.",
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
  ARENA_RECONCILE_INTERVAL_MS: setting({
    ...wholeNumber(10_000, 3_600_000),
    fallback: "300000",
    meaning:
      "Milliseconds between two comparisons of the journal with what the venue has of us.",
  }),
  ARENA_RECONCILE_DRIFT_MAX: setting({
    ...DOLLARS,
    fallback: "1",
    meaning:
      "How far a contestant's cash at the venue may be off before it is corrected and trading is halted.",
  }),
  ARENA_PAPER_LATENCY_MS: setting({
    ...wholeNumber(0, 60_000),
    fallback: "150",
    meaning:
      "Milliseconds that the paper exchange takes before it looks at the book.",
  }),
  ARENA_PAPER_JITTER_MS: setting({
    ...wholeNumber(0, 60_000),
    fallback: "0",
    meaning:
      "Milliseconds that an order or cancel may take longer than that, drawn for each by ARENA_SEED.",
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
  ...AGENT_SETTINGS,
  ...VENUE_SETTINGS,
  ...RISK_SETTINGS,
  ...MODEL_SETTINGS,
  ...SUMMARY_SETTINGS,
  ...DAILY_SETTINGS,
  ...SETTLEMENT_SETTINGS,
  ...MIND_SETTINGS,
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

function shown(name: string, value: string): string {
  return isSecretName(name)
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

/** A limit that another one reaches first would never hold. */
const ASCENDING = [
  ["ARENA_ORDER_NOTIONAL_MAX", "ARENA_POSITION_COST_MAX"],
  ["ARENA_POSITION_COST_MAX", "ARENA_ACCOUNT_EXPOSURE_MAX"],
  ["ARENA_POSITION_COST_MAX", "ARENA_INSTRUMENT_EXPOSURE_MAX"],
  ["ARENA_INSTRUMENT_EXPOSURE_MAX", "ARENA_UNDERLYING_EXPOSURE_MAX"],
  ["ARENA_UNDERLYING_EXPOSURE_MAX", "ARENA_GLOBAL_EXPOSURE_MAX"],
  ["ARENA_ACCOUNT_EXPOSURE_MAX", "ARENA_GLOBAL_EXPOSURE_MAX"],
] as const;

function checkVenue(settings: Settings): void {
  const { ARENA_VENUE, ARENA_MODE, ARENA_KEYS_FILE } = settings;
  const isLive = tradesLive(ARENA_MODE);
  if (isLive && ARENA_VENUE === "builtin") {
    throw new ConfigError(
      "Cannot start as live trading needs a venue with real money, so ARENA_VENUE must not be builtin: current value is builtin",
    );
  }
  if (isLive && ARENA_KEYS_FILE === null && settings.ARENA_KEYS === null) {
    throw new ConfigError(
      "Cannot start as live trading needs keys, from ARENA_KEYS_FILE or ARENA_KEYS: current value is neither",
    );
  }
  if (ARENA_KEYS_FILE !== null && settings.ARENA_KEYS_PASSPHRASE === null) {
    throw new ConfigError(
      `Cannot start as ARENA_KEYS_FILE needs ARENA_KEYS_PASSPHRASE: current value is ${ARENA_KEYS_FILE} without one`,
    );
  }
  if (settings.ARENA_TAPE !== null && settings.ARENA_RECORD_DIR !== null) {
    throw new ConfigError(
      `Cannot start as ARENA_TAPE and ARENA_RECORD_DIR must not both be set: current value is ${settings.ARENA_TAPE} and ${settings.ARENA_RECORD_DIR}`,
    );
  }
  if (settings.ARENA_RECORD_TOTAL_MB < 2 * settings.ARENA_RECORD_FILE_MB) {
    throw new ConfigError(
      `Cannot start as ARENA_RECORD_TOTAL_MB must be at least twice ARENA_RECORD_FILE_MB: current value is ${settings.ARENA_RECORD_TOTAL_MB}`,
    );
  }
  if (settings.ARENA_DFLOW_URL !== null && ARENA_VENUE !== "dflow") {
    throw new ConfigError(
      `Cannot start as ARENA_DFLOW_URL is for ARENA_VENUE=dflow alone: current value is ARENA_VENUE=${ARENA_VENUE}`,
    );
  }
}

function checkRelations(settings: Settings): void {
  checkVenue(settings);
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
  for (const [smaller, larger] of ASCENDING) {
    if (settings[smaller] > settings[larger]) {
      throw new ConfigError(
        `Cannot start as ${smaller} must be at most ${larger}: current value is ${
          printUsd(settings[smaller])
        }`,
      );
    }
  }
  if (
    settings.ARENA_CASSETTE_MODE === "replay" &&
    settings.ARENA_CASSETTES === null
  ) {
    throw new ConfigError(
      "Cannot start as ARENA_CASSETTE_MODE=replay needs ARENA_CASSETTES, the folder to replay from: current value is no folder",
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
