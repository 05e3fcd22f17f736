import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { contestantId, marketId } from "./ids.ts";
import {
  printUsd,
  type Quantity,
  quantity,
  usd,
  type UsdMicros,
} from "./money.ts";
import {
  averageEntry,
  filledPerpetual,
  flatPerpetual,
  type PerpetualFill,
  type PerpetualPosition,
  type PerpetualPrice,
  perpetualPrice,
  perpetualSize,
  unrealizedProfit,
} from "./perpetual.ts";

const FLAT = flatPerpetual({
  contestantId: contestantId("mirror"),
  marketId: marketId("hyperliquid", "BTC"),
});

function fill(
  side: "buy" | "sell",
  size: string,
  price: string,
): PerpetualFill {
  return { side, quantity: quantity(size), price: perpetualPrice(price) };
}

/** Returns the position after all fills and what each realised. */
function follow(
  fills: readonly PerpetualFill[],
  start: PerpetualPosition = FLAT,
): { position: PerpetualPosition; realized: UsdMicros[] } {
  let position = start;
  const realized = fills.map((next) => {
    const change = filledPerpetual(position, next);
    position = change.position;
    return change.realized;
  });
  return { position, realized };
}

Deno.test("filledPerpetual() opens, adds, reduces and closes a long", () => {
  const { position, realized } = follow([
    fill("buy", "0.1", "100000"),
    fill("buy", "0.3", "104000"),
    fill("sell", "0.2", "103500"),
  ]);
  assertStrictEquals(position.size, perpetualSize("0.2"));
  assertStrictEquals(position.entryNotional, usd("20600"));
  assertStrictEquals(averageEntry(position), perpetualPrice("103000"));
  assertEquals(realized, [usd("0"), usd("0"), usd("100")]);
  const closed = filledPerpetual(position, fill("sell", "0.2", "102000"));
  assertEquals(closed, {
    position: FLAT,
    closed: quantity("0.2"),
    realized: usd("-200"),
  });
});

Deno.test("filledPerpetual() wins on a short that is bought back cheaper", () => {
  const { position, realized } = follow([
    fill("sell", "2", "50"),
    fill("buy", "0.5", "40"),
  ]);
  assertStrictEquals(position.size, perpetualSize("-1.5"));
  assertEquals(realized, [usd("0"), usd("5")]);
  assertStrictEquals(
    unrealizedProfit(position, perpetualPrice("60")),
    usd("-15"),
  );
});

Deno.test("filledPerpetual() turns a position over: it closes the old one and opens the rest at the fill's price", () => {
  const { position } = follow([fill("buy", "1", "100")]);
  const change = filledPerpetual(position, fill("sell", "3", "90"));
  assertEquals(change, {
    position: {
      ...FLAT,
      size: perpetualSize("-2"),
      entryNotional: usd("180"),
    },
    closed: quantity("1"),
    realized: usd("-10"),
  });
});

Deno.test("filledPerpetual() loses no micro-dollar of an entry that does not divide", () => {
  const { position, realized } = follow([
    fill("buy", "3", "0.333333"),
    fill("buy", "4", "0.5"),
    fill("sell", "2", "1"),
    fill("sell", "2", "1"),
    fill("sell", "3", "1"),
  ]);
  assertEquals(position, FLAT);
  // Bought for 2.999999 and sold for 7: of an entry of 2.999999 / 7 the part that stays is rounded down.
  assertEquals(realized.map((amount) => printUsd(amount)), [
    "0.00",
    "0.00",
    "1.142857",
    "1.142857",
    "1.714287",
  ]);
});

const fills = fc.array(
  fc.record({
    side: fc.constantFrom("buy" as const, "sell" as const),
    quantity: fc.bigInt(1n, 10n ** 9n).map((size) => size as Quantity),
    price: fc.bigInt(1n, 10n ** 11n).map((price) => price as PerpetualPrice),
  }),
  { minLength: 1, maxLength: 20 },
);

Deno.test("filledPerpetual() realises over a position's life what its fills brought, less roundings against the contestant", () => {
  fc.assert(fc.property(fills, fc.bigInt(1n, 10n ** 11n), (opened, last) => {
    const { position, realized } = follow(opened);
    const closing: PerpetualFill[] = position.size === 0n ? [] : [{
      side: position.size > 0n ? "sell" : "buy",
      quantity:
        (position.size < 0n ? -position.size : position.size) as Quantity,
      price: last as PerpetualPrice,
    }];
    const end = follow(closing, position);
    assertEquals(end.position, FLAT);
    const total = [...realized, ...end.realized]
      .reduce((sum, amount) => sum + amount, 0n);
    // In micro-dollars of micro-units, where nothing is rounded.
    const brought = [...opened, ...closing].reduce(
      (sum, { side, quantity, price }) =>
        sum + (side === "sell" ? 1n : -1n) * quantity * price,
      0n,
    );
    const short = brought - total * 1_000_000n;
    // A fill that turns a position over is rounded in two parts.
    const most = 2n * BigInt(opened.length + closing.length) * 1_000_000n;
    assertEquals([short >= 0n, short <= most], [true, true]);
  }));
});

Deno.test("filledPerpetual() follows sizes exactly and has an entry only where it holds something", () => {
  fc.assert(fc.property(fills, (all) => {
    const { position } = follow(all);
    const size = all.reduce(
      (sum, { side, quantity }) =>
        sum + (side === "buy" ? quantity : -quantity),
      0n,
    );
    assertStrictEquals(position.size as bigint, size);
    assertEquals(position.entryNotional >= 0n, true);
    if (size === 0n) assertEquals(position, FLAT);
    assertEquals(averageEntry(position) === null, size === 0n);
  }));
});

Deno.test("filledPerpetual() refuses a fill of nothing", () => {
  assertThrows(
    () => filledPerpetual(FLAT, fill("buy", "0", "1")),
    RangeError,
    "must be above 0",
  );
});

Deno.test("perpetualPrice() and perpetualSize() round nothing away", () => {
  assertStrictEquals(perpetualPrice("0.002048") as bigint, 2_048n);
  assertStrictEquals(
    perpetualSize("-62324026.0") as bigint,
    -62_324_026_000_000n,
  );
  for (const text of ["0", "-1"]) {
    assertThrows(() => perpetualPrice(text), RangeError, "above 0");
  }
  assertThrows(() => perpetualPrice("0.0000001"), RangeError, "6 decimals");
  assertThrows(() => perpetualSize("0.0000001"), RangeError, "6 decimals");
});

Deno.test("unrealizedProfit() rounds down on either side", () => {
  const price = perpetualPrice("0.000001");
  const long = follow([fill("buy", "0.5", "1")]).position;
  assertStrictEquals(unrealizedProfit(long, price), usd("-0.5"));
  const short = follow([fill("sell", "0.5", "1")]).position;
  assertStrictEquals(unrealizedProfit(short, price), usd("0.499999"));
  assertStrictEquals(unrealizedProfit(FLAT, price), usd("0"));
});
