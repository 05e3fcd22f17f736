import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { quantity, usd, type UsdMicros } from "./money.ts";
import { kellyAmount, seedAmount, shareMicros, sharesFor } from "./sizing.ts";

const ONE = quantity("1");

/** The seed's own example values, worked by hand: 0.25 × confidence × balance, at most 10 %, at least $100. */
const SEED_ROWS: readonly (readonly [
  balance: string,
  confidence: number,
  amount: string,
])[] = [
  ["10000", 0, "100"],
  ["10000", 0.039, "100"],
  ["10000", 0.04, "100"],
  ["10000", 0.041, "102.5"],
  ["10000", 0.29, "725"],
  ["10000", 0.4, "1000"],
  ["10000", 0.57, "1000"],
  ["10000", 1, "1000"],
  ["100000", 0.57, "10000"],
  ["100000", 0.333333, "8333.325"],
  ["999.99", 1, "100"],
  ["1000.01", 1, "100.001"],
  ["50", 0.5, "100"],
];

for (const [balance, confidence, amount] of SEED_ROWS) {
  Deno.test(`seedAmount() puts $${amount} on $${balance} at ${confidence}`, () => {
    assertEquals(seedAmount(usd(balance), confidence), usd(amount));
  });
}

Deno.test("seedAmount() keeps the seed's bounds for every balance and confidence", () => {
  fc.assert(fc.property(
    fc.bigInt({ min: 0n, max: 10n ** 15n }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (micros, confidence) => {
      const amount = seedAmount(micros as UsdMicros, confidence);
      return amount >= usd("100") &&
        (amount === usd("100") || amount <= micros / 10n);
    },
  ));
});

Deno.test("sharesFor() buys floor(amount / price) contracts, in the market's lots", () => {
  assertEquals(sharesFor(usd("100"), 550_000n, ONE), quantity("181"));
  assertEquals(
    sharesFor(usd("100"), 550_000n, quantity("10")),
    quantity("180"),
  );
  assertEquals(sharesFor(usd("0.54"), 550_000n, ONE), quantity("0"));
  assertEquals(sharesFor(usd("1000"), 10_000n, ONE), quantity("100000"));
  assertEquals(sharesFor(usd("100"), 0n, ONE), quantity("0"));
});

Deno.test("kellyAmount() bets fraction × (q − p)/(1 − p) of the balance", () => {
  const balance = usd("10000");
  assertEquals(
    kellyAmount(balance, { probability: 0.6, price: 500_000n }, 1_000_000n),
    usd("2000"),
  );
  assertEquals(
    kellyAmount(balance, { probability: 0.6, price: 500_000n }, 250_000n),
    usd("500"),
  );
  assertEquals(
    kellyAmount(balance, { probability: 0.95, price: 900_000n }, 250_000n),
    usd("1250"),
  );
});

Deno.test("kellyAmount() bets nothing without an edge, a balance, or a price inside the scale", () => {
  const bets = [
    [usd("10000"), 0.5, 500_000n],
    [usd("10000"), 0.4, 500_000n],
    [usd("0"), 0.9, 500_000n],
    [usd("10000"), 0.9, 0n],
    [usd("10000"), 1, 1_000_000n],
  ] as const;
  for (const [balance, probability, price] of bets) {
    assertEquals(
      kellyAmount(balance, { probability, price }, 1_000_000n),
      usd("0"),
    );
  }
});

Deno.test("kellyAmount() never bets more than its fraction of the balance", () => {
  const bets = fc.record({
    balance: fc.bigInt({ min: 1n, max: 10n ** 15n }),
    probability: fc.double({ min: 0, max: 1, noNaN: true }),
    price: fc.bigInt({ min: 1n, max: 999_999n }),
    fraction: fc.bigInt({ min: 0n, max: 1_000_000n }),
  });
  fc.assert(fc.property(bets, ({ balance, fraction, ...bet }) => {
    const amount = kellyAmount(balance as UsdMicros, bet, fraction);
    return amount <= balance * fraction / 1_000_000n;
  }));
});

Deno.test("shareMicros() takes the nearest millionth and refuses what is no share", () => {
  assertEquals([0.29, 0.57, 1, 0].map(shareMicros), [
    290_000n,
    570_000n,
    1_000_000n,
    0n,
  ]);
  for (const share of [NaN, -0.1, 1.1, Infinity]) {
    assertThrows(() => shareMicros(share), RangeError);
  }
});
