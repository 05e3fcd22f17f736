import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  type History,
  HISTORY_SCHEMAS,
  type HistoryItem,
  type HistoryKind,
  type HistoryQuery,
} from "../actors/ports/history.ts";
import { contestantId, marketId, seasonId } from "../domain/ids.ts";
import { pageStatement, PostgresHistory } from "./history.ts";
import { HISTORY_TABLES } from "./history_items.ts";
import type { Sql } from "./pool.ts";
import { toProjectionRow, writeProjectionRows } from "./projection_rows.ts";
import { snakeCase } from "./projection_tables.ts";
import { newest, sampleHistory } from "./testing/sample_history.ts";
import { testOnDatabases } from "./testing/databases.ts";

const ANNA = contestantId("anna");
const BERT = contestantId("bert");
const MARKET = marketId("kalshi", "KXBTC15M-T1");
const KINDS = Object.keys(HISTORY_SCHEMAS) as HistoryKind[];

/** Kinds of no contestant. */
const NOBODYS: readonly HistoryKind[] = [
  "signals",
  "notices",
  "events",
  "acts",
];

const BULK_IDS = ["c0", "c1", "c2", "c3@winter"];
const BULK_CONTESTANTS = BULK_IDS.length;
const BULK_MARKETS = 40;
const BULK_ROWS = 4_000;

/** Everything that a query leads to, page by page, and how long each page was. */
async function walk<Kind extends HistoryKind>(
  history: History,
  query: HistoryQuery<Kind>,
): Promise<{ items: HistoryItem<Kind>[]; lengths: number[] }> {
  const items: HistoryItem<Kind>[] = [];
  const lengths: number[] = [];
  let before = query.before;
  do {
    const page = await history.page({ ...query, before });
    items.push(...page.items);
    lengths.push(page.items.length);
    before = page.nextBefore;
  } while (before !== null);
  return { items, lengths };
}

async function refusesBadQueries(history: History): Promise<void> {
  for (const limit of [0, 201, 1.5, Number.NaN]) {
    await assertRejects(
      () => history.page({ ...newest("fills"), limit }),
      RangeError,
      `'limit' must be 1 to 200: current value is ${limit}`,
    );
  }
  await assertRejects(
    () => history.page({ ...newest("signals"), contestantId: ANNA }),
    RangeError,
    "signals have no 'contestantId'",
  );
  await assertRejects(
    () => history.page({ ...newest("notices"), seasonId: seasonId("winter") }),
    RangeError,
    "notices have no 'seasonId'",
  );
  await assertRejects(
    () => history.page({ ...newest("equity"), marketId: MARKET }),
    RangeError,
    "equity have no 'marketId'",
  );
}

/** Copies a row of the story many times over, for several contestants and markets. */
async function fillTable(sql: Sql, kind: HistoryKind): Promise<void> {
  const name = HISTORY_TABLES[kind];
  const [stored] = await sql`
    select * from ${sql(snakeCase(name))} where run = 'story' limit 1`;
  const row = toProjectionRow(name, stored ?? {});
  const ids = ["orderId", "fillId", "decisionId", "signalId"]
    .filter((id) => id in row);
  const rows = Array.from({ length: BULK_ROWS }, (_, index) => ({
    ...row,
    ...("contestantId" in row
      ? { contestantId: BULK_IDS[index % BULK_CONTESTANTS] }
      : {}),
    ...("marketId" in row
      // A market is an event once.
      ? {
        marketId: `kalshi:M${
          kind === "events" ? index : (index * 7) % BULK_MARKETS
        }`,
      }
      : {}),
    ...Object.fromEntries(ids.map((id) => [id, `x_${index}`])),
    // One journal row marks everybody's equity, or snapshots everybody; of all else each has a row of its own.
    sequence: kind === "equity" || kind === "snapshots"
      ? Math.floor(index / BULK_CONTESTANTS) + 1
      : index + 1,
  }));
  await writeProjectionRows(sql, { run: "bulk", name, rows });
  await sql`analyze ${sql(snakeCase(name))}`;
}

/** Every combination of filters that a kind takes. */
function filtersOf(kind: HistoryKind) {
  const isNobodys = NOBODYS.includes(kind);
  const isNowhere = ["equity", "snapshots", "notices", "acts"].includes(kind);
  const contestants = isNobodys ? [null] : [null, contestantId("c1")];
  const markets = isNowhere ? [null] : [null, marketId("kalshi", "M7")];
  return contestants.flatMap((contestantId) =>
    markets.map((marketId) => ({ contestantId, marketId }))
  );
}

