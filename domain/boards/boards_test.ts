import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { SeededRandom } from "../../runtime/seeded_random.ts";
import { contestantId } from "../ids.ts";
import type { JournalEntry } from "../journal.ts";
import { usd } from "../money.ts";
import { marketSkill } from "../scoring/market_skill.ts";
import { scoreReport } from "../scoring/score_report.ts";
import {
  decided,
  enrolled,
  type Forecast,
  listed,
  phased,
  unchained,
} from "../testing/board_story.ts";
import { reckoned } from "../testing/sample_boards.ts";
import { STORY } from "../testing/story.ts";
import { boardsSchema } from "../view_boards.ts";
import { ArenaBoards } from "./arena_boards.ts";
import { horizonOf, HORIZONS } from "./horizon.ts";
import { HourlyAccount } from "./hourly_account.ts";
import { categoryOf } from "./market_category.ts";

const NAMES = ["ann", "bob", "cid"];
const MARKETS = 9;
const HOUR_MS = 3_600_000;

function boardsOf(entries: readonly JournalEntry[]): ArenaBoards {
  const boards = new ArenaBoards();
  for (const row of unchained(entries, () => 0)) boards.apply(row);
  return boards;
}

/** The view without the place in the journal that it is from. */
function standing(entries: readonly JournalEntry[]) {
  const { journalSequence: _sequence, ...view } = reckoned(boardsOf(entries));
  return view;
}

const OPENING: readonly JournalEntry[] = [
  ...NAMES.map(enrolled),
  ...Array.from({ length: MARKETS }, (_, number) => listed(number)),
];

const percent = fc.integer({ min: 0, max: 100 }).map((n) => n / 100);
const forecasts: fc.Arbitrary<Forecast[]> = fc.uniqueArray(
  fc.record({
    who: fc.constantFrom(...NAMES),
    market: fc.integer({ min: 0, max: MARKETS - 1 }),
    wake: fc.integer({ min: 0, max: 3 }),
    probability: percent,
    marketProbability: fc.option(percent),
  }),
  {
    minLength: 1,
    maxLength: 60,
    selector: ({ who, market, wake }) => `${who} ${market} ${wake}`,
  },
);
const outcomes = fc.array(fc.constantFrom("yes", "no", "void", null), {
  minLength: MARKETS,
  maxLength: MARKETS,
});

function resolved(outcomes: readonly ("yes" | "no" | "void" | null)[]) {
  return outcomes.flatMap((outcome, market) =>
    outcome === null ? [] : [
      phased(market, outcome === "void" ? "void" : "final", outcome),
    ]
  );
}

Deno.test("the forecasting board says of each contestant what scoring all its forecasts says", () => {
  fc.assert(fc.property(forecasts, outcomes, (all, ends) => {
    const { forecasting } = reckoned(
      boardsOf([...OPENING, ...all.map(decided), ...resolved(ends)]),
    );
    for (const row of forecasting) {
      const scored = all.flatMap(({ who, market, ...forecast }) => {
        const end = ends[market];
        return who !== row.contestantId || (end !== "yes" && end !== "no")
          ? []
          : [{ ...forecast, happened: end === "yes" }];
      });
      const report = scoreReport(scored);
      const skill = marketSkill(
        scored.flatMap((forecast) =>
          forecast.marketProbability === null
            ? []
            : [{ ...forecast, marketProbability: forecast.marketProbability }]
        ),
      );
      assertEquals(row.resolvedDecisions, scored.length);
      assertAlmostEquals(row.brier ?? -1, report?.brier ?? -1, 1e-8);
      assertAlmostEquals(row.logLoss ?? -1, report?.logLoss ?? -1, 1e-8);
      assertAlmostEquals(row.ece ?? -1, report?.ece ?? -1, 1e-8);
      assertAlmostEquals(row.alpha ?? -9, skill?.alpha ?? -9, 1e-8);
      for (const classes of [row.byCategory, row.byHorizon]) {
        const counted = classes.reduce((sum, { n }) => sum + n, 0);
        assertEquals(counted, scored.length);
      }
    }
  }));
});

