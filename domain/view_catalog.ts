import { z } from "zod";
import type { CatalogModel } from "./catalog_model.ts";
import type { ModelId } from "./ids.ts";
import { priceInForce } from "./inference_price.ts";
import { printUsd } from "./money.ts";
import { decimal, type Frozen } from "./view_fields.ts";

/** A model of the catalog, as everybody may see it: everything in it is public. */
export const catalogEntrySchema = z.object({
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  /** What the provider calls it. */
  release: z.string(),
  /** `#rrggbb`. */
  color: z.string(),
  /** Two or three capitals. */
  avatar: z.string(),
  /** Addresses by chain. */
  wallets: z.record(z.string(), z.string()),
  /** Dollars for a million tokens, as they hold now. */
  price: z.object({
    prompt: decimal,
    cached: decimal,
    cacheWritten: decimal,
    completion: decimal,
    reasoning: decimal,
    effectiveFrom: z.string(),
    source: z.string(),
  }),
  contextTokens: z.int(),
  /** Last day of its training; `null` where its maker does not say. */
  trainedUntil: z.string().nullable(),
  /** Where those two were read; `null` for nowhere that is on record. */
  sources: z.object({
    contextTokens: z.string().nullable(),
    trainedUntil: z.string().nullable(),
  }),
  /** Day on which each fact was last held to its source; `null` for never. */
  verified: z.object({
    prices: z.string().nullable(),
    contextTokens: z.string().nullable(),
    trainedUntil: z.string().nullable(),
  }),
  tools: z.boolean(),
  /** `competes`, `silent` where its provider has no key or URL here, or `disabled`. */
  status: z.enum(["competes", "silent", "disabled"]),
});

export const catalogSchema = z.array(catalogEntrySchema);

export type CatalogEntryView = Frozen<z.infer<typeof catalogEntrySchema>>;
export type CatalogView = readonly CatalogEntryView[];

/**
 * Returns a catalog as it is shown.
 *
 * @param asked Those of its models that can be asked here.
 * @param nowMs Unix milliseconds: prices are dated.
 */
export function catalogView(
  catalog: readonly CatalogModel[],
  asked: ReadonlySet<ModelId>,
  nowMs: number,
): CatalogView {
  return catalog.map((model): CatalogEntryView => {
    const { id, name, provider, release, color, avatar, wallets } = model;
    const { contextTokens, trainedUntil, sources, verified, tools } = model;
    const price = priceInForce(model.prices, nowMs);
    return {
      ...{ id, name, provider, release, color, avatar, wallets },
      price: {
        prompt: printUsd(price.prompt),
        cached: printUsd(price.cached),
        cacheWritten: printUsd(price.cacheWritten),
        completion: printUsd(price.completion),
        reasoning: printUsd(price.reasoning),
        effectiveFrom: price.effectiveFrom,
        source: price.source,
      },
      ...{ contextTokens, trainedUntil, tools },
      sources: { ...sources },
      verified: { ...verified },
      status: !model.enabled
        ? "disabled"
        : asked.has(id)
        ? "competes"
        : "silent",
    };
  });
}
