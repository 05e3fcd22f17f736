/**
 * A whole arena whose market is resolved, disputed and resolved the other way: both boards after each step.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { ArenaBoards } from "../../domain/boards/arena_boards.ts";
import type { JournalRow } from "../../domain/journal.ts";
import { usd } from "../../domain/money.ts";
import { reckoned } from "../../domain/testing/sample_boards.ts";
import type { BoardsView } from "../../domain/view_boards.ts";
import { Scene } from "../arena/scene.ts";

function boardsOf(rows: readonly JournalRow[]): BoardsView {
  const boards = new ArenaBoards();
  for (const row of rows) boards.apply(row);
  return reckoned(boards);
}

/** Each contestant's exact profit and closed positions. */
function profits(
  { trading }: BoardsView,
): Map<string, readonly [bigint, number]> {
  return new Map(
    trading.map(({ contestantId, netPnl, closedPositions }) => [
      contestantId,
      [usd(netPnl), closedPositions],
    ]),
  );
}

/** What the forecasts of each contestant came to. */
function scores({ forecasting }: BoardsView) {
  return forecasting.map((
    { contestantId, resolvedDecisions, markets, brier, logLoss, alpha },
  ) => ({ contestantId, resolvedDecisions, markets, brier, logLoss, alpha }));
}

/** What the classes of each contestant's profits add up to. */
function classSums({ trading }: BoardsView, by: "byCategory" | "byHorizon") {
  return trading.map((row) =>
    row[by].reduce((sum, { netPnl }) => sum + usd(netPnl), 0n)
  );
}

function brierOf({ forecasting }: BoardsView, id: string): number {
  const row = forecasting.find(({ contestantId }) => contestantId === id);
  return row?.brier ?? NaN;
}

/** What rows of a kind say was won, by contestant. */
function won(
  rows: readonly JournalRow[],
  kind: "position_settled" | "settlement_reversed",
): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { entry } of rows) {
    if (entry.kind !== kind) continue;
    const { contestantId, payout, cost } = entry;
    sums.set(contestantId, (sums.get(contestantId) ?? 0n) + payout - cost);
  }
  return sums;
}

Deno.test("a dispute changes both boards by exactly the contra entries, and another result by its own", async () => {
  const scene = await Scene.open();
  await scene.list();
  await scene.play(120_000, "0.60", "0.38");
  await scene.phase("closed");
  const before = boardsOf(await scene.rows());

  await scene.phase("final", { kind: "yes" });
  await scene.play(1_000, "0.60", "0.38");
  const settledRows = await scene.rows();
  const settled = boardsOf(settledRows);
  const paid = won(settledRows, "position_settled");
  assert(paid.size > 0 && [...paid.values()].some((amount) => amount !== 0n));
  for (const [id, [profit]] of profits(settled)) {
    const [earlier = 0n] = profits(before).get(id) ?? [];
    assertEquals(profit - earlier, paid.get(id) ?? 0n, id);
  }
  assert(
    scores(settled).every(({ resolvedDecisions }) => resolvedDecisions > 0),
  );

  await scene.phase("disputed");
  await scene.play(1_000, "0.60", "0.38");
  const disputedRows = await scene.rows();
  const disputed = boardsOf(disputedRows);
  assertEquals(won(disputedRows, "settlement_reversed"), paid);
  assertEquals(profits(disputed), profits(before));
  assertEquals(scores(disputed), scores(before));
  assertEquals(disputed.pairs, before.pairs);

  await scene.phase("final", { kind: "no" });
  await scene.play(1_000, "0.60", "0.38");
  const final = boardsOf(await scene.rows());
  for (const boards of [before, settled, disputed, final]) {
    const whole = boards.trading.map(({ netPnl }) => usd(netPnl));
    assertEquals(classSums(boards, "byCategory"), whole);
    assertEquals(classSums(boards, "byHorizon"), whole);
  }
  // One half is as far from NO as from YES; whoever leaned to YES now stands worse.
  assertEquals(brierOf(final, "hold"), 0.25);
  assert(brierOf(final, "market-mirror") > brierOf(settled, "market-mirror"));
  assertEquals(scene.failures, []);
  await scene.stage.close();
});
