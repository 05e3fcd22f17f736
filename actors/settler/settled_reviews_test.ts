import { assertEquals } from "@std/assert";
import { type MarketId, marketId } from "../../domain/ids.ts";
import type { MarketPhase } from "../../domain/market.ts";
import { SettledReviews } from "./settled_reviews.ts";

const A = marketId("kalshi", "A");
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function change(
  reviews: SettledReviews,
  phase: MarketPhase,
  { id = A, atMs = 0 }: { id?: MarketId; atMs?: number } = {},
): void {
  reviews.fold({
    kind: "market_phase_changed",
    marketId: id,
    phase,
    resolution: { kind: "yes" },
  }, atMs);
}

Deno.test("SettledReviews.take() names a market 10 minutes, 1, 6 and 24 hours after its end", () => {
  const reviews = new SettledReviews();
  change(reviews, "final");
  const dueMs = [10 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS];
  for (const atMs of dueMs) {
    assertEquals(reviews.take(atMs - 1, 9), []);
    assertEquals(reviews.take(atMs, 9), [A]);
    assertEquals(reviews.take(atMs, 9), []);
    assertEquals(reviews.answered(A), true);
  }
  assertEquals(reviews.take(24.5 * HOUR_MS, 9), []);
});

Deno.test("SettledReviews.take() asks once for what fell due meanwhile, and not until it was answered", () => {
  const reviews = new SettledReviews();
  change(reviews, "void");
  assertEquals(reviews.take(2 * HOUR_MS, 9), [A]);
  assertEquals(reviews.take(7 * HOUR_MS, 9), []);
  reviews.answered(A);
  assertEquals(reviews.take(7 * HOUR_MS, 9), [A]);
});

Deno.test("SettledReviews.take() keeps to its limit and forgets what ended more than 25 hours ago", () => {
  const reviews = new SettledReviews();
  const ids = ["A", "B", "C"].map((ticker) => marketId("kalshi", ticker));
  for (const id of ids) change(reviews, "final", { id });
  assertEquals(reviews.take(HOUR_MS, 2), ids.slice(0, 2));
  assertEquals(reviews.take(HOUR_MS, 2), ids.slice(2));
  const late = new SettledReviews();
  change(late, "final");
  assertEquals(late.take(25 * HOUR_MS + 1, 9), []);
  assertEquals(late.take(24 * HOUR_MS, 9), []);
});

Deno.test("SettledReviews.answered() tells an answer about an end that was taken back, or came anew", () => {
  const reviews = new SettledReviews();
  change(reviews, "final");
  reviews.take(HOUR_MS, 9);
  change(reviews, "disputed");
  assertEquals(reviews.answered(A), false);
  assertEquals(reviews.take(2 * HOUR_MS, 9), []);
  change(reviews, "final", { atMs: 2 * HOUR_MS });
  assertEquals(reviews.answered(A), false);
  assertEquals(reviews.take(3 * HOUR_MS, 9), [A]);
});
