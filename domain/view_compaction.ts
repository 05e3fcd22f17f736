import type { ArenaView } from "./view.ts";
import type { ViewChange } from "./view_delta.ts";
import { VIEW_LIMITS } from "./view_limits.ts";

/** Kinds whose items are put first and never looked at again but by `signal_scored`. */
const NEWEST_ALONE = {
  "signal_detected": VIEW_LIMITS.signals,
  "decision_made": VIEW_LIMITS.decisions,
  "order_filled": VIEW_LIMITS.fills,
  "perpetual_decided": VIEW_LIMITS.decisions,
  "perpetual_filled": VIEW_LIMITS.fills,
  "position_settled": VIEW_LIMITS.settlements,
  "notice_posted": VIEW_LIMITS.notices,
} as const satisfies Partial<Record<ViewChange["kind"], number>>;

/**
 * Returns `changes` without those of which nothing is left once all are folded: `reduce` comes to the same view with
 * both, but for its `seq`. A long journal has a thousand orders for each that is shown.
 *
 * @param listed The orders of the view that they are folded into.
 */
export function compacted(
  changes: readonly ViewChange[],
  listed: ArenaView["orders"] = [],
): readonly ViewChange[] {
  return ordersAtTheirNewest(newestAlone(changes), listed);
}

function newestAlone(changes: readonly ViewChange[]): readonly ViewChange[] {
  const counts = new Map<ViewChange["kind"], number>();
  return changes.toReversed().filter(({ kind }) => {
    if (!isNewestAlone(kind)) return true;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count <= NEWEST_ALONE[kind];
  }).reverse();
}

function isNewestAlone(
  kind: ViewChange["kind"],
): kind is keyof typeof NEWEST_ALONE {
  return Object.hasOwn(NEWEST_ALONE, kind);
}

/** Where an order came into the list, counted by all that did; which change is the newest that is kept of it. */
interface Entrance {
  readonly number: number;
  index: number | null;
}

/**
 * An order that is still listed changes in its place: what it was there before may be left out. One that so many came
 * after that it is not listed in the end is left out as a whole, unless any has come back meanwhile: it would find its
 * old place.
 */
function ordersAtTheirNewest(
  changes: readonly ViewChange[],
  listed: ArenaView["orders"],
): readonly ViewChange[] {
  const kept: (ViewChange | null)[] = [];
  const entrances = new Map<string, Entrance>(
    listed.map(({ id }, place) => [id, { number: -place, index: null }]),
  );
  let entered = 0;
  let hasReturned = false;
  const hasLeft = ({ number }: Entrance) =>
    entered - number >= VIEW_LIMITS.orders;
  for (const change of changes) {
    if (change.kind === "order_changed") {
      const { id } = change.order;
      let entrance = entrances.get(id);
      if (entrance && hasLeft(entrance)) {
        hasReturned = true;
        entrance = undefined;
      }
      if (entrance === undefined) {
        entered += 1;
        entrance = { number: entered, index: null };
        entrances.set(id, entrance);
      }
      if (entrance.index !== null) {
        kept[entrance.index] = change;
        continue;
      }
      entrance.index = kept.length;
    }
    kept.push(change);
  }
  for (const entrance of hasReturned ? [] : entrances.values()) {
    if (entrance.index !== null && hasLeft(entrance)) {
      kept[entrance.index] = null;
    }
  }
  return kept.filter((change) => change !== null);
}
