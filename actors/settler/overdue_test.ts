import { assertEquals } from "@std/assert";
import { type MarketId, marketId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { MarketPhase } from "../../domain/market.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";
import { OverdueMarkets } from "./overdue.ts";

const id = (ticker: string): MarketId => marketId("kalshi", ticker);

function listed(ticker: string, closesAtMs: number): JournalEntry {
  return {
    kind: "market_listed",
    market: { ...SAMPLE_MARKET, id: id(ticker), closesAtMs },
  };
}

function changed(ticker: string, phase: MarketPhase): JournalEntry {
  return {
    kind: "market_phase_changed",
    marketId: id(ticker),
    phase,
    resolution: { kind: "yes" },
  };
}

function overdueOf(...entries: readonly JournalEntry[]): OverdueMarkets {
  const overdue = new OverdueMarkets();
  for (const entry of entries) overdue.fold(entry);
  return overdue;
}

Deno.test("OverdueMarkets.take() names markets more than 20 s past their close, oldest first", () => {
  const overdue = overdueOf(
    listed("LATE", 2_000),
    listed("EARLY", 1_000),
    listed("OPEN", 50_000),
  );
  assertEquals(overdue.take(21_000, 9), []);
  assertEquals(overdue.take(22_001, 9), [id("EARLY"), id("LATE")]);
});

Deno.test("OverdueMarkets.take() leaves out what is over, and only that", () => {
  const overdue = overdueOf(
    listed("FINAL", 0),
    listed("VOID", 0),
    listed("CLOSED", 0),
    changed("FINAL", "final"),
    changed("VOID", "void"),
    changed("CLOSED", "closed"),
  );
  assertEquals(overdue.take(60_000, 9), [id("CLOSED")]);
});

Deno.test("OverdueMarkets.take() asks about a market again only once it was answered", () => {
  const overdue = overdueOf(listed("A", 0));
  assertEquals(overdue.take(60_000, 9), [id("A")]);
  assertEquals(overdue.take(70_000, 9), []);
  overdue.answered(id("A"));
  assertEquals(overdue.take(80_000, 9), [id("A")]);
});

Deno.test("OverdueMarkets.take() reaches every market, also behind older ones that never end", () => {
  const overdue = overdueOf(
    ...Array.from({ length: 5 }, (_, n) => listed(`DEAD${n}`, n)),
    listed("ALIVE", 1_000),
  );
  const asked = new Set<MarketId>();
  for (let nowMs = 60_000; nowMs < 90_000; nowMs += 10_000) {
    for (const market of overdue.take(nowMs, 2)) {
      asked.add(market);
      overdue.answered(market);
    }
  }
  assertEquals(asked.has(id("ALIVE")), true);
  assertEquals(asked.size, 6);
});

Deno.test("OverdueMarkets.fold() keeps when a market was asked about where it is listed again", () => {
  const overdue = overdueOf(listed("A", 0), listed("B", 1));
  assertEquals(overdue.take(60_000, 1), [id("A")]);
  overdue.fold(listed("A", 0));
  assertEquals(overdue.take(60_000, 1), [id("B")]);
});

Deno.test("OverdueMarkets.take() names a market at once whose end was taken back", () => {
  const overdue = overdueOf(
    listed("A", 1_000_000),
    changed("A", "final"),
    changed("A", "disputed"),
  );
  assertEquals(overdue.take(0, 9), [id("A")]);
});

Deno.test("OverdueMarkets.answered() tells an answer about a market that has ended since it was asked about", () => {
  const overdue = overdueOf(listed("A", 0));
  assertEquals(overdue.answered(id("A")), false);
  overdue.take(60_000, 9);
  overdue.fold(changed("A", "proposed"));
  assertEquals(overdue.answered(id("A")), true);
  overdue.take(70_000, 9);
  overdue.fold(changed("A", "final"));
  assertEquals(overdue.answered(id("A")), false);
  overdue.fold(changed("A", "disputed"));
  assertEquals(overdue.answered(id("A")), false);
});
