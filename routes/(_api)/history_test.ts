import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type {
  History,
  HistoryKind,
  HistoryPage,
  HistoryQuery,
} from "../../actors/ports/history.ts";
import { contestantId, marketId, seasonId } from "../../domain/ids.ts";
import { sampleFill } from "../../domain/testing/view_samples.ts";
import { apiOf } from "./api_testing.ts";

const FILL = sampleFill("f_1");

/** A history that remembers what it was asked and answers when `ready` resolves. */
class AskedHistory implements History {
  readonly queries: HistoryQuery<HistoryKind>[] = [];
  ready: Promise<unknown> = Promise.resolve();

  async page<Kind extends HistoryKind>(
    query: HistoryQuery<Kind>,
  ): Promise<HistoryPage<Kind>> {
    this.queries.push(query);
    await this.ready;
    const items = query.kind === "fills" ? [FILL] : [];
    // Only fills are in it, and only fills are asked for with them.
    return {
      items,
      nextBefore: 7,
      journalSequence: 42,
    } as unknown as HistoryPage<Kind>;
  }
}

function stageOf(history: History | null) {
  const errors: Error[] = [];
  const api = apiOf({
    history: () => history,
    onError: (error) => void errors.push(error),
  });
  return { api, errors };
}

Deno.test("GET /api/history/{kind} answers with the page and its offsets", async () => {
  const { api } = stageOf(new AskedHistory());
  const answer = await api.request("/api/history/fills");
  assertEquals(answer.status, 200);
  assertEquals(await answer.json(), {
    items: [FILL],
    nextBefore: 7,
    journalSequence: 42,
  });
});

Deno.test("GET /api/history/{kind} asks for what its query says", async () => {
  const history = new AskedHistory();
  const { api } = stageOf(history);
  await api.request("/api/history/orders");
  await api.request(
    "/api/history/decisions?contestant=mirror&season=winter&market=dflow:M&before=9&limit=200",
  );
  await api.request("/api/history/signals?market=dflow:M");
  await api.request("/api/history/equity?contestant=mirror&limit=1");
  const mirror = contestantId("mirror");
  const market = marketId("dflow", "M");
  const newest = {
    contestantId: null,
    seasonId: undefined,
    marketId: null,
    before: null,
    limit: 50,
  };
  assertEquals(history.queries, [
    { ...newest, kind: "orders" },
    {
      kind: "decisions",
      contestantId: mirror,
      seasonId: seasonId("winter"),
      marketId: market,
      before: 9,
      limit: 200,
    },
    { ...newest, kind: "signals", marketId: market },
    { ...newest, kind: "equity", contestantId: mirror, limit: 1 },
  ]);
});

Deno.test("GET /api/history/{kind} says which parameter of a bad query is wrong", async () => {
  const history = new AskedHistory();
  const { api } = stageOf(history);
  const bad: readonly [query: string, detail: RegExp][] = [
    ["orders?limit=0", /^limit: .* 1 to 200 .* is "0"$/],
    ["orders?limit=201", /^limit: .* 1 to 200 .* is "201"$/],
    ["orders?limit=many", /^limit: /],
    ["orders?limit=1&limit=2", /^limit: /],
    ["orders?before=0", /^before: /],
    ["orders?before=", /^before: /],
    ["orders?before=0x10", /^before: .* is "0x10"$/],
    ["orders?before=+7", /^before: .* is " 7"$/],
    ["orders?before=1.5", /^before: /],
    ["orders?before=9007199254740992", /^before: /],
    ["orders?market=M", /^market: .*"venue:ticker"/],
    ["orders?contestant=", /^contestant: /],
    ["orders?contestants=mirror", /"contestants"/],
    ["signals?contestant=mirror", /"contestant"/],
    ["equity?market=dflow:M", /"market"/],
  ];
  for (const [query, detail] of bad) {
    const answer = await api.request(`/api/history/${query}`);
    assertEquals(answer.status, 400, query);
    const { error } = await answer.json();
    assertEquals(error.code, "invalid_query");
    assertMatch(error.detail, detail);
  }
  assertEquals((await api.request("/api/history/trades")).status, 404);
  assertEquals(history.queries, []);
});

Deno.test("GET /api/history/{kind} and /api/journal answer 503 while the database is not open", async () => {
  const { api, errors } = stageOf(null);
  for (const path of ["/api/history/orders", "/api/journal"]) {
    const answer = await api.request(path);
    assertEquals(answer.status, 503);
    assertEquals(await answer.json(), {
      error: { code: "database_unavailable" },
    });
  }
  assertEquals(errors, []);
});

Deno.test("GET /api/history/{kind} lets eight readers in and turns the ninth away", async () => {
  const history = new AskedHistory();
  const { promise, resolve } = Promise.withResolvers<void>();
  history.ready = promise;
  const { api } = stageOf(history);
  const ask = async () => await api.request("/api/history/fills");
  const eight = Array.from({ length: 8 }, ask);
  const ninth = await ask();
  assertEquals(ninth.status, 503);
  assertEquals(await ninth.json(), { error: { code: "too_many_reads" } });
  resolve();
  for (const answer of await Promise.all(eight)) {
    assertEquals(answer.status, 200);
  }
  assertEquals((await ask()).status, 200);
});

Deno.test("GET /api/history/{kind} hides why a read failed and counts it as ended", async () => {
  const history = new AskedHistory();
  const { api, errors } = stageOf(history);
  history.ready = Promise.reject(new Error("password=hunter2"));
  for (let count = 1; count <= 9; count += 1) {
    const answer = await api.request("/api/history/fills");
    assertEquals(answer.status, 500);
    assertEquals(await answer.json(), { error: { code: "internal_error" } });
    assertEquals(errors.length, count);
  }
});

Deno.test("GET /api/openapi.json documents the items and filters of each kind of history", async () => {
  const { api } = stageOf(null);
  const { paths } = await (await api.request("/api/openapi.json")).json();
  const filters = (kind: string) =>
    paths[`/api/history/${kind}`].get.parameters.map(
      ({ name }: { readonly name: string }) => name,
    );
  assertEquals(filters("fills"), [
    "contestant",
    "season",
    "market",
    "before",
    "limit",
  ]);
  assertEquals(filters("signals"), ["market", "before", "limit"]);
  for (const kind of ["equity", "snapshots"]) {
    assertEquals(filters(kind), ["contestant", "season", "before", "limit"]);
  }
  assertEquals(filters("notices"), ["before", "limit"]);
  for (
    const [kind, field] of [
      ["orders", "lastOffset"],
      ["fills", "liquidity"],
      ["decisions", "probabilityYes"],
      ["settlements", "payout"],
      ["signals", "orderbook_imbalance"],
      ["equity", "positions"],
    ]
  ) {
    const { responses } = paths[`/api/history/${kind}`].get;
    assertStringIncludes(JSON.stringify(responses["200"]), `"${field}"`);
    assertEquals(Object.keys(responses), ["200", "400", "503"]);
  }
});
