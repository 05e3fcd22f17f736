import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError, loadSettings } from "../config.ts";
import { contestantId } from "../domain/ids.ts";
import { checkModes, lineup } from "./live_lineup.ts";
import { CONTROLS } from "../strategies/roster.ts";

const LIVE = {
  ARENA_VENUE: "dflow",
  ARENA_KEYS: "{}",
};
const CLAUDE = {
  contestantId: contestantId("claude-3.5"),
  name: "Claude",
  model: "a/claude-3.5",
};
const ENTRANTS = { contestants: CONTROLS, models: [CLAUDE] };

function modes(mode: string) {
  return loadSettings({ ...LIVE, ARENA_MODE: mode });
}

Deno.test("pains: lineup() leaves everybody on paper unless told otherwise", () => {
  assertEquals(lineup(ENTRANTS, loadSettings({})), { ...ENTRANTS, live: [] });
});

Deno.test("lineup() enters rules and models that trade live as contestants of their own, beside those on paper", () => {
  const { contestants, models, live } = lineup(
    ENTRANTS,
    modes("momentum=live,claude-3.5=live,hold=paper"),
  );
  assertEquals(live, [
    { contestantId: contestantId("momentum-live"), account: "momentum" },
    { contestantId: contestantId("claude-3.5-live"), account: "claude-3.5" },
  ]);
  assertEquals(
    contestants.map(({ id }) => id),
    CONTROLS.flatMap(({ id }) => id === "momentum" ? [id, `${id}-live`] : id),
  );
  assertEquals(models, [CLAUDE, {
    ...CLAUDE,
    contestantId: contestantId("claude-3.5-live"),
    name: "Claude (live)",
  }]);
  assertEquals(
    lineup(ENTRANTS, modes("live")).live.length,
    CONTROLS.length + 1,
  );
});

Deno.test("checkModes() refuses a name that nobody has, and an outside agent with real money", () => {
  const check = (mode: string) =>
    checkModes(ENTRANTS, ["agent-bot"], modes(mode));
  check("claude-3.5=live,agent-bot=paper");
  check("live");
  assertThrows(
    () => check("claude-4=live"),
    ConfigError,
    "current value is claude-4",
  );
  assertThrows(
    () => check("agent-bot=live"),
    ConfigError,
    "Cannot start as an outside agent trades on paper alone, whoever runs it: current value is ARENA_MODE=agent-bot=live",
  );
});
