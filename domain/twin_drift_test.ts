import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Fill } from "./fill.ts";
import { quantity, usd } from "./money.ts";
import { yesPrice } from "./price.ts";
import { SAMPLE_FILL } from "./testing/samples.ts";
import { driftBps, filledTotals } from "./twin_drift.ts";

function fill(
  contracts: string,
  price: string,
  more: Partial<Fill> = {},
): Fill {
  return {
    ...SAMPLE_FILL,
    quantity: quantity(contracts),
    price: { outcome: "yes", price: yesPrice(price) },
    fee: usd("0"),
    ...more,
  };
}

function drift(live: readonly Fill[], twin: readonly Fill[]): number | null {
  return driftBps(live, filledTotals(twin));
}

Deno.test("filledTotals() adds up contracts, notional and fees", () => {
  assertEquals(
    filledTotals([
      fill("2", "0.5", { fee: usd("0.01") }),
      fill("3", "0.4", { fee: usd("0.02") }),
    ]),
    { quantity: quantity("5"), notional: usd("2.2"), fees: usd("0.03") },
  );
});

Deno.test("driftBps() is above 0 where the live order paid more or got less", () => {
  assertEquals(drift([fill("10", "0.505")], [fill("10", "0.5")]), 100);
  assertEquals(drift([fill("10", "0.495")], [fill("10", "0.5")]), -100);
  const sale = { side: "sell" } as const;
  assertEquals(
    drift([fill("10", "0.495", sale)], [fill("10", "0.5", sale)]),
    100,
  );
  assertEquals(
    drift([fill("10", "0.505", sale)], [fill("10", "0.5", sale)]),
    -100,
  );
});

Deno.test("driftBps() is of what a contract cost, so that sizes may differ", () => {
  assertEquals(drift([fill("3", "0.5")], [fill("10", "0.5")]), 0);
  assertAlmostEquals(
    drift([fill("1", "0.5"), fill("1", "0.52")], [fill("7", "0.5")]) ?? 0,
    200,
  );
});

Deno.test("driftBps() counts fees against both sides of a trade", () => {
  const fee = { fee: usd("0.05") };
  assertEquals(drift([fill("10", "0.5", fee)], [fill("10", "0.5")]), 100);
  const sale = { side: "sell" } as const;
  assertEquals(
    drift([fill("10", "0.5", { ...sale, ...fee })], [fill("10", "0.5", sale)]),
    100,
  );
});

Deno.test("driftBps() of an order that either did not fill is unknown", () => {
  assertEquals(drift([], [fill("1", "0.5")]), null);
  assertEquals(drift([fill("1", "0.5")], []), null);
  const sale = { side: "sell", fee: usd("0.5") } as const;
  assertEquals(
    drift([fill("1", "0.5", sale)], [fill("1", "0.5", sale)]),
    null,
  );
});
