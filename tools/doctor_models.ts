import { endpointBySettings } from "../composition/arena_models.ts";
import type { Settings } from "../config.ts";
import type { CatalogModel } from "../domain/catalog_model.ts";
import { CatalogError, readCatalog, seededCatalog } from "../models/catalog.ts";
import type { ModelEndpoint } from "../models/provider.ts";
import { providerOffers, staleModels } from "../models/provider_offers.ts";
import { SystemClock } from "../runtime/clock.ts";
import { SystemRandom } from "../runtime/random.ts";
import type { Finding } from "./finding.ts";

const ITEM = "models";
const DEADLINE_MS = 10_000;

/** Returns who can be asked, what a provider does not offer any more, and what the catalog has wrong about prices. */
export async function modelFindings(
  settings: Settings,
): Promise<readonly Finding[]> {
  let catalog: readonly CatalogModel[];
  try {
    catalog = settings.ARENA_MODEL_CATALOG === null
      ? seededCatalog()
      : await readCatalog(settings.ARENA_MODEL_CATALOG);
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    return [{ status: "fail", item: ITEM, text: error.message }];
  }
  const byUrl = new Map<string, { at: ModelEndpoint; asked: CatalogModel[] }>();
  for (const model of catalog.filter(({ enabled }) => enabled)) {
    const at = endpointBySettings(model.provider, settings);
    if (at === null) continue;
    const group = byUrl.get(at.url) ?? { at, asked: [] };
    group.asked.push(model);
    byUrl.set(at.url, group);
  }
  if (byUrl.size === 0) {
    return [{
      status: "note",
      item: ITEM,
      text: "none can be asked: set OPENROUTER_API_KEY or ARENA_MODEL_URL",
    }];
  }
  const found = await Promise.all(
    [...byUrl.values()].map(({ at, asked }) => endpointFindings(at, asked)),
  );
  return found.flat();
}

async function endpointFindings(
  endpoint: ModelEndpoint,
  models: readonly CatalogModel[],
): Promise<readonly Finding[]> {
  const clock = new SystemClock();
  const outcome = await providerOffers(endpoint, {
    clock,
    random: new SystemRandom(),
    deadlineMs: DEADLINE_MS,
    attemptsMax: 1,
    signal: new AbortController().signal,
  });
  const text = `${models.length} at ${endpoint.url}`;
  if (outcome.kind === "failed") {
    const { kind, detail } = outcome.fault;
    return [{
      status: "note",
      item: ITEM,
      text: `${text}: ${kind}: ${detail}`,
    }];
  }
  return [
    { status: "ok", item: ITEM, text },
    ...staleModels(models, outcome.offers, clock.nowMs()).map((sentence) => ({
      status: "note" as const,
      item: ITEM,
      text: `${sentence}: mend ARENA_MODEL_CATALOG`,
    })),
  ];
}
