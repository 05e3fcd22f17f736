import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { quantity, usd } from "./money.ts";
import { perpetualPrice } from "./perpetual.ts";
import {
  perpetualFeeOf,
  perpetualFeesAt,
  type PerpetualFeeSelector,
} from "./perpetual_fees.ts";

const BASIC: PerpetualFeeSelector = {
  venue: "hyperliquid",
  tier: 0,
  stakingDiscountPercent: 0,
  referralDiscountPercent: 0,
  deployment: "validator",
};
const AT = Date.parse("2026-07-19");

function rates(selector: PerpetualFeeSelector): readonly bigint[] {
  const { takerPicos, makerPicos } = perpetualFeesAt(selector, AT);
  return [takerPicos, makerPicos];
}

Deno.test("perpetualFeesAt() has seven tiers", () => {
  const tiers = ([0, 1, 2, 3, 4, 5, 6] as const).map((tier) =>
    rates({ ...BASIC, tier }).map((picos) => picos / 1_000_000n)
  );
  assertEquals(tiers, [
    [450n, 150n],
    [400n, 120n],
    [350n, 80n],
    [300n, 40n],
    [280n, 0n],
    [260n, 0n],
    [240n, 0n],
  ]);
});

Deno.test("perpetualFeesAt() multiplies discounts and what a builder takes", () => {
  // 0.045 % · 0.9 · 0.96.
  assertEquals(
    rates({
      ...BASIC,
      stakingDiscountPercent: 10,
      referralDiscountPercent: 4,
    }),
    [388_800_000n, 129_600_000n],
  );
  assertEquals(
    rates({ ...BASIC, deployment: "builder" }),
    [900_000_000n, 300_000_000n],
  );
  assertEquals(
    rates({ ...BASIC, deployment: "growth" }),
    [90_000_000n, 30_000_000n],
  );
});

Deno.test("perpetualFeesAt() never guesses what was charged before it is known", () => {
  assertStrictEquals(
    perpetualFeesAt(BASIC, Date.parse("2025-05-05")).name,
    "Hyperliquid",
  );
  for (
    const [selector, first] of [
      [BASIC, "2025-05-05"],
      [{ ...BASIC, deployment: "growth" }, "2026-07-19"],
    ] as const
  ) {
    assertThrows(
      () => perpetualFeesAt(selector, Date.parse(first) - 1),
      RangeError,
      `known since ${first}`,
    );
  }
});

Deno.test("perpetualFeeOf() rounds down to the micro-dollar", () => {
  const fees = perpetualFeesAt(BASIC, AT);
  const traded = {
    price: perpetualPrice("0.002048"),
    quantity: quantity("5845"),
  };
  // 11.97056 · 0.00045 is 0.005386752.
  assertStrictEquals(
    perpetualFeeOf(fees, { ...traded, liquidity: "taker" }),
    usd("0.005386"),
  );
  assertStrictEquals(
    perpetualFeeOf(fees, { ...traded, liquidity: "maker" }),
    usd("0.001795"),
  );
});
