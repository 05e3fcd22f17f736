import type { Models } from "../actors/ports/model.ts";
import type { ModelContestant } from "../actors/trader/mind/dependencies.ts";
import type { ArenaModels } from "./arena_models.ts";
import { DailyBudget } from "../domain/inference_budget.ts";
import { type ContestantId, contestantId } from "../domain/ids.ts";
import { driverOf } from "../domain/season.ts";
import type { UsdMicros } from "../domain/money.ts";
import { parseAnswer } from "../models/parse_answer.ts";

/** The contestants that models decide for, and what answers for them. */
export interface ModelRoster {
  readonly contestants: readonly ModelContestant[];
  /** `null` where there is nobody to answer for. */
  readonly models: Models | null;
}

/**
 * Returns one contestant per model that can be asked, under the id and name that the catalog gives it.
 *
 * @param open The models of this process.
 * @param dailyBudget What the calls of each may cost in one UTC day.
 */
export function modelRoster(
  { models, web }: Pick<ArenaModels, "models" | "web">,
  dailyBudget: UsdMicros,
): ModelRoster {
  if (models.length === 0) return { contestants: [], models: null };
  const byContestant = new Map(
    models.map((opened) => [contestantId(opened.model.id), opened]),
  );
  const find = (id: ContestantId) =>
    byContestant.get(contestantId(driverOf(id)));
  return {
    contestants: models.map(({ model }) => ({
      contestantId: contestantId(model.id),
      name: model.name,
      model: model.release,
    })),
    models: {
      open: (id: ContestantId) => {
        const opened = find(id);
        if (opened !== undefined) return opened.brain;
        throw new RangeError(
          `Cannot open a model as the contestant must be of the catalog: current value is "${id}"`,
        );
      },
      cutCallCost: async (id, requestHash, signal) =>
        await find(id)?.cutCalls?.cutCallCost(requestHash, signal) ?? null,
      openBudget: () => new DailyBudget(dailyBudget),
      parseAnswer,
      search: web,
      summaries: web,
    },
  };
}
