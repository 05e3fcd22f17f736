import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { marketId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { noPrice, yesPrice } from "../../domain/price.ts";
import { decodeFrame } from "./decode_frame.ts";

const NOW_MS = 1_763_640_000_000;
const TICKER = "BTCD-25DEC0313-T92749.99";
const ID = marketId("dflow", TICKER);

type Frame = Record<string, unknown>;

/** The examples of the protocol's documentation. */
const PRICES: Frame = JSON.parse(`{"channel":"prices","type":"ticker",
  "market_ticker":"${TICKER}",
  "yes_bid":"0.45","yes_ask":"0.47","no_bid":"0.53","no_ask":"0.55"}`);
const TRADE: Frame = JSON.parse(`{"channel":"trades","type":"trade",
  "market_ticker":"${TICKER}","trade_id":"abc123","price":47,"count":100,
  "yes_price":47,"no_price":53,"yes_price_dollars":"0.47","no_price_dollars":"0.53",
  "taker_side":"yes","created_time":1702744800000}`);
const BOOK: Frame = JSON.parse(`{"channel":"orderbook","type":"orderbook",
  "market_ticker":"${TICKER}",
  "yes_bids":{"0.45":1000,"0.44":500},"no_bids":{"0.55":1500,"0.56":800}}`);

function decode(frame: unknown) {
  return decodeFrame(JSON.stringify(frame), NOW_MS);
}

function rejectionOf(frame: unknown): string {
  const decoding = decode(frame);
  assert(!decoding.ok, "the frame must be rejected");
  return decoding.message;
}

Deno.test("decodeFrame() reads the documented prices frame as a YES quote dated with its receipt", () => {
  assertEquals(decode(PRICES), {
    ok: true,
    frame: {
      kind: "quote",
      quote: {
        marketId: ID,
        yesBid: yesPrice("0.45"),
        yesAsk: yesPrice("0.47"),
        occurredAtMs: NOW_MS,
      },
    },
  });
});

Deno.test("decodeFrame() reads the documented trades frame by its dollar strings and its own time", () => {
  assertEquals(decode({ ...TRADE, yes_price: 4700, price: 4700 }), {
    ok: true,
    frame: {
      kind: "trade",
      trade: {
        marketId: ID,
        tradeId: "abc123",
        yesPrice: yesPrice("0.47"),
        quantity: quantity("100"),
        takerSide: "yes",
        occurredAtMs: 1_702_744_800_000,
      },
    },
  });
});

Deno.test("decodeFrame() counts all levels of the documented book and offers the uncrossed ones, best first", () => {
  const decoding = decode(BOOK);
  assert(decoding.ok && decoding.frame.kind === "book");
  const { book } = decoding.frame;
  assertEquals(book.yesBidDepth, quantity("1500"));
  assertEquals(book.noBidDepth, quantity("2300"));
  // 0.45 and 0.44 are at or above the ask of 0.44 that a NO bid at 0.56 implies.
  assertEquals(book.yesBids, []);
  assertEquals(book.noBids, [
    { price: noPrice("0.56"), quantity: quantity("800") },
    { price: noPrice("0.55"), quantity: quantity("1500") },
  ]);
});

Deno.test("decodeFrame() takes null, a bid at 0 and an ask at 1 for nobody quoting", () => {
  for (
    const quoted of [
      { yes_bid: null, yes_ask: null, no_bid: null, no_ask: null },
      {
        yes_bid: "0.0000",
        yes_ask: "1.0000",
        no_bid: "0.0000",
        no_ask: "1.0000",
      },
    ]
  ) {
    const decoding = decode({ ...PRICES, ...quoted });
    assert(decoding.ok && decoding.frame.kind === "quote");
    assertEquals(decoding.frame.quote.yesBid, null);
    assertEquals(decoding.frame.quote.yesAsk, null);
  }
});

Deno.test("decodeFrame() lets unknown fields pass", () => {
  assert(decode({ ...PRICES, sequence: 7, spread: { bps: 2 } }).ok);
});

Deno.test("decodeFrame() leaves out empty levels and reads fractional contracts", () => {
  const decoding = decode({
    ...BOOK,
    yes_bids: { "0.4000": 0, "0.3900": 1.25 },
    no_bids: {},
  });
  assert(decoding.ok && decoding.frame.kind === "book");
  assertEquals(decoding.frame.book.yesBids, [
    { price: yesPrice("0.39"), quantity: quantity("1.25") },
  ]);
});

Deno.test("decodeFrame() rejects with field, rule and value what breaks the protocol", () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [{ ...PRICES, yes_bid: 0.45 }, "yes_bid"],
    [{ ...PRICES, yes_bid: "1.2" }, "yes_bid"],
    [{ ...PRICES, yes_bid: "0.48", no_ask: "0.52" }, "must not be above"],
    [{ ...PRICES, no_ask: "0.45" }, "1 minus the YES prices"],
    [{ ...PRICES, market_ticker: "two words" }, "market_ticker"],
    [{ ...PRICES, channel: "weather" }, "channel"],
    [{ ...TRADE, no_price_dollars: "0.47" }, "1 minus yes_price_dollars"],
    [{ ...TRADE, count: 0 }, "count"],
    [{ ...TRADE, created_time: 1_702_744_800 }, "created_time"],
    [{ ...TRADE, created_time: NOW_MS + 60_001 }, "in the future"],
    [{ ...TRADE, taker_side: "maybe" }, "taker_side"],
    [{ ...BOOK, yes_bids: { "0.45": -1 } }, "yes_bids"],
    [{ ...BOOK, no_bids: { "1": 5 } }, "between 0 and 1 dollar"],
    [[], "it must match its schema"],
    [null, "it must match its schema"],
  ];
  for (const [frame, part] of cases) {
    const message = rejectionOf(frame);
    assertStringIncludes(message, part);
    assertStringIncludes(message, "Cannot decode a dflow");
    assertStringIncludes(message, "current value is");
  }
});

