import { assertEquals } from "@std/assert";
import type { JournalEntry } from "../../domain/journal.ts";
import { fillId } from "../../domain/ids.ts";
import { SAMPLE_FILL } from "../../domain/testing/samples.ts";
import { ENROLLED, rowsOf } from "../../domain/testing/story.ts";
import { FILL_OVERLAP_MS, FillWindow } from "./fill_window.ts";

const COMPLETED: JournalEntry = {
  kind: "reconciliation_completed",
  venue: "kalshi",
  trigger: "start",
  ordersChecked: 0,
  fillsChecked: 0,
  positionsChecked: 0,
  balancesChecked: 0,
  differences: 0,
};

function fill(id: string, occurredAtMs: number): JournalEntry {
  return {
    kind: "order_filled",
    fill: { ...SAMPLE_FILL, id: fillId(id), occurredAtMs },
  };
}

function folded(
  entries: readonly JournalEntry[],
  startedAtMs = 1_000_000,
): FillWindow {
  const window = new FillWindow(startedAtMs);
  for (const row of rowsOf(entries)) window.fold(row);
  return window;
}

Deno.test("FillWindow begins some time before the journal, or before now where that is empty", () => {
  assertEquals(folded([]).sinceMs, 1_000_000 - FILL_OVERLAP_MS);
  const [row] = rowsOf([ENROLLED]);
  assertEquals(
    folded([ENROLLED]).sinceMs,
    (row?.recordedAtMs ?? 0) - FILL_OVERLAP_MS,
  );
});

Deno.test("FillWindow keeps every fill until a pass is completed, and then those that the next one looks at", () => {
  const late = FILL_OVERLAP_MS + 5_000;
  const fills = [fill("f_1", 4_999), fill("f_2", 5_000), fill("f_3", late)];
  assertEquals(folded([ENROLLED, ...fills]).size, 3);
  const window = folded([ENROLLED, ...fills, COMPLETED]);
  assertEquals([window.sinceMs, window.size], [5_000, 2]);
  const known = ["f_1", "f_2", "f_3"].map((id) => window.has(fillId(id)));
  assertEquals(known, [false, true, true]);
});

Deno.test("FillWindow goes on looking back where an account did not answer", () => {
  const fills = [fill("f_1", 4_999), fill("f_2", FILL_OVERLAP_MS + 5_000)];
  const before = folded([ENROLLED, ...fills]);
  const window = folded([ENROLLED, ...fills, {
    ...COMPLETED,
    unanswered: [SAMPLE_FILL.contestantId],
  }]);
  assertEquals([window.sinceMs, window.size], [before.sinceMs, 2]);
});

Deno.test("FillWindow never goes back, and keeps no fill from before it", () => {
  const newest = fill("f_1", 2 * FILL_OVERLAP_MS);
  const window = folded([
    ENROLLED,
    newest,
    COMPLETED,
    fill("f_2", 0),
    COMPLETED,
  ]);
  assertEquals([window.sinceMs, window.size], [FILL_OVERLAP_MS, 1]);
  const { sinceMs } = folded([ENROLLED]);
  assertEquals(
    folded([ENROLLED, fill("f_1", sinceMs + 1), COMPLETED]).sinceMs,
    sinceMs,
  );
});
