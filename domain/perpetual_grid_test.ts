import { assertEquals } from "@std/assert";
import { perpetualPrice } from "./perpetual.ts";
import {
  isPerpetualTick,
  perpetualTick,
  sizeBelow,
  sizeStep,
} from "./perpetual_grid.ts";
import { marketId } from "./ids.ts";

function market(sizeDecimals: number) {
  return {
    id: marketId("hyperliquid", "X"),
    venue: "hyperliquid",
    coin: "X",
    sizeDecimals,
    leverageMax: 10,
  } as const;
}

Deno.test("isPerpetualTick() takes five significant figures, as many decimals as sizes leave, and whole prices", () => {
  const cases: readonly [number, string, boolean][] = [
    [0, "1234.5", true],
    [0, "1234.56", false],
    [0, "0.001234", true],
    [1, "0.01234", true],
    [1, "0.012345", false],
    [5, "66410.0", true],
    [5, "66410.5", false],
    [5, "9999.5", true],
    [5, "999.55", false],
    [2, "123456", true],
    [2, "123456.5", false],
  ];
  for (const [decimals, price, isTick] of cases) {
    assertEquals(
      isPerpetualTick(market(decimals), perpetualPrice(price)),
      isTick,
      `${price} with ${decimals} decimals of size`,
    );
  }
});

Deno.test("perpetualTick() goes to the next price that is taken", () => {
  const btc = market(5);
  assertEquals<bigint>(
    perpetualTick(btc, 66_410_400_000n, "floor"),
    66_410_000_000n,
  );
  assertEquals<bigint>(
    perpetualTick(btc, 66_410_400_000n, "ceil"),
    66_411_000_000n,
  );
  assertEquals<bigint>(
    perpetualTick(btc, 66_410_000_000n, "ceil"),
    66_410_000_000n,
  );
});

Deno.test("sizeBelow() rounds down to the venue's step", () => {
  assertEquals(sizeStep(market(5)), 10n);
  assertEquals<bigint>(sizeBelow(market(5), 123_456n), 123_450n);
  assertEquals<bigint>(sizeBelow(market(0), 1_999_999n), 1_000_000n);
  assertEquals<bigint>(sizeBelow(market(6), 1n), 1n);
});
