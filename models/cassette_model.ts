import {
  type Model,
  type ModelCallOptions,
  type ModelCost,
  type ModelOutcome,
  type ModelRequest,
  requestHash,
} from "../actors/ports/model.ts";
import type { UsdMicros } from "../domain/money.ts";
import type { CatalogModel } from "../domain/catalog_model.ts";
import type { Clock } from "../runtime/clock.ts";
import { callCostMax, NO_COST } from "./call_cost.ts";
import type { CassetteShelf } from "./cassette_shelf.ts";
import { fault } from "./fault.ts";

/** A model whose provider can be asked afterwards what a call cost. */
export interface AskedModel extends Model {
  /** Never rejects. @returns `null` where the provider does not say. */
  generationCost(id: string, signal: AbortSignal): Promise<ModelCost | null>;
}

/** What is known of calls that a crash cut off. */
export interface CutCalls {
  /** Never rejects. @returns `null` where nobody knows what the call with that request cost. */
  cutCallCost(
    requestHash: string,
    signal: AbortSignal,
  ): Promise<ModelCost | null>;
}

/** What keeping the calls of a model takes. */
export interface RecordingModelOptions {
  readonly shelf: CassetteShelf;
  /** Is asked. */
  readonly model: AskedModel;
}

/** What playing kept calls takes. */
export interface ReplayingModelOptions {
  readonly shelf: CassetteShelf;
  /** Says what calls may cost. */
  readonly model: CatalogModel;
  readonly clock: Pick<Clock, "nowMs">;
}

/**
 * A model whose calls are kept. A request that is kept already is answered by what is kept, and not paid twice: the
 * same hash has the same outcome while recording as in every replay.
 */
export class RecordingModel implements Model, CutCalls {
  readonly #shelf: CassetteShelf;
  readonly #model: AskedModel;

  constructor({ shelf, model }: RecordingModelOptions) {
    this.#shelf = shelf;
    this.#model = model;
  }

  costMax(request: ModelRequest): UsdMicros {
    return this.#model.costMax(request);
  }

  async call(
    request: ModelRequest,
    options: ModelCallOptions,
  ): Promise<ModelOutcome> {
    const kept = await play(this.#shelf, request, options);
    if (kept !== null) return kept;
    const hash = requestHash(request);
    let noted = Promise.resolve();
    const outcome = await this.#model.call(request, {
      ...options,
      onGeneration: (id) => {
        noted = this.#note(noted, hash, id);
        options.onGeneration?.(id);
      },
    });
    await noted;
    // That nobody wanted it is no answer of the model's.
    if (outcome.kind === "failed" && outcome.fault.kind === "aborted") {
      return outcome;
    }
    try {
      const record = { requestHash: hash, request, outcome };
      return (await this.#shelf.keep(record)).outcome;
    } catch (error) {
      // What is decided must be on the record: an answer that cannot be kept is none, though it is paid.
      return notKept(error, outcome);
    }
  }

  async cutCallCost(
    requestHash: string,
    signal: AbortSignal,
  ): Promise<ModelCost | null> {
    const kept = await keptCost(this.#shelf, requestHash);
    if (kept !== null) return kept;
    const id = await this.#shelf.noted(requestHash).catch(() => null);
    return id === null ? null : await this.#model.generationCost(id, signal);
  }

  async #note(before: Promise<void>, hash: string, id: string): Promise<void> {
    await before;
    try {
      await this.#shelf.note(hash, id);
    } catch {
      // A call goes on without its note: cut off by a crash, it is charged with what was set aside.
    }
  }
}

/** A model that is not there: its calls come from the shelf, or are refused. Needs no key and no network. */
export class ReplayingModel implements Model, CutCalls {
  readonly #options: ReplayingModelOptions;

  constructor(options: ReplayingModelOptions) {
    this.#options = options;
  }

  costMax(request: ModelRequest): UsdMicros {
    const { model, clock } = this.#options;
    return callCostMax(request, model, clock.nowMs());
  }

  async call(
    request: ModelRequest,
    options: ModelCallOptions,
  ): Promise<ModelOutcome> {
    return await play(this.#options.shelf, request, options) ?? {
      kind: "failed",
      fault: fault(
        "no_cassette",
        `no recorded call has the hash ${requestHash(request)}`,
      ),
      cost: NO_COST,
      raw: "",
    };
  }

  cutCallCost(requestHash: string): Promise<ModelCost | null> {
    return keptCost(this.#options.shelf, requestHash);
  }
}

/** Returns what a call cost that had ended, though nobody heard of it; `null` where none is kept. */
async function keptCost(
  shelf: CassetteShelf,
  hash: string,
): Promise<ModelCost | null> {
  try {
    const outcome = (await shelf.read(hash))?.outcome;
    if (outcome === undefined) return null;
    return outcome.kind === "replied" ? outcome.reply.cost : outcome.cost;
  } catch {
    // What cannot be read tells nothing.
    return null;
  }
}

/** Returns the kept outcome, told as if it came now; `null` where none is kept. */
async function play(
  shelf: CassetteShelf,
  request: ModelRequest,
  { signal, onDelta }: ModelCallOptions,
): Promise<ModelOutcome | null> {
  let outcome: ModelOutcome | undefined;
  try {
    outcome = (await shelf.read(requestHash(request)))?.outcome;
  } catch (error) {
    return {
      kind: "failed",
      fault: fault("no_cassette", reasonOf(error)),
      cost: NO_COST,
      raw: "",
    };
  }
  if (outcome === undefined) return null;
  if (signal.aborted) {
    return {
      kind: "failed",
      fault: fault("aborted", "the call was not wanted any more"),
      cost: NO_COST,
      raw: "",
    };
  }
  if (outcome.kind === "replied") {
    const { reasoning, text } = outcome.reply;
    if (reasoning !== "") onDelta({ kind: "reasoning", text: reasoning });
    if (text !== "") onDelta({ kind: "text", text });
  }
  return outcome;
}

function notKept(error: unknown, outcome: ModelOutcome): ModelOutcome {
  const { cost, raw } = outcome.kind === "replied" ? outcome.reply : outcome;
  return {
    kind: "failed",
    fault: fault(
      "no_cassette",
      `the call could not be kept: ${reasonOf(error)}`,
    ),
    cost,
    raw,
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
