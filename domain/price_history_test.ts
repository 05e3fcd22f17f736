import { assertEquals } from "@std/assert";
import { marketId } from "./ids.ts";
import { yesPrice } from "./price.ts";
import type { Quote } from "./quote.ts";
import { PriceHistory } from "./price_history.ts";

const A = marketId("kalshi", "A");
const B = marketId("kalshi", "B");

function quote(occurredAtMs: number, bid: string | null, id = A): Quote {
  return {
    marketId: id,
    yesBid: bid === null ? null : yesPrice(bid),
    yesAsk: yesPrice("0.60"),
    occurredAtMs,
  };
}

Deno.test("PriceHistory.points() are mids at least a second apart, oldest first", () => {
  const prices = new PriceHistory();
  for (const atMs of [0, 999, 1_000, 1_500, 2_000]) {
    prices.add(quote(atMs, "0.40"));
  }
  assertEquals(prices.points(A).map(({ atMs }) => atMs), [0, 1_000, 2_000]);
  assertEquals(prices.points(A)[0]?.mid, 0.5);
});

Deno.test("PriceHistory.points() are the newest 120", () => {
  const prices = new PriceHistory();
  for (let n = 0; n < 130; n++) prices.add(quote(n * 1_000, "0.40"));
  assertEquals(prices.points(A).length, 120);
  assertEquals(prices.points(A)[0]?.atMs, 10_000);
});

Deno.test("PriceHistory.add() of a quote with one side renews the quote and adds no mid", () => {
  const prices = new PriceHistory();
  prices.add(quote(0, "0.40"));
  prices.add(quote(5_000, null));
  assertEquals(prices.quote(A)?.yesBid, null);
  assertEquals(prices.points(A).length, 1);
});

Deno.test("PriceHistory.keep() forgets every other market", () => {
  const prices = new PriceHistory();
  prices.add(quote(0, "0.40", A));
  prices.add(quote(0, null, B));
  prices.keep((id) => id === A);
  assertEquals([prices.quote(A)?.marketId, prices.quote(B)], [A, undefined]);
  prices.keep(() => false);
  assertEquals([prices.quote(A), prices.points(A)], [undefined, []]);
});
