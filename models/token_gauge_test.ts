import { assertAlmostEquals, assertEquals } from "@std/assert";
import { TokenGauge } from "./token_gauge.ts";

Deno.test("TokenGauge takes a token for three characters before it knows better, and what providers counted after", () => {
  const gauge = new TokenGauge();
  assertEquals(gauge.tokensOf(9_001), 3_001);
  // Of no use: most of so short a prompt is what the provider adds.
  gauge.learn(1_000, 199);
  assertEquals(gauge.tokensOf(9_000), 3_000);
  gauge.learn(40_000, 10_000);
  assertAlmostEquals(gauge.charactersPerToken, 3.6);
  assertEquals(gauge.tokensOf(36_000), 10_000);
});

Deno.test("TokenGauge is moved by no odd count, follows its newest prompts and stays within reason", () => {
  const gauge = new TokenGauge();
  for (let n = 0; n < 20; n++) gauge.learn(4_000, 1_000);
  gauge.learn(4_000, 1_000_000);
  assertAlmostEquals(gauge.charactersPerToken, 3.6);
  for (let n = 0; n < 20; n++) gauge.learn(2_000, 1_000);
  assertAlmostEquals(gauge.charactersPerToken, 1.8);
  const odd = new TokenGauge();
  odd.learn(0, 1_000);
  assertAlmostEquals(odd.charactersPerToken, 0.45);
});
