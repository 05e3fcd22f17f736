import { assert, assertEquals } from "@std/assert";
import type { JournalEntry } from "../../domain/journal.ts";
import {
  decided,
  enrolled,
  listed,
  phased,
} from "../../domain/testing/board_story.ts";
import { HOUR_MS } from "../../domain/board_snapshot.ts";
import type { BoardDayView } from "../../domain/view_board_days.ts";
import type { BoardsView } from "../../domain/view_boards.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { startScorekeeper } from "./actor.ts";
import { SCOREKEEPER_MAILBOX, type ScorekeeperMessage } from "./protocol.ts";

const FORECASTS = ["ann", "bob"].flatMap((who, at) =>
  [0, 3].map((market) =>
    decided({
      who,
      market,
      wake: 0,
      probability: at === 0 ? 0.9 : 0.4,
      marketProbability: 0.5,
    })
  )
);
const OPENING = [
  ...["ann", "bob"].map(enrolled),
  ...[0, 3].map(listed),
  ...FORECASTS,
];

async function openScorekeeper(before: readonly JournalEntry[]) {
  const stage = new ActorStage<ScorekeeperMessage>();
  const published: BoardsView[] = [];
  const days: BoardDayView[] = [];
  const append = async (entries: readonly JournalEntry[]) => {
    for (const entry of entries) {
      await stage.journal.append({
        entry,
        causationId: null,
        correlationId: null,
        occurredAtMs: stage.test.clock.nowMs(),
        recordedAtMs: stage.test.clock.nowMs(),
      });
    }
    await stage.settle();
  };
  await append(before);
  await stage.open(
    SCOREKEEPER_MAILBOX,
    ({ journal, bus }, context) =>
      startScorekeeper({
        journal,
        bus,
        boards: {
          publish: (boards) => void published.push(boards),
          publishDay: (day) => void days.push(day),
        },
        seasons: [],
      }, context),
  );
  await stage.advance(100);
  return { stage, published, days, append };
}

Deno.test("scorekeeper publishes what the journal says when it starts", async () => {
  const { stage, published } = await openScorekeeper(OPENING);
  assertEquals(published.length, 1);
  const [boards] = published;
  assertEquals(boards?.journalSequence, OPENING.length);
  assertEquals(
    boards?.forecasting.map(({ contestantName }) => contestantName),
    ["ann", "bob"],
  );
  await stage.close();
});

Deno.test("scorekeeper reckons anew at most every five seconds, and only after a change", async () => {
  const { stage, published, append } = await openScorekeeper(OPENING);
  await stage.advance(60_000);
  assertEquals(published.length, 1);
  await append([phased(0, "final", "yes")]);
  await append([phased(3, "final", "yes")]);
  await stage.advance(4_000);
  assertEquals(published.length, 1);
  await stage.advance(2_000);
  assertEquals(published.length, 2);
  assertEquals(published[1]?.pairs[0]?.markets, 2);
  // A forecast alone scores nobody.
  await append([
    decided({
      who: "ann",
      market: 0,
      wake: 2,
      probability: 1,
      marketProbability: null,
    }),
  ]);
  await stage.advance(60_000);
  assertEquals(published.length, 2);
  await stage.close();
});

Deno.test("scorekeeper draws the same intervals from the same journal", async () => {
  const markets = Array.from({ length: 12 }, (_, at) => 3 * at);
  const season = [
    ...["ann", "bob"].map(enrolled),
    ...markets.map(listed),
    ...markets.flatMap((market) =>
      ["ann", "bob"].map((who, at) =>
        decided({
          who,
          market,
          wake: 0,
          probability: at === 0 ? 0.7 : (market % 10) / 10,
          marketProbability: 0.5,
        })
      )
    ),
    ...markets.map((market) => phased(market, "final", "yes")),
  ];
  const [one, other] = await Promise.all([1, 2].map(async () => {
    const { stage, published } = await openScorekeeper(season);
    await stage.advance(1_000);
    await stage.close();
    return published.at(-1);
  }));
  assert(one?.pairs[0]?.interval);
  assertEquals(one, other);
});

Deno.test("scorekeeper misses no row of a long journal, nor those that come while it reads", async () => {
  const season = [
    ...["ann", "bob"].map(enrolled),
    ...Array.from({ length: 2_500 }, (_, market) => listed(market)),
  ];
  const stage = new ActorStage<ScorekeeperMessage>();
  const published: BoardsView[] = [];
  const days: BoardDayView[] = [];
  const append = (entry: JournalEntry) =>
    stage.journal.append({
      entry,
      causationId: null,
      correlationId: null,
      occurredAtMs: 0,
      recordedAtMs: 0,
    });
  for (const entry of season) await append(entry);
  const opened = stage.open(
    SCOREKEEPER_MAILBOX,
    ({ journal, bus }, context) =>
      startScorekeeper({
        journal,
        bus,
        boards: {
          publish: (boards) => void published.push(boards),
          publishDay: (day) => void days.push(day),
        },
        seasons: [],
      }, context),
  );
  for (const entry of [...FORECASTS, phased(0, "final", "yes")]) {
    await append(entry);
  }
  await opened;
  await stage.advance(10_000);
  const boards = published.at(-1);
  assertEquals(boards?.journalSequence, season.length + FORECASTS.length + 1);
  assertEquals(boards?.pairs[0]?.markets, 1);
  assertEquals(stage.failures, []);
  await stage.close();
});

Deno.test("scorekeeper writes both boards down once an hour, whatever restarts, and tells each day by its last hour", async () => {
  const { stage, days, append } = await openScorekeeper([
    ...OPENING,
    phased(0, "final", "yes"),
  ]);
  const snapshot = () =>
    stage.tell({
      kind: "task_due",
      due: { task: "snapshot_boards", dueAtMs: stage.test.clock.nowMs() },
    });
  await snapshot();
  await stage.advance(HOUR_MS);
  await snapshot();
  await snapshot();
  await stage.crash();
  await stage.advance(1_000);
  await snapshot();
  const hours = () =>
    stage.journal.entries("boards_snapshotted")
      .map(({ hourAtMs }) => hourAtMs / HOUR_MS);
  assertEquals(hours(), [1]);
  await stage.advance(HOUR_MS);
  await append([phased(3, "final", "yes")]);
  await snapshot();
  await stage.advance(26 * HOUR_MS);
  await snapshot();
  assertEquals(hours(), [1, 2, 28]);
  const [first] = stage.journal.entries("boards_snapshotted");
  assertEquals(
    first?.rows.map((
      { contestantId, resolvedDecisions, brier, tradingRank },
    ) => [
      contestantId,
      resolvedDecisions,
      brier,
      tradingRank,
    ]),
    [["ann", 1, 0.01, null], ["bob", 1, 0.36, null]],
  );
  const newest = new Map(days.map((day) => [day.day, day]));
  assertEquals(
    [...newest].map(([day, { hourAtMs, rows }]) => [
      day,
      hourAtMs / HOUR_MS,
      rows[0]?.resolvedDecisions,
    ]),
    [["1970-01-01", 2, 2], ["1970-01-02", 28, 2]],
  );
  assertEquals(stage.failures, ["Crashed by the test"]);
  await stage.close();
});
