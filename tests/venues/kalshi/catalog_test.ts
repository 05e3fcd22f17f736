import { yesPrice } from "../../../domain/price.ts";
import { printLine } from "../../../tools/flags.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { MarketFilter } from "../../../actors/ports/market_catalog.ts";
import {
  FatalVenueError,
  TransientVenueError,
} from "../../../actors/ports/execution.ts";
import { SeededRandom } from "../../../runtime/mod.ts";
import { KalshiCatalog } from "../../../venues/kalshi/catalog.ts";
import { rateOf } from "../../../venues/kalshi/facts.ts";
import { KalshiResolution } from "../../../venues/kalshi/resolution_source.ts";
import { KalshiRest } from "../../../venues/kalshi/rest.ts";
import { TokenBucket } from "../../../venues/net/token_bucket.ts";
import { KalshiStage, MARKET, TICKER } from "./kalshi_stage.ts";

const DAY_MS = 86_400_000;

async function listAll(
  stage: KalshiStage,
  filter: MarketFilter,
): Promise<string[]> {
  const catalog = new KalshiCatalog({
    rest: new KalshiRest(stage.rest()),
    clock: stage.clock,
  });
  const tickers: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof catalog.list>> = await stage.over(
      catalog.list(filter, cursor, stage.signal),
    );
    assertEquals(page.rejections, []);
    tickers.push(...page.entries.map(({ market }) => market.ticker));
    cursor = page.cursor;
  } while (cursor !== null);
  return tickers;
}

Deno.test("KalshiCatalog pages through open markets, and filters by words, series and closing time", async () => {
  await using stage = await KalshiStage.open();
  const { exchange } = stage.fake;
  const inTwoDays = new Date(stage.clock.nowMs() + 2 * DAY_MS).toISOString();
  exchange.list("KXHIGHNY-26NOV20-T60", {
    title: "Highest temperature in NYC",
  });
  exchange.list("KXHIGHNY-26NOV22-T60", {
    title: "Highest temperature in NYC",
    close_time: inTwoDays,
  });
  exchange.list("KXBTC15M-26NOV201000-00", { status: "closed" });
  exchange.list("KXETH15M-26NOV201015-15");
  const weather = ["KXHIGHNY-26NOV20-T60", "KXHIGHNY-26NOV22-T60"];
  const all = await listAll(stage, {});
  assertEquals(all, [TICKER, ...weather, "KXETH15M-26NOV201015-15"]);
  assertEquals(await listAll(stage, { search: "nyc TEMPERATURE" }), weather);
  assertEquals(await listAll(stage, { series: "KXHIGHNY" }), weather);
  assertEquals(await listAll(stage, { category: "Crypto" }), [TICKER]);
  assertEquals(
    await listAll(stage, { closesWithinMs: DAY_MS, series: "KXHIGHNY" }),
    ["KXHIGHNY-26NOV20-T60"],
  );
});

Deno.test("KalshiCatalog tells a market's rules, book and candles", async () => {
  await using stage = await KalshiStage.open();
  const rest = new KalshiRest(stage.rest());
  const catalog = new KalshiCatalog({ rest, clock: stage.clock });
  const { signal } = stage;
  const details = await stage.over(catalog.details(MARKET, signal));
  assert(details.rules.startsWith("If the average is at least 61000"));
  assertEquals([details.series, details.category], ["KXBTC15M", "Crypto"]);
  assertEquals(details.quote.yesBid, 560_000n);
  assertEquals(details.quote.yesAsk, 580_000n);
  const book = await stage.over(catalog.book(MARKET, signal));
  assertEquals(book.yesBids.map(({ price }) => Number(price)), [
    560_000,
    550_000,
  ]);
  const untilMs = stage.clock.nowMs();
  const span = { fromMs: untilMs - 60_000, untilMs, periodMinutes: 1 } as const;
  const [candle] = await stage.over(catalog.candles(MARKET, span, signal));
  assertEquals(candle?.traded?.high, 580_000n);
  assertEquals(candle?.askAtClose, 580_000n);
});

