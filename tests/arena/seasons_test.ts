import { ArenaBoards } from "../../domain/boards/arena_boards.ts";
import {
  isFinalAsWritten,
  snapshotRows,
} from "../../domain/boards/board_snapshot.ts";
import { reckoned } from "../../domain/testing/sample_boards.ts";
import type { BoardsView } from "../../domain/view_boards.ts";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { DecisionAction } from "../../domain/decision.ts";
import { printUsd, quantity, usd } from "../../domain/money.ts";
import { IMMEDIATE, type OrderTerms } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import { contestantOf } from "../../domain/season.ts";
import { TestProbe } from "../../runtime/mod.ts";
import type { SeasonReply } from "../../actors/seasonkeeper/protocol.ts";
import { HOLD_CASH } from "../../strategies/hold.ts";
import { CALM, openPuppetScene, puppetSeason, WINTER } from "./puppet_scene.ts";
import { Scene, START_MS } from "./scene.ts";

const PUPPET = contestantOf("puppet", WINTER);
const MINUTE_MS = 60_000;

const BUY: OrderTerms = {
  side: "buy",
  outcome: "yes",
  quantity: quantity("10"),
  limit: { outcome: "yes", price: yesPrice("0.62") },
  ...IMMEDIATE,
};
/** Below the calm bid, so that it rests. */
const REST: OrderTerms = {
  ...BUY,
  limit: { outcome: "yes", price: yesPrice("0.55") },
  timeInForce: "gtc",
};

function trade(terms: OrderTerms): DecisionAction {
  return { kind: "trade", ...terms };
}

type Stage = Awaited<ReturnType<typeof openPuppetScene>>;

/** Asks the seasonkeeper, and returns what it answered. */
async function ask(
  { scene }: Pick<Stage, "scene">,
  kind: "start_season" | "conclude_season",
): Promise<SeasonReply | undefined> {
  const probe = new TestProbe<SeasonReply>();
  scene.refs.seasonkeeper?.tell({
    kind,
    seasonId: WINTER,
    by: "tester",
    reason: "The scene says so.",
    replyTo: probe,
  });
  await scene.stage.settle();
  return probe.messages[0];
}

async function pause(
  { scene }: Stage,
  state: "halted" | "active",
): Promise<void> {
  scene.refs.risk.tell({
    kind: "set_trading_state",
    scope: { kind: "season", seasonId: WINTER },
    state,
    step: state === "halted" ? "pause" : null,
    cause: "operator",
    detail: "The scene says so.",
    by: "tester",
  });
  await scene.stage.settle();
}

Deno.test("a season starts on its date, enrolls its roster with its balance and concludes on its end date", async () => {
  const stage = await openPuppetScene({
    season: {
      startsAtMs: START_MS + MINUTE_MS,
      endsAtMs: START_MS + 10 * MINUTE_MS,
    },
  });
  const { scene, decide, close } = stage;
  await scene.list();
  await scene.play(30_000, ...CALM);
  assertEquals((await scene.books()).contestants.size, 0);
  await scene.play(60_000, ...CALM);
  const [started] = await scene.entries("season_started");
  assertEquals([started?.by, started?.terms.name], ["arena", "Winter"]);
  const puppet = (await scene.books()).contestants.get(PUPPET);
  assertEquals(puppet?.startingBalance, usd("100000"));
  assertEquals(puppet?.enrolledAtMs, START_MS + MINUTE_MS);
  await decide(trade(REST));
  await scene.play(10 * MINUTE_MS, ...CALM);
  const decided = (await scene.entries("decision_made")).length;
  await scene.play(MINUTE_MS, ...CALM);
  const [concluded] = await scene.entries("season_concluded");
  assertEquals([concluded?.cause, concluded?.by], ["end_date", "arena"]);
  assertEquals(
    [...(await scene.books()).orders.working.values()].length,
    0,
    "what rested is canceled",
  );
  assertEquals((await scene.entries("decision_made")).length, decided);
  await close();
});

Deno.test("a season whose dates passed while nobody ran is started late, or concluded late, once", async () => {
  const first = await openPuppetScene({
    season: { startsAtMs: START_MS - 1, endsAtMs: START_MS + MINUTE_MS },
  });
  assertEquals((await first.scene.entries("season_started")).length, 1);
  await first.close();
  const { journal } = first.scene;
  for (
    const startMs of [START_MS + 60 * MINUTE_MS, START_MS + 90 * MINUTE_MS]
  ) {
    const later = await openPuppetScene({
      journal,
      startMs,
      season: { startsAtMs: START_MS - 1, endsAtMs: START_MS + MINUTE_MS },
    });
    assertEquals((await later.scene.entries("season_started")).length, 1);
    assertEquals((await later.scene.entries("season_concluded")).length, 1);
    const states = await later.scene.entries("trading_state_changed");
    assertEquals(
      states.map(({ state, cause }) => [state, cause]),
      [["halted", "season_concluded"]],
    );
    await later.close();
  }
});

