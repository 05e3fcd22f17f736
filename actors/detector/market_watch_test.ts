import { assertEquals } from "@std/assert";
import { deriveSignalId } from "../../domain/digest.ts";
import { marketId } from "../../domain/ids.ts";
import type { Market } from "../../domain/market.ts";
import { quantity } from "../../domain/money.ts";
import { CENT_GRID, yesPrice } from "../../domain/price.ts";
import type { BookDepth } from "../../domain/quote.ts";
import { MarketWatch } from "./market_watch.ts";
import { ratioMicros, type Thresholds } from "./thresholds.ts";

const ID = marketId("kalshi", "T-1");

const MARKET: Market = {
  id: ID,
  venue: "kalshi",
  ticker: "T-1",
  eventTicker: "T",
  title: "Test",
  phase: "open",
  opensAtMs: 0,
  closesAtMs: 1_000_000,
  strike: null,
  priceRanges: CENT_GRID,
  quantityMin: quantity("1"),
};

const THRESHOLDS: Thresholds = {
  priceSwingMinMicros: ratioMicros(0.05),
  volumeMultiplierMicros: ratioMicros(5),
  volumeWindow: 100,
  volumeTradesMin: 10,
  imbalanceHighMicros: ratioMicros(3),
  imbalanceLowMicros: ratioMicros(0.33),
  rearmMicros: ratioMicros(0.9),
  cooldownMs: 60_000,
  scoreAfterMs: 120_000,
};

function depth(yes: number, no: number, occurredAtMs: number): BookDepth {
  return {
    marketId: ID,
    yesBidDepth: quantity(String(yes)),
    noBidDepth: quantity(String(no)),
    occurredAtMs,
  };
}

function raised(...depths: readonly BookDepth[]) {
  const watch = new MarketWatch(MARKET, THRESHOLDS);
  return depths.map((next) => watch.onDepth(next)?.timestamp ?? null);
}

Deno.test("MarketWatch.onDepth() raises at a ratio of just 3 and of just 0.33", () => {
  assertEquals(raised(depth(300, 100, 1)), [1]);
  assertEquals(raised(depth(299.99, 100, 1)), [null]);
  assertEquals(raised(depth(33, 100, 1)), [1]);
  assertEquals(raised(depth(33.01, 100, 1)), [null]);
});

Deno.test("MarketWatch.onDepth() ignores a book with an empty side", () => {
  assertEquals(raised(depth(300, 0, 1), depth(0, 300, 2)), [null, null]);
});

Deno.test("MarketWatch.onDepth() makes one lasting imbalance one signal, however long it lasts", () => {
  const lasting = [0, 30_000, 60_000, 600_000].map((atMs) =>
    depth(400, 100, atMs)
  );
  assertEquals(raised(...lasting), [0, null, null, null]);
});

Deno.test("MarketWatch.onDepth() does not re-arm within the hysteresis band", () => {
  const results = raised(
    depth(300, 100, 0),
    depth(280, 100, 70_000),
    depth(300, 100, 80_000),
    depth(269, 100, 90_000),
    depth(300, 100, 100_000),
  );
  assertEquals(results, [0, null, null, null, 100_000]);
});

Deno.test("MarketWatch.onDepth() raises a new imbalance once the cooldown is over", () => {
  const results = raised(
    depth(300, 100, 0),
    depth(100, 100, 10_000),
    depth(300, 100, 59_999),
    depth(300, 100, 60_000),
  );
  assertEquals(results, [0, null, null, 60_000]);
});

Deno.test("MarketWatch.onQuote() raises one price swing per cooldown, in the seed's shape", () => {
  const watch = new MarketWatch(MARKET, THRESHOLDS);
  const at = (price: string, occurredAtMs: number) =>
    watch.onQuote({
      marketId: ID,
      yesBid: yesPrice(price),
      yesAsk: yesPrice(price),
      occurredAtMs,
    });
  assertEquals(at("0.40", 0), null);
  assertEquals(at("0.50", 1_000), {
    id: deriveSignalId(ID, "price_swing", 1_000),
    marketId: ID,
    ticker: "T-1",
    timestamp: 1_000,
    midAtDetection: 0.5,
    type: "price_swing",
    data: { previousPrice: 0.4, currentPrice: 0.5, changePercent: 0.25 },
  });
  assertEquals(at("0.60", 2_000), null);
  assertEquals(at("0.40", 61_000)?.timestamp, 61_000);
});
