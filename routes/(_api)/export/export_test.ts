import { assert, assertEquals, assertRejects } from "@std/assert";
import { parquetReadObjects } from "hyparquet";
import type {
  History,
  HistoryKind,
  HistoryPage,
  HistoryQuery,
} from "../../../actors/ports/history.ts";
import { OpenAPIHono } from "@hono/zod-openapi";
import { ReadGate } from "../read_gate.ts";
import { EXPORT_TABLES } from "./export_tables.ts";
import { addExport } from "./export.ts";

const COUNT = 2_350;

/** The item of an offset, of any kind: what a column does not know of is not read. */
function itemOf(offset: number) {
  return {
    offset,
    id: `d-${offset}`,
    contestantId: "ann",
    contestantName: 'Ann, "the first"',
    marketId: "kalshi:M",
    marketTitle: "Rain?\nOr not",
    atMs: 1_790_000_000_000 + offset,
    probabilityYes: offset / COUNT,
    confidence: 0.5,
    marketProbability: offset % 2 === 0 ? null : 0.25,
    reason: "because",
    action: offset % 2 === 0 ? { kind: "hold" } : {
      kind: "trade",
      side: "buy",
      outcome: "yes",
      quantity: "10.50",
      limit: "0.42",
      timeInForce: "ioc",
    },
    event: "M",
    category: "m",
    closesAtMs: 1_790_000_900_000,
    resolution: offset % 2 === 0 ? null : "yes",
    brier: offset % 2 === 0 ? null : 0.25,
    logLoss: null,
    marketBrier: null,
  };
}

class LongHistory implements History {
  pages = 0;
  failsAtPage = Infinity;

  page<Kind extends HistoryKind>(
    { before, limit }: HistoryQuery<Kind>,
  ): Promise<HistoryPage<Kind>> {
    this.pages++;
    if (this.pages === this.failsAtPage) return Promise.reject(new Error("x"));
    const newest = (before ?? COUNT + 1) - 1;
    const oldest = Math.max(1, newest - limit + 1);
    const items = Array.from(
      { length: newest - oldest + 1 },
      (_, at) => itemOf(newest - at),
    );
    const page = {
      items,
      nextBefore: oldest === 1 ? null : oldest,
      journalSequence: COUNT,
    };
    return Promise.resolve(page as unknown as HistoryPage<Kind>);
  }
}

function stageOf(history: History | null = new LongHistory()) {
  const api = new OpenAPIHono();
  addExport(api, new ReadGate(), () => history);
  return api;
}

Deno.test("GET /api/export/decisions.jsonl sends every row once, newest first, with every column", async () => {
  const answer = await stageOf().request("/api/export/decisions.jsonl");
  const rows = (await answer.text()).trimEnd().split("\n")
    .map((line) => JSON.parse(line));
  assertEquals(
    rows.map(({ offset }) => offset),
    Array.from({ length: COUNT }, (_, at) => COUNT - at),
  );
  assertEquals(
    Object.keys(rows[0]),
    EXPORT_TABLES.decisions.columns.map(({ name }) => name),
  );
  assertEquals([rows[0].action, rows[0].side], ["hold", null]);
  assertEquals([rows[1].action, rows[1].quantity], ["trade", "10.50"]);
});

Deno.test("GET /api/export/forecasts.csv quotes what needs it and leaves unknown cells empty", async () => {
  const answer = await stageOf().request("/api/export/forecasts.csv");
  const text = await answer.text();
  const [head, ...rest] = text.split("\r\n");
  assertEquals(
    head,
    EXPORT_TABLES.forecasts.columns.map(({ name }) => name).join(","),
  );
  assertEquals(
    rest[0],
    `${COUNT},ann,"Ann, ""the first""",kalshi:M,"Rain?\nOr not",d-${COUNT},${
      1_790_000_000_000 + COUNT
    },1,0.5,,M,m,1790000900000,,,,`,
  );
  assertEquals(rest.length, COUNT + 1);
});

Deno.test("GET /api/export/forecasts.parquet reads back as the same rows", async () => {
  const answer = await stageOf().request("/api/export/forecasts.parquet");
  const rows = await parquetReadObjects({ file: await answer.arrayBuffer() });
  assertEquals(rows.length, COUNT);
  assertEquals(rows.map(({ offset }) => Number(offset)).at(-1), 1);
  const { atMs, closesAtMs, offset, ...first } = rows[0] ?? {};
  assertEquals([offset, atMs, closesAtMs], [
    BigInt(COUNT),
    BigInt(1_790_000_000_000 + COUNT),
    1_790_000_900_000n,
  ]);
  assertEquals(first["probabilityYes"], 1);
  assertEquals(first["resolution"] ?? null, null);
  assertEquals(rows[1]?.["resolution"], "yes");
});

Deno.test("GET /api/export names every file and column", async () => {
  const { tables } = await (await stageOf().request("/api/export")).json();
  for (const { files, columns } of tables) {
    assert(columns.length > 5);
    for (const file of files) {
      const answer = await stageOf().request(file);
      assertEquals(answer.status, 200);
      await answer.body?.cancel();
    }
  }
});

Deno.test("an export that nobody reads on holds nobody up, and one that is given up makes room", async () => {
  const history = new LongHistory();
  const api = stageOf(history);
  const open = () => api.request("/api/export/decisions.csv");
  const [one, other] = [await open(), await open()];
  assert(history.pages <= 4, `${history.pages} pages were read`);
  assertEquals((await open()).status, 503);
  await one?.body?.cancel();
  const third = await open();
  assertEquals(third.status, 200);
  await Promise.all([other?.body?.cancel(), third.body?.cancel()]);
});

Deno.test("an export that fails breaks off and makes room", async () => {
  const history = new LongHistory();
  history.failsAtPage = 3;
  const api = stageOf(history);
  const answer = await api.request("/api/export/decisions.csv");
  await assertRejects(() => answer.text());
  history.failsAtPage = Infinity;
  for (let open = 0; open < 3; open++) {
    const next = await api.request("/api/export/decisions.csv");
    assertEquals(next.status, 200);
    await next.text();
  }
});

Deno.test("an export answers 503 while the database is not open", async () => {
  const answer = await stageOf(null).request("/api/export/decisions.csv");
  assertEquals(answer.status, 503);
});
