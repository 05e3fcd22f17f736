import { assertAlmostEquals, assertEquals, assertGreater } from "@std/assert";
import { scoreReport } from "../domain/scoring/score_report.ts";
import { boardsWorkloads } from "./boards.ts";
import { playedBoards, reckonedBoards } from "./boards/recompute.ts";
import { MARKET_DECISIONS, Season } from "./boards/season.ts";

Deno.test("playedBoards() knows every decision of its season", () => {
  const { boards } = playedBoards(500);
  const view = reckonedBoards(boards);
  assertEquals(boards.open.forecasting.forecasts, 5 * MARKET_DECISIONS);
  const season = new Season();
  season.opening();
  const forecasts = Array.from({ length: 5 }, () => season.market())
    .flatMap(({ forecasts, result }) =>
      forecasts.flatMap(({ entry }) =>
        entry.kind === "decision_made" && entry.decision.contestantId === "c0"
          ? [{
            probability: entry.decision.probabilityYes,
            happened: result.entry.kind === "market_phase_changed" &&
              result.entry.resolution?.kind === "yes",
          }]
          : []
      )
    );
  const row = view.forecasting.find(({ contestantId }) =>
    contestantId === "c0"
  );
  assertAlmostEquals(
    row?.brier ?? NaN,
    scoreReport(forecasts)?.brier ?? NaN,
    1e-8,
  );
  assertEquals(view.pairs.length, 13 * 12 / 2);
});

Deno.test("boardsWorkloads() measure a cost, ours and floor, and say what a quick run leaves out", async () => {
  const skipped: string[] = [];
  const workloads = boardsWorkloads((reason) => skipped.push(reason), {
    isQuick: true,
  });
  assertEquals(skipped.length, 1);
  const [recompute] = workloads;
  assertGreater(await recompute?.ours.run() ?? 0, 0);
  assertGreater(await recompute?.floor.run() ?? 0, 0);
  assertEquals(
    boardsWorkloads(() => {}, { isQuick: false }).map(({ workload }) =>
      workload
    ),
    ["recompute_10000", "recompute_1000000", "settlement_after_1000000"],
  );
});
