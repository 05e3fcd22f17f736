import { z } from "zod";
import type { ModelFault } from "../actors/ports/model.ts";
import type { CatalogModel } from "../domain/catalog_model.ts";
import {
  priceInForce,
  TOKEN_KINDS,
  type TokenKind,
} from "../domain/inference_price.ts";
import {
  divide,
  printUsd,
  usdFromMicros,
  type UsdMicros,
} from "../domain/money.ts";
import { fault } from "./fault.ts";
import { callJson } from "./json_call.ts";
import type { ModelEndpoint } from "./provider.ts";
import type { TryOptions } from "./try_in_turn.ts";

/** What a million tokens cost at a provider now, by the kinds that it prices. */
export type OfferedPrice = Readonly<Partial<Record<TokenKind, UsdMicros>>>;

/** The models that a provider offers now, by what it calls them. */
export type OffersOutcome =
  | {
    readonly kind: "listed";
    readonly offers: ReadonlyMap<string, OfferedPrice>;
  }
  | { readonly kind: "failed"; readonly fault: ModelFault };

/** Dollars for one token, as text; `-1` where it depends. */
const perToken = z.string().nullish();

const listSchema = z.looseObject({
  data: z.array(z.looseObject({
    id: z.string(),
    pricing: z.looseObject({
      prompt: perToken,
      completion: perToken,
      input_cache_read: perToken,
      input_cache_write: perToken,
      internal_reasoning: perToken,
    }).nullish(),
  })),
});

type WirePricing = NonNullable<
  z.output<typeof listSchema>["data"][number]["pricing"]
>;

/** Asks a provider what it offers. Never rejects. */
export async function providerOffers(
  endpoint: ModelEndpoint,
  options: TryOptions & {
    readonly signal: AbortSignal;
    readonly fetch?: typeof fetch;
  },
): Promise<OffersOutcome> {
  const outcome = await callJson({
    ...options,
    url: endpoint.url,
    apiKey: endpoint.apiKey,
  }, { path: "/models", signal: options.signal });
  if (outcome.kind === "failed") return outcome;
  const parsed = listSchema.safeParse(outcome.body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      kind: "failed",
      fault: fault("malformed", `${issue?.path.join(".")}: ${issue?.message}`),
    };
  }
  return {
    kind: "listed",
    offers: new Map(
      parsed.data.data.map(({ id, pricing }) => [id, offeredPrice(pricing)]),
    ),
  };
}

/**
 * Returns, in one sentence each, what of `models` its provider does not offer, or for another price than the catalog
 * says.
 */
export function staleModels(
  models: readonly CatalogModel[],
  offers: ReadonlyMap<string, OfferedPrice>,
  nowMs: number,
): readonly string[] {
  return models.flatMap(({ release, prices }) => {
    const offered = offers.get(release);
    if (offered === undefined) return [`${release} is not offered`];
    const price = priceInForce(prices, nowMs);
    const changes = TOKEN_KINDS.flatMap((kind) => {
      const now = offered[kind];
      return now === undefined || now === price[kind]
        ? []
        : [`${kind} ${printUsd(now)}, not ${printUsd(price[kind])}`];
    });
    return changes.length === 0
      ? []
      : [`${release} costs ${changes.join(" and ")} a million tokens`];
  });
}

function offeredPrice(pricing: WirePricing | null | undefined): OfferedPrice {
  const kinds: readonly (readonly [TokenKind, string | null | undefined])[] = [
    ["prompt", pricing?.prompt],
    ["cached", pricing?.input_cache_read],
    ["cacheWritten", pricing?.input_cache_write],
    ["completion", pricing?.completion],
    ["reasoning", pricing?.internal_reasoning],
  ];
  const known = kinds.flatMap(([kind, text]) => {
    const amount = perMillion(text);
    return amount === null ? [] : [[kind, amount] as const];
  });
  return Object.fromEntries(known);
}

const PER_TOKEN = /^(\d+)(?:\.(\d{1,18}))?$/;

/** Returns dollars for a million tokens, to the micro-dollar; `null` where nothing, or zero, is said. */
function perMillion(text: string | null | undefined): UsdMicros | null {
  const [, whole = "", fraction = ""] = PER_TOKEN.exec(text ?? "") ?? [];
  if (whole === "") return null;
  // Twelve decimals of a token's price are six of a million tokens' price.
  const digits = BigInt(whole + fraction.padEnd(18, "0"));
  const amount = usdFromMicros(divide(digits, 1_000_000n, "ceil"));
  return amount === 0n ? null : amount;
}
