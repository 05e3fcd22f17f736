import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  bookAt,
  fairProbability,
  isYes,
  quoteAt,
  tradesAt,
} from "./quoting.ts";
import { Schedule } from "./schedule.ts";

const SEED = 7;
const NOON_MS = Date.UTC(2026, 10, 20, 12);

/** Every market that trades within `hours` after noon, at every `everyMs`. */
function* moments(hours: number, everyMs: number) {
  const schedule = new Schedule(SEED);
  for (let ms = 0; ms < hours * 3_600_000; ms += everyMs) {
    for (const market of schedule.tradingAt(NOON_MS + ms)) {
      yield { market, atMs: NOON_MS + ms };
    }
  }
}

Deno.test("isYes() is exactly whether the index is above the strike at the close", () => {
  let yes = 0;
  let count = 0;
  for (const { market } of moments(1, 45_000)) {
    const level = market.index.levelAt(market.closesAtMs);
    assertEquals(isYes(market), level > market.strike);
    yes += isYes(market) ? 1 : 0;
    count += 1;
  }
  assert(yes > count * 0.3 && yes < count * 0.7, `${yes} of ${count} are YES`);
});

Deno.test("fairProbability() is calibrated: as often YES as it says, within jumps", () => {
  const bins = Array.from({ length: 5 }, () => ({ count: 0, fair: 0, yes: 0 }));
  for (const { market, atMs } of moments(3, 15_000)) {
    const fair = fairProbability(market, atMs);
    const bin = bins[Math.min(4, Math.floor(fair * 5))];
    assert(bin !== undefined && fair >= 0 && fair <= 1);
    bin.count += 1;
    bin.fair += fair;
    bin.yes += isYes(market) ? 1 : 0;
  }
  for (const { count, fair, yes } of bins) {
    assert(count > 200);
    assertAlmostEquals(yes / count, fair / count, 0.08);
  }
});

Deno.test("quoteAt() quotes whole cents around the fair price, never crossed or outside 1 to 99", () => {
  for (const { market, atMs } of moments(0.2, 1_000)) {
    const { bidCents, askCents } = quoteAt(SEED, market, atMs);
    for (const cents of [bidCents, askCents]) {
      assert(cents === null || (Number.isInteger(cents) && cents >= 1));
      assert(cents === null || cents <= 99);
    }
    if (bidCents !== null && askCents !== null) assert(bidCents < askCents);
    assert(bidCents !== null || askCents !== null);
  }
});

Deno.test("bookAt() has the quote as its best prices and depth behind it", () => {
  for (const { market, atMs } of moments(0.1, 1_000)) {
    const { bidCents, askCents } = quoteAt(SEED, market, atMs);
    const { yesBids, noBids } = bookAt(SEED, market, atMs);
    assertEquals(yesBids[0]?.cents ?? null, bidCents);
    assertEquals(
      noBids[0]?.cents ?? null,
      askCents === null ? null : 100 - askCents,
    );
    for (const { cents, contracts } of [...yesBids, ...noBids]) {
      assert(cents >= 1 && cents <= 98);
      assert(Number.isInteger(contracts) && contracts > 0);
    }
  }
});

Deno.test("tradesAt() prints at the quote, YES takers at the ask and NO takers at the bid", () => {
  let trades = 0;
  for (const { market, atMs } of moments(0.2, 1_000)) {
    const { bidCents, askCents } = quoteAt(SEED, market, atMs);
    for (const trade of tradesAt(SEED, market, { atMs, spanMs: 1_000 })) {
      trades += 1;
      assertEquals(
        trade.yesCents,
        trade.takerSide === "yes" ? askCents : bidCents,
      );
      assert(trade.contracts > 0);
    }
  }
  assert(trades > 500);
});
