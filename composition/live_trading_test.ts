import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError, loadSettings } from "../config.ts";
import { contestantId } from "../domain/ids.ts";
import { lineup } from "./live_trading.ts";
import { CONTROLS } from "../strategies/roster.ts";

const LIVE = {
  ARENA_VENUE: "dflow",
  ARENA_KEYS: "{}",
};

Deno.test("lineup() leaves everybody on paper unless told otherwise", () => {
  const { contestants, live } = lineup(CONTROLS, loadSettings({}));
  assertEquals(contestants, CONTROLS);
  assertEquals(live, []);
});

Deno.test("lineup() enters those that trade live as contestants of their own", () => {
  const { contestants, live } = lineup(
    CONTROLS,
    loadSettings({ ...LIVE, ARENA_MODE: "momentum=live,hold=paper" }),
  );
  assertEquals(live, [{
    contestantId: contestantId("momentum-live"),
    account: "momentum",
  }]);
  assertEquals(
    contestants.map(({ id }) => id),
    CONTROLS.map(({ id }) => id === "momentum" ? "momentum-live" : id),
  );
  const everybody = loadSettings({ ...LIVE, ARENA_MODE: "live" });
  assertEquals(lineup(CONTROLS, everybody).live.length, CONTROLS.length);
});

Deno.test("lineup() refuses a name that nobody has", () => {
  const settings = loadSettings({ ...LIVE, ARENA_MODE: "claude=live" });
  assertThrows(
    () => lineup(CONTROLS, settings),
    ConfigError,
    "current value is claude",
  );
});
