import {
  assert,
  assertEquals,
  assertGreater,
  assertRejects,
} from "@std/assert";
import { MemoryJournal } from "../db/memory_journal.ts";
import { PostgresJournal } from "../db/journal_writer.ts";
import { readRows } from "../db/journal_table.ts";
import { SILENT_LOG } from "../db/log.ts";
import { TEST_DEPS } from "../db/testing/databases.ts";
import type { JournalRow } from "../domain/journal.ts";
import { probePostgres } from "../tools/postgres_probe.ts";
import { insertBare } from "./core/bare_insert.ts";
import { commitGroups } from "./core/commit_groups.ts";
import { CoreBench } from "./core/core_bench.ts";
import { type CoreDatabase, openPglite, RUN } from "./core/databases.ts";
import { runOrders } from "./core/order_path.ts";
import { planOrders } from "./core/planned_orders.ts";
import { coreWorkloads } from "./core.ts";

const NOBODY_LISTENS = "postgres://postgres@127.0.0.1:1/test";

function smallPlan(ordersPerMarket: number) {
  const startMs = TEST_DEPS.clock.nowMs();
  return planOrders({ contestants: 2, ordersPerMarket, startMs });
}

function countsOf(rows: readonly JournalRow[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { entry } of rows) {
    counts[entry.kind] = (counts[entry.kind] ?? 0) + 1;
  }
  return counts;
}

Deno.test("runOrders() takes every order of a plan through three rows to its fill, both ways", async () => {
  const journal = new MemoryJournal(SILENT_LOG);
  const run = await runOrders(smallPlan(3), journal);
  assertEquals(run.orders, 48);
  assertGreater(run.elapsedMs, 0);
  const { rows } = run;
  assertEquals(countsOf(rows), {
    order_submitted: 48,
    order_accepted: 48,
    order_filled: 48,
  });
  const sides = rows.flatMap(({ entry }) =>
    entry.kind === "order_filled" ? [entry.fill.side] : []
  );
  assertEquals(sides.filter((side) => side === "sell").length, 16);
});

Deno.test("runOrders() has one order in flight per contestant and market", async () => {
  const journal = new MemoryJournal(SILENT_LOG);
  const inFlight = new Map<string, number>();
  let most = 0;
  journal.onCommit(({ entry }) => {
    if (entry.kind !== "order_submitted" && entry.kind !== "order_filled") {
      return;
    }
    const isNew = entry.kind === "order_submitted";
    const { contestantId, marketId } = isNew ? entry.order : entry.fill;
    const place = `${contestantId} ${marketId}`;
    const now = (inFlight.get(place) ?? 0) + (isNew ? 1 : -1);
    inFlight.set(place, now);
    most = Math.max(most, now);
  });
  await runOrders(smallPlan(3), journal);
  assertEquals([inFlight.size, most], [16, 1]);
});

/** Writes what becomes of a small plan into `database`, and returns its rows. */
async function writtenOrders(
  { sql, fencingNumber }: CoreDatabase,
  ordersPerMarket: number,
): Promise<readonly JournalRow[]> {
  const journal = await PostgresJournal.open({
    sql,
    run: RUN,
    fencingNumber,
    ...TEST_DEPS,
    log: SILENT_LOG,
  });
  const { rows } = await runOrders(smallPlan(ordersPerMarket), journal);
  await journal.close();
  return rows;
}

Deno.test("commitGroups() keeps the rows of one commit together, and those of the next apart", async () => {
  const database = await openPglite();
  try {
    const { sql } = database;
    const rows = await writtenOrders(database, 1);
    await sql`truncate table journal`;
    const [first, second] = [rows.slice(0, 30), rows.slice(30)];
    await insertBare(sql, RUN, [first, second]);
    assertEquals(await commitGroups(sql, RUN, rows), [first, second]);
    await sql`truncate table journal`;
    await insertBare(sql, RUN, [first]);
    await assertRejects(
      () => commitGroups(sql, RUN, rows),
      Error,
      `none of sequence ${second[0]?.sequence}`,
    );
  } finally {
    await database.close();
  }
});

Deno.test("insertBare() writes the very rows of a run, so that the floor has the same to do", async () => {
  const database = await openPglite();
  try {
    const { sql } = database;
    const rows = await writtenOrders(database, 2);
    const groups = await commitGroups(sql, RUN, rows);
    const after = (rows[0]?.sequence ?? 0) - 1;
    const page = { after, limit: 1_000 };
    const written = await sql`
      select * from journal where sequence > ${after} order by sequence`;
    await sql`truncate table journal`;
    assertGreater(await insertBare(sql, RUN, groups), 0);
    assertEquals(await readRows(sql, RUN, page), rows);
    assertEquals(await sql`select * from journal order by sequence`, written);
  } finally {
    await database.close();
  }
});

Deno.test("coreWorkloads() leaves PostgreSQL out where no server answers, and says why", async () => {
  const reasons: string[] = [];
  const workloads = await coreWorkloads(
    (reason) => reasons.push(reason),
    () => probePostgres(NOBODY_LISTENS),
  );
  assertEquals(workloads.map(({ workload }) => workload), ["pglite"]);
  assertEquals(reasons.length, 1);
  assert(
    reasons[0]?.startsWith(
      "Cannot run core/postgresql as a PostgreSQL server must answer (set TEST_DATABASE_URL): current value is ",
    ),
  );
});

Deno.test("CoreBench measures orders and their rows in a database that it opens, and closes it", async () => {
  const scale = { contestants: 2, ordersPerMarket: 2, warmUps: 1 };
  const bench = new CoreBench(openPglite, scale);
  await bench.open();
  assertGreater(await bench.runFloor(), 0);
  assertGreater(await bench.runOurs(), 0);
  await bench.close();
});
