import { assertEquals } from "@std/assert";
import { usd, ZERO_USD } from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import type { Quote } from "../../domain/quote.ts";
import {
  booksOf,
  ENROLLED,
  MARKET,
  STORY,
} from "../../domain/testing/story.ts";
import { EquityMarks } from "./equity_marks.ts";

/** The story up to its fill: 4 YES were bought for 2.20 and a fee of 0.07. */
const HOLDING = booksOf(STORY.slice(0, 5));

function bid(price: string | null): () => Quote {
  return () => ({
    marketId: MARKET,
    yesBid: price === null ? null : yesPrice(price),
    yesAsk: null,
    occurredAtMs: 0,
  });
}

const perpetualsOf = () => ZERO_USD;

Deno.test("EquityMarks.next() counts positions at the bid beside the cash", () => {
  const marks = new EquityMarks();
  const { contestants, positions } = HOLDING;
  const [mark] = marks.next({
    contestants,
    positions,
    quoteOf: bid("0.50"),
    perpetualsOf,
  });
  assertEquals(
    [mark?.cash, mark?.positionsAtBid, mark?.equity],
    [usd("997.73"), usd("2"), usd("999.73")],
  );
});

Deno.test("EquityMarks.next() leaves out whoever holds what nobody bids for: a missing mark is no mark of 0", () => {
  const { contestants, positions } = HOLDING;
  for (const quoteOf of [bid(null), () => null]) {
    const marks = new EquityMarks();
    assertEquals(
      marks.next({ contestants, positions, quoteOf, perpetualsOf }),
      [],
    );
  }
});

Deno.test("EquityMarks.next() marks a contestant first and then only what changed", () => {
  const marks = new EquityMarks();
  const { contestants, positions } = HOLDING;
  const at = (price: string) =>
    marks.next({ contestants, positions, quoteOf: bid(price), perpetualsOf })
      .map(({ equity }) => equity);
  assertEquals(at("0.50"), [usd("999.73")]);
  assertEquals(at("0.50"), []);
  assertEquals(at("0.60"), [usd("1000.13")]);
});

Deno.test("EquityMarks.recover() takes over the journal's marks, so that a restart marks nobody anew", () => {
  const first = new EquityMarks();
  const fresh = booksOf([ENROLLED]);
  const { contestants, positions } = fresh;
  const quoteOf = () => null;
  const [mark] = first.next({ contestants, positions, quoteOf, perpetualsOf });
  if (mark === undefined) throw new Error("Nobody was marked");
  const books = booksOf([ENROLLED, { kind: "equity_marked", marks: [mark] }]);
  const second = new EquityMarks();
  second.recover(books.contestants.values());
  assertEquals(
    second.next({
      contestants: books.contestants,
      positions: books.positions,
      quoteOf,
      perpetualsOf,
    }),
    [],
  );
});
