import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { yesPrices } from "./testing/arbitraries.ts";
import {
  FEE_SCHEDULES,
  feeOf,
  type FeeSchedule,
  NO_FEES,
  type OrderFees,
} from "./fees.ts";
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

const SETTLEMENTS = new URL(
  "../../shared/data/kalshi-settlements-fees/kalshi_settlements.csv",
  import.meta.url,
);

/** Settlements of a real account, by column; `null` where the recordings are not beside the repository. */
function readSettlements(): Record<string, string>[] | null {
  try {
    const [header = "", ...lines] = Deno.readTextFileSync(SETTLEMENTS).trim()
      .split(/\r?\n/);
    const names = header.split(",");
    return lines.map((line) => {
      const cells = line.split(",");
      return Object.fromEntries(
        names.map((name, index) => [name, cells[index] ?? ""]),
      );
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Charged less than a taker pays: maker fills, or some of each. */
const CHARGED_LESS = [
  "KXBTC15M-26FEB281800-00",
  "KXBTC15M-26FEB281945-45",
  "KXETH15M-26FEB282100-00",
  "KXETH15M-26FEB282115-15",
  "KXBTC15M-26FEB282115-15",
  "KXETH15M-26FEB282130-30",
  "KXBTC15M-26MAR011300-00",
  "KXBTC15M-26MAR090200-00",
  "KXSOL15M-26MAR091115-15",
  "KXETH15M-26MAR092330-30",
  "KXBTC15M-26MAR100015-15",
  "KXETH15M-26MAR100045-45",
  "KXETH15M-26MAR100130-30",
  "KXBTC15M-26MAR100145-45",
  "KXETH15M-26MAR100515-15",
  "KXETH15M-26MAR100645-45",
  "KXETH15M-26MAR100830-30",
];

const SETTLED = readSettlements();

Deno.test({
  name:
    `feeOf() is what Kalshi charged in 99 of 116 settlements and never less than in the others${
      SETTLED === null ? " (the recordings are not there)" : ""
    }`,
  ignore: SETTLED === null,
  fn() {
    const lower: string[] = [];
    for (const row of SETTLED ?? []) {
      const cents = usd(row["avg_entry_price_cents"] ?? "");
      const { order } = charge(FEE_SCHEDULES.kalshi, [{
        price: (cents / 100n) as YesPrice,
        quantity: quantity(row["contracts"] ?? ""),
      }]);
      const charged = usd(row["fee_usd"] ?? "");
      if (charged < order.charged) lower.push(row["ticker"] ?? "");
      else assertStrictEquals(charged, order.charged, row["ticker"]);
    }
    assertEquals(SETTLED?.length, 116);
    assertEquals(lower, CHARGED_LESS);
  },
});
