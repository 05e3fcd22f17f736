import type { TaskView } from "../../domain/view_calendar.ts";
import { type CatalogView, catalogView } from "../../domain/view_catalog.ts";
import { seededCatalog } from "../../models/catalog.ts";
import { type History, HISTORY_SCHEMAS } from "../../actors/ports/history.ts";
import { SAMPLE_BOARDS } from "../../domain/testing/sample_boards.ts";
import { EMPTY_BOARDS } from "../../domain/view_boards.ts";
import { OPEN_SEASON_VIEW } from "../../domain/view_seasons.ts";
import type { BoardDayView } from "../../domain/view_board_days.ts";
import { LatestBoards } from "../(_api)/latest_boards.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import type { ArenaView } from "../../domain/view.ts";
import { emptyView } from "../../domain/view_reducer.ts";
import {
  SAMPLE_ORIGIN,
  sampleActor,
  sampleContestant,
  sampleEvent,
  sampleFill,
  sampleMarket,
  sampleOrder,
  sampleSignal,
} from "../../domain/testing/view_samples.ts";
import { freshOptions } from "../../fresh.config.ts";
import { pastEvents } from "./past_events.ts";
import { createSite } from "./site.ts";

const EMPTY = emptyView(SAMPLE_ORIGIN);
const BUSY: ArenaView = {
  ...EMPTY,
  contestants: [sampleContestant("mirror", "1000.50")],
  markets: [sampleMarket("m_1", { yesBid: "0.41", yesAsk: "0.43" })],
  signals: [sampleSignal("s_1")],
  orders: [sampleOrder("o_1", "partially_filled")],
  fills: [sampleFill("f_1")],
  actors: [
    sampleActor("arena", { kind: "supervisor" }),
    sampleActor("arena/feed", { restarts: 3, status: "restarting" }),
  ],
};

const TASKS: readonly TaskView[] = [
  {
    task: "snapshot_boards",
    meaning: "Writes down how everybody stands on both boards.",
    pattern: "0 * * * *",
    nextAtMs: Date.parse("2026-05-13T13:00:00Z"),
    last: {
      dueAtMs: Date.parse("2026-05-13T12:00:00Z"),
      doneAtMs: Date.parse("2026-05-13T12:00:00Z"),
      outcome: "Wrote down 1 seasons.",
      isFailed: false,
    },
  },
  {
    task: "select_events",
    meaning: "Chooses the events of the day.",
    pattern: "0 0 30 2 *",
    nextAtMs: null,
    last: null,
  },
];

const errors: unknown[] = [];
const shelf = new LatestBoards();
let catalog: CatalogView = [];
let shown: () => ArenaView = () => BUSY;
let history: History | null = null;
const site = await createSite({
  build: freshOptions,
  view: () => shown(),
  position: () => "e-4",
  catalog: () => catalog,
  tasks: () => TASKS,
  hasOperators: false,
  pastEvent: pastEvents(() => history),
  boards: shelf,
  onError: (error) => void errors.push(error),
});

async function get(path: string): Promise<readonly [number, string]> {
  const answer = await site(new Request(`http://localhost${path}`));
  return [answer.status, await answer.text()];
}

Deno.test("createSite() renders the whole arena without any script", async () => {
  shown = () => BUSY;
  const [status, html] = await get("/");
  assertEquals(status, 200);
  for (
    const text of [
      "mirror",
      "rule-based",
      "$1,000.50",
      "Market m_1",
      "41.0¢",
      "partially filled",
      "bought 4",
      'data-actor-path="arena/feed"',
      'data-status="restarting"',
      'data-restarts="3"',
    ]
  ) {
    assertStringIncludes(html, text);
  }
});

Deno.test("createSite() says what it waits for while there is nothing to show", async () => {
  shown = () => EMPTY;
  const [, html] = await get("/");
  for (
    const text of [
      "first market",
      "first contestant",
      "first signal",
      "first order",
      "first fill",
      "supervisors to report",
    ]
  ) {
    assertStringIncludes(html, text);
  }
});

