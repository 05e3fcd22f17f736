import { z } from "zod";
import { type ModelId, modelId } from "../domain/ids.ts";
import type { TokenPrice } from "../domain/inference_price.ts";
import {
  type CatalogModel,
  MODEL_PROVIDERS,
  OUTPUT_FORMS,
  PROMPT_CACHES,
  type WalletChain,
} from "../domain/catalog_model.ts";
import { usd, type UsdMicros } from "../domain/money.ts";
import { LIVE_SUFFIX } from "../domain/season.ts";
import builtInCatalog from "./catalog.json" with { type: "json" };

const text = z.string().min(1).max(200);

const day = z.iso.date();

const url = z.url({ protocol: /^https?$/ });

/** Dollars for a million tokens: exact, as text. */
const dollars = z.string().regex(
  /^\d{1,6}(\.\d{1,6})?$/,
  "must be dollars such as 2.50",
)
  .transform((written): UsdMicros => usd(written));

const evmAddress = z.string().regex(
  /^0x[0-9a-fA-F]{40}$/,
  "must be 0x and 40 hex digits",
)
  .optional();

const walletsSchema = z.strictObject({
  solana: z.string().regex(
    /^[1-9A-HJ-NP-Za-km-z]{32,44}$/,
    "must be 32 to 44 base58 digits",
  ).optional(),
  polygon: evmAddress,
  bnb: evmAddress,
  hyperliquid: evmAddress,
}) satisfies z.ZodType<{ [Chain in WalletChain]?: string | undefined }>;

/** A part that has no price of its own is charged as the whole that it is part of. */
const priceSchema = z.strictObject({
  prompt: dollars,
  cached: dollars.optional(),
  cacheWritten: dollars.optional(),
  completion: dollars,
  reasoning: dollars.optional(),
  effectiveFrom: day,
  source: url,
}).transform((written): TokenPrice => ({
  ...written,
  cached: written.cached ?? written.prompt,
  cacheWritten: written.cacheWritten ?? written.prompt,
  reasoning: written.reasoning ?? written.completion,
}));

function isAscending(prices: readonly TokenPrice[]): boolean {
  return prices.every(({ effectiveFrom }, place) =>
    effectiveFrom > (prices[place - 1]?.effectiveFrom ?? "")
  );
}

const modelSchema = z.strictObject({
  id: z.string().regex(
    /^[a-z0-9][a-z0-9.-]{0,49}$/,
    "must be 1 to 50 of a-z, 0-9, dot and dash",
  ).refine(
    (id) => !id.endsWith(LIVE_SUFFIX),
    `must not end in ${LIVE_SUFFIX}, which marks who trades real money`,
  ).transform((written): ModelId => modelId(written)),
  provider: z.enum(MODEL_PROVIDERS),
  release: text.regex(/^\S+$/, "must have no spaces"),
  name: text,
  color: z.string().regex(/^#[0-9a-f]{6}$/, "must look like #22c55e"),
  avatar: z.string().regex(/^[A-Z0-9]{2,3}$/, "must be 2 or 3 capitals"),
  wallets: walletsSchema,
  prices: z.tuple([priceSchema], priceSchema).refine(
    isAscending,
    "must ascend by effectiveFrom",
  ),
  contextTokens: z.int().min(1_000).max(100_000_000),
  trainedUntil: day.nullable(),
  sources: z.strictObject({
    contextTokens: url.nullable().default(null),
    trainedUntil: url.nullable().default(null),
  }).prefault({}),
  verified: z.strictObject({
    prices: day.nullable().default(null),
    contextTokens: day.nullable().default(null),
    trainedUntil: day.nullable().default(null),
  }).prefault({}),
  cache: z.enum(PROMPT_CACHES),
  tools: z.boolean(),
  output: z.enum(OUTPUT_FORMS),
  enabled: z.boolean(),
});

const catalogSchema = z.array(modelSchema).min(1).max(100).superRefine(
  (models, context) => {
    const seen = new Set<string>();
    for (const [place, { id }] of models.entries()) {
      if (seen.has(id)) {
        context.addIssue({
          code: "custom",
          path: [place, "id"],
          message: "must not be taken by another model",
        });
      }
      seen.add(id);
    }
  },
);

/** Raised for a catalog that does not hold; the message is the one sentence that an operator needs. */
export class CatalogError extends Error {
  override readonly name = "CatalogError";
}

/**
 * Returns the models of a catalog in its order, as `models/catalog.json` writes them.
 *
 * @param written The catalog, as JSON reads it.
 * @throws {CatalogError} If it does not match the schema, or two models have one id.
 */
export function parseCatalog(written: unknown): readonly CatalogModel[] {
  const parsed = catalogSchema.safeParse(written);
  if (parsed.success) return parsed.data.map(withKnownWallets);
  const [issue] = parsed.error.issues;
  throw new CatalogError(
    `Cannot read the catalog of models as ${
      issue?.path.join(".") || "it"
    } must match its schema (${issue?.message}): current value is ${
      printFound(written, issue?.path ?? [])
    }`,
  );
}

/** Returns the catalog that ships with the arena. */
export function seededCatalog(): readonly CatalogModel[] {
  return parseCatalog(builtInCatalog);
}

/** Reads the catalog at `path`. @throws {CatalogError} If it cannot be read or does not hold. */
export async function readCatalog(
  path: string,
): Promise<readonly CatalogModel[]> {
  let written: unknown;
  try {
    written = JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    throw new CatalogError(
      `Cannot read the catalog of models as ${path} must be a JSON file: current value is ${
        error instanceof Error ? error.message : String(error)
      }`,
      { cause: error },
    );
  }
  return parseCatalog(written);
}

/** An absent wallet is absent, not `undefined`: the season's hash is over what is there. */
function withKnownWallets(model: z.output<typeof modelSchema>): CatalogModel {
  const known = Object.entries(model.wallets).filter(([, address]) =>
    address !== undefined
  );
  return { ...model, wallets: Object.fromEntries(known) };
}

const FOUND_CHARACTERS_MAX = 80;

function printFound(written: unknown, path: readonly PropertyKey[]): string {
  let found = written;
  for (const key of path) {
    if (typeof found !== "object" || found === null) break;
    found = Reflect.get(found, key);
  }
  return (JSON.stringify(found) ?? "missing").slice(0, FOUND_CHARACTERS_MAX);
}
