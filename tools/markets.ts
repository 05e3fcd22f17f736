import type {
  CatalogEntry,
  MarketCatalog,
  MarketFilter,
} from "../actors/ports/market_catalog.ts";
import { marketId } from "../domain/ids.ts";
import { printQuantity } from "../domain/money.ts";
import { printPrice, toYesPrice } from "../domain/price.ts";
import { SystemClock, SystemRandom } from "../runtime/mod.ts";
import { KalshiCatalog } from "../venues/kalshi/catalog.ts";
import {
  ENDPOINTS,
  type KalshiEndpoint,
  rateOf,
} from "../venues/kalshi/facts.ts";
import { KalshiRest } from "../venues/kalshi/rest.ts";
import { DflowCatalog } from "../venues/dflow/catalog.ts";
import { DFLOW_FACTS } from "../venues/dflow/facts.ts";
import { HttpClient } from "../venues/net/http_client.ts";
import { rateLimitOf } from "../venues/venue_facts.ts";
import { TokenBucket } from "../venues/net/token_bucket.ts";
import { PolymarketCatalog } from "../venues/polymarket/catalog.ts";
import {
  ENDPOINTS as POLYMARKET_ENDPOINTS,
  endpointsAt,
} from "../venues/polymarket/facts.ts";
import { PolymarketRest } from "../venues/polymarket/rest.ts";
import { printErrorLine, printLine, runCommand, UsageError } from "./flags.ts";

const HOUR_MS = 3_600_000;
const TRADES_SHOWN = 10;
const LEVELS_SHOWN = 5;
const CANDLES_MINUTES = 60;
const LIMIT_FALLBACK = 20;
/** Pages asked for at most: a search that finds nothing must end. */
const PAGES_MAX = 50;

const SPEC = {
  name: "markets",
  summary:
    "Looks markets up at a venue: a list of open ones, or everything about those that are named.",
  flags: {
    venue: {
      kind: "value",
      placeholder: "V",
      text: "kalshi (default), polymarket or dflow",
    },
    url: {
      kind: "value",
      placeholder: "URL",
      text: "REST address to ask instead of the venue's own",
    },
    search: {
      kind: "value",
      placeholder: "WORDS",
      text: "Words in title or ticker",
    },
    category: { kind: "value", placeholder: "NAME", text: "Such as Crypto" },
    tag: { kind: "value", placeholder: "NAME", text: "Such as BTC" },
    series: {
      kind: "value",
      placeholder: "NAME",
      text: "Such as KXBTC15M; at Polymarket its number",
    },
    hours: {
      kind: "value",
      placeholder: "N",
      text: "Only markets that close within N hours",
    },
    limit: {
      kind: "value",
      placeholder: "N",
      text: `Markets to list (${LIMIT_FALLBACK})`,
    },
  },
  words: { placeholder: "TICKER…" },
  notes: ["Needs no key: it asks the venue's public market data."],
} as const;

function wholeNumber(
  name: string,
  text: string | undefined,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 100_000) return value;
  throw new UsageError(
    `Cannot list markets as --${name} must be a whole number from 1 to 100000: use --${name}=24`,
  );
}

function catalogOf(venue: string, url: string | undefined): MarketCatalog {
  const host = url?.replace(/\/+$/, "");
  switch (venue) {
    case "kalshi":
      return kalshiCatalog(host);
    case "polymarket":
      return polymarketCatalog(host);
    case "dflow":
      return dflowCatalog(host);
    default:
      throw new UsageError(
        `Cannot list markets as --venue must be kalshi, polymarket or dflow: use --venue=kalshi`,
      );
  }
}

function kalshiCatalog(url: string | undefined): MarketCatalog {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const endpoint: KalshiEndpoint = url === undefined
    ? ENDPOINTS.production
    : { ...ENDPOINTS.production, restUrl: url };
  const readBucket = new TokenBucket({
    ...rateOf("basic", "read"),
    clock,
    random,
  });
  const rest = new KalshiRest({
    endpoint: () => endpoint,
    clock,
    random,
    readBucket,
  });
  return new KalshiCatalog({ rest, clock });
}

function dflowCatalog(url: string | undefined): MarketCatalog {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const rate = rateLimitOf(DFLOW_FACTS, "developer host");
  const http = new HttpClient({
    venue: "dflow",
    baseUrl: () => url ?? "https://dev-prediction-markets-api.dflow.net/api/v1",
    clock,
    random,
    bucket: new TokenBucket({ ...rate, clock, random }),
  });
  return new DflowCatalog({ http, clock });
}