Deno.test("what is resolved, disputed and resolved anew leaves the boards as if only the last had been", () => {
  fc.assert(fc.property(forecasts, outcomes, outcomes, (all, first, last) => {
    const before = [...OPENING, ...all.map(decided)];
    const disputed = first.flatMap((outcome, market) =>
      outcome === null ? [] : [phased(market, "disputed", null)]
    );
    // Only what was resolved at first can be resolved anew.
    const anew = last.map((outcome, market) =>
      first[market] === null ? null : outcome
    );
    const there = [...before, ...resolved(first), ...disputed];
    assertEquals(standing(there), standing(before));
    assertEquals(
      standing([...there, ...resolved(anew)]),
      standing([...before, ...resolved(anew)]),
    );
  }));
});

Deno.test("a result that turns counts the other way, without a dispute between", () => {
  const all = [
    decided({
      who: "ann",
      market: 0,
      wake: 0,
      probability: 0.9,
      marketProbability: 0.5,
    }),
  ];
  const turned = [
    phased(0, "final", "yes"),
    phased(0, "disputed", null),
    phased(0, "final", "no"),
  ];
  const [row] = standing([...OPENING, ...all, ...turned]).forecasting;
  assertAlmostEquals(row?.brier ?? NaN, 0.81);
  assertAlmostEquals(row?.alpha ?? NaN, 0.25 - 0.81);
});

Deno.test("two are compared on what both forecast at the same wake-up, and events count once", () => {
  const forecast = (
    who: string,
    [market, wake, probability]: readonly [number, number, number],
  ) => decided({ who, market, wake, probability, marketProbability: 0.5 });
  const { pairs } = reckoned(boardsOf([
    ...OPENING,
    forecast("ann", [0, 0, 0.9]),
    forecast("bob", [0, 0, 0.6]),
    // Nobody to compare with: a later wake-up is an easier question.
    forecast("bob", [0, 3, 1]),
    forecast("ann", [1, 0, 0.8]),
    forecast("bob", [1, 0, 0.5]),
    forecast("cid", [5, 0, 0.5]),
    ...[0, 1, 5].map((market) => phased(market, "final", "yes")),
  ]));
  assertEquals(pairs.length, 1);
  const [pair] = pairs;
  assertEquals(
    [pair?.leftId, pair?.rightId, pair?.markets, pair?.events],
    ["ann", "bob", 2, 1],
  );
  assertAlmostEquals(
    pair?.difference ?? NaN,
    ((0.01 - 0.16) + (0.04 - 0.25)) / 2,
  );
  assertEquals(pair?.verdict, "not yet distinguishable");
});

Deno.test("a forecast from after its market resolved is not scored", () => {
  const late = decided({
    who: "ann",
    market: 0,
    wake: 1,
    probability: 1,
    marketProbability: null,
  });
  const [row] =
    standing([...OPENING, phased(0, "final", "yes"), late]).forecasting;
  assertEquals(row?.resolvedDecisions, 0);
});

/** Many rounds in which ann knows more than bob. */
function season(markets: number): JournalEntry[] {
  const random = new SeededRandom("season");
  const entries: JournalEntry[] = NAMES.map(enrolled);
  for (let market = 0; market < markets; market++) {
    const truth = random.next();
    entries.push(listed(market));
    for (const [at, who] of NAMES.entries()) {
      const off = (random.next() - 0.5) * (at === 0 ? 0.1 : 0.9);
      const probability = Math.min(1, Math.max(0, truth + off));
      entries.push(
        decided({ who, market, wake: 0, probability, marketProbability: 0.5 }),
      );
    }
    entries.push(phased(market, "final", random.next() < truth ? "yes" : "no"));
  }
  return entries;
}

Deno.test("the always-valid interval and the power meter tell of a long season who knew more", () => {
  const view = reckoned(boardsOf(season(2_400)));
  boardsSchema.parse(structuredClone(view));
  const pair = view.pairs.find(({ leftId, rightId }) =>
    leftId === "ann" && rightId === "bob"
  );
  assertEquals(pair?.verdict, "left");
  assert((pair?.alwaysValid.high ?? 1) < 0);
  assert((pair?.power?.marketsFurther ?? 1) === 0);
  const equal = view.pairs.find(({ leftId }) => leftId === "bob");
  assertEquals(equal?.verdict, "not yet distinguishable");
  const [ann, bob] = NAMES.map((name) =>
    view.forecasting.find(({ contestantId }) => contestantId === name)
  );
  assert((ann?.rating ?? 0) > (bob?.rating ?? 0));
  assert((ann?.alpha ?? 0) > (bob?.alpha ?? 0));
});