async function meetsEveryItemOnce(sql: Sql): Promise<void> {
  const history = new PostgresHistory(sql, "bulk");
  for (const kind of KINDS) {
    for (const filters of filtersOf(kind)) {
      const { items, lengths } = await walk(history, {
        ...newest(kind),
        ...filters,
        limit: 150,
      });
      const table = sql(snakeCase(HISTORY_TABLES[kind]));
      const { contestantId, marketId } = filters;
      const expected = await sql`
        select sequence from ${table} where run = 'bulk'
        ${contestantId ? sql`and contestant_id = ${contestantId}` : sql``}
        ${marketId ? sql`and market_id = ${marketId}` : sql``}
        order by sequence desc`;
      assertEquals(
        items.map(({ offset }) => BigInt(offset)),
        expected.map(({ sequence }) => sequence),
      );
      assert(lengths.slice(0, -1).every((length) => length >= 150), kind);
    }
  }
}

async function choosesBySeason(sql: Sql): Promise<void> {
  const history = new PostgresHistory(sql, "bulk");
  for (const kind of KINDS.filter((kind) => !NOBODYS.includes(kind))) {
    for (
      const [id, share] of [["winter", 1], ["open", 3], ["spring", 0]] as const
    ) {
      const { items } = await walk(history, {
        ...newest(kind),
        seasonId: seasonId(id),
      });
      assertEquals(items.length, share * BULK_ROWS / BULK_CONTESTANTS, kind);
    }
  }
}

async function keepsRowsTogether(sql: Sql): Promise<void> {
  const history = new PostgresHistory(sql, "bulk");
  const query = { ...newest("equity"), before: 12, limit: 6 };
  const { items, lengths } = await walk(history, query);
  assertEquals(lengths, [8, 8, 8, 8, 8, 4]);
  assertEquals(
    items.slice(0, 5).map(({ contestantId, offset }) => [contestantId, offset]),
    [["c0", 11], ["c1", 11], ["c2", 11], ["c3@winter", 11], ["c0", 10]],
  );
  const exact = await history.page({ ...query, before: 2, limit: 4 });
  assertEquals([exact.items.length, exact.nextBefore], [4, null]);
}

async function usesIndexes(sql: Sql): Promise<void> {
  for (const kind of KINDS) {
    for (const filters of filtersOf(kind)) {
      for (const before of [null, 2_000]) {
        const query = { ...newest(kind), ...filters, before, limit: 50 };
        const rows = await sql`
          explain (costs off) ${pageStatement(sql, "bulk", query)}`;
        const plan = rows.flatMap((row) => Object.values(row)).join("\n");
        const table = snakeCase(HISTORY_TABLES[kind]);
        assert(!plan.includes(`Seq Scan on ${table}`), plan);
        assertMatch(plan, /Index (Only )?Scan|Bitmap Index Scan/);
      }
    }
  }
}

async function scoresForecasts(sql: Sql, history: History): Promise<void> {
  const scored = async () => {
    const { items } = await history.page(newest("forecasts"));
    return items.map((
      { id, event, category, resolution, brier, marketBrier },
    ) => [id, event, category, resolution, brier, marketBrier]);
  };
  const set = (phase: string, resolution: string) =>
    sql`
      update markets set phase = ${phase}, resolution = ${resolution}
      where run = 'story'`;
  const event = ["BTC@1790000900000", "crypto"];
  await set("disputed", "yes");
  assertEquals(await scored(), [
    ["d_held", ...event, null, null, null],
    ["d_filled", ...event, null, null, null],
  ]);
  await set("final", "yes");
  const brier = (1 - (0.1 + 0.2)) ** 2;
  const marketBrier = (1 - 0.555) ** 2;
  assertEquals(await scored(), [
    ["d_held", ...event, "yes", brier, marketBrier],
    ["d_filled", ...event, "yes", brier, marketBrier],
  ]);
}

await testOnDatabases({
  name: "PostgresHistory",
  run: async ({ t, database: { sql } }) => {
    const history = await sampleHistory(sql);
    await t.step("page() keeps runs and contestants apart", async () => {
      const query = { ...newest("fills"), contestantId: BERT };
      assertEquals(
        (await history.page(query)).items.map(({ id }) => id),
        ["f_3"],
      );
      const other = new PostgresHistory(sql, "other");
      assertEquals(await other.page(query), {
        items: [],
        nextBefore: null,
        journalSequence: 0,
      });
    });
    await t.step(
      "page() refuses limits and filters that do not fit",
      () => refusesBadQueries(history),
    );
    await t.step(
      "page() scores forecasts of markets that are final, and no others",
      () => scoresForecasts(sql, history),
    );
    for (const kind of KINDS) await fillTable(sql, kind);
    await t.step(
      "nextBefore leads to every item once",
      () => meetsEveryItemOnce(sql),
    );
    await t.step(
      "page() chooses by season",
      () => choosesBySeason(sql),
    );
    await t.step(
      "page() keeps the items of one journal row together",
      () => keepsRowsTogether(sql),
    );
    await t.step("page() reads by an index", () => usesIndexes(sql));
  },
});
