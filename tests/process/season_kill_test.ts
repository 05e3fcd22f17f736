import { assert, assertEquals, assertGreater } from "@std/assert";
import type { JournalRow } from "../../domain/journal.ts";
import {
  ADMIN_TOKEN,
  ArenaProcess,
  BUSY,
  type Environment,
  TemporaryFolder,
} from "./arena_process.ts";
import { checkJournal, readJournal } from "./journal_check.ts";
import { operate } from "./operator.ts";

const TRADED_MS = 240_000;
const FINAL_MS = 240_000;

/** At its end everything that is held is sold, beside markets that settle every few seconds. */
const SEASONS = {
  openSeason: false,
  seasons: [{
    id: "winter",
    name: "Winter 2026",
    startsAt: "2026-01-01T00:00:00Z",
    endsAt: null,
    venues: ["dflow"],
    ending: "flatten",
  }],
};

const END = { by: "anna", reason: "It has been enough." };

/** Returns the boards of the season's last day; `null` before they are final. */
async function finalBoards({ url }: ArenaProcess): Promise<unknown> {
  const answer = await fetch(`${url}/api/boards/days?season=winter`);
  if (!answer.ok) return await answer.body?.cancel() ?? null;
  const days: readonly { readonly day: string; readonly isFinal: boolean }[] =
    await answer.json();
  const last = days.find(({ isFinal }) => isFinal);
  if (last === undefined) return null;
  const boards = await fetch(
    `${url}/api/boards/days/${last.day}?season=winter`,
  );
  return await boards.json();
}

function entriesOf(rows: readonly JournalRow[], kind: string) {
  return rows.filter(({ entry }) => entry.kind === kind);
}

/** The arena dies while it concludes the season: what it was asked for may or may not be in the journal. */
async function dieWhileItEnds(settings: Environment): Promise<void> {
  await using arena = await ArenaProcess.start(settings);
  await arena.viewWhere(
    "something is held, and something was paid",
    TRADED_MS,
    ({ contestants, settlements }) =>
      settlements.length > 0 &&
      contestants.some(({ positions }) => Number(positions) > 0),
  );
  const asked = operate(arena, "seasons/winter/conclude", END).catch(() => {});
  await arena.kill();
  await asked;
}

/** The arena dies as soon as its log says that the season is over, with its last orders under way. */
async function dieOnceItIsOver(settings: Environment): Promise<void> {
  await using arena = await ArenaProcess.start(settings);
  await arena.eventually("the season is concluded", TRADED_MS, async () => {
    const [status] = await operate(arena, "seasons/winter/conclude", END);
    // It is over already where the request came through before the kill.
    return status === 200 || status === 409 ? true : null;
  });
  await arena.kill();
}

Deno.test("a season whose end meets kills on PGlite ends once, with the same final boards ever after", async () => {
  await using folder = await TemporaryFolder.make();
  const seasons = `${folder.path}/seasons.json`;
  await Deno.writeTextFile(seasons, JSON.stringify(SEASONS));
  const settings = {
    ...BUSY,
    ARENA_DATA_DIR: folder.path,
    ARENA_ADMIN_TOKEN: ADMIN_TOKEN,
    ARENA_SEASONS: seasons,
  };
  await dieWhileItEnds(settings);
  await dieOnceItIsOver(settings);
  const boards: unknown[] = [];
  for (let life = 0; life < 2; life++) {
    await using arena = await ArenaProcess.start(settings);
    boards.push(
      await arena.eventually(
        "the season has its final boards",
        FINAL_MS,
        () => finalBoards(arena),
      ),
    );
    await arena.kill();
  }
  assertEquals(boards[0], boards[1]);
  const rows = await readJournal({ pgliteDir: `${folder.path}/pglite` });
  const books = checkJournal(rows);
  assertEquals(entriesOf(rows, "season_concluded").length, 1);
  const finals = rows.filter(({ entry }) =>
    entry.kind === "boards_snapshotted" && entry.isFinal
  );
  assertEquals(finals.length, 1);
  const end = entriesOf(rows, "season_concluded")[0]?.sequence ?? 0;
  assert(
    entriesOf(rows, "equity_marked").some(({ sequence }) => sequence < end),
  );
  assertGreater(books.fills, 0);
  const paid = rows.flatMap(({ entry }) =>
    entry.kind === "position_settled"
      ? [`${entry.contestantId} ${entry.marketId} ${entry.outcome}`]
      : []
  );
  assertGreater(paid.length, 0);
  assertEquals(new Set(paid).size, paid.length);
});
