import { assertEquals } from "@std/assert";
import { ArenaBoards } from "../domain/boards/arena_boards.ts";
import type { JournalEntry } from "../domain/journal.ts";
import {
  decided,
  enrolled,
  listed,
  phased,
} from "../domain/testing/board_story.ts";
import { checkBoards } from "./board_check.ts";
import { PostgresJournal } from "./journal_writer.ts";
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

await testOnDatabases({
  name: "checkBoards()",
  run: async ({ t, database: { sql } }) => {
    const run = { sql, run: "boards", ...TEST_DEPS, log: new RecordingLog() };
    const journal = await PostgresJournal.open(run);
    for (const entry of SEASON) {
      await journal.append({
        entry,
        causationId: null,
        correlationId: null,
        occurredAtMs: 1_000,
        recordedAtMs: 1_000,
      });
    }
    await new Projections({ ...run, journal }).catchUp();
    const boards = new ArenaBoards();
    for (const row of await journal.read(0, 1_000)) boards.apply(row);
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
    await journal.close();
  },
});
