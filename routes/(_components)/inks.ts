import type { ArenaView } from "../../domain/view.ts";
import type { ModelAvatar } from "./avatars.ts";

/** Colors that the style sheet defines, as `--ink-0` and so on. */
export const INK_COUNT = 8;

/** How each contestant is drawn everywhere on the page. */
export interface Inks {
  /** Returns the class that sets the color. */
  of(contestantId: string): string;
  /** Returns how the catalog draws it; `null` for whoever is no model of the catalog. */
  avatarOf(contestantId: string): ModelAvatar | null;
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

/**
 * Gives each contestant of `order` its color, and each model its avatar.
 *
 * @param avatars By contestant.
 */
export function inksOf(
  order: readonly string[],
  avatars: ReadonlyMap<string, ModelAvatar>,
): Inks {
  const indexes = new Map(order.map((id, index) => [id, index]));
  return {
    of: (contestantId) => `ink-${(indexes.get(contestantId) ?? 0) % INK_COUNT}`,
    avatarOf: (contestantId) => avatars.get(contestantId) ?? null,
  };
}
