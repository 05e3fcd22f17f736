import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { yesPrices } from "./testing/arbitraries.ts";
import { feeScheduleAt } from "./fee_schedules.ts";
import {
  exactTerm,
  FEE_SCHEDULES,
  feeOf,
  type FeeSchedule,
  NO_FEES,
  type OrderFees,
} from "./fees.ts";
import { fillNotional } from "./fill.ts";
import { printUsd, type Quantity, quantity, usd } from "./money.ts";
import { onScaleOf, type YesPrice, yesPrice } from "./price.ts";

function charge(
  schedule: FeeSchedule,
  fills: readonly { price: YesPrice; quantity: Quantity }[],
  liquidity: "taker" | "maker" = "taker",
): { fees: string[]; order: OrderFees } {
  let order = NO_FEES;
  const fees = fills.map(({ price, quantity }) => {
    const { fee, after } = feeOf(schedule, {
      price: { outcome: "yes", price },
      quantity,
      liquidity,
      before: order,
    });
    order = after;
    return printUsd(fee);
  });
  return { fees, order };
}

const ONE_AT_HALF = { price: yesPrice("0.50"), quantity: quantity("1") };

Deno.test("feeOf() rounds Kalshi's taker fee up to the cent once per order", () => {
  const { fees, order } = charge(FEE_SCHEDULES.kalshi, [
    ONE_AT_HALF,
    ONE_AT_HALF,
    ONE_AT_HALF,
  ]);
  // 0.0175, 0.035 and 0.0525 in all: 2, 4 and 6 cents.
  assertEquals(fees, ["0.02", "0.02", "0.02"]);
  assertEquals(order.charged, usd("0.06"));
  const tenths = charge(
    FEE_SCHEDULES.kalshi,
    Array.from({ length: 4 }, () => ({
      price: yesPrice("0.90"),
      quantity: quantity("1"),
    })),
  );
  // 0.0063 each: the first cent covers a second fill in part.
  assertEquals(tenths.fees, ["0.01", "0.01", "0.00", "0.01"]);
});

Deno.test("feeOf() lets Kalshi's makers go free", () => {
  const many = { price: yesPrice("0.50"), quantity: quantity("100") };
  assertEquals(charge(FEE_SCHEDULES.kalshi, [many], "maker").fees, ["0.00"]);
});

Deno.test("feeOf() adds dflow's surcharge to each trade's rounded fee", () => {
  const { fees } = charge(FEE_SCHEDULES.dflow, [
    { price: yesPrice("0.56"), quantity: quantity("10") },
    ONE_AT_HALF,
  ]);
  // roundup(0.17248) + 0.02464, then roundup(0.0175) + 0.0025.
  assertEquals(fees, ["0.20464", "0.0225"]);
});

Deno.test("feeOf() charges an order's fills together what one fill would have paid, never less than 0", () => {
  fc.assert(fc.property(
    yesPrices,
    fc.array(fc.bigInt(1n, 50_000_000n), { minLength: 1, maxLength: 8 }),
    (price, sizes) => {
      const fills = sizes.map((size) => ({
        price,
        quantity: size as Quantity,
      }));
      const total = sizes.reduce((sum, size) => sum + size, 0n) as Quantity;
      const whole = charge(FEE_SCHEDULES.kalshi, [{ price, quantity: total }]);
      const parts = charge(FEE_SCHEDULES.kalshi, fills);
      assertStrictEquals(parts.order.charged, whole.order.charged);
      assertEquals(parts.fees.some((fee) => fee.startsWith("-")), false);
    },
  ));
});

Deno.test("feeOf() is the same for a YES price and its NO price", () => {
  fc.assert(fc.property(yesPrices, (price) => {
    const [yes, no] = (["yes", "no"] as const).map((outcome) =>
      feeOf(FEE_SCHEDULES.dflow, {
        price: onScaleOf(outcome, price),
        quantity: quantity("13"),
        liquidity: "taker",
        before: NO_FEES,
      }).fee
    );
    assertStrictEquals(yes, no);
  }));
});

/** As documented: three fills of one order each, with a balance in whole cents. */
Deno.test("feeOf() takes the rest of a balance step as a fee and pays whole cents back", () => {
  const member = feeScheduleAt({
    venue: "kalshi",
    feeType: "quadratic",
    feeMultiplierMicros: 1_000_000n,
    membership: "customer",
  }, Date.parse("2026-08-10"));
  const fractionOfCent = { price: yesPrice("0.055"), quantity: quantity("1") };
  const rate = member.taker.map((term) => ({ ...term, rateMicros: 163_000n }));
  // The example's own fee model makes 0.0085 of it.
  assertEquals(
    charge({ ...member, taker: rate }, Array(3).fill(fractionOfCent)).fees,
    ["0.015", "0.005", "0.015"],
  );
  const fraction = { price: yesPrice("0.50"), quantity: quantity("0.30") };
  const lower = member.taker.map((term) => ({ ...term, rateMicros: 54_000n }));
  const { fees, order } = charge(
    { ...member, taker: lower },
    Array(3).fill(fraction),
  );
  assertEquals(fees, ["0.01", "0.00", "0.01"]);
  assertEquals(order.charged, usd("0.02"));
  assertEquals(order.overpaid, 7_700n);
});

Deno.test("feeOf() leaves a balance in whole steps, whether bought or sold", () => {
  const fills = fc.record({
    side: fc.constantFrom("buy" as const, "sell" as const),
    price: yesPrices.map((price) => onScaleOf("yes", price)),
    quantity: fc.bigInt(1n, 50_000_000n).map((size) => size as Quantity),
  });
  fc.assert(
    fc.property(fills, fc.constantFrom(100n, 10_000n), (fill, stepMicros) => {
      const balance = { stepMicros, rebateMicros: 10_000n };
      const { fee } = feeOf(
        { ...FEE_SCHEDULES.kalshi, balance },
        { ...fill, liquidity: "taker", before: NO_FEES },
      );
      const notional = fillNotional(fill);
      const change = fill.side === "buy" ? -notional - fee : notional - fee;
      assertEquals(change % stepMicros, 0n);
    }),
  );
});

Deno.test("feeOf() knows the other two bases", () => {
  const terms = (basis: "risk_squared" | "cheaper_side", rate: bigint) => ({
    ...FEE_SCHEDULES.kalshi,
    taker: [exactTerm(rate, basis)],
  });
  const at = (price: string, contracts: string) => [{
    price: yesPrice(price),
    quantity: quantity(contracts),
  }];
  // 100 · 0.25 · (0.5 · 0.5)², as Polymarket gave as an example; Predict.fun charged the second.
  assertEquals(
    charge(terms("risk_squared", 250_000n), at("0.50", "100")).fees,
    ["1.5625"],
  );
  assertEquals(
    charge(terms("cheaper_side", 20_000n), at("0.87", "2.82")).fees,
    ["0.007332"],
  );
  assertEquals(
    charge(terms("cheaper_side", 20_000n), at("0.13", "2.82")).fees,
    ["0.007332"],
  );
});
