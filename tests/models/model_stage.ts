import type {
  ModelDelta,
  ModelOutcome,
  ModelRequest,
} from "../../actors/ports/model.ts";
import type { CatalogModel } from "../../domain/catalog_model.ts";
import { seededCatalog } from "../../models/catalog.ts";
import { ChatModel, type ChatModelOptions } from "../../models/chat_model.ts";
import { SystemClock } from "../../runtime/clock.ts";
import { SeededRandom } from "../../runtime/seeded_random.ts";
import { Conditions } from "./conditions.ts";
import { ProtocolServer, type Script } from "./protocol_server.ts";

/** The key that clients of a stage send. */
export const STAGE_KEY = "sk-or-v1-0123456789abcdef0123456789abcdef";

/** Returns the catalog's model of that id. */
export function catalogModel(id: string): CatalogModel {
  const found = seededCatalog().find((model) => model.id === id);
  if (found === undefined) throw new Error(`no model ${id}`);
  return found;
}

/** Returns a request, with what a test cares about in its place. */
export function sampleRequest(
  change: Partial<ModelRequest> = {},
): ModelRequest {
  return {
    model: "openai/gpt-4o",
    user: "gpt-4o",
    system: "You trade prediction markets.",
    messages: [{ role: "user", text: "Will it rain?" }],
    tools: [],
    toolChoice: "auto",
    output: null,
    maxOutputTokens: 500,
    temperature: null,
    ...change,
  };
}

/** A client and the server that it asks. */
export class ModelStage {
  readonly server = new ProtocolServer();
  readonly deltas: ModelDelta[] = [];
  /** How the provider named calls. */
  readonly generations: string[] = [];
  readonly abort = new AbortController();
  readonly model: ChatModel;
  readonly #heard = new Conditions();

  constructor(change: Partial<ChatModelOptions> = {}) {
    this.model = new ChatModel({
      model: catalogModel("gpt-4o"),
      endpoint: {
        url: this.server.url,
        apiKey: STAGE_KEY,
        dialect: "openrouter",
      },
      clock: new SystemClock(),
      random: new SeededRandom(1),
      deadlineMs: 30_000,
      attemptsMax: 1,
      ...change,
    });
  }

  /** Makes one call, which the server answers by `scripts`. */
  call(
    scripts: readonly Script[],
    request: ModelRequest = sampleRequest(),
  ): Promise<ModelOutcome> {
    this.server.script(request.model, ...scripts);
    return this.model.call(request, {
      signal: this.abort.signal,
      onDelta: (delta) => {
        this.deltas.push(delta);
        this.#heard.check();
      },
      onGeneration: (id) => this.generations.push(id),
    });
  }

  /** Resolves once that many pieces of replies were heard. */
  heard(count: number): Promise<void> {
    return this.#heard.until(() => this.deltas.length >= count);
  }

  /** Stops the server. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.server.close();
  }
}
