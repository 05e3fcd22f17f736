import { assertEquals, assertThrows } from "@std/assert";
import { FoldError } from "./fold_error.ts";
import { fillId } from "./ids.ts";
import type { EntryOf, JournalEntry } from "./journal.ts";
import { quantity, usd } from "./money.ts";
import {
  booksOf,
  FINAL,
  MARKET,
  MIRROR,
  mirrorOf,
  readOut,
  rowsOf,
  SETTLED,
  standingOf,
  STORY,
} from "./testing/story.ts";
import { SAMPLE_FILL } from "./testing/samples.ts";

/** The story up to its result: 4 YES that cost 2.20 and a fee of 0.07 are held, the market is final. */
const HELD = STORY.slice(0, 7);
const REVERSED: EntryOf<"settlement_reversed"> = {
  ...SETTLED,
  kind: "settlement_reversed",
};
const LATE: JournalEntry = {
  kind: "order_filled",
  fill: { ...SAMPLE_FILL, id: fillId("f_late"), quantity: quantity("6") },
};
const SETTLED_LATE: EntryOf<"position_settled"> = {
  ...SETTLED,
  quantity: quantity("6"),
  cost: usd("3.30"),
  payout: usd("6"),
};

Deno.test("ArenaBooks.apply() of a reversal leaves everything as it was before the settlement", () => {
  for (const payout of ["4", "0", "2.20"]) {
    const settled = { ...SETTLED, payout: usd(payout) };
    const reversed = { ...REVERSED, payout: usd(payout) };
    const books = booksOf([...HELD, settled, reversed]);
    assertEquals(standingOf(books), standingOf(booksOf(HELD)));
    assertEquals(books.settledIn(MARKET), []);
    const again = booksOf([...HELD, settled, reversed, settled]);
    assertEquals(standingOf(again), standingOf(booksOf([...HELD, settled])));
  }
});

Deno.test("ArenaBooks.settledIn() names what was paid and not taken back, the oldest first", () => {
  const { kind: _kind, ...paid } = SETTLED;
  const { kind: _late, ...paidLate } = SETTLED_LATE;
  const story = [...HELD, SETTLED, LATE, SETTLED_LATE];
  assertEquals(booksOf(story).settledIn(MARKET), [paid, paidLate]);
  assertEquals(booksOf([...story, REVERSED]).settledIn(MARKET), [paidLate]);
});

Deno.test("ArenaBooks.apply() counts a repeated settlement, and a repeated reversal, and changes nothing by them", () => {
  const books = booksOf([...HELD, SETTLED, SETTLED, REVERSED, REVERSED]);
  assertEquals(books.repeats, 2);
  assertEquals(standingOf(books), standingOf(booksOf(HELD)));
});

Deno.test("ArenaBooks.apply() takes back every settlement of a holding that a late fill was paid beside", () => {
  const story = [...HELD, SETTLED, LATE, SETTLED_LATE];
  const reversedLate = {
    ...SETTLED_LATE,
    kind: "settlement_reversed",
  } as const;
  const orders: readonly (readonly JournalEntry[])[] = [
    [reversedLate, REVERSED],
    [REVERSED, reversedLate],
  ];
  for (const reversals of orders) {
    const books = booksOf([...story, ...reversals]);
    assertEquals([...books.positions.all()], [{
      contestantId: MIRROR,
      marketId: MARKET,
      outcome: "yes",
      quantity: quantity("10"),
      cost: usd("5.50"),
    }]);
    const { cash, wins, losses } = mirrorOf(books);
    assertEquals([cash, wins, losses], [usd("994.36"), 0, 0]);
    const anew = booksOf([...story, ...reversals, {
      ...SETTLED,
      quantity: quantity("10"),
      cost: usd("5.50"),
      payout: usd("0"),
      resolution: { kind: "no" },
    }]);
    assertEquals(mirrorOf(anew).losses, 1);
    assertEquals(mirrorOf(anew).realizedPnl, usd("-5.50"));
  }
});

Deno.test("ArenaBooks.apply() settles what the row names and keeps what a fill has added meanwhile", () => {
  const books = booksOf([...HELD, LATE, SETTLED]);
  assertEquals(
    [...books.positions.all()].map(({ quantity, cost }) => [
      quantity,
      cost,
    ]),
    [[quantity("6"), usd("3.30")]],
  );
  assertEquals([mirrorOf(books).wins, books.settlements], [0, 1]);
  const whole = booksOf([...HELD, LATE, SETTLED, SETTLED_LATE]);
  const { cash, wins, realizedPnl } = mirrorOf(whole);
  assertEquals([cash, wins, realizedPnl], [usd("1004.36"), 1, usd("4.50")]);
  const back = booksOf([...HELD, LATE, SETTLED, SETTLED_LATE, REVERSED, {
    ...SETTLED_LATE,
    kind: "settlement_reversed",
  }]);
  assertEquals(standingOf(back), standingOf(booksOf([...HELD, LATE])));
});

Deno.test("ArenaBooks.apply() refuses to take back what was never paid, and to pay what is not held", () => {
  const cases: readonly JournalEntry[] = [
    REVERSED,
    { ...REVERSED, payout: usd("3") },
    { ...SETTLED, quantity: quantity("5"), cost: usd("2.75") },
    { ...SETTLED, quantity: quantity("4"), cost: usd("2") },
    { ...SETTLED, quantity: quantity("3"), cost: usd("2.20") },
  ];
  for (const entry of cases) {
    const books = booksOf(HELD);
    const before = readOut(books);
    const [row] = rowsOf([entry], books.head);
    assertThrows(() => row && books.apply(row), FoldError);
    assertEquals(readOut(books), before);
  }
  const paid = booksOf([...HELD, SETTLED]);
  const others = [
    { ...REVERSED, payout: usd("3") },
    { ...REVERSED, quantity: quantity("3") },
    { ...REVERSED, cost: usd("2") },
    { ...REVERSED, resolution: { kind: "void" as const } },
  ];
  for (const other of others) {
    const [row] = rowsOf([other], paid.head);
    assertThrows(
      () => row && paid.apply(row),
      FoldError,
      "must have been booked: current value is",
    );
  }
});

Deno.test("ArenaBooks.apply() refuses to pay anew what was taken back and is not held any more", () => {
  const gone: JournalEntry = {
    ...SETTLED,
    kind: "position_corrected",
    quantityBefore: quantity("4"),
    quantityAfter: quantity("0"),
    costAfter: usd("0"),
    reason: "test",
  };
  const books = booksOf([...HELD, SETTLED, REVERSED, gone]);
  const [row] = rowsOf([SETTLED], books.head);
  assertThrows(() => row && books.apply(row), FoldError, "current value is 0");
});

Deno.test("ArenaBooks.apply() journals another result after payment and keeps the payment until it is taken back", () => {
  const books = booksOf([...HELD, SETTLED, {
    ...FINAL,
    resolution: { kind: "no" },
  }]);
  assertEquals(books.markets.get(MARKET)?.resolution, { kind: "no" });
  assertEquals(mirrorOf(books).cash, usd("1001.73"));
  assertEquals(books.settledIn(MARKET).length, 1);
});
