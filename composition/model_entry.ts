import type { ArenaProgress } from "./arena_progress.ts";
import {
  catalogOf,
  endpointBySettings,
  openArenaModel,
  openArenaModels,
} from "./arena_models.ts";
import { catalogView } from "../domain/view_catalog.ts";
import { ChatBudget } from "./chat_budget.ts";
import { ConfigError, type Settings } from "../config.ts";
import { callsFolder } from "../config/model_settings.ts";
import type { Log } from "./log.ts";
import { type ModelRoster, modelRoster } from "./model_roster.ts";
import type { ChatModel } from "../routes/(_api)/chat/analyst.ts";
import type { Clock, Random } from "../runtime/mod.ts";

type ModelDependencies = Omit<RosterDependencies, "progress">;

interface RosterDependencies {
  readonly settings: Settings;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  /** Takes where the calls are kept. */
  readonly progress: ArenaProgress;
}

/**
 * Opens the model contestants of this process: those of the catalog that a key or URL can reach. What they say is kept
 * beside the database unless the settings name another folder, as every decision must be open to inspection.
 *
 * @throws {CatalogError} If the catalog cannot be read or does not hold.
 */
export async function openRoster(
  { settings, log, clock, random, progress }: RosterDependencies,
): Promise<ModelRoster> {
  const opened = await openArenaModels({
    ...settings,
    ARENA_CASSETTES: callsFolder(settings),
  }, { clock, random });
  progress.records = opened.records;
  progress.catalog = catalogView(
    opened.catalog,
    new Set(opened.models.map(({ model }) => model.id)),
    clock.nowMs(),
  );
  // Models are asked for the probability of an outcome, which a perpetual does not have.
  if (settings.ARENA_VENUE === "hyperliquid") {
    return { contestants: [], models: null };
  }
  const roster = modelRoster(opened, settings.ARENA_MODEL_BUDGET);
  if (roster.models !== null) {
    log.info(
      {
        models: roster.contestants.map(({ model }) => model),
        silent: opened.silent.map(({ release }) => release),
      },
      "models compete",
    );
  }
  return roster;
}

/**
 * Shows the catalog, and who of it can be asked by the settings: pages that are opened before anybody trades draw
 * models as those after do.
 *
 * @throws {CatalogError} If the catalog cannot be read or does not hold.
 */
export async function showCatalog(
  { settings, clock, progress }: Pick<
    RosterDependencies,
    "settings" | "clock" | "progress"
  >,
): Promise<void> {
  const catalog = await catalogOf(settings);
  const asked = catalog.filter(({ enabled, provider }) =>
    enabled && endpointBySettings(provider, settings) !== null
  );
  progress.catalog = catalogView(
    catalog,
    new Set(asked.map(({ id }) => id)),
    clock.nowMs(),
  );
}

/**
 * Opens the model that answers visitors; `null` where the settings name none, or nobody can be asked.
 *
 * @throws {CatalogError} If the catalog cannot be read or does not hold.
 * @throws {ConfigError} If the named model is not in it.
 */
export async function openVisitorsModel(
  { settings, log, clock, random }: ModelDependencies,
): Promise<ChatModel | null> {
  const { ARENA_CHAT_MODEL: id, ARENA_CHAT_BUDGET: limit } = settings;
  if (id === null) return null;
  try {
    const opened = await openArenaModel(id, settings, { clock, random });
    if (opened === null) {
      log.warn({ model: id }, "nobody can be asked to answer visitors");
      return null;
    }
    const { model, brain } = opened;
    log.info({ model: model.release }, "a model answers visitors");
    const path = `${settings.ARENA_DATA_DIR}/chat_budget.json`;
    const budget = new ChatBudget(path, limit);
    return { id: model.release, model: brain, budget };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ConfigError(
      `Cannot start as ARENA_CHAT_MODEL must name a model of the catalog: current value is "${id}"`,
      { cause: error },
    );
  }
}
