import type {
  BookPicture,
  Candle,
  CandleSpan,
  CatalogEntry,
  CatalogPage,
  MarketCatalog,
  MarketDetails,
  MarketFilter,
} from "../../actors/ports/market_catalog.ts";
import type { MarketId } from "../../domain/ids.ts";
import { quantityFromMicros } from "../../domain/money.ts";
import {
  type YesPrice,
  yesPrice,
  yesPriceFromMicros,
} from "../../domain/price.ts";
import type { TradeTick } from "../../domain/quote.ts";
import type { Clock } from "../../runtime/clock.ts";
import { describeMismatch } from "../schema_issue.ts";
import { FollowedMarket } from "./followed_market.ts";
import { type PolymarketListing, readListing } from "./listing.ts";
import { wholeTokenBook } from "./book_change.ts";
import { yesPriceOf } from "./outcome_token.ts";
import { listingOf, slugOf } from "./resolution_source.ts";
import { type GammaPage, type PolymarketRest, tagSlug } from "./rest.ts";
import type { PrintedTrade } from "./schema/records.ts";
import { type GammaMarket, gammaMarketSchema } from "./schema/gamma.ts";
import { bookSchema } from "./schema/market_frame.ts";
import { microsOfSize } from "./share_size.ts";

/** What the catalog looks things up with. */
export interface PolymarketCatalogOptions {
  readonly rest: PolymarketRest;
  readonly clock: Clock;
}

/** A page, and the tags that its rows still have to be held to. */
interface NarrowedPage extends GammaPage {
  readonly tagsToSee: readonly string[];
}

/** A row of the catalogue, and the market that it is. */
interface ReadRow {
  readonly row: GammaMarket;
  readonly listing: PolymarketListing;
}

/**
 * Looks Polymarket's open markets up.
 *
 * - Polymarket filters by one tag and by closing time, and lists a series by its number; it looks words up itself. A
 *   category is a tag here. Tags go by name or number; what the venue is not asked to narrow is narrowed here.
 * - A page may be empty without being the last one: its cursor tells.
 * - Candles are made of the prices of the YES token at each period's steps: the venue has no volume of them.
 */
export class PolymarketCatalog implements MarketCatalog {
  readonly venue = "polymarket";
  readonly #rest: PolymarketRest;
  readonly #clock: Clock;
  readonly #tagIds = new Map<string, string>();

  constructor({ rest, clock }: PolymarketCatalogOptions) {
    this.#rest = rest;
    this.#clock = clock;
  }

  async list(
    filter: MarketFilter,
    cursor: string | null,
    signal: AbortSignal,
  ): Promise<CatalogPage> {
    const page = await this.#pageOf(filter, cursor, signal);
    const words = (filter.search ?? "").toLowerCase().split(/\s+/)
      .filter((word) => word !== "");
    const closesBeforeMs = this.#clock.nowMs() +
      (filter.closesWithinMs ?? Infinity);
    const entries: CatalogEntry[] = [];
    const rejections: string[] = [];
    for (const value of page.rows) {
      try {
        const read = this.#read(value);
        const { market } = read.listing;
        const text = `${market.title} ${market.ticker}`.toLowerCase();
        const isWanted = market.phase === "open" &&
          market.closesAtMs <= closesBeforeMs &&
          page.tagsToSee.every((name) => hasTag(read.row, name)) &&
          words.every((word) => text.includes(word));
        if (isWanted) entries.push(this.#entryOf(read));
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        rejections.push(error.message);
      }
    }
    return { entries, cursor: page.cursor, rejections };
  }

  async details(id: MarketId, signal: AbortSignal): Promise<MarketDetails> {
    const read = this.#read(await this.#rest.market(slugOf(id), signal));
    const { row } = read;
    const event = row.events?.[0];
    return {
      ...this.#entryOf(read),
      rules: row.description ?? "",
      category: row.feeType ?? "",
      series: event?.seriesSlug ?? event?.slug ?? "",
      tags: (row.tags ?? []).map(({ label }) => label),
      sources: row.resolutionSource ? [row.resolutionSource] : [],
    };
  }

  async book(id: MarketId, signal: AbortSignal): Promise<BookPicture> {
    const listing = await this.#listing(id, signal);
    const answer = await this.#rest.book(listing.tokens.yes, signal);
    const parsed = bookSchema.safeParse(answer);
    if (!parsed.success) {
      throw new RangeError(
        describeMismatch("decode a Polymarket book", parsed.error, answer),
      );
    }
    const market = new FollowedMarket(listing, this.#clock.nowMs());
    market.replace("yes", wholeTokenBook(parsed.data), "catalog");
    return {
      yesBids: [...market.book.yesBids()],
      noBids: [...market.book.noBids()],
    };
  }

  async trades(
    id: MarketId,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly TradeTick[]> {
    const listing = await this.#listing(id, signal);
    const rows = await this.#rest.trades(listing.conditionId, limit, signal);
    return rows.map((row) => tradeOf(row, listing));
  }

  async candles(
    id: MarketId,
    { fromMs, untilMs, periodMinutes }: CandleSpan,
    signal: AbortSignal,
  ): Promise<readonly Candle[]> {
    const listing = await this.#listing(id, signal);
    const history = await this.#rest.priceHistory(listing.tokens.yes, {
      startTs: Math.floor(fromMs / 1_000),
      endTs: Math.floor(untilMs / 1_000),
      // The venue's finest step: a minute. Longer periods are made of those.
      fidelity: Math.max(1, Math.floor(periodMinutes / STEPS_PER_CANDLE)),
    }, signal);
    return candlesOf(history, periodMinutes);
  }

  async #pageOf(
    { search, series, tag, category, closesWithinMs }: MarketFilter,
    cursor: string | null,
    signal: AbortSignal,
  ): Promise<NarrowedPage> {
    const tags = [tag, category].filter((name) => name !== undefined);
    if (series !== undefined) {
      const page = await this.#rest.series(series, cursor, signal);
      return { ...page, tagsToSee: tags };
    }
    const [asked, ...tagsToSee] = tags;
    if (search !== undefined && asked === undefined) {
      return { ...await this.#rest.search(search, signal), tagsToSee };
    }
    const nowMs = this.#clock.nowMs();
    const page = await this.#rest.markets({
      cursor,
      ...(asked === undefined
        ? {}
        : { tagId: await this.#tagId(asked, signal) }),
      ...(closesWithinMs === undefined ? {} : {
        closesFrom: new Date(nowMs).toISOString(),
        closesUntil: new Date(nowMs + closesWithinMs).toISOString(),
      }),
    }, signal);
    return { ...page, tagsToSee };
  }

  /** A name is looked up once: every page asks for its number. */
  async #tagId(name: string, signal: AbortSignal): Promise<string> {
    if (/^\d+$/.test(name)) return name;
    const id = this.#tagIds.get(name) ?? await this.#rest.tagId(name, signal);
    this.#tagIds.set(name, id);
    return id;
  }

