import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { FakeDflow } from "../venues/dflow/fake_dflow.ts";
import { FakeKalshi } from "../venues/kalshi/fake_kalshi.ts";
import { TICKER } from "../venues/kalshi/kalshi_stage.ts";
import { ProcessStage } from "../venues/polymarket/process_stage.ts";
import { ROW } from "../venues/polymarket/samples.ts";
import { runTask } from "./task_run.ts";

const HOUR_MS = 3_600_000;

/** Lists markets in a process of its own, and returns the first word of each line but the last. */
async function tickersOf(
  venue: string,
  url: string,
  ...flags: readonly string[]
): Promise<readonly string[]> {
  const { lines } = await listed(venue, url, ...flags);
  return lines.map((line) => line.split(" ", 1)[0] ?? "");
}

async function listed(venue: string, url: string, ...flags: readonly string[]) {
  const { code, out, err } = await runTask([
    "markets",
    `--venue=${venue}`,
    `--url=${url}`,
    ...flags,
  ]);
  assertEquals([code, err], [0, ""]);
  const lines = out.trimEnd().split("\n");
  const summary = lines.pop() ?? "";
  assertMatch(summary, new RegExp(`^${lines.length} markets(, and more)?$`));
  return { lines, summary };
}

function at(inMs: number): string {
  return new Date(Date.now() + inMs).toISOString();
}

Deno.test("deno task markets lists Kalshi by closing time, series, tag, category and words, over all its pages", async () => {
  await using fake = new FakeKalshi(() => Date.now());
  const { exchange } = fake;
  const weather = ["KXHIGHNY-26NOV20-T60", "KXHIGHNY-26NOV22-T60"] as const;
  exchange.list(TICKER);
  exchange.list(weather[0], {
    title: "Highest temperature in NYC",
    close_time: at(20 * HOUR_MS),
  });
  exchange.list(weather[1], {
    title: "Highest temperature in NYC",
    close_time: at(60 * HOUR_MS),
  });
  exchange.list("KXETH15M-26NOV201015-15");
  exchange.list("KXBTC15M-26NOV201000-00", { status: "closed" });
  const list = (...flags: readonly string[]) =>
    tickersOf("kalshi", fake.endpoint.restUrl, ...flags);
  assertEquals(await list(), [TICKER, ...weather, "KXETH15M-26NOV201015-15"]);
  assertEquals(await list("--search=nyc HIGHEST"), weather);
  assertEquals(await list("--series=KXHIGHNY", "--hours=24"), [weather[0]]);
  assertEquals(await list("--tag=BTC"), [TICKER]);
  assertEquals(await list("--category=Climate and Weather"), weather);
  assertEquals(await list("--category=Crypto", "--series=KXHIGHNY"), []);
  assertEquals(await list("--tag=BTC", "--category=Climate and Weather"), []);
  assertEquals(await list("--tag=Snow"), []);
  const { lines, summary } = await listed(
    "kalshi",
    fake.endpoint.restUrl,
    "--limit=3",
  );
  assertEquals([lines.length, summary], [3, "3 markets, and more"]);
});

