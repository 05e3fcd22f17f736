import { assert, assertEquals } from "@std/assert";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { marketId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { noPrice, yesPrice } from "../../domain/price.ts";
import { decodeLevels } from "./decode_frame.ts";
import { decodeMarket } from "./decode_market.ts";
import { MarketBoard } from "./market_board.ts";

const ID = marketId("dflow", "RAIN-T5");
const BOOK = decodeLevels({
  yes_bids: { "0.40": 10 },
  no_bids: { "0.58": 20 },
});

function listing(changes: Record<string, unknown> = {}) {
  const decoding = decodeMarket({
    ticker: "RAIN-T5",
    eventTicker: "RAIN",
    title: "Rain?",
    openTime: 1_764_720_000,
    closeTime: 1_764_781_200,
    status: "active",
    result: "",
    ...changes,
  });
  assert(decoding.ok);
  return decoding.listing;
}

function receipt(atMs: number) {
  return { atMs, monotonicMs: atMs };
}

function trade(tradeId: string, occurredAtMs: number) {
  return {
    kind: "trade",
    trade: {
      marketId: ID,
      tradeId,
      yesPrice: yesPrice("0.41"),
      quantity: quantity("3"),
      takerSide: "yes",
      occurredAtMs,
    },
  } as const;
}

function quote(occurredAtMs: number) {
  return {
    kind: "quote",
    quote: {
      marketId: ID,
      yesBid: yesPrice("0.40"),
      yesAsk: yesPrice("0.42"),
      occurredAtMs,
    },
  } as const;
}

function listedBoard() {
  const events: MarketEvent[] = [];
  const board = new MarketBoard((event) => events.push(event));
  board.applyListing(listing(), receipt(0));
  return { board, events };
}

function kinds(events: readonly MarketEvent[]): string[] {
  return events.map((event) => event.kind);
}

Deno.test("applyListing() lists a market once and only when it is active", () => {
  const { board, events } = listedBoard();
  assertEquals(board.applyListing(listing(), receipt(1)), false);
  assertEquals(
    board.applyListing(
      listing({ ticker: "SNOW", status: "closed" }),
      receipt(1),
    ),
    false,
  );
  assertEquals(kinds(events), ["market_listed"]);
});

Deno.test("applyListing() tells each phase once, with the resolution, and forgets a final market", () => {
  const { board, events } = listedBoard();
  for (
    const changes of [
      { status: "closed" },
      { status: "closed" },
      { status: "determined", result: "no" },
      { status: "determined", result: "yes" },
      { status: "finalized", result: "yes" },
    ]
  ) board.applyListing(listing(changes), receipt(5));
  assertEquals(
    events.flatMap((event) =>
      event.kind === "market_phase_changed"
        ? [[event.phase, event.resolution?.kind ?? null]]
        : []
    ),
    [["closed", null], ["proposed", "no"], ["proposed", "yes"], [
      "final",
      "yes",
    ]],
  );
  assertEquals(board.tickers(), []);
});

Deno.test("applyFrame() prints a repeated trade once and an older one never", () => {
  const { board, events } = listedBoard();
  board.applyFrame(trade("a", 100), receipt(100));
  board.applyFrame(trade("a", 100), receipt(101));
  board.applyFrame(trade("b", 100), receipt(102));
  board.applyFrame(trade("late", 99), receipt(103));
  assertEquals(
    events.flatMap((event) =>
      event.kind === "trade_printed" ? [event.trade.tradeId] : []
    ),
    ["a", "b"],
  );
});

Deno.test("applyFrame() changes nothing for a market that is unknown or past its close", () => {
  const { board, events } = listedBoard();
  board.applyListing(listing({ status: "closed" }), receipt(1));
  events.length = 0;
  board.applyFrame(quote(2), receipt(2));
  board.applyFrame(trade("a", 2), receipt(2));
  board.applyFrame({ kind: "book", marketId: ID, book: BOOK }, receipt(2));
  board.applyFrame({
    kind: "book",
    marketId: marketId("dflow", "NEVER-SEEN"),
    book: BOOK,
  }, receipt(2));
  assertEquals(events, []);
});

Deno.test("applyFrame() replaces the whole book, so that levels not sent again are gone", () => {
  const { board, events } = listedBoard();
  board.applyFrame({ kind: "book", marketId: ID, book: BOOK }, receipt(1));
  const next = decodeLevels({ yes_bids: {}, no_bids: { "0.70": 7 } });
  board.applyFrame({ kind: "book", marketId: ID, book: next }, receipt(2));
  const last = events.at(-1);
  assert(last?.kind === "book_changed");
  assertEquals(last.depth.yesBidDepth, quantity("0"));
  assertEquals(last.book.bestYesBid, null);
  assertEquals([...last.book.noBids()], [
    { price: noPrice("0.70"), quantity: quantity("7") },
  ]);
  assertEquals(last.book.version, 2);
  assertEquals(last.book.updatedAtMs, 2);
});

Deno.test("applySnapshot() brings book and quote, unless a frame came since it was asked for", () => {
  const { board, events } = listedBoard();
  board.applySnapshot(ID, { book: BOOK, version: 0 }, receipt(1));
  assertEquals(kinds(events), [
    "market_listed",
    "book_changed",
    "quote_changed",
  ]);
  const last = events.at(-1);
  assert(last?.kind === "quote_changed");
  assertEquals(last.quote.yesBid, yesPrice("0.40"));
  assertEquals(last.quote.yesAsk, yesPrice("0.42"));
  board.applySnapshot(ID, { book: null, version: 0 }, receipt(2));
  assertEquals(events.length, 3);
});

Deno.test("withdrawStale() withdraws a silent market's prices once, until it is heard again", () => {
  const { board, events } = listedBoard();
  board.applyFrame(quote(10), receipt(10));
  board.withdrawStale(receipt(109), 100);
  assertEquals(board.staleMarkets(), []);
  assertEquals(board.quietMarkets(receipt(60), 50), [ID]);
  events.length = 0;
  board.withdrawStale(receipt(110), 100);
  board.withdrawStale(receipt(111), 100);
  assertEquals(kinds(events), ["book_changed", "quote_changed"]);
  const last = events.at(-1);
  assert(last?.kind === "quote_changed");
  assertEquals([last.quote.yesBid, last.quote.yesAsk], [null, null]);
  assertEquals(board.staleMarkets(), [ID]);
  board.applyFrame(quote(120), receipt(120));
  assertEquals(board.staleMarkets(), []);
});
