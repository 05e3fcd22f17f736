import {
  type Model,
  type ModelCallOptions,
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

/** What keeping the calls of a model takes. */
export interface RecordingModelOptions {
  readonly shelf: CassetteShelf;
  /** Is asked. */
  readonly model: Model;
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
export class RecordingModel implements Model {
  readonly #shelf: CassetteShelf;
  readonly #model: Model;

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
    const outcome = await this.#model.call(request, options);
    // That nobody wanted it is no answer of the model's.
    if (outcome.kind === "failed" && outcome.fault.kind === "aborted") {
      return outcome;
    }
    try {
      const record = { requestHash: requestHash(request), request, outcome };
      return (await this.#shelf.keep(record)).outcome;
    } catch (error) {
      // What is decided must be on the record: an answer that cannot be kept is none, though it is paid.
      return notKept(error, outcome);
    }
  }
}

/** A model that is not there: its calls come from the shelf, or are refused. Needs no key and no network. */
export class ReplayingModel implements Model {
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
