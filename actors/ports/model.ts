/**
 * What a contestant asks a language model, and what comes of it.
 *
 * The traders own this port; `models/` implements it over providers and over cassettes. Everything in a request is
 * text and plain JSON, so that one request has one canonical form and one hash: the same hash always gets the same
 * outcome from a cassette.
 *
 * @module
 */
import { canonicalJson } from "../../domain/canonical_json.ts";
import { sha256Hex } from "../../domain/digest.ts";
import type { ContestantId } from "../../domain/ids.ts";
import type { ModelUsage } from "../../domain/model_entries.ts";
import type { UsdMicros } from "../../domain/money.ts";
import type { ModelCost, ModelFault } from "./model_call.ts";
import type { ParseAnswer } from "./answer_parser.ts";
import type { EventSummaries } from "./event_summary.ts";
import type { WebSearch } from "./web_search.ts";

export {
  MODEL_FAULTS,
  type ModelFaultKind,
  type ModelUsage,
} from "../../domain/model_entries.ts";

export type { ModelCost, ModelFault } from "./model_call.ts";

/** Anything that JSON can say. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | JsonObject;

/** A JSON record. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A tool that the model wants used. */
export interface ToolCall {
  /** The provider's own name of the call: any text that is not empty. */
  readonly id: string;
  readonly name: string;
  /** As the model wrote them, not parsed; `{}` where the provider left them out. */
  readonly argumentsText: string;
}

/** One message of a conversation, after the system prompt. */
export type ModelMessage =
  | { readonly role: "user"; readonly text: string }
  | {
    readonly role: "assistant";
    readonly text: string;
    readonly toolCalls: readonly ToolCall[];
    /** What a reasoning model wants back unchanged, such as OpenRouter's `reasoning_details`. */
    readonly reasoningDetails: readonly JsonValue[];
  }
  | {
    readonly role: "tool";
    readonly callId: string;
    readonly name: string;
    readonly text: string;
  };

/** A tool that the model may use. */
export interface ToolSchema {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of its arguments. */
  readonly parameters: JsonObject;
}

/** What the last reply must look like; providers that can are asked to hold the model to it. */
export interface OutputSchema {
  readonly name: string;
  /** JSON Schema, every property required and no others allowed. */
  readonly schema: JsonObject;
}

/** One call. Nothing in it depends on when or how it is sent. */
export interface ModelRequest {
  /** The provider's id of the model, such as `openai/gpt-4o`. */
  readonly model: string;
  /** The contestant that asks: keeps requests of two contestants apart, and providers' caches and abuse limits too. */
  readonly user: string;
  /** Static over a season, and sent first, so that providers can cache it. */
  readonly system: string;
  readonly messages: readonly ModelMessage[];
  /** The same over a whole session: providers want them in every request of a conversation that used one. */
  readonly tools: readonly ToolSchema[];
  /** Whether the model may use them in this reply; sent as `tool_choice` where there are any. */
  readonly toolChoice: "auto" | "none";
  readonly output: OutputSchema | null;
  /** Tokens of the reply at most, reasoning included; always sent. */
  readonly maxOutputTokens: number;
  /** 0 to 2; `null` leaves it to the provider. */
  readonly temperature: number | null;
}

/** A whole reply. */
export interface ModelReply {
  /** The provider's id of the generation; `null` where it gave none. */
  readonly id: string | null;
  /** The model that really answered. */
  readonly model: string;
  /** The company behind a router that served it; `null` where that is not told. */
  readonly provider: string | null;
  readonly text: string;
  readonly reasoning: string;
  readonly reasoningDetails: readonly JsonValue[];
  readonly toolCalls: readonly ToolCall[];
  /** The provider's or the model's refusal in words; `null` where there is none. */
  readonly refusal: string | null;
  readonly finishReason: "stop" | "length" | "tool_calls" | "content_filter";
  readonly usage: ModelUsage | null;
  readonly cost: ModelCost;
  /** The response as received: a JSON body, or all of an event stream. Holds no key. */
  readonly raw: string;
}

