import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { quantity, usd } from "./domain/money.ts";
import { ConfigError, loadSettings } from "./config.ts";

function refusal(environment: Record<string, string>): string {
  return assertThrows(() => loadSettings(environment), ConfigError).message;
}

Deno.test("loadSettings() starts on loopback with nothing set", () => {
  const settings = loadSettings({});
  assertEquals([settings.HOST, settings.PORT, settings.DATABASE_URL], [
    "127.0.0.1",
    8000,
    null,
  ]);
  assertEquals(settings.ARENA_STARTING_BALANCE, usd("10000"));
  assertEquals(Object.isFrozen(settings), true);
});

Deno.test("loadSettings() names action, rule and current value of a bad setting", () => {
  assertEquals(
    refusal({ PORT: "eighty" }),
    'Cannot start as PORT must be a whole number from 0 to 65535: current value is "eighty"',
  );
  assertEquals(
    refusal({ ARENA_LOG_LEVEL: "loud" }),
    'Cannot start as ARENA_LOG_LEVEL must be one of debug, info, warn, error, silent: current value is "loud"',
  );
});

Deno.test("loadSettings() refuses a variable of ours that it does not know", () => {
  assertStringIncludes(
    refusal({ ARENA_SPEED: "9" }),
    "current value is ARENA_SPEED",
  );
  assertEquals(loadSettings({ SOMETHING_ELSE: "9" }).PORT, 8000);
});

Deno.test("loadSettings() never shows a secret", () => {
  const message = refusal({ ARENA_ADMIN_TOKEN: "hunter2" });
  assertEquals(message.includes("hunter2"), false);
  assertEquals(
    refusal({ DATABASE_URL: "mysql://root:hunter2@x" }).includes("hunter2"),
    false,
  );
});

Deno.test("loadSettings() refuses to leave loopback without a real admin token", () => {
  assertStringIncludes(refusal({ HOST: "0.0.0.0" }), "needs ARENA_ADMIN_TOKEN");
  assertStringIncludes(
    refusal({ HOST: "127.0.0.1.example.org" }),
    "needs ARENA_ADMIN_TOKEN",
  );
  assertEquals(
    loadSettings({ HOST: "0.0.0.0", ARENA_ADMIN_TOKEN: "x".repeat(32) }).HOST,
    "0.0.0.0",
  );
});

Deno.test("loadSettings() holds related settings to each other", () => {
  assertStringIncludes(
    refusal({ ARENA_IMBALANCE_LOW: "1", ARENA_IMBALANCE_HIGH: "1" }),
    "ARENA_IMBALANCE_LOW",
  );
  assertStringIncludes(
    refusal({ ARENA_VOLUME_WINDOW: "5" }),
    "ARENA_VOLUME_TRADES_MIN",
  );
  assertStringIncludes(
    refusal({ ARENA_CASSETTE_MODE: "replay" }),
    "needs ARENA_CASSETTES",
  );
});

Deno.test("loadSettings() refuses a limit that another one reaches first", () => {
  const cases = [
    ["ARENA_ORDER_NOTIONAL_MAX", "ARENA_POSITION_COST_MAX"],
    ["ARENA_POSITION_COST_MAX", "ARENA_ACCOUNT_EXPOSURE_MAX"],
    ["ARENA_POSITION_COST_MAX", "ARENA_INSTRUMENT_EXPOSURE_MAX"],
    ["ARENA_INSTRUMENT_EXPOSURE_MAX", "ARENA_UNDERLYING_EXPOSURE_MAX"],
    ["ARENA_UNDERLYING_EXPOSURE_MAX", "ARENA_GLOBAL_EXPOSURE_MAX"],
    ["ARENA_ACCOUNT_EXPOSURE_MAX", "ARENA_GLOBAL_EXPOSURE_MAX"],
  ] as const;
  const wide = Object.fromEntries(
    cases.flat().map((name) => [name, "1000"]),
  );
  assertEquals(loadSettings(wide).ARENA_GLOBAL_EXPOSURE_MAX, usd("1000"));
  for (const [, larger] of cases) {
    assertStringIncludes(
      refusal({ ...wide, [larger]: "999.5" }),
      `must be at most ${larger}: current value is 1000.00`,
    );
  }
});

Deno.test("loadSettings() holds every limit of risk to its range", () => {
  const bad: Readonly<Record<string, readonly string[]>> = {
    ARENA_PRICE_BAND_MAX: ["1.1", "-0.1", "0.12345", "wide"],
    ARENA_ORDER_QUANTITY_MAX: ["0", "1.5", "1000000000"],
    ARENA_DEPTH_SHARE_MAX: ["0", "10001"],
    ARENA_LEVERAGE_MAX: ["0", "101"],
    ARENA_ORDERS_PER_SECOND_MAX: ["0"],
    ARENA_ORDERS_PER_ROUND_MAX: ["0"],
    ARENA_COOLDOWN_LOSSES: ["0"],
    ARENA_COOLDOWN_MS: ["-1"],
    ARENA_DAILY_LOSS_MAX: ["0", "1.01"],
    ARENA_KILL_DEADLINE_MS: ["99"],
    ARENA_WIND_DOWN_ROUNDS_MAX: ["0"],
    ARENA_WIND_DOWN_INTERVAL_MS: ["99"],
  };
  for (const [name, values] of Object.entries(bad)) {
    for (const value of values) {
      assertStringIncludes(refusal({ [name]: value }), `${name} must be`);
    }
  }
  const { ARENA_PRICE_BAND_MAX, ARENA_ORDER_QUANTITY_MAX } = loadSettings({
    ARENA_PRICE_BAND_MAX: "0.05",
    ARENA_ORDER_QUANTITY_MAX: "250",
  });
  assertEquals(
    [ARENA_PRICE_BAND_MAX, ARENA_ORDER_QUANTITY_MAX],
    [usd("0.05"), quantity("250")] as unknown[],
  );
});

Deno.test("loadSettings() wants keys, a passphrase and a venue with money for live trading", () => {
  const cases = [
    [{ ARENA_MODE: "live", ARENA_KEYS: "{}" }, "must not be builtin"],
    [{ ARENA_MODE: "live", ARENA_VENUE: "dflow" }, "current value is neither"],
    [{ ARENA_KEYS_FILE: "keys.json" }, "needs ARENA_KEYS_PASSPHRASE"],
    [{ ARENA_MODE: "momentum" }, "must be paper, live, or a list"],
    [{ ARENA_DFLOW_URL: "https://venue/api/v1" }, "for ARENA_VENUE=dflow"],
  ] as const;
  for (const [environment, words] of cases) {
    assertThrows(() => loadSettings(environment), ConfigError, words);
  }
});

Deno.test("loadSettings() keeps no passphrase and no key, and shows none in an error", () => {
  const secret = "correct horse battery staple";
  const settings = loadSettings({
    ARENA_KEYS: secret,
    ARENA_KEYS_PASSPHRASE: secret,
  });
  assert(!Object.values(settings).some((value) => value === secret));
  const error = assertThrows(
    () => loadSettings({ ARENA_KEYS_PASSPHRASE: "short secret" }),
    ConfigError,
    "current value is 12 characters",
  );
  assert(!error.message.includes("short secret"));
});
