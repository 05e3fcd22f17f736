import { assertEquals, assertRejects } from "@std/assert";
import { marketId } from "../../domain/ids.ts";
import { SeededRandom, SimulatedClock } from "../../runtime/mod.ts";
import { HttpClient } from "../net/http_client.ts";
import { wideBucket } from "../net/net_testing.ts";
import { DflowCatalog } from "./catalog.ts";

const NOW_S = 1_764_770_000;
const RAIN = {
  ticker: "RAIN",
  eventTicker: "WEATHER-1",
  title: "Will there be rain?",
  openTime: NOW_S - 3_600,
  closeTime: NOW_S + 3_600,
  status: "active",
  result: "",
  yesBid: "0.4000",
  yesAsk: "0.4200",
  noBid: null,
  noAsk: null,
  volumeFp: "1240.50",
  rulesPrimary: "It rains.",
  rulesSecondary: "As measured.",
};
const SNOW = {
  ...RAIN,
  ticker: "SNOW",
  title: "Will there be snow?",
  closeTime: NOW_S + 360_000,
};
const { signal } = new AbortController();

function catalog(answers: Readonly<Record<string, unknown>>) {
  const clock = new SimulatedClock({ startMs: NOW_S * 1_000 });
  const asked: string[] = [];
  const http = new HttpClient({
    venue: "dflow",
    baseUrl: () => "http://venue",
    clock,
    random: new SeededRandom(1),
    bucket: wideBucket(clock),
    fetch: (url) => {
      const path = url.slice("http://venue".length);
      asked.push(path);
      const answer = answers[path.split("?", 1)[0] ?? ""];
      return Promise.resolve(
        answer === undefined
          ? Response.json({ code: "not_found" }, { status: 404 })
          : Response.json(answer),
      );
    },
  });
  return { catalog: new DflowCatalog({ http, clock }), asked };
}

function tickers(page: { entries: readonly { market: { ticker: string } }[] }) {
  return page.entries.map(({ market }) => market.ticker);
}

Deno.test("list() pages through active markets and leaves out what closes later or does not decode", async () => {
  const { catalog: dflow, asked } = catalog({
    "/markets": { markets: [RAIN, SNOW, { ticker: 7 }], cursor: 100 },
  });
  const page = await dflow.list({ closesWithinMs: 86_400_000 }, null, signal);
  assertEquals(tickers(page), ["RAIN"]);
  assertEquals([page.cursor, page.rejections.length], ["100", 1]);
  assertEquals(page.entries[0]?.volume, 1_240_500_000n);
  await dflow.list({}, page.cursor, signal);
  assertEquals(asked, [
    "/markets?limit=100&status=active",
    "/markets?limit=100&cursor=100&status=active",
  ]);
});

Deno.test("list() searches, and goes through the series of a category and tag", async () => {
  const events = { events: [{ ticker: "WEATHER-1", markets: [RAIN, SNOW] }] };
  const { catalog: dflow, asked } = catalog({
    "/search": events,
    "/events": events,
    "/series": { series: [{ ticker: "WEATHER" }, { ticker: "CLIMATE" }] },
  });
  assertEquals(tickers(await dflow.list({ search: "SNOW" }, null, signal)), [
    "SNOW",
  ]);
  const filter = { category: "Science", tag: "Sky", search: "rain" };
  assertEquals(tickers(await dflow.list(filter, null, signal)), ["RAIN"]);
  assertEquals(asked, [
    "/search?limit=100&withNestedMarkets=true&q=SNOW",
    "/series?category=Science&tags=Sky",
    "/events?limit=100&withNestedMarkets=true&seriesTickers=WEATHER%2CCLIMATE",
  ]);
});

Deno.test("list() goes through all series of a category, fifty in a question", async () => {
  const names = Array.from({ length: 60 }, (_, index) => `S${index}`);
  const { catalog: dflow, asked } = catalog({
    "/events": { events: [{ ticker: "WEATHER-1", markets: [RAIN] }] },
    "/series": { series: names.map((ticker) => ({ ticker })) },
  });
  const filter = { category: "Sports" };
  const first = await dflow.list(filter, null, signal);
  assertEquals(first.cursor, "50|");
  const second = await dflow.list(filter, first.cursor, signal);
  assertEquals(second.cursor, null);
  assertEquals(
    asked.filter((path) => path.startsWith("/events"))
      .map((path) =>
        new URLSearchParams(path.split("?")[1]).get("seriesTickers")
      ),
    [names.slice(0, 50).join(","), names.slice(50).join(",")],
  );
});

Deno.test("details(), book(), trades() and candles() read one market by its dollar texts", async () => {
  const { catalog: dflow } = catalog({
    "/market/RAIN": { market: RAIN },
    "/event/WEATHER-1": {
      ticker: "WEATHER-1",
      seriesTicker: "WEATHER",
      settlementSources: [{ name: "NWS", url: "https://weather.gov" }],
    },
    "/series/WEATHER": {
      ticker: "WEATHER",
      category: "Climate",
      tags: ["Sky"],
    },
    "/orderbook/RAIN": { yes_bids: { "0.40": 5 }, no_bids: { "0.58": 7 } },
    "/trades": {
      trades: [{
        tradeId: "t1",
        price: 4_100,
        count: 2.5,
        yesPriceDollars: "0.41",
        noPriceDollars: "0.59",
        takerSide: "no",
        createdTime: NOW_S,
      }],
    },
    "/market/RAIN/candlesticks": {
      candlesticks: [{
        end_period_ts: NOW_S,
        yes_bid: quoteOf("0.4000"),
        yes_ask: quoteOf("0.4200"),
        price: { ...quoteOf("0.4100"), mean_dollars: "0.4100" },
        volume_fp: "12.00",
        open_interest_fp: "3.00",
      }],
    },
  });
  const id = marketId("dflow", "RAIN");
  const details = await dflow.details(id, signal);
  assertEquals(
    [details.rules, details.category, details.series, details.sources],
    ["It rains.\n\nAs measured.", "Climate", "WEATHER", [
      "NWS, https://weather.gov",
    ]],
  );
  const book = await dflow.book(id, signal);
  assertEquals([book.yesBids.length, book.noBids.length], [1, 1]);
  const [trade] = await dflow.trades(id, 10, signal);
  assertEquals([trade?.yesPrice, trade?.quantity, trade?.occurredAtMs], [
    410_000n,
    2_500_000n,
    NOW_S * 1_000,
  ]);
  const span = {
    fromMs: 0,
    untilMs: NOW_S * 1_000,
    periodMinutes: 60,
  } as const;
  const [read] = await dflow.candles(id, span, signal);
  assertEquals([read?.traded?.close, read?.bidAtClose], [410_000n, 400_000n]);
  const snow = await dflow.book(marketId("dflow", "SNOW"), signal);
  assertEquals(snow, { yesBids: [], noBids: [] });
  await assertRejects(
    () => dflow.book(marketId("kalshi", "RAIN"), signal),
    RangeError,
  );
});

function quoteOf(price: string) {
  return {
    open_dollars: price,
    low_dollars: price,
    high_dollars: price,
    close_dollars: price,
  };
}
