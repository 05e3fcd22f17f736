import type { Model, ModelRecords } from "../actors/ports/model.ts";
import type { Settings } from "../config.ts";
import type { CatalogModel } from "../domain/catalog_model.ts";
import { usd } from "../domain/money.ts";
import {
  type CutCalls,
  RecordingModel,
  ReplayingModel,
} from "../models/cassette_model.ts";
import { CassetteFolder } from "../models/cassette_folder.ts";
import { readManifest, writeManifest } from "../models/cassette_manifest.ts";
import { CassetteShelf } from "../models/cassette_shelf.ts";
import { readCatalog, seededCatalog } from "../models/catalog.ts";
import type { ChatModel } from "../models/chat_model.ts";
import { Perplexity } from "../models/perplexity.ts";
import { endpointOf, type ModelEndpoint } from "../models/provider.ts";
import {
  RecordingWeb,
  ReplayingWeb,
  type Web,
} from "../models/web_cassettes.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Random } from "../runtime/random.ts";

/** Several searches and a page of text at the prices of October 2026. */
const SUMMARY_COST_ASSUMED = usd("0.02");

/** A model of the catalog, and who answers for it. */
export interface OpenedModel<Brain extends Model = Model> {
  readonly model: CatalogModel;
  readonly brain: Brain;
}

/** A model that takes part. */
export interface ArenaModel extends OpenedModel {
  /** What is known of its calls that a crash cut off; `null` where none are kept. */
  readonly cutCalls: CutCalls | null;
}

/** The models of one process. */
export interface ArenaModels {
  /** All of them, whether they take part or not. */
  readonly catalog: readonly CatalogModel[];
  /** Those that take part and can be asked, in the catalog's order. */
  readonly models: readonly ArenaModel[];
  /** Those that would take part, had their provider a key or a URL. */
  readonly silent: readonly CatalogModel[];
  /** Where their calls are kept; `null` where they are not. */
  readonly records: ModelRecords | null;
  /** Searches the web and writes what it says about events; `null` without a key. */
  readonly web: Web | null;
}

/** What models are asked with. */
export interface ArenaModelOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** @default {globalThis.fetch} */
  readonly fetch?: typeof fetch;
}

/**
 * Opens the models that the settings name. Without a key or URL none can be asked; on replay those that were recorded
 * answer from their cassettes, and nobody is asked.
 *
 * @throws {CatalogError} If the catalog cannot be read or does not hold.
 * @throws {CassetteError} If there is no recording to replay.
 */
export async function openArenaModels(
  settings: Settings,
  options: ArenaModelOptions,
): Promise<ArenaModels> {
  const catalog = await catalogOf(settings);
  const enabled = catalog.filter((model) => model.enabled);
  return { catalog, ...await openEnabled(enabled, settings, options) };
}

type Opened = Omit<ArenaModels, "catalog">;

async function openEnabled(
  enabled: readonly CatalogModel[],
  settings: Settings,
  options: ArenaModelOptions,
): Promise<Opened> {
  const { ARENA_CASSETTES: path, ARENA_CASSETTE_MODE: mode } = settings;
  if (path === null) {
    const asked = await ask(enabled, settings, options);
    const models = asked.models.map((opened) => ({
      ...opened,
      cutCalls: null,
    }));
    return { ...asked, models, records: null };
  }
  return mode === "replay"
    ? await replay(enabled, path, options)
    : await record(await ask(enabled, settings, options), path);
}

/**
 * Opens one model of the catalog, for a use of its own: its calls are not kept.
 *
 * @returns `null` where nobody can be asked: it has no key or URL, or calls are replayed.
 * @throws {CatalogError} If the catalog cannot be read or does not hold.
 * @throws {RangeError} If there is no such model in it.
 */
export async function openArenaModel(
  id: string,
  settings: Settings,
  options: ArenaModelOptions,
): Promise<OpenedModel | null> {
  const catalog = await catalogOf(settings);
  const model = catalog.find((known) => known.id === id);
  if (model === undefined) {
    throw new RangeError(
      `Cannot open a model as its id must be one of ${
        catalog.map((known) => known.id).join(", ")
      }: current value is "${id}"`,
    );
  }
  const { ARENA_CASSETTES: path, ARENA_CASSETTE_MODE: mode } = settings;
  if (path !== null && mode === "replay") return null;
  const brain = await chatModel(model, settings, options);
  return brain === null ? null : { model, brain };
}

/**
 * Returns the catalog that the settings name.
 *
 * @throws {CatalogError} If it cannot be read or does not hold.
 */
