import type { Models } from "../../../actors/ports/model.ts";
import type { ModelContestant } from "../../../actors/trader/mind/dependencies.ts";
import { contestantId } from "../../../domain/ids.ts";
import { DailyBudget } from "../../../domain/inference_budget.ts";
import { usd } from "../../../domain/money.ts";
import type { CancelTimer, Clock } from "../../../runtime/clock.ts";
import { NO_FAULTS } from "../faults.ts";
import { simulatedModels } from "../simulated_models.ts";
import { World } from "../world.ts";

const MINDS = 8;

/** What a day's calls of one contestant may cost: more than they do. */
const BUDGET = usd("100");

/** The contestants of the week that models decide for. */
export const WEEK_MINDS: readonly ModelContestant[] = Array.from(
  { length: MINDS },
  (_, index) => ({
    contestantId: contestantId(`model-${index + 1}`),
    name: `Model ${index + 1}`,
    model: `simulated/model-${index + 1}`,
  }),
);

/** Time passes for the arena that asks, not for who answers. */
class NoTime implements Clock {
  nowMs(): number {
    return 0;
  }

  monotonicMs(): number {
    return 0;
  }

  setTimer(callback: () => void): CancelTimer {
    let isCanceled = false;
    queueMicrotask(() => {
      if (!isCanceled) callback();
    });
    return () => void (isCanceled = true);
  }
}

/** The simulated models, which answer at once and without faults, as a provider that outlives every arena that asks it. */
export function weekModels(seed: number): Models {
  const world = new World({ seed, faults: NO_FAULTS });
  const models = simulatedModels(world, new NoTime(), world.dice.fork("week"));
  const opened = new Map<string, ReturnType<Models["open"]>>();
  return {
    ...models,
    open(id) {
      const model = opened.get(id) ?? models.open(id);
      opened.set(id, model);
      return model;
    },
    openBudget: () => new DailyBudget(BUDGET),
  };
}
