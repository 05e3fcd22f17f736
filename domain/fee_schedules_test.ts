import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  feeScheduleAt,
  type FeeSelector,
  marketFeesAt,
} from "./fee_schedules.ts";
import { FEE_SCHEDULES, feeOf, type FeeSchedule, NO_FEES } from "./fees.ts";
import type { VenueId } from "./market.ts";
import type { MarketFees } from "./market_fees.ts";
import { printUsd, quantity } from "./money.ts";
import { yesPrice } from "./price.ts";

const KALSHI = {
  venue: "kalshi",
  feeType: "quadratic",
  feeMultiplierMicros: 1_000_000n,
  membership: "customer",
} as const;

function day(date: string): number {
  return Date.parse(date);
}

function feeOn(
  schedule: FeeSchedule,
  price: string,
  { contracts = "100", liquidity = "taker" as "taker" | "maker" } = {},
): string {
  const { fee } = feeOf(schedule, {
    price: { outcome: "yes", price: yesPrice(price) },
    quantity: quantity(contracts),
    liquidity,
    before: NO_FEES,
  });
  return printUsd(fee);
}

Deno.test("feeScheduleAt() is FEE_SCHEDULES where nothing needs to be told", () => {
  assertEquals(
    feeScheduleAt(KALSHI, day("2026-02-28")),
    FEE_SCHEDULES.kalshi,
  );
  assertEquals(
    feeScheduleAt({ venue: "dflow", tier: "obsidian" }, day("2026-11-20")),
    FEE_SCHEDULES.dflow,
  );
});

Deno.test("feeScheduleAt() changes at the first millisecond of a schedule", () => {
  const change = day("2026-06-11");
  assertStrictEquals(feeScheduleAt(KALSHI, change - 1).balance, null);
  assertEquals(feeScheduleAt(KALSHI, change).balance, {
    stepMicros: 10_000n,
    rebateMicros: 10_000n,
  });
  assertStrictEquals(
    feeScheduleAt({ ...KALSHI, membership: "direct" }, change).balance
      ?.stepMicros,
    100n,
  );
});

Deno.test("feeScheduleAt() multiplies Kalshi's rates by the series and charges makers where the series does", () => {
  const at = day("2026-03-01");
  const games = {
    ...KALSHI,
    feeType: "quadratic_with_maker_fees",
    feeMultiplierMicros: 500_000n,
  };
  assertEquals(feeOn(feeScheduleAt(KALSHI, at), "0.50"), "1.75");
  assertEquals(
    feeOn(feeScheduleAt(KALSHI, at), "0.50", { liquidity: "maker" }),
    "0.00",
  );
  assertEquals(feeOn(feeScheduleAt(games, at), "0.50"), "0.88");
  assertEquals(
    feeOn(feeScheduleAt(games, at), "0.50", { liquidity: "maker" }),
    "0.22",
  );
  assertEquals(
    feeOn(feeScheduleAt({ ...KALSHI, feeMultiplierMicros: 0n }, at), "0.50"),
    "0.00",
  );
});

Deno.test("feeScheduleAt() charges dflow's tiers what their scale says in all", () => {
  const fees = (["frost", "glacier", "steel", "obsidian"] as const).map(
    (tier) => {
      const schedule = feeScheduleAt(
        { venue: "dflow", tier },
        day("2026-11-20"),
      );
      return [
        feeOn(schedule, "0.50", { contracts: "4" }),
        feeOn(schedule, "0.50", { contracts: "4", liquidity: "maker" }),
      ];
    },
  );
  assertEquals(fees, [
    ["0.09", "0.0225"],
    ["0.0875", "0.021875"],
    ["0.085", "0.02125"],
    ["0.08", "0.02"],
  ]);
});

Deno.test("feeScheduleAt() knows every category of Polymarket, and the days on which two changed", () => {
  const fees = (category: FeeSelector & { venue: "polymarket" }, on: string) =>
    feeOn(feeScheduleAt(category, day(on)), "0.50");
  const category = (fees: (FeeSelector & { venue: "polymarket" })["fees"]) => ({
    venue: "polymarket" as const,
    fees,
  });
  assertEquals(fees(category("sports"), "2026-07-09"), "0.75");
  assertEquals(fees(category("sports"), "2026-07-10"), "1.25");
  assertEquals(fees(category("crypto"), "2026-05-16"), "1.80");
  assertEquals(fees(category("crypto"), "2026-05-17"), "1.75");
  for (const name of ["finance", "politics", "tech", "mentions"] as const) {
    assertEquals(fees(category(name), "2026-11-20"), "1.00", name);
  }
  for (const name of ["economics", "culture", "weather", "other"] as const) {
    assertEquals(fees(category(name), "2026-11-20"), "1.25", name);
  }
  assertEquals(fees(category("geopolitics"), "2026-11-20"), "0.00");
});

