import { assertEquals } from "@std/assert";
import { type MarketId, marketId } from "../../domain/ids.ts";
import type { EntryOf, JournalEntry } from "../../domain/journal.ts";
import { usd } from "../../domain/money.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";
import {
  booksOf,
  FINAL,
  MARKET,
  SETTLED,
  STORY,
} from "../../domain/testing/story.ts";
import { marketsToSettle, settlementRowsDue } from "./settlement_rows.ts";

/** The story without its end: 4 YES that cost 2.20 are held. */
const HELD = STORY.slice(0, 6);
const REVERSED: EntryOf<"settlement_reversed"> = {
  ...SETTLED,
  kind: "settlement_reversed",
};
const DISPUTED: JournalEntry = { ...FINAL, phase: "disputed" };
const FINAL_NO: JournalEntry = { ...FINAL, resolution: { kind: "no" } };

function due(...more: readonly JournalEntry[]) {
  return settlementRowsDue(booksOf([...HELD, ...more]), MARKET);
}

Deno.test("settlementRowsDue() pays what is held once its market is over, and only once", () => {
  assertEquals(due(), []);
  assertEquals(due({ ...FINAL, phase: "proposed" }), []);
  assertEquals(due(FINAL), [SETTLED]);
  assertEquals(due(FINAL, SETTLED), []);
});

Deno.test("settlementRowsDue() waits with paying, and not with taking back, for an order that is open", () => {
  const working = STORY.slice(0, 5);
  const rows = (...more: readonly JournalEntry[]) =>
    settlementRowsDue(booksOf([...working, ...more]), MARKET);
  assertEquals(rows(FINAL), []);
  assertEquals(rows(FINAL, SETTLED, FINAL_NO), [REVERSED]);
});

Deno.test("settlementRowsDue() takes back first and pays anew after that", () => {
  assertEquals(due(FINAL, SETTLED, DISPUTED), [REVERSED]);
  assertEquals(due(FINAL, SETTLED, FINAL_NO), [REVERSED]);
  assertEquals(due(FINAL, SETTLED, DISPUTED, REVERSED), []);
  assertEquals(due(FINAL, SETTLED, FINAL_NO, REVERSED), [{
    ...SETTLED,
    payout: usd("0"),
    resolution: { kind: "no" },
  }]);
});

Deno.test("settlementRowsDue() leaves a payment alone whose result is final again before it was taken back", () => {
  assertEquals(due(FINAL, SETTLED, DISPUTED, FINAL), []);
});

Deno.test("marketsToSettle() names what is held in and what was paid on another result", () => {
  const other: MarketId = marketId("kalshi", "OTHER");
  const listed: JournalEntry = {
    kind: "market_listed",
    market: { ...SAMPLE_MARKET, id: other },
  };
  const named = (...more: readonly JournalEntry[]) =>
    marketsToSettle(booksOf([...HELD, listed, ...more]));
  assertEquals(named(), [MARKET]);
  assertEquals(named(FINAL, SETTLED), []);
  assertEquals(named(FINAL, SETTLED, DISPUTED), [MARKET]);
});
