import { z } from "zod";
import type {
  EventSummaries,
  SummaryOutcome,
} from "../actors/ports/event_summary.ts";
import type { SearchOutcome, WebSearch } from "../actors/ports/web_search.ts";
import { canonicalJson } from "../domain/canonical_json.ts";
import { sha256Hex } from "../domain/digest.ts";
import { usdField } from "../domain/field_schemas.ts";
import {
  COST_SOURCES,
  MODEL_FAULTS,
  type ModelFaultKind,
} from "../domain/model_entries.ts";
import type { UsdMicros } from "../domain/money.ts";
import { summarySchema } from "../domain/value_schemas.ts";
import { NO_COST } from "./call_cost.ts";
import {
  CassetteError,
  type CassetteFolder,
  unusable,
} from "./cassette_folder.ts";
import { fault } from "./fault.ts";

/** What the web is asked. */
export type Web = WebSearch & EventSummaries;

type Question =
  | { readonly kind: "search"; readonly query: string }
  | { readonly kind: "summary"; readonly question: string };

/** The web changes: the same question at another time is another take of it, from 1. */
type WebRequest = Question & { readonly take: number };

const cost = z.strictObject({
  amount: usdField,
  source: z.enum(COST_SOURCES),
});

const searchOutcome = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("found"),
    hits: z.array(z.strictObject({
      title: z.string(),
      url: z.string(),
      snippet: z.string(),
      date: z.string().nullable(),
    })),
  }),
  z.strictObject({ kind: z.literal("failed"), detail: z.string() }),
]) satisfies z.ZodType<SearchOutcome>;

const summaryOutcome = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("summarized"),
    summary: summarySchema,
    cost,
  }),
  z.strictObject({
    kind: z.literal("failed"),
    fault: z.strictObject({
      kind: z.enum(MODEL_FAULTS),
      detail: z.string(),
      retryAfterMs: z.number().nullable(),
      httpStatus: z.int().nullable(),
    }),
    cost,
  }),
]) satisfies z.ZodType<SummaryOutcome>;

/** The web, with every answer kept: the n-th time that something is asked is the n-th take of it. */
export class RecordingWeb implements WebSearch, EventSummaries {
  readonly #folder: CassetteFolder;
  readonly #web: Web;
  readonly #takes = new Takes();

  constructor(folder: CassetteFolder, web: Web) {
    this.#folder = folder;
    this.#web = web;
  }

  get costMax(): UsdMicros {
    return this.#web.costMax;
  }

  async search(query: string, signal: AbortSignal): Promise<SearchOutcome> {
    const outcome = await this.#web.search(query, signal);
    try {
      await this.#keep({ kind: "search", query }, outcome, signal);
      return outcome;
    } catch (error) {
      return { kind: "failed", detail: notKept(error) };
    }
  }

  async summarize(
    question: string,
    signal: AbortSignal,
  ): Promise<SummaryOutcome> {
    const outcome = await this.#web.summarize(question, signal);
    try {
      await this.#keep({ kind: "summary", question }, outcome, signal);
      return outcome;
    } catch (error) {
      return {
        kind: "failed",
        fault: fault("no_cassette", notKept(error)),
        cost: outcome.cost,
      };
    }
  }

  /** An earlier process may have kept takes of the same question: this one follows on them. */
  async #keep(
    question: Question,
    outcome: unknown,
    { aborted }: AbortSignal,
  ): Promise<void> {
    // That nobody wanted it any more is no answer of the web's.
    if (aborted) return;
    let isKept = false;
    while (!isKept) {
      const request: WebRequest = {
        ...question,
        take: this.#takes.next(question),
      };
      isKept = await this.#folder.keep(hashOf(request), { request, outcome });
    }
  }
}

/** The web as it was: every question gets its takes in order, and one that is not there is refused. */
export class ReplayingWeb implements WebSearch, EventSummaries {
  readonly #folder: CassetteFolder;
  readonly #takes = new Takes();
  /** As while it was recorded. */
  readonly costMax: UsdMicros;

  constructor(folder: CassetteFolder, costMax: UsdMicros) {
    this.#folder = folder;
    this.costMax = costMax;
  }

  async search(query: string, signal: AbortSignal): Promise<SearchOutcome> {
    if (signal.aborted) return { kind: "failed", detail: UNWANTED };
    try {
      return await this.#read({ kind: "search", query }, searchOutcome);
    } catch (error) {
      return { kind: "failed", detail: reasonOf(error) };
    }
  }

  async summarize(
    question: string,
    signal: AbortSignal,
  ): Promise<SummaryOutcome> {
    if (signal.aborted) return refused("aborted", UNWANTED);
    try {
      return await this.#read({ kind: "summary", question }, summaryOutcome);
    } catch (error) {
      return refused("no_cassette", reasonOf(error));
    }
  }

  async #read<Schema extends z.ZodType>(
    question: Question,
    schema: Schema,
  ): Promise<z.output<Schema>> {
    const hash = hashOf({ ...question, take: this.#takes.next(question) });
    const kept = await this.#folder.read(hash);
    if (kept === null) {
      throw new CassetteError(
        `Cannot replay a ${question.kind} as it must be recorded: current value is none with the hash ${hash}`,
      );
    }
    const outcome = typeof kept === "object" && "outcome" in kept
      ? kept.outcome
      : null;
    const parsed = schema.safeParse(outcome);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw unusable(
      this.#folder.path(hash),
      `${issue?.path.join(".")}: ${issue?.message}`,
    );
  }
}

/** How often each question was asked. */
class Takes {
  readonly #counts = new Map<string, number>();

  next(question: Question): number {
    const key = canonicalJson(question);
    const take = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, take);
    return take;
  }
}

const UNWANTED = "the call was not wanted any more";

function hashOf(request: WebRequest): string {
  return sha256Hex(canonicalJson(request));
}

function refused(kind: ModelFaultKind, detail: string): SummaryOutcome {
  return { kind: "failed", fault: fault(kind, detail), cost: NO_COST };
}

function notKept(error: unknown): string {
  return `the answer could not be kept: ${reasonOf(error)}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
