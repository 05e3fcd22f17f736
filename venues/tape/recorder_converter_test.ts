import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { quantity } from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import { RecorderConverter } from "./recorder_converter.ts";
import { parseRecorderLine } from "./recorder_event.ts";
import { marketOfWatched } from "./watched_market.ts";

const AT_NS = 1_778_707_191_361_462_016;

function recorded(
  type: string,
  payload: unknown,
  more: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    event_type: type,
    channel: "control",
    connection_id: "r1",
    local_recv_ns: AT_NS,
    market_ticker: "KXBTC15M-26MAY131730-30",
    sequence_number: null,
    payload_json: payload,
    ...more,
  });
}

function convert(...lines: readonly string[]): readonly unknown[] {
  const converter = new RecorderConverter();
  return lines.map((line) => {
    const event = parseRecorderLine(line);
    assert(event.kind !== "unreadable", line);
    return converter.convert(event);
  });
}

Deno.test("convert() gives a frame back its type, subscription and sequence number", () => {
  const subscribed = {
    id: 1,
    type: "subscribed",
    msg: { channel: "orderbook_delta", sid: 2 },
  };
  const [first, second] = convert(
    recorded("ws_subscribed", subscribed),
    recorded("orderbook_delta", { side: "no" }, {
      channel: "orderbook_delta",
      sequence_number: 7,
    }),
  );
  const frame = { t: 1_778_707_191_361, kind: "frame", venue: "kalshi" };
  assertEquals(first, { ...frame, connection: "r1", frame: subscribed });
  assertEquals(second, {
    ...frame,
    connection: "r1",
    frame: { type: "orderbook_delta", sid: 2, seq: 7, msg: { side: "no" } },
  });
});

Deno.test("convert() reads connections, spot prints and remarks", () => {
  const spot = JSON.stringify({
    schema_version: "spot-tick-v1",
    symbol: "BTC-USD",
    price: 79377.68,
    local_recv_ns: AT_NS,
  });
  assertEquals(
    convert(
      recorded("ws_connected", {}),
      spot,
      recorded("market_rotated", {}),
    ),
    [
      {
        t: 1_778_707_191_361,
        kind: "connection",
        venue: "kalshi",
        connection: "r1",
        status: "connected",
        reason: "as recorded",
      },
      {
        t: 1_778_707_191_361,
        kind: "spot",
        symbol: "BTC-USD",
        price: "79377.68",
      },
      null,
    ],
  );
});

Deno.test("convert() lists a watched market, and says what is missing", () => {
  const watched = {
    "market_ticker": "KXBTC15M-26MAY131730-30",
    "close_time": "2026-05-13T21:30:00Z",
    strike: 79404.26,
  };
  const [listed, bad] = convert(
    recorded("watch_market", watched),
    recorded("watch_market", { ...watched, strike: null }),
  );
  assertEquals(listed, {
    t: 1_778_707_191_361,
    kind: "market_listed",
    market: {
      id: "kalshi:KXBTC15M-26MAY131730-30",
      venue: "kalshi",
      ticker: "KXBTC15M-26MAY131730-30",
      eventTicker: "KXBTC15M-26MAY131730",
      title: "Bitcoin at or above $79404.26 at 21:30 UTC",
      phase: "open",
      opensAtMs: Date.parse("2026-05-13T21:15:00Z"),
      closesAtMs: Date.parse("2026-05-13T21:30:00Z"),
      strike: "79404.26",
      priceRanges: [
        { from: yesPrice("0"), to: yesPrice("0.1"), step: yesPrice("0.001") },
        { from: yesPrice("0.1"), to: yesPrice("0.9"), step: yesPrice("0.01") },
        { from: yesPrice("0.9"), to: yesPrice("1"), step: yesPrice("0.001") },
      ],
      quantityMin: quantity("0.01"),
    },
  });
  assert(typeof bad === "object" && bad !== null);
  assertStringIncludes(String(Reflect.get(bad, "message")), "strike");
});

Deno.test("marketOfWatched() makes nothing up about a series that it does not know", () => {
  const market = marketOfWatched({
    market_ticker: "KXRAIN-26MAY13",
    close_time: "2026-05-13T21:30:00Z",
    strike: 1,
  }, 77);
  assertEquals([market.title, market.opensAtMs], ["KXRAIN-26MAY13", 77]);
});

Deno.test("parseRecorderLine() says what is wrong with a line", () => {
  for (
    const [line, part] of [
      ["{", "must be JSON"],
      ["{}", "event_type"],
      [recorded("ticker", {}, { local_recv_ns: "now" }), "local_recv_ns"],
    ] as const
  ) {
    const event = parseRecorderLine(line);
    assert(event.kind === "unreadable");
    assertStringIncludes(event.message, part);
  }
});
