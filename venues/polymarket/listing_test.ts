import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { isOnGrid, toNoPrice, yesPrice } from "../../domain/price.ts";
import { NOW_MS, ROW, YES } from "../../tests/venues/polymarket/samples.ts";
import { microsOf } from "./decimal_text.ts";
import { type PolymarketListing, priceGrid, readListing } from "./listing.ts";
import { bidOf, marketTokens, tokenPrice } from "./outcome_token.ts";
import { gammaMarketSchema } from "./schema/gamma.ts";

function listing(fields: object = {}, atMs = NOW_MS): PolymarketListing {
  return readListing(gammaMarketSchema.parse({ ...ROW, ...fields }), atMs);
}

Deno.test("readListing() reads a captured round", () => {
  const { market, tokens, outcomes } = listing();
  assertEquals(market.phase, "open");
  assertEquals(market.opensAtMs, Date.parse("2026-10-05T23:00:00Z"));
  assertEquals(market.closesAtMs, Date.parse("2026-10-05T23:15:00Z"));
  assertEquals(tokens.yes, YES);
  assertEquals(outcomes, ["Up", "Down"]);
  assertEquals(market.fees, {
    schedule: "polymarket_rate",
    rateMicros: 70_000n,
    exponent: 1,
  });
  assertEquals(listing({ feesEnabled: undefined }).market.fees, market.fees);
  assertEquals(listing({ feesEnabled: false }).market.fees, {
    schedule: "polymarket_rate",
    rateMicros: 0n,
    exponent: 1,
  });
});

Deno.test("readListing() takes the category of the venue's among the tags, whatever their order", () => {
  const category = (...labels: string[]) =>
    listing({ tags: labels.map((label) => ({ label })) }).market.category;
  assertEquals(category("Up or Down", "Crypto", "15M"), "crypto");
  assertEquals(category("Zoo", "Animals"), "animals");
  assertEquals(category("Animals", "Zoo"), "animals");
  assertEquals(category(), undefined);
});

Deno.test("readListing() maps the whole life of a market", () => {
  const closed = { closed: true, acceptingOrders: false };
  const cases: readonly [fields: object, phase: string, result: unknown][] = [
    [{ active: false }, "listed", null],
    [{}, "open", null],
    [{ acceptingOrders: false }, "paused", null],
    [{ umaResolutionStatus: "proposed" }, "proposed", null],
    [{ ...closed, umaResolutionStatus: "disputed" }, "disputed", null],
    [{ ...closed, outcomePrices: '["0.98", "0.02"]' }, "closed", null],
    [{ ...closed, outcomePrices: '["1", "0"]' }, "final", { kind: "yes" }],
    [{ ...closed, outcomePrices: '["0", "1"]' }, "final", { kind: "no" }],
    [
      { ...closed, outcomePrices: '["0.5", "0.5"]' },
      "final",
      { kind: "scalar", yesPayout: yesPrice("0.5") },
    ],
  ];
  for (const [fields, phase, result] of cases) {
    const { market, resolution } = listing(fields);
    assertEquals([market.phase, resolution], [phase, result]);
  }
  assertEquals(listing({}, NOW_MS + 600_000).market.phase, "closed");
});

Deno.test("readListing() chooses tokens by protocol and refuses what it does not know", () => {
  const ids = ["8", "9"];
  assertEquals(listing({ positionIds: ids }).tokens.yes, YES);
  assertEquals(
    listing({
      version: "v2",
      positionIds: ids,
      conditionId: `0x${"a".repeat(62)}`,
    })
      .conditionId,
    `0x${"a".repeat(62)}00`,
  );
  const refused: readonly object[] = [
    { version: "v3" },
    { version: "v2" },
    { outcomes: '["A", "B", "C"]' },
    { clobTokenIds: '["1", "1"]' },
    { orderPriceMinTickSize: 0.03 },
    { endDate: undefined },
    { feeSchedule: { ...ROW.feeSchedule, exponent: 3 } },
    { feeSchedule: { ...ROW.feeSchedule, takerOnly: false } },
    {
      cryptoMarketConfig: {
        ...ROW.cryptoMarketConfig,
        twapLookbackSeconds: 90,
      },
    },
  ];
  for (const fields of refused) {
    assertThrows(() => listing(fields), RangeError);
  }
});

Deno.test("priceGrid() takes whole ticks inside a dollar", () => {
  for (const tick of ["0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001"]) {
    const grid = priceGrid(tick);
    assertEquals(isOnGrid(yesPrice(tick), grid), true);
    assertEquals(isOnGrid(yesPrice("0"), grid), false);
    assertEquals(isOnGrid(yesPrice("1"), grid), false);
  }
});

Deno.test("bidOf() never confuses YES and NO: both ways to say a bid agree, and p + q = 1", () => {
  const price = fc.integer({ min: 0, max: 10_000 }).map((ticks) =>
    (ticks / 10_000).toFixed(4)
  );
  fc.assert(fc.property(price, (p) => {
    const q = ((10_000 - microsOf(p) / 100) / 10_000).toFixed(4);
    const bought = bidOf("yes", "BUY", microsOf(p));
    const sold = bidOf("no", "SELL", microsOf(q));
    assertEquals(sold, bought);
    const other = bidOf("yes", "SELL", microsOf(p));
    assertEquals(other, bidOf("no", "BUY", microsOf(q)));
    assertEquals(bought.outcome, "yes");
    assertEquals(other.outcome, "no");
    assertEquals(
      BigInt(bought.price) + BigInt(other.price),
      1_000_000n,
    );
    assertEquals(tokenPrice("no", q).price, toNoPrice(yesPrice(p)));
  }));
});

Deno.test("marketTokens() gives tokens types that do not stand for each other", () => {
  const { yes, no } = marketTokens(["1", "2"]);
  // @ts-expect-error A NO token is no YES token.
  const swapped: typeof yes = no;
  assertEquals(swapped as string, "2");
});

Deno.test("microsOf() reads what parseMicros reads", () => {
  const cases = ["0", "0.5", "12.345678", "999999999.999999", "1.5000000"];
  assertEquals(cases.map(microsOf), [
    0,
    500_000,
    12_345_678,
    999_999_999_999_999,
    1_500_000,
  ]);
  for (const bad of ["", ".5", "5.", "-1", "1e3", "0.1234567", "1 "]) {
    assertThrows(() => microsOf(bad));
  }
});
