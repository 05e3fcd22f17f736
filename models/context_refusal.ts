import type { ModelOutcome, ModelRequest } from "../actors/ports/model.ts";
import type { CatalogModel } from "../domain/catalog_model.ts";
import { NO_COST } from "./call_cost.ts";

/**
 * Returns the outcome of a request that does not fit a model, which is not sent: its prompt and the longest reply that
 * is allowed come to more than the model's context. `null` for one that fits.
 *
 * @param promptTokens As estimated, 0 or more.
 */
export function contextRefusal(
  promptTokens: number,
  { maxOutputTokens }: Pick<ModelRequest, "maxOutputTokens">,
  { contextTokens }: Pick<CatalogModel, "contextTokens">,
): ModelOutcome | null {
  const tokens = promptTokens + maxOutputTokens;
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