Deno.test("createSite() serves the island and the styles that the page names, all from its own origin", async () => {
  shown = () => BUSY;
  const [, html] = await get("/");
  const paths = [...html.matchAll(/(?:href=|src=|from ?)"(\/[^"]+)"/g)]
    .map(([, path = ""]) => path);
  assertEquals(paths.some((path) => path.includes("ArenaLive")), true);
  assertEquals(paths.includes("/styles.css"), true);
  for (const path of new Set(paths)) {
    const [status] = await get(path);
    assertEquals(status, 200, path);
  }
  assertEquals(/(?:href|src)="(?:https?:)?\/\//.test(html), false);
});

Deno.test("createSite() sets a policy that lets the page's own scripts run and no other", async () => {
  const answer = await site(new Request("http://localhost/"));
  const policy = answer.headers.get("content-security-policy") ?? "";
  const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1];
  assertMatch(nonce ?? "", /^.{16,}$/);
  const html = await answer.text();
  assertStringIncludes(html, `nonce="${nonce}"`);
  assertEquals(/ style="/.test(html), false);
  assertEquals(answer.headers.get("cache-control"), "no-store");
});

Deno.test("createSite() answers an unknown address with a friendly 404", async () => {
  const [status, html] = await get("/nowhere");
  assertEquals(status, 404);
  assertStringIncludes(html, "Nothing trades at this address");
});

Deno.test("createSite() keeps the page of an event that has left the list of the newest ones", async () => {
  const { id, ticker: _ticker, viewers: _viewers, ...past } = sampleEvent(
    "kalshi:RAIN",
    "settled",
  );
  const asked: unknown[] = [];
  history = {
    page(query) {
      asked.push([query.kind, query.marketId]);
      const { kind } = query;
      const { title: marketTitle, ...fields } = past;
      const item = { ...fields, marketId: id, marketTitle, lastOffset: 9 };
      const items = query.marketId === id
        ? [HISTORY_SCHEMAS[kind].parse(item)]
        : [];
      return Promise.resolve(
        { items, nextBefore: null, journalSequence: 9 } as never,
      );
    },
  };
  const [status, html] = await get("/events/kalshi%3ARAIN");
  assertEquals(status, 200);
  assertStringIncludes(html, past.title);
  assertEquals((await get("/events/kalshi%3ASNOW"))[0], 404);
  assertEquals(asked, [["events", "kalshi:RAIN"], ["events", "kalshi:SNOW"]]);
  // What can be no market is not looked for, and nothing is while the database is not open.
  assertEquals((await get("/events/nonsense"))[0], 404);
  history = null;
  assertEquals((await get("/events/kalshi%3ARAIN"))[0], 404);
  assertEquals(asked.length, 2);
});

Deno.test("createSite() reports an error and shows nothing of it", async () => {
  errors.length = 0;
  shown = () => ({ ...BUSY, phase: null } as unknown as ArenaView);
  const [status, html] = await get("/");
  assertEquals(status, 500);
  assertStringIncludes(html, "This page could not be made");
  assertEquals(html.includes("TypeError"), false);
  assertEquals(errors.length, 1);
});

Deno.test("createSite() reports an error of the static files as well", async () => {
  errors.length = 0;
  shown = () => BUSY;
  const [status] = await get(`/${"long".repeat(100)}.css`);
  assertEquals(status, 500);
  assertEquals(errors.length, 1);
});

Deno.test("createSite() renders both boards without any script, the hit rate last", async () => {
  const [, waiting] = await get("/boards");
  assertStringIncludes(waiting, "Waiting for the first contestant");
  shelf.publish(SAMPLE_BOARDS);
  const [status, html] = await get("/boards");
  assertEquals(status, 200);
  assertStringIncludes(
    html,
    "not yet distinguishable: 0.0 of 10 days, 2 of 100 resolved decisions",
  );
  assertStringIncludes(html, 'data-testid="pair"');
  const heads = html.slice(html.indexOf("Trading board")).split("</thead>")[0];
  assert(
    heads?.trimEnd().endsWith("Hit rate<small>not ranked</small></th></tr>"),
  );
});

Deno.test("createSite() renders the catalog of models, with what their tokens cost", async () => {
  const [, waiting] = await get("/models");
  assertStringIncludes(waiting, "The catalog is being read");
  const models = seededCatalog();
  const [first, ...others] = models;
  catalog = catalogView(
    models,
    new Set(others.map(({ id }) => id)),
    Date.parse("2026-11-21"),
  );
  const [status, html] = await get("/models");
  assertEquals(status, 200);
  assertEquals(html.split('data-status="competes"').length - 1, 7);
  assertStringIncludes(html, 'data-status="silent"');
  assertStringIncludes(html, first?.release ?? "");
  for (const text of ["$2.50", "$1.25", "$10.00", "2024-10-02", "#22c55e"]) {
    assertStringIncludes(html, text);
  }
  // Prices and contexts of all but one of eight, and the five training days that are known at all.
  const unverified = (page: string) =>
    page.split('data-testid="unverified"').length - 1;
  assertEquals(unverified(html), 7 + 7 + 5);
  catalog = catalog.map((model) => ({
    ...model,
    verified: { ...model.verified, prices: "2026-11-20" },
  }));
  const [, verified] = await get("/models");
  assertEquals(unverified(verified), 7 + 5);
  assertStringIncludes(verified, "verified 2026-11-20");
});

Deno.test("createSite() shows what is due when, and what came of it last", async () => {
  const [status, html] = await get("/calendar");
  assertEquals(status, 200);
  for (
    const text of [
      "0 * * * *",
      "2026-05-13 13:00:00",
      "2026-05-13 12:00:00",
      "Wrote down 1 seasons.",
      "never",
      "Not done yet.",
      "Select events",
      "Chooses the events of the day.",
    ]
  ) {
    assertStringIncludes(html, text);
  }
});

Deno.test("createSite() defines every figure of the boards on the method page", async () => {
  const [status, html] = await get("/method");
  assertEquals(status, 200);
  for (
    const id of [
      "boards-alpha",
      "boards-alwaysValid",
      "boards-power",
      "boards-ece",
      "scores-ece",
      "scores-anchored",
    ]
  ) assertStringIncludes(html, `id="${id}"`);
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assertEquals(ids.length, new Set(ids).size);
});

Deno.test("createSite() leads from season to season, and knows no other", async () => {
  shelf.publish(SAMPLE_BOARDS);
  shelf.publish({
    ...EMPTY_BOARDS,
    season: {
      ...OPEN_SEASON_VIEW,
      id: "winter",
      name: "Winter",
      status: "over",
      startingBalance: "100000.00",
      sizing: "seed",
      venues: ["kalshi"],
      mode: "paper",
      ending: "hold",
      startedAtMs: 1_790_000_000_000,
      concludedAtMs: 1_790_086_400_000,
    },
  });
  const [, html] = await get("/boards?season=winter");
  assertStringIncludes(html, "<strong>Winter</strong>");
  assertStringIncludes(html, "its boards are final");
  assertStringIncludes(html, 'href="/boards?season=open"');
  assertStringIncludes(html, 'href="/api/boards?season=winter"');
  assert(!html.includes('data-testid="trading-row"'));
  const [, meant] = await get("/boards");
  assertStringIncludes(meant, 'data-testid="trading-row"');
  const [status] = await get("/boards?season=nobody");
  assertEquals(status, 404);
});

function dayOf(day: string, hourAtMs: number, gain: number): BoardDayView {
  const [ann] = SAMPLE_BOARDS.trading;
  assert(ann);
  return {
    seasonId: "open",
    day,
    hourAtMs,
    isFinal: false,
    rows: [{
      contestantId: ann.contestantId,
      contestantName: "Ann",
      tradingRank: 1,
      return: gain,
      equity: "1000.00",
      netPnl: "5.00",
      dayPnl: "2.50",
      dayFills: 3,
      dayWins: 1,
      dayLosses: 0,
      forecastingRank: null,
      resolvedDecisions: 7,
      brier: 0.2,
      logLoss: 0.6,
      alpha: 0.01,
    }],
  };
}

Deno.test("createSite() shows the boards as of a day, and one contestant day by day", async () => {
  shelf.publish(SAMPLE_BOARDS);
  shelf.publishDay(dayOf("2026-11-19", 1_795_132_800_000, 0.0125));
  shelf.publishDay(dayOf("2026-11-20", 1_795_215_600_000, 0.02));
  shelf.publishDay(dayOf("2026-11-20", 1_795_219_200_000, -0.03));
  const [, newest] = await get("/boards");
  assertStringIncludes(newest, 'data-day="2026-11-20"');
  assertStringIncludes(newest, "\u22123.00 %");
  const [, earlier] = await get("/boards?season=open&day=2026-11-19");
  assertStringIncludes(earlier, 'data-day="2026-11-19"');
  assertStringIncludes(earlier, "+1.25 %");
  assertStringIncludes(earlier, "+$2.50");
  assertEquals((await get("/boards?day=2026-11-18"))[0], 404);
  const [status, one] = await get("/contestant?id=ann");
  assertEquals(status, 200);
  assertEquals(one.split('data-testid="contestant-day"').length, 3);
  for (const id of ["nobody", "", "a%20b", "ann@winter"]) {
    assertEquals((await get(`/contestant?id=${id}`))[0], 404, id);
  }
});

Deno.test("createSite() has no operators' page where there is no token", async () => {
  assertEquals((await get("/operator"))[0], 404);
});
