import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { yesPrices } from "./testing/arbitraries.ts";
import {
  CENT_GRID,
  finestStep,
  isOnGrid,
  mid,
  type NoPrice,
  noPrice,
  noPriceFromMicros,
  onGridBelow,
  onScaleOf,
  printPrice,
  toNoPrice,
  toProbability,
  toYesPrice,
  type YesPrice,
  yesPrice,
  yesPriceFromMicros,
  yesScale,
} from "./price.ts";

Deno.test("yesPrice() and noPrice() take 0 to 1 dollar and nothing else", () => {
  assertStrictEquals(yesPrice("0.56") as bigint, 560_000n);
  assertStrictEquals(noPrice("1") as bigint, 1_000_000n);
  assertThrows(() => yesPrice("1.000001"), RangeError, "0 to 1 dollar");
  assertThrows(() => noPrice("-0.01"), RangeError, "0 to 1 dollar");
  assertThrows(() => yesPriceFromMicros(1_000_001n), RangeError);
  assertThrows(() => noPriceFromMicros(-1n), RangeError);
});

Deno.test("pains: a YES price and its NO price add up to a dollar, there and back", () => {
  fc.assert(fc.property(yesPrices, (price) => {
    const opposite = toNoPrice(price);
    assertStrictEquals(price + opposite, 1_000_000n);
    assertStrictEquals(toYesPrice(opposite), price);
    assertStrictEquals(yesPrice(printPrice(price)), price);
    for (const outcome of ["yes", "no"] as const) {
      assertStrictEquals(yesScale(onScaleOf(outcome, price)), price);
    }
  }));
});

Deno.test("a YesPrice is not taken for a NoPrice, nor a bare bigint for either", () => {
  // @ts-expect-error a YES price is on the other scale
  const no: NoPrice = yesPrice("0.4");
  // @ts-expect-error a NO price is on the other scale
  const yes: YesPrice = noPrice("0.4");
  // @ts-expect-error a bare number of micro-dollars has no scale
  const bare: YesPrice = 400_000n;
  // @ts-expect-error the scale that is named must be the price's own
  yesScale({ outcome: "no", price: yesPrice("0.4") });
  assertEquals([no as bigint, yes as bigint, bare as bigint], [
    400_000n,
    400_000n,
    400_000n,
  ]);
});

Deno.test("isOnGrid() takes the steps of the range that holds the price, bounds included", () => {
  const range = (from: string, to: string, step: string) => ({
    from: yesPrice(from),
    to: yesPrice(to),
    step: yesPrice(step),
  });
  const tapered = [
    range("0", "0.1", "0.001"),
    range("0.1", "0.9", "0.01"),
    range("0.9", "1", "0.001"),
  ];
  const cases: readonly [
    price: string,
    onTapered: boolean,
    onCents: boolean,
  ][] = [
    ["0", true, true],
    ["0.001", true, false],
    ["0.0995", false, false],
    ["0.1", true, true],
    ["0.101", false, false],
    ["0.56", true, true],
    ["0.899", false, false],
    ["0.9", true, true],
    ["0.901", true, false],
    ["1", true, true],
  ];
  for (const [price, onTapered, onCents] of cases) {
    assertEquals(isOnGrid(yesPrice(price), tapered), onTapered, price);
    assertEquals(isOnGrid(yesPrice(price), CENT_GRID), onCents, price);
    const mirrored = toYesPrice(noPrice(price));
    assertEquals(isOnGrid(mirrored, tapered), onTapered, `NO ${price}`);
  }
  assertEquals(isOnGrid(yesPrice("0.5"), [range("0.6", "1", "0.01")]), false);
  assertEquals(
    isOnGrid(yesPrice("0.65"), [range("0.605", "1", "0.01")]),
    false,
  );
});

Deno.test("finestStep() is the smallest step of all ranges", () => {
  assertEquals(finestStep(CENT_GRID), yesPrice("0.01"));
  const fine = { ...CENT_GRID[0], step: yesPrice("0.001") };
  assertEquals(
    finestStep([...CENT_GRID, {
      from: yesPrice("0"),
      to: yesPrice("1"),
      ...fine,
    }]),
    yesPrice("0.001"),
  );
});

Deno.test("mid() is a probability between bid and ask, null while a side is missing", () => {
  assertEquals(mid(yesPrice("0.55"), yesPrice("0.58")), 0.565);
  assertEquals(mid(null, yesPrice("0.58")), null);
  assertEquals(mid(yesPrice("0.55"), null), null);
  assertEquals(toProbability(noPrice("0.44")), 0.44);
});

Deno.test("onGridBelow() returns the next allowed price down, on the scale of its outcome", () => {
  assertEquals(onGridBelow("yes", 0.4567, CENT_GRID), {
    outcome: "yes",
    price: yesPrice("0.45"),
  });
  assertEquals(onGridBelow("no", 0.4567, CENT_GRID), {
    outcome: "no",
    price: noPrice("0.45"),
  });
  assertEquals(onGridBelow("yes", -0.01, CENT_GRID), null);
  assertEquals(onGridBelow("no", -0.01, CENT_GRID), null);
});

Deno.test("onGridBelow() is on the grid, at or below the wish, and less than a step away", () => {
  const half = [
    { from: yesPrice("0"), to: yesPrice("0.1"), step: yesPrice("0.001") },
    { from: yesPrice("0.1"), to: yesPrice("1"), step: yesPrice("0.01") },
  ];
  fc.assert(fc.property(
    fc.constantFrom("yes" as const, "no" as const),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (outcome, wish) => {
      const found = onGridBelow(outcome, wish, half);
      if (found === null) throw new Error("Nothing found");
      assertEquals(isOnGrid(yesScale(found), half), true);
      const below = wish - toProbability(found.price);
      assertEquals(below > -1e-9 && below < 0.01, true);
    },
  ));
});