Deno.test("decodeFrame() rejects what is no text, no JSON or too long", () => {
  for (
    const message of [new Uint8Array(3), "", '{"channel":', "x".repeat(1e6 + 1)]
  ) {
    assertEquals(decodeFrame(message, NOW_MS).ok, false);
  }
});

Deno.test("decodeFrame() never throws and never reads a price that the frame does not hold", () => {
  const frames = [PRICES, TRADE, BOOK];
  fc.assert(
    fc.property(
      fc.constantFrom(...frames),
      fc.nat(),
      fc.oneof(
        fc.jsonValue(),
        fc.constantFrom("0.46", "0.5399", "-0.1", "1e-1", "NaN", "", "0.470"),
      ),
      (frame, pick, value) => {
        const keys = Object.keys(frame);
        const key = keys[pick % keys.length] ?? "channel";
        const text = JSON.stringify({ ...frame, [key]: value });
        const decoding = decodeFrame(text, NOW_MS);
        if (!decoding.ok || decoding.frame.kind === "book") return;
        const prices = decoding.frame.kind === "quote"
          ? [decoding.frame.quote.yesBid, decoding.frame.quote.yesAsk]
          : [decoding.frame.trade.yesPrice];
        // One changed field cannot move a price: its mirror on the other side contradicts it.
        const honest = new Set([
          yesPrice("0.45"),
          yesPrice("0.47"),
          null,
        ]);
        for (const price of prices) assert(honest.has(price));
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("decodeFrame() never throws on a text cut or changed anywhere", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(PRICES, TRADE, BOOK),
      fc.nat(),
      fc.string({ maxLength: 3 }),
      (frame, at, inserted) => {
        const text = JSON.stringify(frame);
        const cut = at % text.length;
        const changed = text.slice(0, cut) + inserted + text.slice(cut + 1);
        const decoding = decodeFrame(changed, NOW_MS);
        assertEquals(typeof decoding.ok, "boolean");
      },
    ),
    { numRuns: 500 },
  );
});
