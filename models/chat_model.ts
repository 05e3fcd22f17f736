import type {
  Model,
  ModelCallOptions,
  ModelCost,
  ModelFault,
  ModelOutcome,
  ModelRequest,
} from "../actors/ports/model.ts";
import { canonicalJson } from "../domain/canonical_json.ts";
import type { CatalogModel } from "../domain/catalog_model.ts";
import { priceInForce } from "../domain/inference_price.ts";
import type { UsdMicros } from "../domain/money.ts";
import { callCostMax } from "./call_cost.ts";
import { contextRefusal } from "./context_refusal.ts";
import { ChatAttempt } from "./chat_attempt.ts";
import { chatBody } from "./chat_request.ts";
import { generationCost } from "./generation_cost.ts";
import type { ModelEndpoint } from "./provider.ts";
import { TokenGauge } from "./token_gauge.ts";
import { tryInTurn, type TryOptions } from "./try_in_turn.ts";

/** What a client of one model needs. */
export interface ChatModelOptions extends TryOptions {
  readonly model: CatalogModel;
  readonly endpoint: ModelEndpoint;
  /** @default {globalThis.fetch} */
  readonly fetch?: typeof fetch;
}

/** A model behind an OpenAI-compatible API, asked over a stream. */
export class ChatModel implements Model {
  readonly #options: ChatModelOptions;
  readonly #gauge = new TokenGauge();

  constructor(options: ChatModelOptions) {
    this.#options = options;
  }

  costMax(request: ModelRequest): UsdMicros {
    const { model, clock } = this.#options;
    return callCostMax(request, model, clock.nowMs());
  }

  async call(
    request: ModelRequest,
    { signal, onDelta, onGeneration }: ModelCallOptions,
  ): Promise<ModelOutcome> {
    const { model, endpoint, clock, deadlineMs } = this.#options;
    const { length } = canonicalJson(request);
    const promptTokens = this.#gauge.tokensOf(length);
    const tooLong = contextRefusal(promptTokens, request, model);
    if (tooLong !== null) return tooLong;
    let generation: string | null = null;
    const attempt = new ChatAttempt({
      body: chatBody(request, model, endpoint.dialect),
      endpoint,
      price: priceInForce(model.prices, clock.nowMs()),
      promptTokens,
      fetch: this.#options.fetch ?? fetch,
      nowMs: () => clock.nowMs(),
      deadlineMs,
      onDelta,
      onGeneration: (id) => {
        if (endpoint.dialect !== "openrouter" || id === generation) return;
        generation = id;
        onGeneration?.(id);
      },
    });
    const outcome = await tryInTurn((ends) => attempt.make(ends), freeFault, {
      ...this.#options,
      aborted: signal,
    });
    if (outcome.kind === "replied" && outcome.reply.usage !== null) {
      this.#gauge.learn(length, outcome.reply.usage.promptTokens);
    }
    return this.#withRealCost(outcome, generation);
  }

  /**
   * Asks what a call cost that the provider named; `null` where it does not say. Never rejects.
   *
   * @param id As `onGeneration` heard it.
   */
  generationCost(id: string, signal: AbortSignal): Promise<ModelCost | null> {
    const { endpoint, clock, random, fetch } = this.#options;
    return generationCost(
      { ...endpoint, clock, random, ...(fetch ? { fetch } : {}) },
      id,
      signal,
    );
  }

  /** What a call cost that was cut is only estimated here; the provider knows. Nobody waits for a decision any more. */
  async #withRealCost(
    outcome: ModelOutcome,
    generation: string | null,
  ): Promise<ModelOutcome> {
    const isEstimated = outcome.kind === "failed" &&
      outcome.cost.source === "estimate";
    if (!isEstimated || generation === null) return outcome;
    const never = new AbortController().signal;
    const cost = await this.generationCost(generation, never);
    return cost === null ? outcome : { ...outcome, cost };
  }
}

/** What has cost something is not tried again: so the last try's cost is the call's. */
function freeFault(outcome: ModelOutcome): ModelFault | null {
  return outcome.kind === "failed" && outcome.cost.amount === 0n
    ? outcome.fault
    : null;
}
