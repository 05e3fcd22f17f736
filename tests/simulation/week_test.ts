import { assert, assertEquals } from "@std/assert";
import { settlementPayout } from "../../domain/settlement.ts";
import { compareWeeks, weekLines } from "../../tools/sim/week/compare_weeks.ts";
import type { WeekResult } from "../../tools/sim/week/week_result.ts";

const SEED = 1;

function countOf({ rows }: WeekResult, kind: string): number {
  return rows.filter(({ entry }) => entry.kind === kind).length;
}

Deno.test("a week of 35 events comes to the same boards and the same hash, killed in the middle of each phase or not", async (t) => {
  const weeks = await compareWeeks(SEED);
  const { through, restarted } = weeks;

  await t.step("restarts change neither boards nor hash", () => {
    assertEquals(restarted.restarts, 28);
    assertEquals(restarted.hash, through.hash);
    assertEquals(restarted.boards, through.boards);
    assertEquals(
      weekLines(weeks).at(-1),
      "week held: the same hash and the same boards",
    );
  });

  await t.step("each day five events go from choice to payment", () => {
    const { standings, unsettled } = through.books.events;
    assertEquals([standings.size, unsettled.size], [35, 0]);
    const selections = Map.groupBy(
      standings.values(),
      ({ selection }) => selection,
    );
    assertEquals([...selections.values()].map(({ length }) => length), [
      ...Array(7).fill(5),
    ]);
    for (const chosen of selections.values()) {
      assertEquals(new Set(chosen.map(({ category }) => category)).size, 5);
    }
    // One result was taken back, and its event with it.
    assertEquals(countOf(through, "event_settled"), 36);
    assertEquals(countOf(through, "event_reopened"), 1);
    assert(countOf(through, "settlement_reversed") > 0);
  });

  await t.step(
    "every model was asked about every event at its activation",
    () => {
      const launched = new Set(
        through.rows.flatMap(({ entry }) =>
          entry.kind === "model_asked" && entry.step === 1
            ? [`${entry.contestantId} ${entry.marketId}`]
            : []
        ),
      );
      for (
        const { marketId, activatedAtMs } of through.books.events.standings
          .values()
      ) {
        assert(activatedAtMs !== null);
        for (let model = 1; model <= 8; model++) {
          assert(launched.has(`model-${model} ${marketId}`));
        }
      }
      const about = new Set(
        through.rows.flatMap(({ entry }) =>
          entry.kind === "model_asked" ? [entry.marketId] : []
        ),
      );
      // And about nothing else.
      assertEquals(about.size, 35);
    },
  );

  await t.step(
    "money adds up, and profits are the seed's formula to the micro-dollar",
    () => {
      const { books, rows } = through;
      assertEquals([books.contestants.size, books.ledger.total()], [13, 0n]);
      let paid = 0;
      for (const { entry } of rows) {
        if (entry.kind !== "position_settled") continue;
        paid += 1;
        const { resolution, outcome, quantity, cost, payout } = entry;
        assertEquals(payout, settlementPayout(resolution, entry));
        if (resolution.kind !== "yes" && resolution.kind !== "no") continue;
        // Winner: shares × (1 − price) = shares − what they cost. Loser: all of it.
        const profit = resolution.kind === outcome ? quantity - cost : -cost;
        assertEquals(payout - cost, profit);
      }
      assert(paid > 0);
    },
  );
});
