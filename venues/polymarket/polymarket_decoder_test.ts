import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type { BookView } from "../../domain/book.ts";
import { quantity } from "../../domain/money.ts";
import { noPrice, yesPrice } from "../../domain/price.ts";
import {
  BETTER_BID,
  bookFrame,
  changeText,
  MARKET,
  NO,
  NOW_MS,
  RESOLVED_FRAME,
  ROW,
  TICK_FRAME,
  TRADE_FRAME,
  YES,
} from "../../tests/venues/polymarket/samples.ts";
import { PolymarketDecoder } from "./polymarket_decoder.ts";

const RECEIPT = { atMs: NOW_MS, connection: "ws", source: "a.tape:7" };

function listed(): PolymarketDecoder {
  const decoder = new PolymarketDecoder();
  decoder.decode(ROW, { ...RECEIPT, connection: "gamma" });
  return decoder;
}

function feed(
  decoder: PolymarketDecoder,
  ...frames: unknown[]
): readonly MarketEvent[] {
  return frames.flatMap((frame) => decoder.decode(frame, RECEIPT));
}

function bookOf(events: readonly MarketEvent[]): BookView {
  const last = events.findLast(({ kind }) => kind === "book_changed");
  assert(last?.kind === "book_changed");
  return last.book;
}

function rejections(events: readonly MarketEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.kind === "frame_rejected" ? [event.rejection.message] : []
  );
}

function levels(book: BookView): readonly string[] {
  return [...book.yesBids(), ...book.noBids()].map(({ price, quantity }) =>
    `${price} ${quantity}`
  );
}

Deno.test("decode() makes one book of bids out of either token's book", () => {
  const ofYes = bookOf(feed(listed(), bookFrame(YES)));
  const ofNo = bookOf(feed(listed(), bookFrame(NO)));
  assertEquals(levels(ofYes), levels(ofNo));
  assertEquals(ofYes.bestYesBid, yesPrice("0.48"));
  assertEquals(ofYes.bestNoBid, noPrice("0.5"));
  assertEquals([...ofYes.yesBids()], [
    { price: yesPrice("0.48"), quantity: quantity("20.5") },
    { price: yesPrice("0.47"), quantity: quantity("30") },
  ]);
});

Deno.test("decode() takes several messages in one frame, and tells of the quote where it moves", () => {
  const events = feed(
    listed(),
    JSON.stringify([bookFrame(YES), bookFrame(NO)]),
    changeText(BETTER_BID),
  );
  assertEquals(events.map(({ kind }) => kind), [
    "book_changed",
    "quote_changed",
    "book_changed",
    "book_changed",
    "quote_changed",
  ]);
  const last = events.at(-1);
  assert(last?.kind === "quote_changed");
  assertEquals(last.quote, {
    marketId: MARKET,
    yesBid: yesPrice("0.49"),
    yesAsk: yesPrice("0.5"),
    occurredAtMs: NOW_MS + 1,
  });
});

Deno.test("decode() reads a change the same from text and from JSON", () => {
  const text = changeText(BETTER_BID);
  const start = [bookFrame(YES)];
  assertEquals(
    levels(bookOf(feed(listed(), start, text))),
    levels(bookOf(feed(listed(), start, JSON.parse(text)))),
  );
});

Deno.test("decode() takes the grid of whole books and of answers with one, by whichever way they are read", () => {
  const fine = { "tick_size": "0.001" };
  const steps = (events: readonly MarketEvent[]) =>
    events.flatMap((event) =>
      event.kind === "market_listed"
        ? event.market.priceRanges.map(({ step }) => step)
        : []
    );
  const { event_type: _, ...answer } = bookFrame(YES, fine);
  for (
    const frame of [
      JSON.stringify(bookFrame(YES, fine)),
      bookFrame(NO, fine),
      answer,
    ]
  ) {
    const decoder = listed();
    assertEquals(steps(feed(decoder, bookFrame(YES))), []);
    assertEquals(steps(feed(decoder, frame, frame)), [yesPrice("0.001")]);
    const known = decoder.directory.market(ROW.slug)?.market.priceRanges[0];
    assertEquals(known?.step, yesPrice("0.001"));
    // What does not name its tick says nothing of it.
    const mute = bookFrame(YES, { "tick_size": undefined });
    assertEquals(steps(feed(decoder, mute)), []);
  }
});

Deno.test("decode() takes no grid from a book that is older than the last change of it", () => {
  const decoder = listed();
  const steps = (...frames: unknown[]) =>
    feed(decoder, ...frames).flatMap((event) =>
      event.kind === "market_listed" ? event.market.priceRanges : []
    ).map(({ step }) => step);
  assertEquals(steps(bookFrame(YES), TICK_FRAME), [yesPrice("0.001")]);
  // An answer that was asked for before the change, and one after it.
  const { timestamp } = TICK_FRAME;
  const older = String(Number(timestamp) - 1);
  assertEquals(steps(bookFrame(YES, { timestamp: older })), []);
  assertEquals(steps(bookFrame(YES, { timestamp })), [yesPrice("0.01")]);
});

Deno.test("decode() applies a change of the NO token that comes alone", () => {
  const alone = JSON.parse(changeText(BETTER_BID));
  alone.price_changes.shift();
  assertEquals(
    bookOf(feed(listed(), bookFrame(YES), alone)).bestYesBid,
    yesPrice("0.49"),
  );
});