/** How a call ended. */
export type ModelOutcome =
  | { readonly kind: "replied"; readonly reply: ModelReply }
  | {
    readonly kind: "failed";
    readonly fault: ModelFault;
    /** What the failed call cost all the same: 0 where nothing was begun. */
    readonly cost: ModelCost;
    /** What had been received, as received; empty where nothing had. */
    readonly raw: string;
  };

/** A piece of a reply on its way. Pieces of one kind, joined, are that part of the reply. */
export interface ModelDelta {
  readonly kind: "reasoning" | "text";
  readonly text: string;
}

/** How one call is made. */
export interface ModelCallOptions {
  /** Ends the call; its outcome is then the fault `aborted`, or what had already come. */
  readonly signal: AbortSignal;
  /** Hears the reply as it comes, in order, before the call ends. Must not throw. */
  readonly onDelta: (delta: ModelDelta) => void;
  /** Hears the name by which the provider can later be asked what the call cost, as soon as it says one. */
  readonly onGeneration?: (id: string) => void;
}

/** One model of one provider. */
export interface Model {
  /** What a call may cost at most: from the prompt's bytes, `maxOutputTokens` and the catalog's prices. */
  costMax(request: ModelRequest): UsdMicros;
  /**
   * Makes one call, with bounded retries of what is transient inside it and a deadline over all of them.
   *
   * Never rejects: whatever goes wrong is an outcome.
   */
  call(request: ModelRequest, options: ModelCallOptions): Promise<ModelOutcome>;
}

/** The models of an arena, and what goes with each. */
export interface Models {
  /** Returns the model of a contestant. @throws {RangeError} If it has none. */
  open(contestantId: ContestantId): Model;
  /**
   * Tells what a call cost that a crash cut off: from its record, else from its provider, within half a minute. Never
   * rejects.
   *
   * @param requestHash Of its request.
   * @returns `null` where nobody knows.
   */
  cutCallCost(
    contestantId: ContestantId,
    requestHash: string,
    signal: AbortSignal,
  ): Promise<ModelCost | null>;
  /** Returns an empty budget of one contestant. */
  openBudget(): InferenceBudget;
  /** Bound to nothing: it can be handed on by itself. */
  readonly parseAnswer: ParseAnswer;
  /** `null` where there is no search engine. */
  readonly search: WebSearch | null;
  /** What the web says about events, written once for all of them; `null` where nobody writes it. */
  readonly summaries: EventSummaries | null;
}

/** A call that ended, by the hash of its request: what a dossier and a cassette hold. */
export interface ModelRecord {
  readonly requestHash: string;
  readonly request: ModelRequest;
  readonly outcome: ModelOutcome;
}

/** Where calls are kept. */
export interface ModelRecords {
  /** Returns the call of that request; `null` where none is kept. */
  read(requestHash: string): Promise<ModelRecord | null>;
}

/**
 * What one contestant may spend on its model in one UTC day. It counts what is folded into it, so it is rebuilt from
 * the journal like everything else.
 */
export interface InferenceBudget {
  /** Counts what was spent at a time in Unix milliseconds. */
  spend(amount: UsdMicros, atMs: number): void;
  /**
   * Sets `amount` aside for a call that begins now; `null` where that, what was spent that day and what is set aside
   * already would come to more than the limit. Of calls that ask at once, the first that does not fit is stopped.
   */
  reserve(amount: UsdMicros, atMs: number): Reservation | null;
}

/** An amount that is set aside. */
export interface Reservation {
  readonly amount: UsdMicros;
  /** Ends it, once what the call really cost has been counted; a second time does nothing. */
  release(): void;
}

/**
 * Returns the hash of what a model is asked with over a whole season, as 64 lower-case hex digits: the provider's
 * release, the system prompt, the tools, the form of the answer and the bounds of a reply. What differs from one call
 * to the next has no part in it.
 */
export function releaseHash(
  { model, system, tools, output, maxOutputTokens, temperature }: Omit<
    ModelRequest,
    "user" | "messages" | "toolChoice"
  >,
): string {
  return sha256Hex(canonicalJson({
    model,
    system,
    tools,
    output,
    maxOutputTokens,
    temperature,
  }));
}

/** Returns the hash of a request's canonical form, as 64 lower-case hex digits. */
export function requestHash(request: ModelRequest): string {
  return sha256Hex(canonicalJson(request));
}
