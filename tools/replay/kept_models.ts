import { openArenaModels } from "../../composition/arena_models.ts";
import { loadSettings } from "../../config.ts";
import {
  type ModelRoster,
  modelRoster,
} from "../../composition/model_roster.ts";
import { type Clock, SystemClock, SystemRandom } from "../../runtime/mod.ts";

/** Where the calls of a replay are kept, and who is asked for those that are not. */
export interface KeptModelsOptions {
  /** Folder of recorded calls. */
  readonly folder: string;
  /** An OpenAI-compatible API that is asked for what the folder does not hold; `null` asks nobody and needs no key. */
  readonly ask: { readonly url: string; readonly apiKey: string | null } | null;
}

/**
 * Returns what opens the models of the catalog for a replay: they answer from recorded calls. Prices go by the
 * simulated clock, so that what is set aside for a call does not depend on the day of the replay.
 */
export function keptModels(
  { folder, ask }: KeptModelsOptions,
): (clock: Clock) => Promise<ModelRoster> {
  const settings = loadSettings({
    ARENA_CASSETTES: folder,
    ARENA_CASSETTE_MODE: ask === null ? "replay" : "record",
    ARENA_MODEL_URL: ask?.url ?? "",
    ARENA_MODEL_API_KEY: ask?.apiKey ?? "",
  });
  const wall = new SystemClock();
  return async (clock) => {
    const opened = await openArenaModels(settings, {
      clock: {
        nowMs: () => clock.nowMs(),
        monotonicMs: () => wall.monotonicMs(),
        setTimer: (callback, delayMs) => wall.setTimer(callback, delayMs),
      },
      random: new SystemRandom(),
    });
    return modelRoster(opened, settings.ARENA_MODEL_BUDGET);
  };
}
