import { assertEquals } from "@std/assert";
import type { EquityView } from "./view.ts";
import { appendEquity } from "./view_equity.ts";
import { VIEW_LIMITS } from "./view_limits.ts";

const NOTHING: EquityView = { atMs: [], lines: [], offset: 0 };

function historyOf(points: number): EquityView {
  let history = NOTHING;
  for (let index = 0; index < points; index++) {
    history = appendEquity(history, {
      atMs: index,
      offset: index,
      equity: [{ contestantId: "a", dollars: index }],
    });
  }
  return history;
}

Deno.test("appendEquity() stays within its limit and keeps the first and the newest moment", () => {
  for (const points of [1, 599, 600, 601, 5_000]) {
    const { atMs, lines } = historyOf(points);
    assertEquals(atMs.length <= VIEW_LIMITS.equityPoints, true);
    assertEquals([atMs[0], atMs.at(-1)], [0, points - 1]);
    assertEquals(lines[0]?.equity, atMs);
    assertEquals(atMs, atMs.toSorted((left, right) => left - right));
  }
});

Deno.test("appendEquity() drops every second moment when the history is full", () => {
  const { atMs } = historyOf(VIEW_LIMITS.equityPoints + 1);
  assertEquals(atMs.length, VIEW_LIMITS.equityPoints / 2 + 1);
  assertEquals(atMs.slice(0, 3), [0, 2, 4]);
});

Deno.test("appendEquity() carries on what did not change and knows nothing of before the first mark", () => {
  const history = appendEquity(historyOf(2), {
    atMs: 9,
    offset: 9,
    equity: [{ contestantId: "b", dollars: 5 }],
  });
  assertEquals(history.lines, [
    { contestantId: "a", equity: [0, 1, 1] },
    { contestantId: "b", equity: [null, null, 5] },
  ]);
});