Deno.test("a paused season wakes nobody, takes its orders back, and goes on when it is resumed", async () => {
  const stage = await openPuppetScene({ season: {} });
  const { scene, decide, close } = stage;
  await scene.list();
  await decide(trade(REST));
  assertEquals((await scene.books()).orders.working.size, 1);
  await pause(stage, "halted");
  await scene.play(MINUTE_MS, ...CALM);
  assertEquals((await scene.books()).orders.working.size, 0);
  assertEquals((await scene.entries("kill_switch_acknowledged")).at(-1), {
    kind: "kill_switch_acknowledged",
    scope: { kind: "season", seasonId: WINTER },
    canceled: 1,
    stillOpen: 0,
  });
  const decided = (await scene.entries("decision_made")).length;
  await scene.play(5 * MINUTE_MS, ...CALM);
  assertEquals((await scene.entries("decision_made")).length, decided);
  await pause(stage, "active");
  await decide(trade(BUY));
  assertEquals((await scene.entries("order_filled")).length, 1);
  await close();
});

for (const ending of ["hold", "flatten"] as const) {
  Deno.test(
    `a season that ends with ${ending} leaves ${
      ending === "hold" ? "what is held to settlement" : "nothing held"
    }, also where it was paused`,
    async () => {
      const stage = await openPuppetScene({ season: { ending } });
      const { scene, decide, close } = stage;
      await scene.list();
      await decide(trade(BUY));
      await pause(stage, "halted");
      assertEquals(
        (await ask(stage, "conclude_season"))?.kind,
        "season_changed",
      );
      await scene.play(2 * MINUTE_MS, ...CALM);
      const held = [...(await scene.books()).positions.of(PUPPET)];
      assertEquals(held.length, ending === "hold" ? 1 : 0);
      assertEquals(await ask(stage, "conclude_season"), {
        kind: "season_kept",
        reason: "Season winter is over.",
      });
      await scene.phase("final", { kind: "yes" });
      assertEquals([...(await scene.books()).positions.of(PUPPET)], []);
      await close();
    },
  );
}

Deno.test("a season runs beside the open one, each contestant with an account of its own", async () => {
  const scene = await Scene.open({
    contestants: [HOLD_CASH],
    seasons: [puppetSeason(HOLD_CASH)],
  });
  await scene.list();
  await scene.play(MINUTE_MS, ...CALM);
  const { contestants } = await scene.books();
  assertEquals(
    [...contestants.values()].map(({ id, cash }) => `${id} ${printUsd(cash)}`)
      .sort(),
    ["hold 10000.00", "hold@winter 100000.00"],
  );
  await scene.stage.close();
});

Deno.test("a season without a date is started by an operator", async () => {
  const stage = await openPuppetScene({ season: { startsAtMs: null } });
  assertEquals((await stage.scene.entries("season_started")).length, 0);
  assertEquals((await ask(stage, "conclude_season"))?.kind, "season_kept");
  assertEquals((await ask(stage, "start_season"))?.kind, "season_changed");
  const [started] = await stage.scene.entries("season_started");
  assertEquals([started?.by, started?.reason], [
    "tester",
    "The scene says so.",
  ]);
  assertEquals((await ask(stage, "start_season"))?.kind, "season_kept");
  await stage.close();
});

Deno.test("an arena does not start where a season that is on is not as it was frozen", async () => {
  const first = await openPuppetScene({ season: {} });
  await first.close();
  const { journal } = first.scene;
  const error = await assertRejects(() =>
    openPuppetScene({
      journal,
      season: {
        roster: [{
          contestantId: PUPPET,
          name: "Puppet",
          driver: { kind: "control", control: "puppet", codeVersion: "2" },
        }],
      },
    })
  );
  assertStringIncludes(
    String(error),
    'Cannot start as season "winter" froze "puppet@winter" at puppet of code version 1: current value is puppet of code version 2',
  );
});

Deno.test("the boards of a season are its own, and final from the row that concludes it", async () => {
  const stage = await openPuppetScene({ season: {}, contestants: [HOLD_CASH] });
  const { scene, decide } = stage;
  const boardsNow = async () => {
    const boards = new ArenaBoards();
    for (const row of await scene.rows()) boards.apply(row);
    return boards;
  };
  await scene.list();
  await decide(trade(BUY));
  const on = await boardsNow();
  const names = ({ trading }: BoardsView) =>
    trading.map(({ contestantId }) => contestantId);
  assertEquals(names(reckoned(on)), ["hold"]);
  assertEquals(names(reckoned(on, WINTER)), ["puppet@winter"]);
  await ask(stage, "conclude_season");
  const over = reckoned(await boardsNow(), WINTER);
  await scene.phase("final", { kind: "yes" });
  await scene.play(MINUTE_MS, "0.60", "0.38");
  const later = await boardsNow();
  assertEquals(reckoned(later, WINTER), over);
  assertEquals(over.forecasting[0]?.resolvedDecisions, 0);
  assert((reckoned(later).forecasting[0]?.resolvedDecisions ?? 0) > 0);
  // What verify holds the boards that were written down at the end to.
  const season = later.seasons.get(WINTER);
  assert(season !== undefined);
  const rows = snapshotRows(season);
  const seasonId = WINTER;
  assertEquals(isFinalAsWritten(later, { seasonId, rows }), true);
  const other = rows.map((row) => ({ ...row, netPnl: usd("1") }));
  assertEquals(isFinalAsWritten(later, { seasonId, rows: other }), false);
  await stage.close();
});
