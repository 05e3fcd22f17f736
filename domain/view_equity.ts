import type { EquityView } from "./view.ts";
import type { EquityPoint } from "./view_delta.ts";
import { VIEW_LIMITS } from "./view_limits.ts";

/**
 * Returns the history with `point` at its end. A full history first drops every second moment, so old
 * times are drawn coarsely and the newest ones finely; its very first moment always stays. A contestant that
 * `point` leaves out stands as it stood: only marks that changed are journaled.
 */
export function appendEquity(
  history: EquityView,
  point: EquityPoint,
): EquityView {
  const full = history.atMs.length >= VIEW_LIMITS.equityPoints;
  const keep = <Item>(items: readonly Item[]): readonly Item[] =>
    full ? items.filter((_, index) => index % 2 === 0) : items;
  const atMs = keep(history.atMs);
  const now = new Map(
    point.equity.map(({ contestantId, dollars }) => [contestantId, dollars]),
  );
  const known = new Set(
    history.lines.map(({ contestantId }) => contestantId),
  );
  const lines = history.lines.map(({ contestantId, equity }) => ({
    contestantId,
    equity: [
      ...keep(equity),
      now.get(contestantId) ?? equity.at(-1) ?? null,
    ],
  }));
  for (const { contestantId, dollars } of point.equity) {
    if (known.has(contestantId) || lines.length >= VIEW_LIMITS.contestants) {
      continue;
    }
    lines.push({ contestantId, equity: [...atMs.map(() => null), dollars] });
  }
  return { atMs: [...atMs, point.atMs], lines, offset: point.offset };
}
