import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { arenaOptions } from "./arena_options.ts";
import { loadSettings } from "../config.ts";
import { contestantId } from "../domain/ids.ts";
import { printUsd } from "../domain/money.ts";
import { parseSeasons, seasonLineup } from "./season_plans.ts";
import { CONTROLS } from "../strategies/roster.ts";

const ADA = {
  contestantId: contestantId("ada"),
  name: "Ada",
  model: "a/model-1",
};
const BEN = {
  contestantId: contestantId("ben"),
  name: "Ben",
  model: "b/model-1",
};

const BOT = { contestantId: contestantId("agent-bot"), name: "bot" };
const OTHER_BOT = { contestantId: contestantId("agent-other"), name: "other" };

const WINTER = {
  id: "winter",
  name: "Winter",
  startsAt: "2026-12-01T00:00:00Z",
  endsAt: null,
  venues: ["kalshi"],
};

function planned(
  seasons: readonly object[],
  environment: Readonly<Record<string, string>> = {},
  openSeason = false,
) {
  const settings = loadSettings(environment);
  return seasonLineup(parseSeasons({ seasons, openSeason }), {
    settings,
    venue: "kalshi",
    controls: CONTROLS,
    models: [ADA, BEN],
    agents: [BOT, OTHER_BOT],
    mind: arenaOptions(settings).mind,
    hasSearch: false,
  });
}

Deno.test("seasonLineup() gives a season every control and model under its own name, and the seed's balance", () => {
  const { open, plans } = planned([WINTER]);
  assertEquals([open.contestants, open.models], [[], []]);
  const [plan] = plans;
  assertEquals(
    printUsd(plan?.terms.startingBalance ?? 0n as never),
    "100000.00",
  );
  assertEquals(plan?.terms.startsAtMs, Date.parse(WINTER.startsAt));
  assertEquals(
    plan?.contestants.map(({ id }) => id),
    CONTROLS.map(({ id }) => `${id}@winter`),
  );
  assertEquals(
    plan?.terms.roster.map((member) => String(member.contestantId)),
    ["ada", "ben", ...CONTROLS.map(({ id }) => id)].map((id) => `${id}@winter`),
  );
});

Deno.test("seasonLineup() gives a season the outside agents that it names, in its roster by name alone", () => {
  const agentsOf = (agents?: unknown) =>
    planned([agents === undefined ? WINTER : { ...WINTER, agents }]).plans[0];
  assertEquals(agentsOf()?.agents, []);
  assertEquals(
    agentsOf("all")?.agents.map((agent) => String(agent.contestantId)),
    ["agent-bot@winter", "agent-other@winter"],
  );
  const plan = agentsOf(["bot"]);
  const id = contestantId("agent-bot@winter");
  assertEquals(plan?.agents, [{ contestantId: id, name: "bot" }]);
  assertEquals(plan?.terms.roster.at(-1), {
    contestantId: id,
    name: "bot",
    driver: { kind: "agent", agent: "bot" },
  });
  assertThrows(
    () => agentsOf(["stranger"]),
    Error,
    'Cannot start as season "winter" must name agents of ARENA_AGENT_TOKENS: current value is stranger',
  );
});

Deno.test("seasonLineup() freezes release and prompt: another sizing rule is another hash", () => {
  const drivers = (sizing: string) =>
    planned([{ ...WINTER, sizing, models: ["ada"] }]).plans[0]?.terms.roster
      .map(({ driver }) => driver)
      .filter((driver) => driver.kind === "model") ?? [];
  const [seed] = drivers("seed");
  const [kelly] = drivers("kelly");
  assertEquals([seed?.release, seed?.model], [
    "a/model-1",
    ADA.contestantId as never,
  ]);
  assertEquals(seed, drivers("seed")[0]);
  assertNotEquals(seed?.releaseHash, kelly?.releaseHash);
});

Deno.test("seasonLineup() keeps the open season going only where it is asked to", () => {
  assertEquals(planned([WINTER], {}, true).open.models, [ADA, BEN]);
  assertEquals(
    planned([WINTER], {}, true).open.contestants.length,
    CONTROLS.length,
  );
});

Deno.test("seasonLineup() trades real money only where season and settings both say so, and in one season", () => {
  const live = {
    ARENA_MODE: "momentum=live",
    ARENA_VENUE: "kalshi",
    ARENA_KEYS: "x".repeat(40),
  };
  assertEquals(planned([WINTER], live).live, []);
  const real = { ...WINTER, mode: "live" };
  assertEquals(planned([real]).live, []);
  assertEquals(planned([real], live).live, [{
    contestantId: contestantId("momentum-live@winter"),
    account: "momentum",
  }]);
  const [plan] = planned([{ ...real, models: ["ben"] }], {
    ...live,
    ARENA_MODE: "ada=live,ben=live",
  }).plans;
  assertEquals(
    plan?.terms.roster.flatMap(({ contestantId: id, driver }) =>
      driver.kind === "model" ? [`${id} by ${driver.model}`] : []
    ),
    ["ben@winter by ben", "ben-live@winter by ben"],
    "a model of the season alone, and both of one driver",
  );
  assertThrows(
    () => planned([real, { ...real, id: "spring" }], live),
    Error,
    "Cannot start as only one season may trade the real money of an account: current value is several with momentum",
  );
});

Deno.test("parseSeasons() and seasonLineup() refuse in one sentence what does not hold", () => {
  const refusals: readonly (readonly [object, string])[] = [
    [{ id: "Winter" }, "seasons.0.id"],
    [{ id: "open" }, "must not be the name of the open season"],
    [{ endsAt: "2026-11-01T00:00:00Z" }, "must be after startsAt"],
    [{ venues: [] }, "seasons.0.venues"],
    [{ extra: 1 }, "extra"],
    [{ startingBalance: "0" }, "must be above 0"],
    [
      { models: ["cleo"] },
      "must name models that can be asked: current value is cleo",
    ],
    [
      { venues: ["polymarket"] },
      'season "winter" must name kalshi, whose markets are traded: current value is polymarket',
    ],
  ];
  for (const [change, sentence] of refusals) {
    assertThrows(() => planned([{ ...WINTER, ...change }]), Error, sentence);
  }
  assertThrows(
    () => planned([WINTER, WINTER]),
    Error,
    "must not be taken by another season",
  );
});
