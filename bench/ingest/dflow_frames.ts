import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type { BookView } from "../../domain/book.ts";
import { marketId } from "../../domain/ids.ts";
import { MICROS } from "../../domain/money.ts";
import {
  type NoPrice,
  printPrice,
  toNoPrice,
  toYesPrice,
  type YesPrice,
} from "../../domain/price.ts";
import { KalshiDecoder } from "../../venues/kalshi/kalshi_decoder.ts";
import {
  type RecordedTraffic,
  type TextFrame,
  trafficOf,
} from "./recorded_bytes.ts";

/** Changes of a book from one whole book to the next: dflow sends no single changes. */
const CHANGES_PER_BOOK = 10;

/**
 * Returns what dflow would have sent while Kalshi sent `traffic`, as it serves Kalshi's markets: a whole book after
 * every tenth change, and prices whenever the best ones moved. Nobody has recorded dflow itself.
 */
export function dflowTraffic(
  { listings, bytes, atMs, connections }: RecordedTraffic,
): RecordedTraffic {
  const decoder = new KalshiDecoder();
  const text = new TextDecoder();
  const frames: TextFrame[] = [];
  let changes = 0;
  let newest = "";
  for (const [index, frame] of bytes.entries()) {
    const connection = connections[index] ?? "";
    const receipt = { atMs: atMs[index] ?? 0, connection, source: connection };
    for (const event of decoder.decode(text.decode(frame), receipt)) {
      if (event.kind !== "book_changed") continue;
      const prices = pricesText(event.book);
      if (prices !== newest) frames.push({ ...receipt, text: prices });
      newest = prices;
      changes += 1;
      if (changes % CHANGES_PER_BOOK !== 0) continue;
      frames.push({ ...receipt, text: bookText(event.book) });
    }
  }
  return trafficOf(listings.map(asDflow), frames);
}

function asDflow(event: MarketEvent): MarketEvent {
  if (event.kind !== "market_listed") return event;
  const { market } = event;
  const id = marketId("dflow", market.ticker);
  return { kind: event.kind, market: { ...market, id, venue: "dflow" } };
}

function pricesText(book: BookView): string {
  const { bestYesBid: yes, bestNoBid: no } = book;
  return JSON.stringify({
    channel: "prices",
    type: "ticker",
    "market_ticker": tickerOf(book),
    "yes_bid": printed(yes),
    "yes_ask": printed(no === null ? null : toYesPrice(no)),
    "no_bid": printed(no),
    "no_ask": printed(yes === null ? null : toNoPrice(yes)),
  });
}

function bookText(book: BookView): string {
  return JSON.stringify({
    channel: "orderbook",
    type: "orderbook",
    "market_ticker": tickerOf(book),
    "yes_bids": contractsByPrice(book.yesBids()),
    "no_bids": contractsByPrice(book.noBids()),
  });
}

function contractsByPrice(
  levels: Iterable<
    { readonly price: YesPrice | NoPrice; readonly quantity: bigint }
  >,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Array.from(levels, ({ price, quantity }) => [
      printPrice(price),
      Number(quantity) / Number(MICROS),
    ]),
  );
}

function printed(price: YesPrice | NoPrice | null): string | null {
  return price === null ? null : printPrice(price);
}

function tickerOf({ marketId: id }: BookView): string {
  return id.slice(id.indexOf(":") + 1);
}
