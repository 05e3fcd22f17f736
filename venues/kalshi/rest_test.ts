import { assertEquals, assertRejects } from "@std/assert";
import { SeededRandom, SimulatedClock } from "../../runtime/mod.ts";
import { SAMPLE_ROWS } from "../../tests/venues/kalshi/sample_rows.ts";
import { wideBucket } from "../net/net_testing.ts";
import type { CatalogPage } from "../../actors/ports/market_catalog.ts";
import { KalshiCatalog } from "./catalog.ts";
import { ENDPOINTS } from "./facts.ts";
import { KalshiRest } from "./rest.ts";
import { marketsInScope } from "./scope.ts";
import { SeriesDirectory } from "./series_directory.ts";

const { signal } = new AbortController();
const { market, event, series, trade } = SAMPLE_ROWS;

/** A venue that has these answers and no other ones, by path. */
function venueOf(
  answers:
    | Readonly<Record<string, unknown>>
    | ((path: string, query: URLSearchParams) => unknown),
) {
  const asked: string[] = [];
  const clock = new SimulatedClock({ startMs: 0 });
  const rest = new KalshiRest({
    endpoint: () => ENDPOINTS.production,
    clock,
    random: new SeededRandom(1),
    readBucket: wideBucket(clock),
    fetch: (url) => {
      const { pathname, searchParams } = new URL(url);
      const path = pathname.replace("/trade-api/v2", "");
      asked.push(path);
      const answer = typeof answers === "function"
        ? answers(path, searchParams)
        : answers[path];
      return Promise.resolve(
        answer === undefined
          ? new Response("{}", { status: 404 })
          : Response.json(answer),
      );
    },
  });
  return { rest, clock, asked };
}

Deno.test("market() looks in the history for a market that has moved there, and nowhere else for one that is listed", async () => {
  const { ticker } = market;
  const paths = [`/markets/${ticker}`, `/historical/markets/${ticker}`];
  const old = venueOf({ [paths[1] ?? ""]: { market } });
  assertEquals(
    (await old.rest.market(ticker, signal)).market.ticker,
    ticker,
  );
  assertEquals(old.asked, paths);
  const listed = venueOf({ [paths[0] ?? ""]: { market } });
  await listed.rest.market(ticker, signal);
  assertEquals(listed.asked, paths.slice(0, 1));
  const none = venueOf({});
  await assertRejects(() => none.rest.market(ticker, signal), Error, "404");
});

Deno.test("marketsInScope() reads every page of every series, up to as many markets as are wanted", async () => {
  const names = ["A", "B", "C", "D", "E"];
  const { rest } = venueOf((path, query) => {
    assertEquals(path, "/markets");
    const series = query.get("series_ticker");
    const at = Number(query.get("cursor") ?? 0);
    const markets = names.slice(at, at + 2).map((name) => ({
      ...market,
      ticker: `${series}-${name}`,
    }));
    return { markets, cursor: at + 2 < names.length ? String(at + 2) : "" };
  });
  const found = async (marketsMax: number) => {
    const scope = { series: ["X", "Y"], tickers: [], marketsMax };
    const { rows } = await marketsInScope(scope, { rest, nowMs: 0, signal });
    return rows.map(({ market: { ticker } }) => ticker);
  };
  const all = ["X", "Y"].flatMap((of) => names.map((name) => `${of}-${name}`));
  assertEquals(await found(100), all);
  assertEquals(await found(3), all.slice(0, 3));
});

Deno.test("KalshiCatalog goes through every series of a category, and ends after the last one", async () => {
  const { rest, clock } = venueOf((path, query) =>
    path === "/series"
      ? { series: ["X", "Y"].map((name) => ({ ...series, ticker: name })) }
      : {
        markets: [{ ...market, ticker: `${query.get("series_ticker")}-A` }],
        cursor: "",
      }
  );
  const catalog = new KalshiCatalog({ rest, clock });
  const tickers: string[] = [];
  let cursor: string | null = null;
  do {
    const page: CatalogPage = await catalog.list(
      { category: "Crypto" },
      cursor,
      signal,
    );
    tickers.push(...page.entries.map(({ market }) => market.ticker));
    cursor = page.cursor;
  } while (cursor !== null);
  assertEquals(tickers, ["X-A", "Y-A"]);
});

Deno.test("trades() leaves block trades out, whatever was asked for", async () => {
  const block = { ...trade, "trade_id": "block", "is_block_trade": true };
  const { rest } = venueOf({
    "/markets/trades": { trades: [trade, block], cursor: "" },
  });
  const { rows } = await rest.trades(trade.ticker, 10, signal);
  assertEquals(rows.map(({ trade_id: id }) => id), [trade.trade_id]);
});

Deno.test("SeriesDirectory reads by which schedule and multiplier a market is charged, and refuses what it does not know", async () => {
  const feesOf = async (fields: Readonly<Record<string, unknown>>) => {
    const { rest } = venueOf({
      [`/markets/${market.ticker}`]: { market },
      [`/events/${market.event_ticker}`]: { event },
      [`/series/${event.series_ticker}`]: { series: { ...series, ...fields } },
    });
    const listing = await rest.market(market.ticker, signal);
    const { fees } = await new SeriesDirectory(rest).of(listing, signal);
    return fees;
  };
  assertEquals(await feesOf({}), {
    schedule: "kalshi_quadratic",
    multiplierMicros: 1_000_000n,
  });
  const half = {
    "fee_type": "quadratic_with_maker_fees",
    "fee_multiplier": 0.5,
  };
  assertEquals(await feesOf(half), {
    schedule: "kalshi_quadratic_with_maker_fees",
    multiplierMicros: 500_000n,
  });
  await assertRejects(() => feesOf({ fee_type: "flat" }), RangeError, "flat");
});
