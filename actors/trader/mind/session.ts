import { answerShape, type ModelAnswer } from "../../../domain/model_answer.ts";
import type { ParseAnswer } from "../../ports/answer_parser.ts";
import type {
  ModelMessage,
  ModelReply,
  ModelRequest,
  ToolCall,
} from "../../ports/model.ts";
import type { MindOptions } from "./mind_options.ts";
import type { SessionSubject } from "./session_subject.ts";
import { openingText } from "./opening_text.ts";
import { systemPrompt } from "./system_prompt.ts";
import { jsonSchema, toolSchemas, type ToolUse, useTool } from "./tools.ts";
import { UntrustedTexts } from "./untrusted.ts";

/** What is fixed for all sessions of a contestant. */
export interface SessionRules {
  readonly options: MindOptions;
  readonly parseAnswer: ParseAnswer;
  readonly hasSearch: boolean;
}

/** What follows from a reply. */
export type SessionStep =
  /** The model is to be asked again: `request` has changed. */
  | { readonly kind: "ask" }
  /** The web is to be asked first; `resume` takes what it says, in the same order. */
  | { readonly kind: "search"; readonly queries: readonly string[] }
  | { readonly kind: "decide"; readonly answer: ModelAnswer }
  /** There is no usable answer, also not after one re-ask. */
  | { readonly kind: "give_up"; readonly detail: string };

/** The form of the last reply. */
const OUTPUT = { name: "decision", schema: jsonSchema(answerShape) };

/**
 * Returns what every request of a model has in common over a season: what `releaseHash` is of.
 *
 * @param model The provider's id of the model.
 */
export function seasonRequest(
  model: string,
  { options, hasSearch }: Omit<SessionRules, "parseAnswer">,
): Omit<ModelRequest, "user" | "messages" | "toolChoice"> {
  return {
    model,
    system: systemPrompt(options),
    tools: toolSchemas(hasSearch),
    output: OUTPUT,
    maxOutputTokens: options.outputTokensMax,
    temperature: null,
  };
}

/** A tool call and its answer; `null` until the web has answered. */
interface AnsweredCall {
  readonly call: ToolCall;
  text: string | null;
}

/**
 * The conversation of one model about one market, up to one answer. It is bounded in every way: by steps, by tools,
 * and by one re-ask. Nothing is ever filled in or guessed.
 */
export class Session {
  readonly subject: SessionSubject;
  /** Strangers' texts that it has been given, and the canaries in them. */
  readonly texts: UntrustedTexts;
  readonly #rules: SessionRules;
  readonly #messages: ModelMessage[];
  #calls: AnsweredCall[] = [];
  #step = 1;
  #toolCalls = 0;
  #hasReAsked = false;
  #mustAnswer = false;

  constructor(subject: SessionSubject, rules: SessionRules) {
    this.subject = subject;
    this.#rules = rules;
    this.texts = new UntrustedTexts({
      snapshotId: subject.snapshot.id,
      decisionId: subject.decisionId,
      plantsCanaries: rules.options.plantsCanaries,
    });
    this.#messages = [{ role: "user", text: openingText(subject, this.texts) }];
  }

  /** Place of the next call, from 1. */
  get step(): number {
    return this.#step;
  }

  /** The call to be made now. */
  get request(): ModelRequest {
    const { model, contestantId } = this.subject;
    return {
      ...seasonRequest(model, this.#rules),
      user: contestantId,
      messages: [...this.#messages],
      toolChoice: this.#isLastStep ? "none" : "auto",
    };
  }

  /** Takes a reply in. */
  take(reply: ModelReply): SessionStep {
    const wasLast = this.#isLastStep;
    this.#messages.push({
      role: "assistant",
      text: reply.text,
      toolCalls: reply.toolCalls,
      reasoningDetails: reply.reasoningDetails,
    });
    this.#step += 1;
    if (reply.refusal !== null) {
      return this.reAsk("the model refused to answer", reply.toolCalls);
    }
    if (reply.toolCalls.length === 0) return this.#parse(reply.text);
    return wasLast
      ? this.reAsk("no tools are left in this session", reply.toolCalls)
      : this.#useTools(reply.toolCalls);
  }

  /** Takes what the web said to each query. */
  resume(texts: readonly string[]): SessionStep {
    const waiting = this.#calls.filter(({ text }) => text === null);
    waiting.forEach((call, index) => call.text = texts[index] ?? "");
    return this.#answerCalls();
  }

  /** Asks for another answer, once; the second time the session is given up. */
  reAsk(detail: string, calls: readonly ToolCall[] = []): SessionStep {
    if (this.#hasReAsked) return { kind: "give_up", detail };
    this.#hasReAsked = true;
    this.#mustAnswer = true;
    // Providers refuse a conversation in which a tool call has no answer.
    for (const { id, name } of calls) {
      this.#messages.push({
        role: "tool",
        callId: id,
        name,
        text: `Not used: ${detail}.`,
      });
    }
    this.#messages.push({
      role: "user",
      text:
        `Your answer cannot be used: ${detail}. Answer once more with the JSON object alone. There is no further try.`,
    });
    return { kind: "ask" };
  }

  get #isLastStep(): boolean {
    const { stepsMax, toolCallsMax } = this.#rules.options;
    return this.#mustAnswer || this.#step >= stepsMax ||
      this.#toolCalls >= toolCallsMax;
  }

  #parse(text: string): SessionStep {
    const parsed = this.#rules.parseAnswer(text);
    return parsed.kind === "decoded"
      ? { kind: "decide", answer: parsed.answer }
      : this.reAsk(parsed.detail);
  }

  #useTools(calls: readonly ToolCall[]): SessionStep {
    const uses = calls.map((call) => ({ call, use: this.#use(call) }));
    const decisions = uses.filter(({ use }) => use.kind === "decision");
    if (decisions.length > 1) {
      return this.reAsk("a session ends with exactly one decision", calls);
    }
    const [decision] = decisions;
    if (decision?.use.kind === "decision") {
      return { kind: "decide", answer: decision.use.answer };
    }
    this.#calls = uses.map(({ call, use }) => ({ call, text: textOf(use) }));
    const queries = uses.flatMap(({ use }) =>
      use.kind === "search" ? [use.query] : []
    );
    return queries.length > 0
      ? { kind: "search", queries }
      : this.#answerCalls();
  }

  #use(call: ToolCall): ToolUse {
    this.#toolCalls += 1;
    if (this.#toolCalls > this.#rules.options.toolCallsMax) {
      return { kind: "refused", detail: "no tools are left in this session" };
    }
    const { snapshot, account } = this.subject;
    const { texts } = this;
    return useTool(
      call,
      { snapshot, account, texts },
      this.#rules.hasSearch,
    );
  }

  #answerCalls(): SessionStep {
    for (const { call, text } of this.#calls) {
      this.#messages.push({
        role: "tool",
        callId: call.id,
        name: call.name,
        text: text ?? "",
      });
    }
    this.#calls = [];
    return { kind: "ask" };
  }
}

function textOf(use: ToolUse): string | null {
  switch (use.kind) {
    case "answered":
      return use.text;
    case "refused":
      return `Not used: ${use.detail}.`;
    case "search":
    case "decision":
      return null;
  }
}
