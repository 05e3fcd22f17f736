import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
} from "@std/assert";
import { missingServer, testServerUrl } from "../../db/testing/databases.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { ArenaView } from "../../domain/view.ts";
import { OwnDatabase } from "../../tools/crash/own_database.ts";
import {
  ArenaProcess,
  type ArenaStatus,
  BUSY,
  type Environment,
  TemporaryFolder,
} from "./arena_process.ts";
import { checkJournal, readJournal } from "./journal_check.ts";

/** Slow enough that a kill meets orders on their way. */
const LATENCY_MS = "1000";
const TRADED_MS = 180_000;

/** What viewers were shown before a kill. */
interface Witnessed {
  readonly head: ArenaStatus["journal"];
  readonly fillIds: readonly string[];
  readonly inFlight: readonly string[];
}

function inFlight({ orders }: ArenaView): readonly string[] {
  return orders.filter(({ status }) => status === "submitted")
    .map(({ id }) => id);
}

/** Whether there is a fill that this life of the process has made itself. */
function hasTraded({ fills, startedAtMs }: ArenaView): boolean {
  return fills.some(({ atMs }) => atMs > startedAtMs);
}

/** When a life of the process ends. */
interface Life {
  readonly wanted: string;
  readonly isDue: (view: ArenaView) => boolean;
}

const AMID_TRADING: Life = {
  wanted: "contestants have traded and an order is on its way",
  isDue: (view) => hasTraded(view) && inFlight(view).length > 0,
};

const AMID_RECOVERY: Life = {
  wanted:
    "the arena runs and has not accounted for the orders of its last life",
  isDue: (view) => view.phase.name === "trading" && inFlight(view).length > 0,
};

const LIVES = [AMID_TRADING, AMID_RECOVERY, AMID_TRADING];

async function liveAndDie(
  environment: Environment,
  { wanted, isDue }: Life,
): Promise<Witnessed> {
  await using arena = await ArenaProcess.start(environment);
  const view = await arena.viewWhere(wanted, TRADED_MS, isDue);
  const { journal: head } = await arena.status();
  await arena.kill();
  return {
    head,
    fillIds: view.fills.map(({ id }) => id),
    inFlight: inFlight(view),
  };
}

/** Lives and dies on one database as `LIVES` says, then trades once more and stops in order. */
async function runWithKills(
  environment: Environment,
): Promise<readonly Witnessed[]> {
  const witnessed: Witnessed[] = [];
  for (const life of LIVES) {
    witnessed.push(await liveAndDie(environment, life));
  }
  await using arena = await ArenaProcess.start(environment);
  await arena.viewWhere(
    "contestants trade again after the last kill",
    TRADED_MS,
    hasTraded,
  );
  const { code } = await arena.stop();
  assertEquals(code, 0);
  return witnessed;
}

/** Checks that the journal still says all that viewers were shown, and what became of orders on their way. */
function checkWitnessed(
  rows: readonly JournalRow[],
  books: ArenaBooks,
  { head, fillIds, inFlight }: Witnessed,
): void {
  assertEquals(rows[head.sequence - 1]?.hash, head.hash);
  const filled = new Set<string>(
    rows.flatMap(({ entry }) =>
      entry.kind === "order_filled" ? [entry.fill.id] : []
    ),
  );
  assertEquals(fillIds.filter((id) => !filled.has(id)), []);
  const working = new Set<string>(books.orders.working.keys());
  assertEquals(inFlight.filter((id) => working.has(id)), []);
}

async function testKills(
  environment: Environment,
  where: Parameters<typeof readJournal>[0],
): Promise<void> {
  const lives = await runWithKills({
    ...BUSY,
    ARENA_PAPER_LATENCY_MS: LATENCY_MS,
    ...environment,
  });
  const rows = await readJournal(where);
  const books = checkJournal(rows);
  for (const life of lives) checkWitnessed(rows, books, life);
  const last = lives.at(-1);
  assert(last !== undefined);
  assertGreater(rows.length, last.head.sequence);
  assertGreaterOrEqual(books.fills, LIVES.length);
  // A kill met an order on its way, or nothing was recovered here.
  assert(rows.some(({ entry }) =>
    entry.kind === "order_rejected" &&
    entry.reason === "The venue never received this order."
  ));
  const stuck = rows.filter(({ sequence, entry }) =>
    entry.kind === "order_submitted" && sequence <= last.head.sequence &&
    books.orders.working.has(entry.order.id)
  );
  assertEquals(stuck, []);
}

const missing = await missingServer();

/** The two spend their time waiting, so they do it at once. */
const AT_ONCE = {
  sanitizeOps: false,
  sanitizeResources: false,
  sanitizeExit: false,
} as const;

Deno.test("an arena that is killed again and again doubles no order and loses no fill", async (t) => {
  const steps = await Promise.all([
    t.step({
      ...AT_ONCE,
      name: "on PGlite",
      async fn() {
        await using folder = await TemporaryFolder.make();
        await testKills(
          { ARENA_DATA_DIR: folder.path },
          { pgliteDir: `${folder.path}/pglite` },
        );
      },
    }),
    t.step({
      ...AT_ONCE,
      name: missing === null
        ? "on PostgreSQL"
        : `on PostgreSQL (skipped as ${missing})`,
      ignore: missing !== null,
      async fn() {
        await using server = await OwnDatabase.create(testServerUrl());
        const { url } = server;
        await testKills({ DATABASE_URL: url }, { url });
      },
    }),
  ]);
  assertEquals(steps, [true, missing === null]);
});
