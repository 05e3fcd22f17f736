import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { marketId } from "../../domain/ids.ts";
import { yesPrice } from "../../domain/price.ts";
import { decodeMarket } from "./decode_market.ts";
import { DflowDecoder } from "./dflow_decoder.ts";

const RAIN = marketId("dflow", "RAIN");
const PRICES: Record<string, unknown> = JSON.parse(
  `{"channel":"prices","type":"ticker","market_ticker":"RAIN",
  "yes_bid":"0.45","yes_ask":"0.47","no_bid":"0.53","no_ask":"0.55"}`,
);
const BOOK: unknown = JSON.parse(
  `{"channel":"orderbook","type":"orderbook","market_ticker":"RAIN",
  "yes_bids":{"0.40":10},"no_bids":{"0.58":20}}`,
);

function receipt(atMs: number, connection = "socket") {
  return { atMs, connection, source: "a.tape:7" };
}

function listedDecoder(): DflowDecoder {
  const decoder = new DflowDecoder();
  const decoding = decodeMarket({
    ticker: "RAIN",
    eventTicker: "WEATHER",
    title: "Rain?",
    openTime: 1_764_720_000,
    closeTime: 1_764_781_200,
    status: "active",
    result: "",
  });
  assert(decoding.ok);
  const { market } = decoding.listing;
  const events = decoder.tell({ kind: "market_listed", market }, 1_000);
  assertEquals(events, [{ kind: "market_listed", market }]);
  return decoder;
}

function kinds(events: readonly MarketEvent[]): string[] {
  return events.map(({ kind }) => kind);
}

Deno.test("decode() reads a frame as text or parsed, and rejects one that breaks the protocol by its place", () => {
  const decoder = listedDecoder();
  for (const frame of [PRICES, JSON.stringify(PRICES)]) {
    assertEquals(kinds(decoder.decode(frame, receipt(2_000))), [
      "quote_changed",
    ]);
  }
  for (const frame of ['{"cut off', null, { ...PRICES, yes_bid: 0.4 }]) {
    const [event, ...others] = decoder.decode(frame, receipt(2_000));
    assertEquals(others, []);
    assert(event?.kind === "frame_rejected");
    assertEquals(event.rejection.source, "a.tape:7");
    assertStringIncludes(event.rejection.message, "Cannot decode a dflow");
  }
});

Deno.test("decode() takes a book that REST sent as a quote too, unlike one of the socket", () => {
  const decoder = listedDecoder();
  assertEquals(kinds(decoder.decode(BOOK, receipt(2_000))), ["book_changed"]);
  const [book, quote] = decoder.decode(BOOK, receipt(3_000, "rest"));
  assertEquals(book?.kind, "book_changed");
  assertEquals(quote, {
    kind: "quote_changed",
    quote: {
      marketId: RAIN,
      yesBid: yesPrice("0.40"),
      yesAsk: yesPrice("0.42"),
      occurredAtMs: 3_000,
    },
  });
});

Deno.test("decode() and reconnect() withdraw the prices of a market that has been silent for 30 s, by the tape's own time", () => {
  for (
    const next of [
      (decoder: DflowDecoder, atMs: number) =>
        decoder.decode({ ...PRICES, market_ticker: "SNOW" }, receipt(atMs)),
      (decoder: DflowDecoder, atMs: number) =>
        decoder.reconnect("socket", atMs),
    ]
  ) {
    const decoder = listedDecoder();
    decoder.decode(BOOK, receipt(2_000));
    assertEquals(next(decoder, 31_999), []);
    const [book, quote] = next(decoder, 40_000);
    assert(book?.kind === "book_changed" && quote?.kind === "quote_changed");
    assertEquals(book.depth.yesBidDepth, 0n);
    assertEquals([quote.quote.yesBid, quote.quote.yesAsk], [null, null]);
    assertEquals(next(decoder, 80_000), []);
  }
});

Deno.test("tell() changes a phase once and forgets what is settled", () => {
  const decoder = listedDecoder();
  const changed = (phase: "closed" | "final" | "void") => ({
    kind: "market_phase_changed" as const,
    marketId: RAIN,
    phase,
    resolution: phase === "closed" ? null : { kind: "yes" as const },
    occurredAtMs: 2_000,
  });
  assertEquals(decoder.tell(changed("closed"), 2_000), [changed("closed")]);
  assertEquals(decoder.tell(changed("closed"), 2_000), []);
  assertEquals(decoder.tell(changed("final"), 2_000), [changed("final")]);
  assertEquals(decoder.tell(changed("void"), 2_000), []);
  assertEquals(decoder.decode(PRICES, receipt(3_000)), []);
});
