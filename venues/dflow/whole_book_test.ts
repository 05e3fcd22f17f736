import { assert, assertEquals } from "@std/assert";
import { quantity } from "../../domain/money.ts";
import { noPrice, yesPrice } from "../../domain/price.ts";
import { EMPTY_BOOK, WholeBook } from "./whole_book.ts";

Deno.test("a whole book offers what can rest, and counts all that was sent", () => {
  const book = new WholeBook(
    { prices: [450_000, 440_000, 430_000], sizes: [1e6, 2e6, 4e6] },
    { prices: [560_000, 10_000], sizes: [8e6, 16e6] },
  );
  assertEquals(book.yesBids, [
    { price: yesPrice("0.43"), quantity: quantity("4") },
  ]);
  assert(book.yesBids === book.yesBids);
  assertEquals(book.noBids[1], {
    price: noPrice("0.01"),
    quantity: quantity("16"),
  });
  assertEquals(book.bestYesBid, yesPrice("0.43"));
  assertEquals(book.bestNoBid, noPrice("0.56"));
  assertEquals(book.yesBidDepth, quantity("7"));
  assertEquals(book.offeredYesBidDepth, quantity("4"));
  assertEquals(book.noBidDepth, quantity("24"));
});

Deno.test("a whole book without a bid is empty, and one side may be", () => {
  assertEquals([...EMPTY_BOOK.yesBids, ...EMPTY_BOOK.noBids], []);
  assertEquals([EMPTY_BOOK.bestYesBid, EMPTY_BOOK.bestNoBid], [null, null]);
  assertEquals(EMPTY_BOOK.noBidDepth, quantity("0"));
  const side = { prices: [999_999], sizes: [1] };
  const book = new WholeBook(side, { prices: [], sizes: [] });
  assertEquals(book.bestYesBid, yesPrice("0.999999"));
});

Deno.test("a whole book's totals are exact beyond what a number holds", () => {
  const sizes = Array.from({ length: 1_000 }, (_, index) => 1e15 - index);
  const prices = sizes.map((_, index) => 1_000 - index);
  const side = { prices, sizes };
  const book = new WholeBook(side, side);
  const exact = sizes.reduce((sum, size) => sum + BigInt(size), 0n);
  assertEquals(book.yesBidDepth as bigint, exact);
  assert(exact > BigInt(Number.MAX_SAFE_INTEGER));
});
