import { assertEquals } from "@std/assert";
import { joinedSpan, midPrice, standingSpan } from "./price_bar.ts";
import { yesPrice } from "./price.ts";

Deno.test("midPrice() is exact, and nothing where a side is not quoted", () => {
  const [yesBid, yesAsk] = [yesPrice("0.41"), yesPrice("0.44")];
  assertEquals(midPrice({ yesBid, yesAsk }), yesPrice("0.425"));
  assertEquals(midPrice({ yesBid: null, yesAsk }), null);
  assertEquals(midPrice({ yesBid, yesAsk: null }), null);
});

Deno.test("joinedSpan() keeps first and last, and the extremes of both", () => {
  const prices = ["0.5", "0.7", "0.2", "0.6"].map(yesPrice);
  const spans = prices.map((price) => ({ ...standingSpan(price), quotes: 1 }));
  const joined = spans.reduce(joinedSpan);
  assertEquals(joined, {
    open: yesPrice("0.5"),
    high: yesPrice("0.7"),
    low: yesPrice("0.2"),
    close: yesPrice("0.6"),
    quotes: 4,
  });
});
