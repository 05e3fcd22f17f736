/**
 * Models that say what a test has written down. Only tests import it.
 *
 * @module
 */
import { DailyBudget } from "../../../../domain/inference_budget.ts";
import {
  answerSchema,
  type ModelAnswer,
} from "../../../../domain/model_answer.ts";
import type { ContestantId } from "../../../../domain/ids.ts";
import { usd, type UsdMicros } from "../../../../domain/money.ts";
import type { ParsedAnswer } from "../../../ports/answer_parser.ts";
import type {
  Model,
  ModelCallOptions,
  ModelCost,
  ModelFaultKind,
  ModelOutcome,
  ModelReply,
  ModelRequest,
  Models,
  ToolCall,
} from "../../../ports/model.ts";
import type { EventSummaries } from "../../../ports/event_summary.ts";
import type { WebSearch } from "../../../ports/web_search.ts";

/** A call that a model was asked and that has not ended. */
export interface HeldCall {
  readonly request: ModelRequest;
  readonly options: ModelCallOptions;
  /** Ends it. */
  readonly end: (outcome: ModelOutcome) => void;
}

/** One answer of a script: a text, tool calls, or a whole outcome. */
export type ScriptedAnswer =
  | string
  | ModelAnswer
  | { readonly tools: readonly Omit<ToolCall, "id">[] }
  | ModelOutcome;

/** An answer that is made of what was asked. */
export type ScriptedReaction = (request: ModelRequest) => ScriptedAnswer;

/** What each call costs, unless an outcome of its own says so. */
export const CALL_COST = usd("0.01");

/** Returns a whole reply. */
export function replied(change: Partial<ModelReply> = {}): ModelOutcome {
  return {
    kind: "replied",
    reply: {
      id: "gen-1",
      model: "a/model",
      provider: null,
      text: "",
      reasoning: "",
      reasoningDetails: [],
      toolCalls: [],
      refusal: null,
      finishReason: "stop",
      usage: null,
      cost: { amount: CALL_COST, source: "provider" },
      raw: "",
      ...change,
    },
  };
}

/** Returns a call without a reply. */
export function faulted(kind: ModelFaultKind): ModelOutcome {
  return {
    kind: "failed",
    fault: {
      kind,
      detail: "As the script says.",
      retryAfterMs: null,
      httpStatus: null,
    },
    cost: { amount: usd("0"), source: "catalog" },
    raw: "",
  };
}

function outcomeOf(answer: ScriptedAnswer): ModelOutcome {
  if (typeof answer === "string") return replied({ text: answer });
  if ("tools" in answer) {
    return replied({
      finishReason: "tool_calls",
      toolCalls: answer.tools.map((call, index) => ({
        id: `call_${index}`,
        ...call,
      })),
    });
  }
  if ("kind" in answer) return answer;
  return replied({ text: JSON.stringify(answer) });
}

/** Reads an answer that is nothing but its JSON. */
export function plainParser(text: string): ParsedAnswer {
  try {
    const parsed = answerSchema.safeParse(JSON.parse(text));
    return parsed.success
      ? { kind: "decoded", answer: parsed.data }
      : { kind: "malformed", fault: "wrong_schema", detail: "a field is off" };
  } catch {
    return { kind: "malformed", fault: "no_json", detail: "there is no JSON" };
  }
}

/** What scripted models may be given. */
export interface ScriptOptions {
  /** Dollars of a day. */
  readonly budget?: UsdMicros;
  readonly costMax?: UsdMicros;
  readonly search?: WebSearch;
  readonly summaries?: EventSummaries;
  /** Whether what calls cost that a crash cut off is told by the test. @default {false, nobody knows} */
  readonly holdsCutCalls?: boolean;
  /** Said to whatever is asked past the end of the script. @default {the call is held} */
  readonly fallback?: ScriptedAnswer | ScriptedReaction;
}

/** One model for everybody. It answers in the order of its script; past its end a call is held until the test ends it. */
export class ScriptedModels implements Models {
  readonly requests: ModelRequest[] = [];
  readonly held: HeldCall[] = [];
  readonly parseAnswer = plainParser;
  readonly search: WebSearch | null;
  readonly summaries: EventSummaries | null;
  readonly #script: (ScriptedAnswer | ScriptedReaction)[];
  readonly #options: ScriptOptions;

  constructor(
    script: readonly (ScriptedAnswer | ScriptedReaction)[] = [],
    options: ScriptOptions = {},
  ) {
    this.#script = [...script];
    this.#options = options;
    this.search = options.search ?? null;
    this.summaries = options.summaries ?? null;
  }

  open(): Model {
    return {
      costMax: () => this.#options.costMax ?? usd("0.05"),
      call: (request, options) => this.#call(request, options),
    };
  }

  /** Its calls that a crash cut off, by the hash of their requests: what each cost, or `null`, or not yet. */
  readonly cutCalls = new Map<string, (cost: ModelCost | null) => void>();

  cutCallCost(_: ContestantId, requestHash: string): Promise<ModelCost | null> {
    if (!this.#options.holdsCutCalls) return Promise.resolve(null);
    const { promise, resolve } = Promise.withResolvers<ModelCost | null>();
    this.cutCalls.set(requestHash, resolve);
    return promise;
  }

  openBudget(): DailyBudget {
    return new DailyBudget(this.#options.budget ?? usd("100"));
  }

  /** Ends the oldest call that is held. */
  end(answer: ScriptedAnswer): void {
    const call = this.held.shift();
    if (call === undefined) throw new Error("No call is held");
    call.end(outcomeOf(answer));
  }

  #call(
    request: ModelRequest,
    options: ModelCallOptions,
  ): Promise<ModelOutcome> {
    this.requests.push(request);
    const next = this.#script.shift() ?? this.#options.fallback;
    if (next !== undefined) {
      const answer = typeof next === "function" ? next(request) : next;
      return Promise.resolve(outcomeOf(answer));
    }
    const { promise, resolve } = Promise.withResolvers<ModelOutcome>();
    this.held.push({ request, options, end: resolve });
    options.signal.addEventListener(
      "abort",
      () => resolve(faulted("aborted")),
      { once: true },
    );
    return promise;
  }
}

/** A purchase of YES that holds. */
export const BUY_ANSWER: ModelAnswer = {
  action: "buy_yes",
  probabilityYes: 0.7,
  confidence: 0.5,
  reason: "The book leans up.",
  limitPrice: 0.56,
  contracts: null,
  timeInForce: null,
  expiresAtMs: null,
  target: 0.8,
  stop: 0.4,
  invalidation: "Bitcoin falls below the strike.",
  orderId: null,
};

/** A hold with a forecast. */
export const HOLD_ANSWER: ModelAnswer = {
  ...BUY_ANSWER,
  action: "hold",
  reason: "The price is fair.",
  limitPrice: null,
  target: null,
  stop: null,
  invalidation: null,
};
