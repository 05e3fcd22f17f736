import { assertStrictEquals, assertThrows } from "@std/assert";
import { usd } from "./money.ts";
import { perpetualPrice, perpetualSize } from "./perpetual.ts";
import { fundingCharge, fundingRate } from "./perpetual_funding.ts";

Deno.test("fundingCharge() makes longs pay shorts at a positive rate, and shorts longs at a negative one", () => {
  const price = perpetualPrice("100000");
  const [positive, negative] = [
    fundingRate("0.0000125"),
    fundingRate("-0.0000125"),
  ];
  const [long, short] = [perpetualSize("0.5"), perpetualSize("-0.5")];
  assertStrictEquals(fundingCharge(long, price, positive), usd("0.625"));
  assertStrictEquals(fundingCharge(short, price, positive), usd("-0.625"));
  assertStrictEquals(fundingCharge(long, price, negative), usd("-0.625"));
  assertStrictEquals(fundingCharge(short, price, negative), usd("0.625"));
});

Deno.test("fundingCharge() rounds against the contestant", () => {
  const [price, rate] = [perpetualPrice("1"), fundingRate("0.0000004")];
  assertStrictEquals(
    fundingCharge(perpetualSize("1"), price, rate),
    usd("0.000001"),
  );
  assertStrictEquals(fundingCharge(perpetualSize("-1"), price, rate), usd("0"));
});

Deno.test("fundingRate() takes twelve decimals and refuses what is finer or no number", () => {
  assertStrictEquals(fundingRate("0.000000000001") as bigint, 1n);
  assertStrictEquals(fundingRate("-0.000022299") as bigint, -22_299_000n);
  for (const text of ["0.0000000000001", "1e-5", "", "+1"]) {
    assertThrows(() => fundingRate(text), SyntaxError, "funding rate");
  }
});
