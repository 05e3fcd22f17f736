import { assertAlmostEquals, assertEquals } from "@std/assert";
import { marketId } from "../../domain/ids.ts";
import { yesPrice } from "../../domain/price.ts";
import type { Quote } from "../../domain/quote.ts";
import { PriceSwingRule } from "./price_swing.ts";

function quote(bid: string | null, ask: string | null): Quote {
  return {
    marketId: marketId("kalshi", "T"),
    yesBid: bid === null ? null : yesPrice(bid),
    yesAsk: ask === null ? null : yesPrice(ask),
    occurredAtMs: 0,
  };
}

function swings(...quotes: readonly Quote[]) {
  const rule = new PriceSwingRule(50_000n);
  return quotes.map((next) => rule.next(next));
}

Deno.test("PriceSwingRule.next() raises a swing of just 5 %, which floats lose", () => {
  const [, swing] = swings(quote("0.40", "0.40"), quote("0.42", "0.42"));
  assertEquals(swing?.previousPrice, 0.4);
  assertEquals(swing?.currentPrice, 0.42);
  assertAlmostEquals(swing?.changePercent ?? 0, 0.05, 1e-12);
});

Deno.test("PriceSwingRule.next() raises nothing just below 5 %", () => {
  assertEquals(
    swings(quote("0.40", "0.40"), quote("0.4199", "0.4199"))[1],
    null,
  );
});

Deno.test("PriceSwingRule.next() raises a fall as it raises a rise", () => {
  const [, swing] = swings(quote("0.50", "0.52"), quote("0.45", "0.47"));
  assertEquals([swing?.previousPrice, swing?.currentPrice], [0.51, 0.46]);
});

Deno.test("PriceSwingRule.next() ignores quotes without both sides", () => {
  const results = swings(
    quote("0.40", "0.40"),
    quote(null, "0.60"),
    quote("0.60", null),
    quote("0.41", "0.41"),
  );
  assertEquals(results, [null, null, null, null]);
});

Deno.test("PriceSwingRule.next() measures nothing against a previous mid of 0", () => {
  assertEquals(swings(quote("0", "0"), quote("0.50", "0.50")), [null, null]);
});

Deno.test("PriceSwingRule.next() measures against the quote before, not against the last swing", () => {
  const results = swings(
    quote("0.50", "0.50"),
    quote("0.52", "0.52"),
    quote("0.54", "0.54"),
  );
  assertEquals(results, [null, null, null]);
});