Deno.test("feeScheduleAt() takes a market of Polymarket at its word and drops what is finer than 0.00001", () => {
  const own = (exponent: 1 | 2, rateMicros: bigint) =>
    feeScheduleAt(
      { venue: "polymarket", fees: { rateMicros, exponent } },
      day("2026-01-06"),
    );
  assertEquals(feeOn(own(1, 70_000n), "0.85", { contracts: "5" }), "0.04462");
  assertEquals(
    feeOn(own(1, 70_000n), "0.85", { contracts: "5", liquidity: "maker" }),
    "0.00",
  );
  assertEquals(feeOn(own(2, 250_000n), "0.10"), "0.2025");
});

Deno.test("feeScheduleAt() charges what Predict.fun's tape shows", () => {
  const schedule = feeScheduleAt(
    { venue: "predict", feeRateBps: 200n },
    day("2026-10-05"),
  );
  assertEquals(feeOn(schedule, "0.87", { contracts: "2.82" }), "0.007332");
  // 0.736923 shares at 0.13.
  assertEquals(feeOn(schedule, "0.13", { contracts: "36.846153" }), "0.0958");
});

Deno.test("feeScheduleAt() never guesses what it does not know", () => {
  const at = day("2026-11-20");
  const before = assertThrows(
    () => feeScheduleAt(KALSHI, day("2026-02-28") - 1),
    RangeError,
  );
  assertEquals(
    before.message,
    "Cannot find the fees of Kalshi as they are known since 2026-02-28: current value is 2026-02-27T23:59:59.999Z",
  );
  for (
    const [selector, rule] of [
      [{ ...KALSHI, feeType: "flat" }, "must be quadratic or"],
      [{ ...KALSHI, feeMultiplierMicros: -1n }, "must be 0 or more"],
      [{ venue: "predict", feeRateBps: 10_001n }, "basis points"],
      [{ venue: "predict", feeRateBps: -1n }, "basis points"],
      [
        { venue: "polymarket", fees: { rateMicros: -1n, exponent: 1 } },
        "must be 0 or more",
      ],
    ] as const
  ) {
    assertThrows(() => feeScheduleAt(selector, at), RangeError, rule);
  }
});

/** Returns what 100 contracts at 0.50 cost a taker and a maker in a market that was listed on a day and trades on another. */
function costOn(
  date: string,
  { venue, fees, listed = "2026-01-01" }: {
    readonly venue: VenueId;
    readonly fees?: MarketFees;
    readonly listed?: string;
  },
): readonly [taker: string, maker: string] {
  const market = {
    venue,
    opensAtMs: day(listed),
    ...(fees === undefined ? {} : { fees }),
  };
  const schedule = marketFeesAt(market, day(date));
  return [
    feeOn(schedule, "0.50"),
    feeOn(schedule, "0.50", { liquidity: "maker" }),
  ];
}

Deno.test("marketFeesAt() charges by what the venue says of the market, on either side of a change", () => {
  const games: MarketFees = {
    schedule: "kalshi_quadratic_with_maker_fees",
    multiplierMicros: 500_000n,
  };
  const kalshi = { venue: "kalshi", fees: games } as const;
  // 0.035 · 25 and 0.00875 · 25: to the cent before, to a hundredth of a cent since.
  assertEquals(costOn("2026-06-10T23:59:59.999Z", kalshi), ["0.88", "0.22"]);
  assertEquals(costOn("2026-06-11", kalshi), ["0.875", "0.2188"]);
  const predict: MarketFees = { schedule: "predict", rateMicros: 20_000n };
  assertEquals(costOn("2026-11-01", { venue: "predict", fees: predict }), [
    "1.00",
    "0.00",
  ]);
});

Deno.test("marketFeesAt() takes a Polymarket market's fees from its listing, and no later change", () => {
  const fees: MarketFees = {
    schedule: "polymarket_category",
    category: "sports",
  };
  const sports = { venue: "polymarket", fees } as const;
  const listed = (date: string) =>
    costOn("2026-11-01", { ...sports, listed: date })[0];
  assertEquals(listed("2026-07-09"), "0.75");
  assertEquals(listed("2026-07-10"), "1.25");
  const rate: MarketFees = {
    schedule: "polymarket_rate",
    rateMicros: 30_000n,
    exponent: 1,
  };
  assertEquals(
    costOn("2026-11-01", { venue: "polymarket", fees: rate })[0],
    "0.75",
  );
});

Deno.test("marketFeesAt() charges the most that a venue is known to charge where it says nothing of the market", () => {
  assertEquals(costOn("2026-10-06", { venue: "kalshi" }), ["1.75", "0.00"]);
  assertEquals(costOn("2026-11-20", { venue: "dflow" }), [
    "2.25",
    "0.5625",
  ]);
  assertEquals(costOn("2026-10-06", { venue: "polymarket" }), ["1.80", "0.00"]);
  assertEquals(costOn("2026-10-06", { venue: "predict" }), ["50.00", "0.00"]);
  assertThrows(
    () => costOn("2026-10-06", { venue: "hyperliquid" }),
    RangeError,
    "must charge by contract",
  );
});

Deno.test("marketFeesAt() charges the first known version before it began", () => {
  assertEquals(costOn("2020-01-01", { venue: "kalshi" }), ["1.75", "0.00"]);
  assertEquals(costOn("2020-01-01", { venue: "dflow" }), [
    "2.25",
    "0.5625",
  ]);
});