  #read(value: unknown): ReadRow {
    const parsed = gammaMarketSchema.safeParse(value);
    if (!parsed.success) {
      throw new RangeError(
        describeMismatch("decode a Polymarket market", parsed.error, value),
      );
    }
    const row = parsed.data;
    return { row, listing: readListing(row, this.#clock.nowMs()) };
  }

  #listing(id: MarketId, signal: AbortSignal): Promise<PolymarketListing> {
    return listingOf(id, { rest: this.#rest, clock: this.#clock, signal });
  }

  #entryOf({ row, listing }: ReadRow): CatalogEntry {
    const { market, resolution } = listing;
    return {
      market,
      resolution,
      quote: {
        marketId: market.id,
        yesBid: priceOrNull(row.bestBid),
        yesAsk: priceOrNull(row.bestAsk),
        occurredAtMs: this.#clock.nowMs(),
      },
      volume: quantityFromMicros(
        BigInt(Math.round((row.volumeNum ?? 0) * MICROS)),
      ),
    };
  }
}

const MICROS = 1_000_000;
const STEPS_PER_CANDLE = 12;

/** The venue prints 0 and 1 for a side on which nobody quotes. */
function priceOrNull(price: number | null | undefined): YesPrice | null {
  return price === undefined || price === null || price <= 0 || price >= 1
    ? null
    : toYes(price);
}

function hasTag({ tags = [] }: GammaMarket, name: string): boolean {
  return tags.some(({ id, label, slug }) =>
    id === name || (slug ?? tagSlug(label)) === tagSlug(name)
  );
}

function toYes(price: number): YesPrice {
  return yesPriceFromMicros(BigInt(Math.round(price * MICROS)));
}

function tradeOf(
  row: PrintedTrade,
  { market, tokens }: PolymarketListing,
): TradeTick {
  const isYes = row.token_id === tokens.yes;
  if (!isYes && row.token_id !== tokens.no) {
    throw new RangeError(
      `Cannot read a trade of ${market.ticker} as it must be of one of its tokens: current value is ${row.token_id}`,
    );
  }
  const outcome = isYes ? "yes" : "no";
  const price = row.price.toFixed(6);
  return {
    marketId: market.id,
    tradeId: `${row.transaction_hash}:${outcome}:${price}x${row.size}`,
    yesPrice: yesPriceOf(outcome, price),
    quantity: quantityFromMicros(microsOfSize(row.size)),
    takerSide: isYes === (row.side === "BUY") ? "yes" : "no",
    occurredAtMs: row.timestamp * 1_000,
  };
}

/** Returns one candle per period in which there is a price, oldest first. */
function candlesOf(
  history: readonly { readonly t: number; readonly p: number }[],
  periodMinutes: number,
): readonly Candle[] {
  const periodS = periodMinutes * 60;
  const byEnd = new Map<number, number[]>();
  for (const { t, p } of history) {
    const endS = Math.ceil(t / periodS) * periodS;
    const prices = byEnd.get(endS);
    if (prices === undefined) byEnd.set(endS, [p]);
    else prices.push(p);
  }
  return [...byEnd].map(([endS, prices]): Candle => {
    const close = toYes(prices.at(-1) ?? 0);
    return {
      endsAtMs: endS * 1_000,
      traded: {
        open: toYes(prices[0] ?? 0),
        high: toYes(Math.max(...prices)),
        low: toYes(Math.min(...prices)),
        close,
      },
      bidAtClose: yesPrice("0"),
      askAtClose: yesPrice("1"),
      volume: quantityFromMicros(0n),
    };
  });
}
