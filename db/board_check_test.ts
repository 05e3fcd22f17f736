import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ArenaBoards } from "../domain/boards/arena_boards.ts";
import type { JournalEntry } from "../domain/journal.ts";
import { usd } from "../domain/money.ts";
import {
  decided,
  enrolled,
  listed,
  phased,
} from "../domain/testing/board_story.ts";
import { History } from "../domain/testing/history.ts";
import { type Step, steps } from "../domain/testing/history_steps.ts";
import { MIRROR, STORY } from "../domain/testing/story.ts";
import { checkBoards } from "./board_check.ts";
import { PostgresJournal } from "./journal_writer.ts";
import type { Sql } from "./pool.ts";
import { Projections } from "./projections.ts";
import {
  RecordingLog,
  TEST_DEPS,
  testOnDatabases,
} from "./testing/databases.ts";

const NAMES = ["ann", "bob"];
const MARKETS = [0, 1, 2, 3];
const SEASON: readonly JournalEntry[] = [
  ...NAMES.map(enrolled),
  ...MARKETS.map(listed),
  ...MARKETS.flatMap((market) =>
    NAMES.map((who, at) =>
      decided({
        who,
        market,
        wake: 0,
        probability: (at + market + 1) / 7,
        marketProbability: 0.5,
      })
    )
  ),
  phased(0, "final", "yes"),
  phased(1, "final", "no"),
  phased(2, "void", "void"),
  phased(1, "disputed", null),
  phased(1, "final", "yes"),
  // What comes after the result knew it.
  decided({
    who: "ann",
    market: 0,
    wake: 5,
    probability: 1,
    marketProbability: 0.5,
  }),
];

/** Appends `entries` to a run of their own, projects them, and folds the boards. */
async function checkedRun(
  sql: Sql,
  name: string,
  entries: readonly JournalEntry[],
) {
  const run = { sql, run: name, ...TEST_DEPS, log: new RecordingLog() };
  const journal = await PostgresJournal.open(run);
  await Promise.all(entries.map((entry) =>
    journal.append({
      entry,
      causationId: null,
      correlationId: null,
      occurredAtMs: 1_000,
      recordedAtMs: 1_000,
    })
  ));
  await new Projections({ ...run, journal }).catchUp();
  const boards = new ArenaBoards();
  for (const row of await journal.read(0, 1_000)) boards.apply(row);
  await journal.close();
  return { run, boards };
}

const MOVES: readonly JournalEntry[] = [
  ...STORY,
  {
    kind: "capital_moved",
    contestantId: MIRROR,
    amount: usd("-250"),
    equityBefore: usd("1001.73"),
    reason: "Season end.",
  },
  {
    kind: "inference_charged",
    contestantId: MIRROR,
    decisionId: null,
    amount: usd("0.012345"),
    model: "m",
  },
];

function withoutRepeat(step: Step): Step {
  return { ...step, isRepeated: false };
}

/** Changes of one stored row, each of which the trading board must contradict. */
const TAMPERED = {
  fee: "update fills set fee = fee + 1",
  fill: "delete from fills",
  order: "update orders set filled_notional = filled_notional - 1",
  payout: "update settlements set payout = payout + 1",
  transfer:
    "update transfers set amount = amount + 1 where kind = 'capital_moved'",
  balance: "update contestants set starting_balance = starting_balance + 1",
} as const;

await testOnDatabases({
  name: "checkBoards()",
  run: async ({ t, database: { sql } }) => {
    const { run, boards } = await checkedRun(sql, "boards", SEASON);
    await t.step("reckons the same from the projections", async () => {
      assertEquals(boards.open.forecasting.contestants[0]?.all.count, 2);
      assertEquals(await checkBoards(boards, run), []);
    });
    await t.step("names who differs, and what both say", async () => {
      await sql`
        update decisions set probability_yes = 0
        where run = 'boards' and decision_id = 'd-bob-0-0'`;
      const differences = await checkBoards(boards, run);
      assertEquals(differences.map(({ contestantId }) => contestantId), [
        "bob",
      ]);
      await sql`delete from decisions where run = 'boards'`;
      assertEquals((await checkBoards(boards, run)).length, 2);
    });
    await t.step("holds over random histories", async () => {
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(steps, async (taken) => {
          const history = new History();
          // The journal's writers repeat no row: only fills and books take repeats for what they are.
          for (const step of taken) history.take(withoutRepeat(step));
          const entries = history.rows.map(({ entry }) => entry);
          const random = await checkedRun(sql, `random ${++runs}`, entries);
          assertEquals(await checkBoards(random.boards, random.run), []);
        }),
        { numRuns: 8 },
      );
    });
    for (const [name, change] of Object.entries(TAMPERED)) {
      await t.step(`does not hold with another ${name}`, async () => {
        const traded = await checkedRun(sql, `traded ${name}`, MOVES);
        assertEquals(await checkBoards(traded.boards, traded.run), []);
        await sql.unsafe(
          change.includes("where")
            ? `${change} and run = 'traded ${name}'`
            : `${change} where run = 'traded ${name}'`,
        );
        const found = await checkBoards(traded.boards, traded.run);
        assertEquals(found.map(({ contestantId }) => contestantId), [MIRROR]);
      });
    }
  },
});
