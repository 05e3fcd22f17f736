import type { WeekResult } from "./week_result.ts";
import { playWeek } from "./week.ts";
import { middlesOf, planWeek } from "./week_plan.ts";

/** A week that was played twice: through, and killed in the middle of each phase of each day. */
export interface ComparedWeeks {
  readonly through: WeekResult;
  readonly restarted: WeekResult;
  /** Whether both came to the same journal and the same boards. */
  readonly isSame: boolean;
}

/**
 * Plays the same week with and without restarts.
 *
 * @param seed Whole number from 0 to 4,294,967,295.
 * @throws {Error} If an actor fails.
 */
export async function compareWeeks(seed: number): Promise<ComparedWeeks> {
  const through = await playWeek({ seed, restartsAtMs: [] });
  const restartsAtMs = middlesOf(planWeek(seed));
  const restarted = await playWeek({ seed, restartsAtMs });
  const isSame = through.hash === restarted.hash &&
    JSON.stringify(through.boards) === JSON.stringify(restarted.boards);
  return { through, restarted, isSame };
}

/** Returns what a comparison came to, the verdict last. */
export function weekLines({ through, restarted, isSame }: ComparedWeeks) {
  const { events, contestants, ledger } = through.books;
  return [
    `${events.standings.size} events, ${contestants.size} contestants, ${through.rows.length} rows, ledger sum ${ledger.total()}`,
    `hash ${through.hash}`,
    `hash ${restarted.hash} with ${restarted.restarts} restarts`,
    isSame
      ? "week held: the same hash and the same boards"
      : "week failed: restarts changed the hash or the boards",
  ];
}