export async function catalogOf(
  { ARENA_MODEL_CATALOG: path }: Settings,
): Promise<readonly CatalogModel[]> {
  return path === null ? seededCatalog() : await readCatalog(path);
}

interface Asked extends Pick<Opened, "silent" | "web"> {
  readonly models: readonly OpenedModel<ChatModel>[];
}

async function ask(
  enabled: readonly CatalogModel[],
  settings: Settings,
  options: ArenaModelOptions,
): Promise<Asked> {
  const models: OpenedModel<ChatModel>[] = [];
  const silent: CatalogModel[] = [];
  for (const model of enabled) {
    const brain = await chatModel(model, settings, options);
    if (brain === null) silent.push(model);
    else models.push({ model, brain });
  }
  return { models, silent, web: perplexity(settings, options) };
}

/** Everybody who is asked, with every call kept. */
async function record(asked: Asked, path: string): Promise<Opened> {
  const folder = new CassetteFolder(path);
  const shelf = new CassetteShelf(folder);
  // Where nobody can be asked there is nothing to keep, nor a folder to make.
  if (asked.models.length > 0 || asked.web !== null) {
    await writeManifest(path, {
      models: asked.models.map(({ model }) => model.id),
      web: asked.web !== null,
    });
  }
  return {
    ...asked,
    models: asked.models.map((opened) => {
      const brain = new RecordingModel({ shelf, model: opened.brain });
      return { model: opened.model, brain, cutCalls: brain };
    }),
    web: asked.web === null ? null : new RecordingWeb(folder, asked.web),
    records: shelf,
  };
}

/** Everybody who was asked when the folder was recorded, and nobody else. */
async function replay(
  enabled: readonly CatalogModel[],
  path: string,
  { clock }: ArenaModelOptions,
): Promise<Opened> {
  const folder = new CassetteFolder(path);
  const shelf = new CassetteShelf(folder);
  const recorded = await readManifest(path);
  const isRecorded = ({ id }: CatalogModel) => recorded.models.includes(id);
  return {
    models: enabled.filter(isRecorded).map((model) => {
      const brain = new ReplayingModel({ shelf, model, clock });
      return { model, brain, cutCalls: brain };
    }),
    silent: enabled.filter((model) => !isRecorded(model)),
    web: recorded.web ? new ReplayingWeb(folder, SUMMARY_COST_ASSUMED) : null,
    records: shelf,
  };
}

/** Returns where models of one provider are asked, by the settings; `null` where they cannot be. */
export function endpointBySettings(
  provider: CatalogModel["provider"],
  settings: Settings,
): ModelEndpoint | null {
  return endpointOf(provider, {
    openrouterUrl: settings.ARENA_OPENROUTER_URL,
    openrouterApiKey: settings.OPENROUTER_API_KEY,
    aimoUrl: settings.ARENA_AIMO_URL,
    aimoApiKey: settings.AIMO_API_KEY,
    compatibleUrl: settings.ARENA_MODEL_URL,
    compatibleApiKey: settings.ARENA_MODEL_API_KEY,
  });
}

async function chatModel(
  model: CatalogModel,
  settings: Settings,
  { random, ...options }: ArenaModelOptions,
): Promise<ChatModel | null> {
  const endpoint = endpointBySettings(model.provider, settings);
  if (endpoint === null) return null;
  // Its client takes long to load, which a start that asks nobody need not wait for.
  const { ChatModel } = await import("../models/chat_model.ts");
  return new ChatModel({
    ...options,
    model,
    endpoint,
    random: random.fork(`model ${model.id}`),
    deadlineMs: settings.ARENA_MODEL_DEADLINE_MS,
    attemptsMax: settings.ARENA_MODEL_ATTEMPTS_MAX,
  });
}

function perplexity(
  settings: Settings,
  { random, ...options }: ArenaModelOptions,
): Perplexity | null {
  if (settings.PERPLEXITY_API_KEY === null) return null;
  return new Perplexity({
    ...options,
    url: settings.ARENA_PERPLEXITY_URL,
    apiKey: settings.PERPLEXITY_API_KEY,
    model: settings.ARENA_PERPLEXITY_MODEL,
    costAssumed: SUMMARY_COST_ASSUMED,
    random: random.fork("perplexity"),
    deadlineMs: settings.ARENA_MODEL_DEADLINE_MS,
    attemptsMax: settings.ARENA_MODEL_ATTEMPTS_MAX,
  });
}