Deno.test("deno task markets lists Polymarket by closing time, series, tag, category and words, names of tags as well as numbers", async () => {
  await using stage = new ProcessStage();
  const crypto = { id: "21", label: "Crypto", slug: "crypto" };
  const bitcoin = { id: "235", label: "Bitcoin", slug: "bitcoin" };
  stage.market.row = { ...stage.market.row, tags: [crypto, bitcoin] };
  const rain = (day: number, fields: object) =>
    stage.open({
      slug: `rain-${day}`,
      question: `Rain on day ${day}?`,
      conditionId: `0x${String(day).padStart(64, "0")}`,
      clobTokenIds: JSON.stringify([String(100 + day), String(900 + day)]),
      cryptoMarketConfig: undefined,
      seriesId: "77",
      tags: [{ id: "84", label: "Climate & Weather", slug: "weather" }],
      ...fields,
    });
  rain(1, {});
  rain(2, { endDate: at(60 * HOUR_MS), tags: [crypto] });
  const list = (...flags: readonly string[]) =>
    tickersOf("polymarket", stage.fake.url, ...flags);
  assertEquals(await list(), [ROW.slug, "rain-1", "rain-2"]);
  assertEquals(await list("--hours=24"), [ROW.slug, "rain-1"]);
  assertEquals(await list("--search=day rain"), ["rain-1", "rain-2"]);
  assertEquals(await list("--series=77", "--hours=24"), ["rain-1"]);
  assertEquals(await list("--category=Crypto"), [ROW.slug, "rain-2"]);
  assertEquals(await list("--tag=21"), [ROW.slug, "rain-2"]);
  assertEquals(await list("--tag=Bitcoin", "--category=Crypto"), [ROW.slug]);
  assertEquals(await list("--tag=crypto", "--search=rain"), ["rain-2"]);
  assertEquals(await list("--series=77", "--tag=crypto"), ["rain-2"]);
  const { code, out, err } = await runTask([
    "markets",
    "--venue=polymarket",
    `--url=${stage.fake.url}`,
    "--tag=Chess",
  ]);
  assertEquals([code, out], [1, ""]);
  assertMatch(err, /^Cannot [^\n]+: current value is Chess\n$/);
});

Deno.test("deno task markets lists dflow by closing time, series, tag, category and words, over all its pages", async () => {
  await using fake = new FakeDflow();
  const url = `${fake.url}/api/v1`;
  // Rounds end all the time: what is listed is known by its series.
  const seriesOf = async (...flags: readonly string[]) =>
    new Set(
      (await tickersOf("dflow", url, ...flags)).map((ticker) =>
        ticker.split("-", 1)[0]
      ),
    );
  const all = await seriesOf("--limit=100");
  assertGreater(all.size, 3);
  assertEquals(await seriesOf("--limit=100", "--hours=24"), all);
  const harbor = await seriesOf("--category=Economics");
  assertGreater(harbor.size, 1, "more than fit on a page");
  assert([...harbor].every((name) => name?.startsWith("SIMHARBOR")));
  const snow = await seriesOf("--tag=Snow");
  assert(snow.size > 0);
  assert([...snow].every((name) => name?.startsWith("SIMSUMMIT")));
  assertEquals(
    await seriesOf("--series=SIMMEADOW45"),
    new Set(["SIMMEADOW45"]),
  );
  assertEquals(await seriesOf("--series=SIMMEADOW45", "--tag=Snow"), new Set());
  assertEquals(await seriesOf("--search=harbor"), harbor);
});

Deno.test("deno task markets shows everything about one market, and says what is no market", async () => {
  await using fake = new FakeKalshi(() => Date.now());
  fake.exchange.list(TICKER);
  fake.exchange.quote(TICKER, "yes", [["0.4000", "12.00"]]);
  fake.exchange.quote(TICKER, "no", [["0.5900", "34.00"]]);
  const url = `--url=${fake.endpoint.restUrl}`;
  const { code, out } = await runTask(["markets", url, TICKER]);
  assertEquals(code, 0);
  for (
    const part of [
      `${TICKER}  0.40 / 0.41`,
      "phase open, result none, category Crypto, series KXBTC15M, tags BTC",
      "If the average is at least 61000",
      "told by CF Benchmarks, https://example.org",
      "  ask 0.41  34",
      "  bid 0.40  12",
    ]
  ) assertStringIncludes(out, part);
  const missing = await runTask(["markets", url, "KXNONE-1"]);
  assertEquals([missing.code, missing.out], [1, ""]);
  assertMatch(missing.err, /^Cannot [^\n]+\n$/);
});

Deno.test("deno task markets refuses flags that say nothing, in one sentence", async () => {
  const cases = [
    ["--hours=0", "use --hours=24"],
    ["--hours=soon", "use --hours=24"],
    ["--limit=1.5", "use --limit=24"],
    ["--venue=nobody", "use --venue=kalshi"],
  ] as const;
  for (const [flag, part] of cases) {
    const { code, out, err } = await runTask(["markets", flag]);
    assertEquals([code, out], [2, ""]);
    assertMatch(err, /^Cannot [^\n]+\n$/);
    assertStringIncludes(err, part);
  }
});
