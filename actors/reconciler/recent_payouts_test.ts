import { assertEquals } from "@std/assert";
import { contestantId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { usd } from "../../domain/money.ts";
import { MIRROR, rowsOf, SETTLED } from "../../domain/testing/story.ts";
import { PAYOUT_LAG_MS_MAX, RecentPayouts } from "./recent_payouts.ts";

function folded(
  ...booked: readonly (readonly [JournalEntry, number])[]
): RecentPayouts {
  const payouts = new RecentPayouts();
  const rows = rowsOf(booked.map(([entry]) => entry));
  for (const [index, row] of rows.entries()) {
    payouts.fold({ ...row, recordedAtMs: booked[index]?.[1] ?? 0 });
  }
  return payouts;
}

Deno.test("RecentPayouts sums what a contestant was paid, or had taken back, within the lag of a venue", () => {
  const payouts = folded(
    [SETTLED, 0],
    [{ ...SETTLED, contestantId: contestantId("other") }, 5],
    [{ ...SETTLED, kind: "settlement_reversed" }, 10],
  );
  assertEquals(payouts.of(MIRROR, 10), usd("8"));
  assertEquals(payouts.of(MIRROR, PAYOUT_LAG_MS_MAX - 1), usd("8"));
  assertEquals(payouts.of(MIRROR, PAYOUT_LAG_MS_MAX), usd("4"));
  assertEquals(payouts.of(MIRROR, PAYOUT_LAG_MS_MAX + 10), 0n);
});

Deno.test("RecentPayouts forgets what is older than that", () => {
  const late = PAYOUT_LAG_MS_MAX + 5;
  const payouts = folded([SETTLED, 0], [SETTLED, 6], [SETTLED, late]);
  assertEquals(payouts.of(MIRROR, 0), usd("8"), "the first one is gone");
});
