import {
  bareScoresMs,
  type PlayedBoards,
  playedBoards,
  recomputeMs,
  timed,
} from "./boards/recompute.ts";
import { MARKET_DECISIONS } from "./boards/season.ts";
import type { Contender, Workload } from "./measure.ts";

/** Says what the bench measures, for `--help`. */
export const BOARDS_NOTE =
  "boards: milliseconds from a journal's first row to both boards with all intervals, 13 contestants, beside adding up Brier scores; and microseconds of one settlement after a long history, beside a short one";

const SHORT = 10_000;
const LONG = 1_000_000;
/** In place of a million in a quick run, which a million alone would use up. */
const LONG_QUICK = 100_000;

/** Settlements of one run. */
const SETTLEMENTS = 60;
/** A settlement may not get dearer with history: what is above 1 is caches that are colder. */
const GROWTH_MAX = 1.6;

/** Returns the workloads. Less is better in all of them. */
export function boardsWorkloads(
  skip: (reason: string) => void,
  { isQuick }: { readonly isQuick: boolean },
): readonly Workload[] {
  const long = isQuick ? LONG_QUICK : LONG;
  if (isQuick) {
    skip(
      `Cannot run boards/recompute_${LONG} as a quick run must end within 50 seconds: current value is ${LONG_QUICK} decisions in its place`,
    );
  }
  return [
    recomputeWorkload(SHORT),
    recomputeWorkload(long),
    settlementWorkload(long),
  ];
}

function recomputeWorkload(decisions: number): Workload {
  return {
    bench: "boards",
    workload: `recompute_${decisions}`,
    unit: "ms",
    isCost: true,
    ours: { run: () => Promise.resolve(recomputeMs(decisions)) },
    floor: { run: () => Promise.resolve(bareScoresMs(decisions)) },
    peers: {},
  };
}

/** The floor is the very same code after a hundredth of the history, or a tenth in a quick run. */
function settlementWorkload(decisions: number): Workload {
  return {
    bench: "boards",
    workload: `settlement_after_${decisions}`,
    unit: `us per settlement of ${MARKET_DECISIONS} decisions`,
    isCost: true,
    ours: settlements(decisions),
    floor: settlements(SHORT),
    peers: {},
    goals: [{ against: "floor", max: GROWTH_MAX }],
  };
}

function settlements(decisions: number): Contender {
  // Made with the first run, so that it weighs on no workload before this one.
  let played: PlayedBoards | null = null;
  return {
    run: () => {
      const { boards, season } = played ??= playedBoards(decisions);
      let ms = 0;
      for (let settled = 0; settled < SETTLEMENTS; settled++) {
        const { forecasts, result } = season.market();
        for (const row of forecasts) boards.apply(row);
        ms += timed(() => void boards.apply(result));
      }
      return Promise.resolve(1_000 * ms / SETTLEMENTS);
    },
  };
}
