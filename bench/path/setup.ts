import type { ArenaOptions } from "../../actors/arena.ts";
import { arenaOptions } from "../../composition/arena_options.ts";
import { loadSettings } from "../../config.ts";
import type { EntryOf } from "../../domain/journal.ts";
import { NO_PAUSES } from "../../domain/trading_pauses.ts";
import { MOMENTUM } from "../../strategies/momentum.ts";
import type { Strategy } from "../../strategies/strategy.ts";

const DAY_MS = 86_400_000;
const CONTESTANTS = 4;

/** Everybody follows every swing, so that one signal is as many paths as there are contestants. */
const FOLLOWERS: readonly Strategy[] = Array.from(
  { length: CONTESTANTS },
  (_, index) => ({ ...MOMENTUM, id: `momentum-${index}` }),
);

/** From an order's submission to its fill, in simulated milliseconds. */
export const LATENCY_MS = 150;

/**
 * Returns the production settings with what belongs to no path left out: a day must pass before the first round,
 * equity mark or signal score.
 */
export function pathOptions(): Omit<ArenaOptions, "random"> {
  const options = arenaOptions(loadSettings({}));
  return {
    ...options,
    pauses: NO_PAUSES,
    contestants: FOLLOWERS,
    thresholds: { ...options.thresholds, scoreAfterMs: DAY_MS },
    roundIntervalMs: DAY_MS,
    equityIntervalMs: DAY_MS,
  };
}

/** The facts of a path. */
export type PathFact = EntryOf<
  | "signal_detected"
  | "decision_made"
  | "order_submitted"
  | "order_filled"
>;

/** Returns how many orders went the whole way from a signal to a fill among `facts`. */
export function completedPaths(facts: readonly PathFact[]): number {
  const reached = new Set<string>();
  let completed = 0;
  for (const fact of facts) {
    switch (fact.kind) {
      case "signal_detected":
        reached.add(fact.signal.id);
        break;
      case "decision_made":
        if (reached.has(fact.decision.causationId)) {
          reached.add(fact.decision.id);
        }
        break;
      case "order_submitted":
        if (reached.has(fact.order.decisionId)) reached.add(fact.order.id);
        break;
      case "order_filled":
        if (reached.delete(fact.fill.orderId)) completed += 1;
    }
  }
  return completed;
}