Deno.test("decode() empties a book whose tokens do not mirror each other", () => {
  const decoder = listed();
  const events = feed(
    decoder,
    bookFrame(YES),
    changeText({ ...BETTER_BID, other: "0.52" }),
  );
  assertStringIncludes(
    rejections(events)[0] ?? "",
    "its two tokens must mirror each other: current value is BUY 0.49 for YES and SELL 0.52 for NO",
  );
  assertEquals(levels(bookOf(events)), []);
});

Deno.test("decode() gives a book up at the second disagreement in a row, until its next snapshot", () => {
  const wrong = { ...BETTER_BID, best: ["0.3", "0.5"] } as const;
  const decoder = listed();
  const once = feed(
    decoder,
    bookFrame(YES),
    changeText({ ...wrong, otherBest: ["0.5", "0.7"] }),
  );
  assertEquals(rejections(once), []);
  const twice = feed(decoder, changeText({ ...wrong, size: "5" }));
  assertEquals(rejections(twice).length, 1);
  assertEquals(levels(bookOf(twice)), []);
  assertEquals(decoder.counts.gaps, 1);
  assertStringIncludes(
    rejections(feed(decoder, changeText(BETTER_BID)))[0] ?? "",
    "a snapshot must come first",
  );
  assertEquals(
    bookOf(feed(decoder, bookFrame(YES))).bestYesBid,
    yesPrice("0.48"),
  );
});

Deno.test("decode() leaves a book alone that is newer than an answer with a book", () => {
  const decoder = listed();
  const { event_type: _type, ...answer } = bookFrame(YES, { bids: [] });
  const events = feed(decoder, bookFrame(YES), changeText(BETTER_BID), answer);
  assertEquals(bookOf(events).bestYesBid, yesPrice("0.49"));
  assertEquals(decoder.counts.overtaken, 1);
});

Deno.test("decode() empties a book of which a change did not decode, and no other", () => {
  const decoder = listed();
  const broken = JSON.parse(changeText(BETTER_BID));
  broken.price_changes[0].size = "many";
  const events = feed(decoder, bookFrame(YES), broken);
  assertEquals(rejections(events).length, 1);
  assertEquals(levels(bookOf(events)), []);
  feed(decoder, bookFrame(YES));
  assertEquals(
    feed(decoder, { event_type: "trade_bust", market: "0x1" }).map((
      { kind },
    ) => kind),
    ["frame_rejected"],
  );
});

Deno.test("decode() reads trades, ticks and resolutions on the YES scale", () => {
  const decoder = listed();
  const [trade, regrid, resolved] = feed(
    decoder,
    TRADE_FRAME,
    TICK_FRAME,
    RESOLVED_FRAME,
  );
  assert(trade?.kind === "trade_printed");
  assertEquals(trade.trade.yesPrice, yesPrice("0.49"));
  assertEquals(trade.trade.takerSide, "no");
  assert(regrid?.kind === "market_listed");
  assertEquals(regrid.market.priceRanges[0]?.to, yesPrice("0.999"));
  assertEquals(resolved, {
    kind: "market_phase_changed",
    marketId: MARKET,
    phase: "final",
    resolution: { kind: "no" },
    occurredAtMs: Number(RESOLVED_FRAME.timestamp),
  });
  assertEquals(decoder.directory.markets(), []);
});

Deno.test("decode() withdraws the prices of a market that is silent for 30 s, and of a connection that ends", () => {
  const decoder = listed();
  feed(decoder, bookFrame(YES));
  const later = { ...RECEIPT, atMs: NOW_MS + 30_000 };
  assertEquals(levels(bookOf(decoder.decode("PONG", later))), []);
  assertEquals(
    levels(bookOf(decoder.decode(changeText(BETTER_BID), later))).length,
    5,
  );
  assertEquals(decoder.reconnect("another", NOW_MS + 31_000), []);
  assertEquals(levels(bookOf(decoder.reconnect("ws", NOW_MS + 31_000))), []);
});

Deno.test("decode() does not show a withdrawn book again that the first change does not fit", () => {
  const decoder = listed();
  feed(decoder, bookFrame(YES));
  const later = { ...RECEIPT, atMs: NOW_MS + 30_000 };
  const odd = {
    ...BETTER_BID,
    best: ["0.4", "0.5"],
    otherBest: ["0.5", "0.6"],
  };
  const events = decoder.decode(
    changeText(odd as never, NOW_MS + 30_000),
    later,
  );
  assertEquals(rejections(events).length, 1);
  assertEquals(levels(bookOf(events)), []);
});

Deno.test("decode() drops frames of markets that were never listed and keep-alives, and rejects what it does not know", () => {
  const decoder = new PolymarketDecoder();
  assertEquals(feed(decoder, bookFrame(YES), "PONG", TRADE_FRAME), []);
  const odd = [{ event_type: "gift" }, 7, "{", {}, { event_type: "book" }];
  assertEquals(rejections(feed(decoder, ...odd)).length, odd.length);
  assertEquals(decoder.counts.rejected, odd.length);
});

Deno.test("decode() refuses a message that names another market than its token's", () => {
  const events = feed(
    listed(),
    bookFrame(YES, { market: `0x${"1".repeat(64)}` }),
  );
  assertStringIncludes(rejections(events)[0] ?? "", "must name that market");
});