Deno.test("who has too few days or resolved decisions has no rank, and is told what it lacks", () => {
  const entries = season(120);
  const [short] = reckoned(boardsOf(entries)).forecasting;
  assertEquals(short?.rank, null);
  assertEquals(short?.unlisted, "not yet distinguishable: 0.0 of 10 days");
  const marks = [0, 11 * 24 * HOUR_MS].map((atMs, at) => ({
    atMs,
    equity: usd(at === 0 ? "1000" : "1100"),
  }));
  const boards = boardsOf([]);
  const rows = unchained([
    ...entries,
    ...marks.map(({ equity }): JournalEntry => ({
      kind: "equity_marked",
      marks: NAMES.slice(0, 2).map((name) => ({
        contestantId: contestantId(name),
        cash: equity,
        positionsAtBid: usd("0"),
        equity,
      })),
    })),
  ], (index) => index === entries.length + 1 ? 11 * 24 * HOUR_MS : 0);
  for (const row of rows) boards.apply(row);
  const { trading, forecasting } = reckoned(boards);
  assertEquals(trading.map(({ rank }) => rank), [1, 2, 3]);
  assertEquals(forecasting.map(({ rank }) => rank), [1, 2, 3]);
  assertAlmostEquals(trading[0]?.return ?? NaN, 0.1);
  assertEquals(trading[2]?.return, 0);
});

Deno.test("a settlement that is taken back moves the trading board by exactly its contra entry", () => {
  const entries = STORY.map((entry): JournalEntry => entry);
  const settled = entries.at(-1);
  assert(settled?.kind === "position_settled");
  const taken: JournalEntry = { ...settled, kind: "settlement_reversed" };
  const before = standing(entries.slice(0, -1)).trading[0];
  const paid = standing(entries).trading[0];
  const back = standing([...entries, taken]).trading[0];
  assertEquals(back, before);
  assertEquals(
    usd(paid?.netPnl ?? "0") - usd(before?.netPnl ?? "0"),
    settled.payout - settled.cost,
  );
  assertEquals([before?.closedPositions, paid?.closedPositions], [0, 1]);
});

Deno.test("an account's hours: deposits are no profit, hours without a mark stand still", () => {
  const account = new HourlyAccount(usd("100"), 0);
  account.mark(usd("110"), 0);
  account.trade(usd("50"), 1_000);
  account.mark(usd("121"), 2 * HOUR_MS);
  account.moveCapital({ amount: usd("121"), equityBefore: usd("121") });
  account.mark(usd("242"), 3 * HOUR_MS);
  account.mark(usd("266.2"), 4 * HOUR_MS);
  const { returns, traded, equity } = account.hoursUntil(6 * HOUR_MS);
  assertEquals(returns.length, 7);
  for (const [at, wanted] of [0.1, 0, 0.1, 0, 0.1, 0, 0].entries()) {
    assertAlmostEquals(returns[at] ?? NaN, wanted, 1e-12);
  }
  assertAlmostEquals(account.return, 1.331 - 1, 1e-12);
  assertAlmostEquals(account.daysUntil(6 * HOUR_MS), 0.25);
  assertEquals([...traded], [50, 0, 0, 0, 0, 0, 0]);
  assertEquals(equity.at(-1), 266.2);
});

Deno.test("an account that was never marked is as old as its enrolment, and stands where it began", () => {
  const account = new HourlyAccount(usd("100"), 5 * HOUR_MS);
  const { returns, equity } = account.hoursUntil(29 * HOUR_MS);
  assertEquals(returns, Array(25).fill(0));
  assertEquals(equity[24], 100);
  assertEquals([account.return, account.daysUntil(29 * HOUR_MS)], [0, 1]);
});

Deno.test("categories are assets' rounds and venues' series; horizons have no gap", () => {
  const category = (ticker: string, eventTicker: string) =>
    categoryOf({ ticker, eventTicker });
  assertEquals(
    category("KXBTC15M-26MAY131730-30", "KXBTC15M-26MAY131730"),
    "crypto",
  );
  assertEquals(
    category("KXHIGHNY-26MAY13-T70", "KXHIGHNY-26MAY13"),
    "kxhighny",
  );
  assertEquals(category("RAIN-1", ""), "rain");
  assertEquals(
    categoryOf({ ticker: "RAIN-1", eventTicker: "", category: "weather" }),
    "weather",
  );
  assertEquals([-1, 0, 300_000, 1e15].map(horizonOf), [
    0,
    0,
    1,
    HORIZONS.length - 1,
  ]);
});
