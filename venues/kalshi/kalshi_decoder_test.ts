import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type { BookView } from "../../domain/book.ts";
import { marketId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { noPrice, yesPrice } from "../../domain/price.ts";
import { KalshiDecoder } from "./kalshi_decoder.ts";

const TICKER = "KXHIGHNY-26JUN24-T82";
const MARKET = marketId("kalshi", TICKER);
const RECEIPT = { atMs: 5_000, connection: "c1", source: "a.tape:7" };

function snapshot(seq: number, msg: object = {}): unknown {
  return {
    type: "orderbook_snapshot",
    sid: 1,
    seq,
    msg: {
      market_ticker: TICKER,
      market_id: "0445cdcb-e22f-4522-9981-aed4b66015ff",
      yes_dollars_fp: [["0.0900", "81.00"], ["0.1000", "29.00"]],
      no_dollars_fp: [["0.8800", "78.00"], ["0.8900", "207.00"]],
      ...msg,
    },
  };
}

function delta(seq: number, msg: object = {}): unknown {
  return {
    type: "orderbook_delta",
    sid: 1,
    seq,
    msg: {
      market_ticker: TICKER,
      price_dollars: "0.1000",
      delta_fp: "7.00",
      side: "yes",
      ts: "2026-06-24T15:49:55.033836Z",
      ts_ms: 1_782_316_195_033,
      ...msg,
    },
  };
}

function feed(decoder: KalshiDecoder, ...frames: unknown[]): MarketEvent[] {
  return frames.flatMap((frame) => decoder.decode(frame, RECEIPT));
}

function bookOf(events: readonly MarketEvent[]): BookView {
  const last = events.findLast(({ kind }) => kind === "book_changed");
  assert(last?.kind === "book_changed");
  return last.book;
}

function rejectionOf(events: readonly MarketEvent[]): string {
  const [event] = events;
  assertEquals(events.length, 1);
  assert(event?.kind === "frame_rejected");
  assertEquals(event.rejection.source, "a.tape:7");
  return event.rejection.message;
}

Deno.test("decode() rebuilds the book of a captured snapshot and delta", () => {
  const events = feed(new KalshiDecoder(), snapshot(1), delta(2));
  const book = bookOf(events);
  assertEquals(book.marketId, MARKET);
  assertEquals([...book.yesBids()], [
    { price: yesPrice("0.10"), quantity: quantity("36") },
    { price: yesPrice("0.09"), quantity: quantity("81") },
  ]);
  assertEquals(book.bestNoBid, noPrice("0.89"));
  const [first, second] = events;
  assert(first?.kind === "book_changed" && second?.kind === "book_changed");
  assertEquals(first.depth.occurredAtMs, 5_000);
  assertEquals(second.depth, {
    marketId: MARKET,
    yesBidDepth: quantity("117"),
    noBidDepth: quantity("285"),
    occurredAtMs: 1_782_316_195_033,
  });
});

Deno.test("decode() takes a frame as text as well", () => {
  const events = feed(new KalshiDecoder(), JSON.stringify(snapshot(1)));
  assertEquals(bookOf(events).bestYesBid, yesPrice("0.10"));
});

Deno.test("decode() reads a snapshot without a side as an empty side", () => {
  const book = bookOf(
    feed(new KalshiDecoder(), snapshot(1, { no_dollars_fp: undefined })),
  );
  assertEquals(book.bestNoBid, null);
  assertEquals(book.bestYesBid, yesPrice("0.10"));
});

Deno.test("decode() drops a level of which nothing is left", () => {
  const events = feed(
    new KalshiDecoder(),
    snapshot(1),
    delta(2, { delta_fp: "-29.00" }),
  );
  assertEquals(bookOf(events).bestYesBid, yesPrice("0.09"));
});

Deno.test("decode() empties the books of a subscription at a gap until their next snapshot", () => {
  const decoder = new KalshiDecoder();
  feed(decoder, snapshot(1));
  const events = feed(decoder, delta(3));
  assertEquals(events.map(({ kind }) => kind), [
    "frame_rejected",
    "book_changed",
    "frame_rejected",
  ]);
  assertEquals(bookOf(events).yesBidDepth, quantity("0"));
  assertEquals(decoder.counts.gaps, 1);
  assertStringIncludes(
    rejectionOf(feed(decoder, delta(4))),
    "a snapshot must come first",
  );
  assertEquals(
    bookOf(feed(decoder, snapshot(5))).bestYesBid,
    yesPrice("0.10"),
  );
});

Deno.test("decode() leaves the books of other subscriptions alone at a gap", () => {
  const decoder = new KalshiDecoder();
  const other = snapshot(1, { market_ticker: "OTHER" });
  const book = bookOf(
    feed(decoder, snapshot(1), { ...other as object, sid: 2 }),
  );
  feed(decoder, delta(9));
  assertEquals(book.bestYesBid, yesPrice("0.10"));
});

Deno.test("decode() counts replies in the sequence", () => {
  const decoder = new KalshiDecoder();
  const ok = { type: "ok", id: 3, sid: 1, seq: 2, msg: { market_tickers: [] } };
  feed(decoder, snapshot(1), ok, delta(3));
  assertEquals(decoder.counts.gaps, 0);
});

Deno.test("decode() rejects a repeated or late frame and changes nothing", () => {
  const decoder = new KalshiDecoder();
  const book = bookOf(feed(decoder, snapshot(1), delta(2)));
  const { version } = book;
  assertStringIncludes(
    rejectionOf(feed(decoder, delta(2))),
    "must be new: current value is 2",
  );
  assertEquals(book.version, version);
  assertEquals(decoder.counts.repeated, 1);
});

Deno.test("reconnect() empties the connection's books and lets its sequences begin anew", () => {
  const decoder = new KalshiDecoder();
  feed(decoder, snapshot(1), delta(2));
  const emptied = decoder.reconnect("c1", 9_000);
  assertEquals(bookOf(emptied).bestYesBid, null);
  assertEquals(decoder.reconnect("c2", 9_000), []);
  assertEquals(
    bookOf(feed(decoder, snapshot(1))).bestYesBid,
    yesPrice("0.10"),
  );
  assertEquals(decoder.counts.rejected, 0);
});

Deno.test("decode() counts a book that becomes crossed, once while it lasts", () => {
  const decoder = new KalshiDecoder();
  feed(
    decoder,
    snapshot(1),
    delta(2, { price_dollars: "0.1200" }),
    delta(3),
    delta(4, { price_dollars: "0.1200", delta_fp: "-7.00" }),
  );
  assertEquals(decoder.counts.crossings, 1);
});

Deno.test("decode() counts a change that takes more than was there", () => {
  const decoder = new KalshiDecoder();
  feed(decoder, snapshot(1), delta(2, { delta_fp: "-30.00" }));
  assertEquals(decoder.counts.underflows, 1);
});

Deno.test("decode() reads a ticker as a quote, and 0 and 1 dollar as nobody", () => {
  const ticker = (bid: string, ask: string) => ({
    type: "ticker",
    sid: 2,
    msg: {
      market_ticker: TICKER,
      yes_bid_dollars: bid,
      yes_ask_dollars: ask,
      ts: 1_782_316_195,
    },
  });
  const decoder = new KalshiDecoder();
  assertEquals(feed(decoder, ticker("0.4500", "0.4700")), [{
    kind: "quote_changed",
    quote: {
      marketId: MARKET,
      yesBid: yesPrice("0.45"),
      yesAsk: yesPrice("0.47"),
      occurredAtMs: 1_782_316_195_000,
    },
  }]);
  const [empty] = feed(decoder, ticker("0.0000", "1.0000"));
  assert(empty?.kind === "quote_changed");
  assertEquals([empty.quote.yesBid, empty.quote.yesAsk], [null, null]);
});

Deno.test("decode() reads a trade by its newer names, and by the older ones without them", () => {
  const trade = (taker: object) => ({
    type: "trade",
    sid: 3,
    msg: {
      trade_id: "t1",
      market_ticker: TICKER,
      yes_price_dollars: "0.3600",
      count_fp: "12.61",
      ts_ms: 77,
      ...taker,
    },
  });
  const decoder = new KalshiDecoder();
  const [event] = feed(
    decoder,
    trade({ taker_outcome_side: "no", taker_side: "yes" }),
  );
  assertEquals(event, {
    kind: "trade_printed",
    trade: {
      marketId: MARKET,
      tradeId: "t1",
      yesPrice: yesPrice("0.36"),
      quantity: quantity("12.61"),
      takerSide: "no",
      occurredAtMs: 77,
    },
  });
  const [older] = feed(decoder, trade({ taker_side: "yes" }));
  assert(older?.kind === "trade_printed" && older.trade.takerSide === "yes");
  assertStringIncludes(
    rejectionOf(feed(decoder, trade({}))),
    "the taker's side must be told",
  );
});

Deno.test("decode() rejects what it does not know in one sentence, and counts it", () => {
  const decoder = new KalshiDecoder();
  const bad: readonly [frame: unknown, part: string][] = [
    [{ type: "surprise", msg: {} }, 'current value is "surprise"'],
    [{ channel: "prices" }, "its type must be known"],
    [null, "current value is null"],
    ["not json", "JSON"],
    [delta(1), "a snapshot must come first"],
    [delta(2, { side: "maybe" }), "msg.side"],
    [delta(3, { market_ticker: "with space" }), "msg.market_ticker"],
    [{ type: "error", msg: { code: 6, msg: "Already subscribed" } }, "error 6"],
  ];
  for (const [frame, part] of bad) {
    assertStringIncludes(rejectionOf(feed(decoder, frame)), part);
  }
  assertEquals(decoder.counts.rejected, bad.length);
  assertEquals(decoder.counts.decoded, 0);
});

Deno.test("decode() rejects an amount off the scale, and the next frame shows what is missing", () => {
  const bad: readonly [change: object, part: string][] = [
    [{ price_dollars: "1.2000" }, "0 to 1 dollar"],
    [{ price_dollars: "-0.1000" }, "0 to 1 dollar"],
    [{ delta_fp: "1e3" }, "1e3"],
    [{ delta_fp: 7 }, "msg.delta_fp"],
  ];
  for (const [change, part] of bad) {
    const decoder = new KalshiDecoder();
    const book = bookOf(feed(decoder, snapshot(1)));
    const { version } = book;
    assertStringIncludes(
      rejectionOf(feed(decoder, delta(2, change))),
      part,
    );
    assertEquals(book.version, version);
    feed(decoder, delta(3));
    assertEquals([decoder.counts.gaps, book.bestYesBid], [1, null]);
  }
});

Deno.test("tell() and a settled market's own frame let the book go", () => {
  const settled = {
    type: "market_lifecycle_v2",
    sid: 2,
    seq: 1,
    msg: { market_ticker: TICKER, event_type: "settled", result: "yes" },
  };
  const ends: readonly ((decoder: KalshiDecoder) => unknown)[] = [
    (decoder) => feed(decoder, settled),
    (decoder) =>
      decoder.tell({
        kind: "market_phase_changed",
        marketId: MARKET,
        phase: "void",
        resolution: { kind: "void" },
        occurredAtMs: 5_000,
      }),
  ];
  for (const end of ends) {
    const decoder = new KalshiDecoder();
    feed(decoder, snapshot(1));
    end(decoder);
    assertEquals(decoder.reconnect("c1", 6_000), []);
    assertStringIncludes(
      rejectionOf(feed(decoder, delta(2))),
      "a snapshot must come first",
    );
  }
});

Deno.test("tell() keeps the book of a market that is merely closed", () => {
  const decoder = new KalshiDecoder();
  feed(decoder, snapshot(1));
  const notice = {
    kind: "market_phase_changed",
    marketId: MARKET,
    phase: "closed",
    resolution: null,
    occurredAtMs: 5_000,
  } as const;
  assertEquals(decoder.tell(notice), [notice]);
  assertEquals(bookOf(feed(decoder, delta(2))).marketId, MARKET);
});

Deno.test("decode() leaves a block trade out, as it is no print of the book", () => {
  const decoder = new KalshiDecoder();
  const trade = (isBlock: unknown) => ({
    type: "trade",
    sid: 3,
    msg: {
      trade_id: "t1",
      market_ticker: TICKER,
      yes_price_dollars: "0.3600",
      no_price_dollars: "0.6400",
      count_fp: "5000.00",
      taker_outcome_side: "no",
      taker_book_side: "ask",
      is_block_trade: isBlock,
    },
  });
  assertEquals(feed(decoder, trade(true)), []);
  assertEquals(feed(decoder, trade(false))[0]?.kind, "trade_printed");
  assertStringIncludes(
    rejectionOf(feed(decoder, trade("true"))),
    "is_block_trade",
  );
  assertEquals(decoder.counts.blockTrades, 1);
});

Deno.test("decode() refuses a trade that names two prices or two sides", () => {
  const decoder = new KalshiDecoder();
  const trade = (more: object) => ({
    type: "trade",
    sid: 3,
    msg: {
      trade_id: "t1",
      market_ticker: TICKER,
      yes_price_dollars: "0.3600",
      count_fp: "1.00",
      taker_outcome_side: "no",
      ...more,
    },
  });
  assertStringIncludes(
    rejectionOf(feed(decoder, trade({ no_price_dollars: "0.3600" }))),
    "YES and NO price must add up to a dollar",
  );
  assertStringIncludes(
    rejectionOf(feed(decoder, trade({ taker_book_side: "bid" }))),
    "the taker's side must be told once",
  );
});