function polymarketCatalog(url: string | undefined): MarketCatalog {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const endpoint = url === undefined
    ? POLYMARKET_ENDPOINTS.production
    : endpointsAt(url);
  const rest = new PolymarketRest({ endpoint: () => endpoint, clock, random });
  return new PolymarketCatalog({ rest, clock });
}

async function list(
  catalog: MarketCatalog,
  filter: MarketFilter,
  limit: number,
): Promise<void> {
  const { signal } = new AbortController();
  let cursor: string | null = null;
  let shown = 0;
  let pages = 0;
  let leftOut = 0;
  do {
    const page = await catalog.list(filter, cursor, signal);
    for (const sentence of page.rejections) printErrorLine(sentence);
    const entries = page.entries.slice(0, limit - shown);
    for (const entry of entries) printLine(lineOf(entry));
    shown += entries.length;
    leftOut = page.entries.length - entries.length;
    cursor = page.cursor;
    pages += 1;
  } while (cursor !== null && shown < limit && pages < PAGES_MAX);
  const isAll = cursor === null && leftOut === 0;
  printLine(`${shown} markets${isAll ? "" : ", and more"}`);
}

function lineOf({ market, quote, volume }: CatalogEntry): string {
  const { yesBid, yesAsk } = quote;
  const bid = yesBid === null ? "-" : printPrice(yesBid);
  const ask = yesAsk === null ? "-" : printPrice(yesAsk);
  const closes = new Date(market.closesAtMs).toISOString().slice(0, 16);
  return `${market.ticker}  ${bid} / ${ask}  volume ${
    printQuantity(volume)
  }  closes ${closes}Z  ${market.title}`;
}

async function show(catalog: MarketCatalog, ticker: string): Promise<void> {
  const { signal } = new AbortController();
  const id = marketId(catalog.venue, ticker);
  const details = await catalog.details(id, signal);
  printLine(lineOf(details));
  const { market, resolution, rules, category, series, tags, sources } =
    details;
  printLine(
    `phase ${market.phase}, result ${
      resolution?.kind ?? "none"
    }, category ${category}, series ${series}, tags ${
      tags.join(", ") || "none"
    }`,
  );
  printLine(rules);
  for (const source of sources) printLine(`told by ${source}`);
  const book = await catalog.book(id, signal);
  for (const { price, quantity } of book.noBids.slice(0, LEVELS_SHOWN)) {
    printLine(
      `  ask ${printPrice(toYesPrice(price))}  ${printQuantity(quantity)}`,
    );
  }
  for (const { price, quantity } of book.yesBids.slice(0, LEVELS_SHOWN)) {
    printLine(`  bid ${printPrice(price)}  ${printQuantity(quantity)}`);
  }
  for (const trade of await catalog.trades(id, TRADES_SHOWN, signal)) {
    printLine(
      `  ${new Date(trade.occurredAtMs).toISOString()}  ${trade.takerSide}  ${
        printPrice(trade.yesPrice)
      }  ${printQuantity(trade.quantity)}`,
    );
  }
  await showCandles(catalog, details);
}

async function showCandles(
  catalog: MarketCatalog,
  { market }: CatalogEntry,
): Promise<void> {
  const untilMs = Math.min(market.closesAtMs, new SystemClock().nowMs());
  const candles = await catalog.candles(market.id, {
    fromMs: untilMs - CANDLES_MINUTES * 60_000,
    untilMs,
    periodMinutes: 1,
  }, new AbortController().signal);
  for (const { endsAtMs, traded, volume } of candles) {
    if (traded === null) continue;
    const { open, high, low, close } = traded;
    printLine(
      `  ${new Date(endsAtMs).toISOString().slice(11, 16)}  ${
        [open, high, low, close].map(printPrice).join(" ")
      }  ${printQuantity(volume)}`,
    );
  }
}

if (import.meta.main) {
  await runCommand(SPEC, async ({ flags, words }) => {
    const catalog = catalogOf(flags.venue ?? "kalshi", flags.url);
    const hours = wholeNumber("hours", flags.hours);
    const limit = wholeNumber("limit", flags.limit) ?? LIMIT_FALLBACK;
    const { search, category, tag, series } = flags;
    try {
      for (const ticker of words) await show(catalog, ticker);
      if (words.length === 0) {
        await list(catalog, {
          ...(search === undefined ? {} : { search }),
          ...(category === undefined ? {} : { category }),
          ...(tag === undefined ? {} : { tag }),
          ...(series === undefined ? {} : { series }),
          ...(hours === undefined ? {} : { closesWithinMs: hours * HOUR_MS }),
        }, limit);
      }
      return 0;
    } catch (error) {
      if (error instanceof UsageError) throw error;
      printErrorLine(error instanceof Error ? error.message : String(error));
      return 1;
    }
  });
}
