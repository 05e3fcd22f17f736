import type { ArenaView } from "../../domain/view.ts";

/** Colors that the style sheet defines, as `--ink-0` and so on. */
export const INK_COUNT = 8;

/** Which color each contestant is drawn in everywhere on the page. */
export interface Inks {
  /** Returns the class that sets the color. */
  of(contestantId: string): string;
}

/** Returns contestants in the order of the chart's lines, which never changes; newcomers come after. */
export function inkOrder(
  view: Pick<ArenaView, "equity" | "contestants">,
): readonly string[] {
  return [
    ...new Set([
      ...view.equity.lines.map(({ contestantId }) => contestantId),
      ...view.contestants.map(({ id }) => id).toSorted(),
    ]),
  ];
}

/** Gives each contestant of `order` its color. */
export function inksOf(order: readonly string[]): Inks {
  const indexes = new Map(order.map((id, index) => [id, index]));
  return {
    of: (contestantId) => `ink-${(indexes.get(contestantId) ?? 0) % INK_COUNT}`,
  };
}
