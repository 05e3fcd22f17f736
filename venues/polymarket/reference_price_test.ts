import { assertEquals, assertThrows } from "@std/assert";
import { REFERENCE_FRAMES } from "../../tests/venues/polymarket/samples.ts";
import { readReferencePrices } from "./reference_price.ts";

Deno.test("readReferencePrices() reads both sockets to twelve decimals, and never takes an average for a spot price", () => {
  assertEquals(
    REFERENCE_FRAMES.flatMap((frame) => readReferencePrices(frame)),
    [
      ["BTC-USD-TWAP60", "78803.715261094101", 1788886177000],
      ["BTC-USD", "78788.525642908795", 1788886057000],
      ["BTC-USD", "76600.016", 1777432363000],
      ["BTC-USD", "76588.33", 1777432304000],
    ].map(([symbol, price, occurredAtMs]) => ({
      kind: "spot_printed",
      symbol,
      price,
      occurredAtMs,
    })) as never,
  );
});

Deno.test("readReferencePrices() rejects refusals, other currencies and unknown shapes", () => {
  const [twap, , spot] = REFERENCE_FRAMES;
  const bad: readonly object[] = [
    { op: "error", rid: "s1", code: "auth_required" },
    { ...twap, channel: "price.equity" },
    { ...twap, payload: { ...twap.payload, symbol: "btceur" } },
    {
      ...spot,
      payload: { ...spot.payload, full_accuracy_value: "76600.016" },
    },
  ];
  for (const value of bad) {
    assertThrows(() => readReferencePrices(value), RangeError);
  }
  assertEquals(readReferencePrices({ op: "authed", rid: "a1" }), []);
});
