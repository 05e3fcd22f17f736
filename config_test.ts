import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { usd } from "./domain/money.ts";
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
});
