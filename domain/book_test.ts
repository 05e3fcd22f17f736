import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { type BookDelta, OrderBook } from "./book.ts";
import { marketId } from "./ids.ts";
import { type Quantity, quantity } from "./money.ts";
import { type NoPrice, noPrice, type YesPrice, yesPrice } from "./price.ts";

const MARKET = marketId("kalshi", "M");

function yesDelta(price: string, change: bigint): BookDelta {
  return {
    outcome: "yes",
    price: yesPrice(price),
    change: (change * 1_000_000n) as Quantity,
    occurredAtMs: 7,
  };
}

function bookOf(yes: readonly string[], no: readonly string[]): OrderBook {
  const book = new OrderBook(MARKET);
  book.replace({
    yesBids: yes.map((price) => ({
      price: yesPrice(price),
      quantity: quantity("10"),
    })),
    noBids: no.map((price) => ({
      price: noPrice(price),
      quantity: quantity("10"),
    })),
    occurredAtMs: 5,
  });
  return book;
}

Deno.test("OrderBook has no best bid and no depth before its first update", () => {
  const book = new OrderBook(MARKET);
  assertEquals([book.bestYesBid, book.bestNoBid, book.version], [
    null,
    null,
    0,
  ]);
  assertStrictEquals(book.yesBidDepth as bigint, 0n);
  assertEquals([...book.yesBids(), ...book.noBids()], []);
  assertEquals(book.isCrossed, false);
});

Deno.test("OrderBook.replace() sorts levels best first and forgets what was there", () => {
  const book = bookOf(["0.40", "0.52", "0.51"], ["0.45", "0.47"]);
  assertEquals([...book.yesBids()].map(({ price }) => price), [
    yesPrice("0.52"),
    yesPrice("0.51"),
    yesPrice("0.40"),
  ]);
  assertEquals(book.bestNoBid, noPrice("0.47"));
  book.replace({
    yesBids: [],
    noBids: [{ price: noPrice("0.10"), quantity: quantity("2.50") }],
    occurredAtMs: 6,
  });
  assertEquals(book.bestYesBid, null);
  assertEquals(book.bestNoBid, noPrice("0.10"));
  assertEquals([book.yesBidDepth, book.noBidDepth], [
    quantity("0"),
    quantity("2.5"),
  ]);
  assertEquals([book.updatedAtMs, book.version], [6, 2]);
});

Deno.test("OrderBook.apply() drops a level when nothing is left of it", () => {
  const book = bookOf(["0.51", "0.52"], []);
  book.apply(yesDelta("0.52", -10n));
  assertEquals(book.bestYesBid, yesPrice("0.51"));
  assertEquals(book.yesBidDepth, quantity("10"));
  assertEquals([book.underflows, book.updatedAtMs, book.version], [0, 7, 2]);
});

Deno.test("OrderBook.apply() counts a change that takes more than is there, until the next snapshot", () => {
  const book = bookOf(["0.51", "0.52"], []);
  book.apply(yesDelta("0.52", -11n));
  book.apply(yesDelta("0.33", -1n));
  assertEquals(book.underflows, 2);
  assertEquals([...book.yesBids()].length, 1);
  assertEquals(book.yesBidDepth, quantity("10"));
  book.replace({ yesBids: [], noBids: [], occurredAtMs: 8 });
  assertEquals(book.underflows, 0);
});

Deno.test("OrderBook.isCrossed tells when the best bids add up to a dollar or more", () => {
  assertEquals(bookOf(["0.52"], ["0.47"]).isCrossed, false);
  assertEquals(bookOf(["0.52"], ["0.48"]).isCrossed, true);
  assertEquals(bookOf(["0.52"], ["0.49"]).isCrossed, true);
});

/** The same book, slow and obvious: a map per side. */
class NaiveBook {
  readonly sides = {
    yes: new Map<bigint, bigint>(),
    no: new Map<bigint, bigint>(),
  };
  underflows = 0;

  apply({ outcome, price, change }: BookDelta): void {
    const side = this.sides[outcome];
    const after = (side.get(price) ?? 0n) + change;
    if (after < 0n) this.underflows++;
    if (after <= 0n) side.delete(price);
    else side.set(price, after);
  }

  bestFirst(outcome: "yes" | "no"): [bigint, bigint][] {
    return [...this.sides[outcome]].sort(([left], [right]) =>
      left > right ? -1 : 1
    );
  }
}

const deltas: fc.Arbitrary<BookDelta[]> = fc.array(
  fc.record({
    outcome: fc.constantFrom("yes" as const, "no" as const),
    cents: fc.bigInt(1n, 15n),
    change: fc.bigInt(-30n, 40n),
  }).map(({ outcome, cents, change }): BookDelta => {
    const price = cents * 10_000n;
    const rest = { change: change as Quantity, occurredAtMs: 1 };
    return outcome === "yes"
      ? { outcome, price: price as YesPrice, ...rest }
      : { outcome, price: price as NoPrice, ...rest };
  }),
  { maxLength: 120 },
);

Deno.test("OrderBook agrees with a naive book after every change", () => {
  fc.assert(
    fc.property(deltas, (changes) => {
      const book = new OrderBook(MARKET);
      const naive = new NaiveBook();
      for (const change of changes) {
        book.apply(change);
        naive.apply(change);
        const yes = naive.bestFirst("yes");
        const no = naive.bestFirst("no");
        assertEquals(
          [...book.yesBids()].map(({ price, quantity }) => [price, quantity]),
          yes as unknown[][],
        );
        assertEquals(
          [...book.noBids()].map(({ price, quantity }) => [price, quantity]),
          no as unknown[][],
        );
        assertStrictEquals(
          book.bestYesBid as bigint | null,
          yes[0]?.[0] ?? null,
        );
        assertStrictEquals(book.bestNoBid as bigint | null, no[0]?.[0] ?? null);
        assertStrictEquals(
          book.yesBidDepth as bigint,
          yes.reduce((sum, [, size]) => sum + size, 0n),
        );
        assertStrictEquals(
          book.noBidDepth as bigint,
          no.reduce((sum, [, size]) => sum + size, 0n),
        );
        assertEquals(book.underflows, naive.underflows);
      }
      assertEquals(book.version, changes.length);
    }),
    { numRuns: 60 },
  );
});
