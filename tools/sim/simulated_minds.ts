import type { ModelContestant } from "../../actors/trader/mind/dependencies.ts";
import { contestantId } from "../../domain/ids.ts";
import { usd } from "../../domain/money.ts";

/** What a day's calls of one contestant may cost: so little that it is spent now and then. */
export const SIMULATED_BUDGET = usd("2");

/** The contestants that simulated models decide for. */
export const SIMULATED_MINDS: readonly ModelContestant[] = [1, 2].map(
  (number) => ({
    contestantId: contestantId(`model-${number}`),
    name: `Model ${number}`,
    model: `simulated/model-${number}`,
  }),
);
