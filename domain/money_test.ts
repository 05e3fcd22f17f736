import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  add,
  divide,
  formatUsd,
  max,
  min,
  notional,
  printQuantity,
  printUsd,
  quantity,
  quantityFromMicros,
  subtract,
  usd,
  usdFromMicros,
} from "./money.ts";
import { yesPrice } from "./price.ts";

Deno.test("usd() reads up to six decimals exactly", () => {
  assertStrictEquals(usd("12.34") as bigint, 12_340_000n);
  assertStrictEquals(usd("-0.000001") as bigint, -1n);
  assertStrictEquals(usd("5") as bigint, 5_000_000n);
  assertStrictEquals(usd("0.1000000000") as bigint, 100_000n);
  assertStrictEquals(
    usd("999999999999999999.999999") as bigint,
    999_999_999_999_999_999_999_999n,
  );
});

Deno.test("usd() refuses what is no plain decimal number", () => {
  for (const text of ["", "1e3", "+1", " 1", "1,000", ".5", "5.", "--1", "x"]) {
    assertThrows(() => usd(text), SyntaxError, "Cannot parse a decimal");
  }
});

Deno.test("usd() refuses what is finer than a micro-dollar", () => {
  assertThrows(() => usd("0.0000001"), RangeError, "at most 6 decimals");
});

Deno.test("quantity() refuses a negative size", () => {
  assertStrictEquals(quantity("10.00") as bigint, 10_000_000n);
  assertThrows(() => quantity("-1"), RangeError, "0 or more");
});

Deno.test("printUsd() prints two to six decimals", () => {
  assertEquals(printUsd(usd("12.5")), "12.50");
  assertEquals(printUsd(usd("-0.01")), "-0.01");
  assertEquals(printUsd(usd("0.000100")), "0.0001");
  assertEquals(printUsd(usd("-0")), "0.00");
});

Deno.test("usd() reads back whatever printUsd() prints", () => {
  fc.assert(fc.property(fc.bigInt(-(10n ** 24n), 10n ** 24n), (micros) => {
    const amount = usdFromMicros(micros);
    assertStrictEquals(usd(printUsd(amount)), amount);
  }));
});

Deno.test("quantity() reads back whatever printQuantity() prints", () => {
  fc.assert(fc.property(fc.bigInt(0n, 10n ** 24n), (micros) => {
    const contracts = quantityFromMicros(micros);
    assertStrictEquals(quantity(printQuantity(contracts)), contracts);
  }));
});

Deno.test("notional() rounds only as asked", () => {
  const price = yesPrice("0.333333");
  assertEquals(printUsd(notional(price, quantity("3"), "floor")), "0.999999");
  const dust = quantity("0.5");
  assertEquals(printUsd(notional(price, dust, "floor")), "0.166666");
  assertEquals(printUsd(notional(price, dust, "ceil")), "0.166667");
});

Deno.test("divide() rounds down and up on either side of zero", () => {
  fc.assert(fc.property(
    fc.bigInt(-(10n ** 12n), 10n ** 12n),
    fc.bigInt(1n, 10n ** 6n),
    (dividend, divisor) => {
      const floor = divide(dividend, divisor, "floor");
      const ceil = divide(dividend, divisor, "ceil");
      const rest = dividend - floor * divisor;
      assertEquals(rest >= 0n && rest < divisor, true);
      assertStrictEquals(ceil, rest === 0n ? floor : floor + 1n);
    },
  ));
  assertThrows(() => divide(1n, 0n, "floor"), RangeError, "above 0");
});

Deno.test("add(), subtract(), min() and max() keep to one unit", () => {
  const [one, two] = [usd("1"), usd("2")];
  assertStrictEquals(add(one, two), usd("3"));
  assertStrictEquals(subtract(one, two), usd("-1"));
  assertStrictEquals(min(one, two), one);
  assertStrictEquals(max(one, two), two);
  // @ts-expect-error dollars and contracts do not add up
  add(one, quantity("1"));
  // @ts-expect-error nor do they compare
  min(quantity("1"), one);
});

Deno.test("formatUsd() rounds to the cent and groups thousands", () => {
  assertEquals(formatUsd(usd("1234567.895")), "$1,234,567.90");
  assertEquals(formatUsd(usd("-1234.5")), "-$1,234.50");
  assertEquals(formatUsd(usd("-0.004")), "$0.00");
  assertEquals(formatUsd(usd("0.005")), "$0.01");
  assertEquals(formatUsd(usd("100")), "$100.00");
});