Deno.test("KalshiRest sits out a storm of 429 and one of 503, and asks no faster than its rate", async () => {
  await using stage = await KalshiStage.open();
  const readBucket = new TokenBucket({
    ...rateOf("basic", "read"),
    clock: stage.clock,
    random: new SeededRandom(1),
  });
  const rest = new KalshiRest({ ...stage.rest(), readBucket });
  const path = "/exchange/status";
  const startedAtMs = stage.clock.nowMs();
  stage.fake.fault({ method: "GET", path, kind: "refuse", status: 429 }, 2);
  const status = await stage.over(rest.exchangeStatus(stage.signal));
  assertEquals(status.trading_active, true);
  const tookMs = stage.clock.nowMs() - startedAtMs;
  assert(tookMs >= 2_000, `two pauses that grow, not ${tookMs} ms`);
  printLine(`429 storm: answered after ${tookMs} ms and 3 requests`);
  stage.fake.fault({ method: "GET", path, kind: "refuse", status: 503 }, 100);
  const asked = stage.fake.count("GET", path);
  await assertRejects(
    () => stage.over(rest.exchangeStatus(stage.signal)),
    TransientVenueError,
  );
  assertEquals(stage.fake.count("GET", path), asked + 3);
  stage.fake.heal();
  const burstAtMs = stage.clock.nowMs();
  await stage.over(
    Promise.all(
      Array.from({ length: 60 }, () => rest.exchangeStatus(stage.signal)),
    ),
  );
  // 60 requests of 10 tokens at 200 a second.
  const burstMs = stage.clock.nowMs() - burstAtMs;
  assert(burstMs >= 1_900, `not faster than the rate: ${burstMs} ms`);
});

Deno.test("KalshiRest obeys Retry-After where the venue says it", async () => {
  await using stage = await KalshiStage.open();
  const rest = new KalshiRest(stage.rest());
  stage.fake.fault({
    method: "GET",
    path: "/exchange/status",
    kind: "refuse",
    status: 429,
    retryAfter: "17",
  });
  const startedAtMs = stage.clock.nowMs();
  await stage.over(rest.exchangeStatus(stage.signal));
  const tookMs = stage.clock.nowMs() - startedAtMs;
  assert(tookMs >= 17_000 && tookMs < 20_000, `${tookMs} ms`);
});

Deno.test("KalshiResolution follows the whole life of a market, 50-50 and disputes among it", async () => {
  await using stage = await KalshiStage.open();
  const resolution = new KalshiResolution(new KalshiRest(stage.rest()));
  const { exchange } = stage.fake;
  const now = async () => {
    const { phase, resolution: result } = await stage.over(
      resolution.resolve(MARKET, stage.signal),
    );
    return [phase, result];
  };
  assertEquals(await now(), ["open", null]);
  exchange.move(TICKER, "inactive");
  assertEquals(await now(), ["paused", null]);
  exchange.move(TICKER, "closed");
  assertEquals(await now(), ["closed", null]);
  exchange.move(TICKER, "determined", { result: "yes" });
  assertEquals(await now(), ["proposed", { kind: "yes" }]);
  exchange.move(TICKER, "disputed");
  assertEquals(await now(), ["disputed", { kind: "yes" }]);
  exchange.move(TICKER, "amended", {
    result: "scalar",
    settlement_value_dollars: "0.5000",
  });
  const half = { kind: "scalar", yesPayout: yesPrice("0.5") } as const;
  assertEquals(await now(), ["proposed", half]);
  exchange.settle(TICKER, "scalar", 0.5);
  assertEquals(await now(), ["final", half]);
});

Deno.test("KalshiResolution takes no result that its own payout contradicts", async () => {
  await using stage = await KalshiStage.open();
  const resolution = new KalshiResolution(new KalshiRest(stage.rest()));
  stage.fake.exchange.move(TICKER, "finalized", {
    result: "yes",
    settlement_value_dollars: "0.0000",
  });
  await assertRejects(
    () => stage.over(resolution.resolve(MARKET, stage.signal)),
    SyntaxError,
    "must have a result",
  );
});

Deno.test("KalshiRest does not try again what it is forbidden", async () => {
  await using stage = await KalshiStage.open();
  const rest = new KalshiRest(stage.rest());
  stage.fake.fault({
    method: "GET",
    path: "/exchange/status",
    kind: "refuse",
    status: 403,
  });
  await assertRejects(
    () => stage.over(rest.exchangeStatus(stage.signal)),
    FatalVenueError,
  );
  assertEquals(stage.fake.count("GET", "/exchange/status"), 1);
});
