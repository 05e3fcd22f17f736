import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  costCeiling,
  costFromDollars,
  costOfTokens,
  priceInForce,
  TOKEN_KINDS,
  type TokenPrice,
} from "./inference_price.ts";
import { printUsd, usd, usdFromMicros } from "./money.ts";

/** What xAI charged for grok-4 when the conversation below was recorded. */
const GROK: TokenPrice = {
  prompt: usd("3"),
  cached: usd("0.75"),
  cacheWritten: usd("3"),
  completion: usd("15"),
  reasoning: usd("15"),
  effectiveFrom: "2025-07-09",
  source: "https://openrouter.ai/x-ai/grok-4",
};

const RECORDED = {
  prompt: 687,
  cached: 686,
  cacheWritten: 0,
  completion: 254,
  reasoning: 184,
};

Deno.test("costOfTokens() of a recorded conversation is what the provider reported, to the micro-dollar", () => {
  assertEquals(costOfTokens(RECORDED, GROK), costFromDollars(0.0043275));
  assertEquals(printUsd(costFromDollars(0.0043275)), "0.004328");
});

Deno.test("pains: costOfTokens() prices each kind of token apart", () => {
  const price = {
    ...GROK,
    prompt: usd("1"),
    cached: usd("10"),
    cacheWritten: usd("100"),
    completion: usd("1000"),
    reasoning: usd("10000"),
  };
  const counts = {
    prompt: 6,
    cached: 2,
    cacheWritten: 1,
    completion: 5,
    reasoning: 3,
  };
  // 3 × 1 + 2 × 10 + 1 × 100 + 2 × 1000 + 3 × 10000 micro-dollars.
  assertEquals(costOfTokens(counts, price), usdFromMicros(32_123n));
});

Deno.test("costOfTokens() rounds up once, not once per kind", () => {
  const price = {
    ...GROK,
    prompt: usd("0.4"),
    completion: usd("0.4"),
  };
  const counts = { ...RECORDED, cached: 0, reasoning: 0 };
  assertEquals(
    costOfTokens({ ...counts, prompt: 1, completion: 1 }, price),
    usdFromMicros(1n),
  );
});

Deno.test("costOfTokens() charges reasoning that a provider counts beside the completion", () => {
  const counts = { ...RECORDED, prompt: 0, cached: 0, completion: 10 };
  assertEquals(
    costOfTokens({ ...counts, reasoning: 100 }, GROK),
    usdFromMicros(1_500n),
  );
});

Deno.test("costOfTokens() refuses counts that are negative or not whole", () => {
  for (const cached of [-1, 0.5, NaN]) {
    assertThrows(
      () => costOfTokens({ ...RECORDED, cached }, GROK),
      RangeError,
      "'cached' must be a whole number",
    );
  }
});

Deno.test("costCeiling() is never below what a call within it costs", () => {
  const micros = fc.bigInt(0n, 50_000_000n).map(usdFromMicros);
  const count = fc.nat(200_000);
  fc.assert(
    fc.property(
      fc.record({
        prompt: micros,
        cached: micros,
        cacheWritten: micros,
        completion: micros,
        reasoning: micros,
      }),
      fc.tuple(count, count, count, count, count),
      (price, [prompt, cached, cacheWritten, completion, reasoning]) => {
        const dearest = { ...price };
        // A provider that charges more for what it had cached than for what is new is none that we know of.
        if (dearest.cached > dearest.prompt) dearest.cached = dearest.prompt;
        const counts = {
          prompt: prompt + cached + cacheWritten,
          cached,
          cacheWritten,
          completion: completion + reasoning,
          reasoning,
        };
        const most = costCeiling({
          promptTokens: counts.prompt,
          completionTokens: counts.completion,
        }, dearest);
        return costOfTokens(counts, dearest) <= most;
      },
    ),
  );
});

Deno.test("costFromDollars() reads what JSON numbers look like, exponents too", () => {
  const read = (dollars: number) => printUsd(costFromDollars(dollars));
  assertEquals(
    [0, 0.00119, 1e-7, 2.5e-5, 12, 1.5, 0.1 + 0.2].map(read),
    ["0.00", "0.00119", "0.000001", "0.000025", "12.00", "1.50", "0.300001"],
  );
  for (const wrong of [-0.1, NaN, Infinity, 1_000_000, 1e21]) {
    assertThrows(() => costFromDollars(wrong), RangeError);
  }
});

Deno.test("costFromDollars() of whole micro-dollars is exact", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 999_999_999 }), (micros) => {
    const dollars = Number(printUsd(usdFromMicros(BigInt(micros))));
    return costFromDollars(dollars) === BigInt(micros);
  }));
});

Deno.test("priceInForce() is the newest that has begun, else the oldest", () => {
  const dated = (effectiveFrom: string): TokenPrice => ({
    ...GROK,
    effectiveFrom,
  });
  const prices = [
    dated("2025-01-01"),
    dated("2026-01-01"),
    dated("2026-03-01"),
  ] satisfies [TokenPrice, ...TokenPrice[]];
  const onDay = (day: string) =>
    priceInForce(prices, Date.parse(`${day}T23:59:59.999Z`)).effectiveFrom;
  assertEquals(
    ["2024-06-01", "2025-12-31", "2026-01-01", "2026-03-01"].map(onDay),
    ["2025-01-01", "2025-01-01", "2026-01-01", "2026-03-01"],
  );
  assertEquals(TOKEN_KINDS.length, 5);
});
