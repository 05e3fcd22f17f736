import { assertEquals, assertStringIncludes } from "@std/assert";
import type { PerpetualReport } from "../../domain/perpetual_market.ts";
import { HyperliquidDecoder } from "./hyperliquid_decoder.ts";

const RECEIPT = { atMs: 9_000, connection: "socket", source: "socket" };

function level(px: string, sz = "1") {
  return { px, sz, n: 1 };
}

function book(
  { coin = "BTC", time = 1_000, bids = ["100"], asks = ["101"] }: {
    readonly coin?: string;
    readonly time?: number;
    readonly bids?: readonly string[];
    readonly asks?: readonly string[];
  } = {},
) {
  const levels = [bids, asks].map((side) => side.map((px) => level(px)));
  return { channel: "l2Book", data: { coin, time, levels } };
}

function reportsOf(
  decoder: HyperliquidDecoder,
  frame: unknown,
): readonly PerpetualReport[] {
  return decoder.decode(frame, RECEIPT).map((event) => {
    if (event.kind === "perpetual_reported") return event.report;
    throw new Error(JSON.stringify(event));
  });
}

function rejectionOf(frame: unknown): string {
  const [event] = new HyperliquidDecoder().decode(frame, RECEIPT);
  return event?.kind === "frame_rejected" ? event.rejection.message : "";
}

Deno.test("HyperliquidDecoder lists a coin with the first message about it", () => {
  const decoder = new HyperliquidDecoder();
  const [listed, first] = reportsOf(decoder, book());
  assertEquals<unknown>(listed, {
    kind: "listed",
    market: {
      id: "hyperliquid:BTC",
      venue: "hyperliquid",
      coin: "BTC",
      sizeDecimals: 5,
      leverageMax: 40,
    },
  });
  assertEquals<unknown>(first, {
    kind: "book",
    book: {
      marketId: "hyperliquid:BTC",
      bids: [{ price: 100_000_000n, quantity: 1_000_000n }],
      asks: [{ price: 101_000_000n, quantity: 1_000_000n }],
      occurredAtMs: 1_000,
    },
  });
  assertEquals<unknown>(reportsOf(decoder, book()).map(({ kind }) => kind), [
    "book",
  ]);
});

Deno.test("HyperliquidDecoder takes decimals and leverage from meta, and knows no other coin", () => {
  const decoder = new HyperliquidDecoder();
  const universe = [
    { name: "HYPE", szDecimals: 2, maxLeverage: 10, marginTableId: 10 },
    { name: "OLD", szDecimals: 1, maxLeverage: 3, isDelisted: true },
  ];
  assertEquals<unknown>(reportsOf(decoder, { universe, marginTables: [] }), []);
  const [listed] = reportsOf(decoder, book({ coin: "HYPE" }));
  assertEquals<unknown>(
    listed?.kind === "listed" ? listed.market.leverageMax : null,
    10,
  );
  for (const coin of ["OLD", "BTC", "xyz:CL"]) {
    assertEquals<unknown>(reportsOf(decoder, book({ coin })), []);
  }
});

Deno.test("HyperliquidDecoder reads best prices, trades and what a perpetual is valued by", () => {
  const decoder = new HyperliquidDecoder();
  reportsOf(decoder, book());
  const marketId = "hyperliquid:BTC";
  const bbo = { coin: "BTC", time: 2_000, bbo: [level("100.5"), null] };
  assertEquals<unknown>(reportsOf(decoder, { channel: "bbo", data: bbo }), [{
    kind: "quote",
    quote: { marketId, bid: 100_500_000n, ask: null, occurredAtMs: 2_000 },
  }]);
  const print = {
    coin: "BTC",
    side: "A",
    px: "100",
    sz: "0.5",
    time: 3,
    tid: 7,
  };
  assertEquals<unknown>(
    reportsOf(decoder, { channel: "trades", data: [print] }),
    [{
      kind: "trade",
      trade: {
        marketId,
        tradeId: "7",
        price: 100_000_000n,
        quantity: 500_000n,
        takerSide: "sell",
        occurredAtMs: 3,
      },
    }],
  );
  const ctx = { funding: "-0.0000125", oraclePx: "100.2", markPx: "100.4" };
  assertEquals<unknown>(
    reportsOf(decoder, {
      channel: "activeAssetCtx",
      data: { coin: "BTC", ctx },
    }),
    [{
      kind: "context",
      context: {
        marketId,
        fundingRate: -12_500_000n,
        oraclePrice: 100_200_000n,
        markPrice: 100_400_000n,
        occurredAtMs: 9_000,
      },
    }],
  );
  for (const channel of ["pong", "subscriptionResponse"]) {
    assertEquals<unknown>(reportsOf(decoder, JSON.stringify({ channel })), []);
  }
});

Deno.test("HyperliquidDecoder leaves a book out that is older than what it has heard", () => {
  const decoder = new HyperliquidDecoder();
  reportsOf(decoder, book({ time: 2_000 }));
  assertEquals<unknown>(reportsOf(decoder, book({ time: 1_999 })), []);
  assertEquals<unknown>(reportsOf(decoder, book({ time: 2_000 })).length, 1);
});

Deno.test("HyperliquidDecoder rejects what cannot be, in one sentence, and goes on", () => {
  const crossed = book({ bids: ["101"], asks: ["101"] });
  assertStringIncludes(rejectionOf(crossed), "the bid must be below the ask");
  const unordered = book({ bids: ["99", "100"] });
  assertStringIncludes(rejectionOf(unordered), "must be best first");
  const emptied = book();
  emptied.data.levels = [[level("100", "0")], []];
  assertStringIncludes(rejectionOf(emptied), "size must be above 0");
  assertStringIncludes(rejectionOf("{cut"), "JSON");
  assertStringIncludes(rejectionOf({ channel: "news" }), "schema");
  assertStringIncludes(rejectionOf([]), "channel must be known");
  assertStringIncludes(
    rejectionOf({ channel: "error", data: "Invalid subscription" }),
    "Invalid subscription",
  );
  const decoder = new HyperliquidDecoder();
  decoder.decode(crossed, RECEIPT);
  assertEquals<unknown>(reportsOf(decoder, book()).length, 2);
});

Deno.test("HyperliquidDecoder empties the books of a connection that ends", () => {
  const decoder = new HyperliquidDecoder();
  reportsOf(decoder, book());
  assertEquals<unknown>(decoder.reconnect("another", 5_000), []);
  assertEquals<unknown>(decoder.reconnect("socket", 5_000), [{
    kind: "perpetual_reported",
    report: {
      kind: "book",
      book: {
        marketId: "hyperliquid:BTC",
        bids: [],
        asks: [],
        occurredAtMs: 5_000,
      },
    },
  }]);
  assertEquals<unknown>(decoder.reconnect("socket", 6_000), []);
});
