import type { ModelOutcome, ModelRequest } from "../actors/ports/model.ts";
import { canonicalJson } from "../domain/canonical_json.ts";
import type { CatalogModel } from "../domain/catalog_model.ts";
import { CHARACTERS_PER_TOKEN, NO_COST } from "./call_cost.ts";

/**
 * Returns the outcome of a request that does not fit a model, which is not sent: a token for every three characters
 * and the longest reply that is allowed come to more than its context. `null` for one that fits.
 */
export function contextRefusal(
  request: ModelRequest,
  { contextTokens }: Pick<CatalogModel, "contextTokens">,
): ModelOutcome | null {
  const { length } = canonicalJson(request);
  const tokens = Math.ceil(length / CHARACTERS_PER_TOKEN) +
    request.maxOutputTokens;
  if (tokens <= contextTokens) return null;
  return {
    kind: "failed",
    fault: {
      kind: "context_too_long",
      detail:
        `It was not sent: about ${tokens} tokens with the longest reply, the model takes ${contextTokens}.`,
      retryAfterMs: null,
      httpStatus: null,
    },
    cost: NO_COST,
    raw: "",
  };
}
