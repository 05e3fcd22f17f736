import OpenAI, { APIConnectionError, APIError } from "openai";
import type {
  ModelCost,
  ModelDelta,
  ModelFault,
  ModelOutcome,
  ModelReply,
} from "../actors/ports/model.ts";
import type { TokenPrice } from "../domain/inference_price.ts";
import {
  countedUsage,
  estimatedCost,
  NO_COST,
  reportedCost,
} from "./call_cost.ts";
import { CapturedFetch, ResponseTooLargeError } from "./captured_fetch.ts";
import type { ChatBody } from "./chat_request.ts";
import { faultAtEnd, takeStream, takeWhole } from "./chat_stream.ts";
import { fault, faultOfRefusal } from "./fault.ts";
import type { ModelEndpoint } from "./provider.ts";
import { redact } from "./redact.ts";
import { ReplyBuilder } from "./reply_builder.ts";
import type { TryEnds } from "./try_in_turn.ts";

/** What the tries of one call have in common. */
export interface ChatAttemptOptions {
  readonly body: ChatBody;
  readonly endpoint: ModelEndpoint;
  readonly price: TokenPrice;
  /** As estimated: for the cost of a call whose provider counts nothing. */
  readonly promptTokens: number;
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
  /** For the sentence alone: what ends a try is its signal. */
  readonly deadlineMs: number;
  readonly onDelta: (delta: ModelDelta) => void;
  /** Hears how the provider names the call, as soon as it says so: in a header, or with the first piece. */
  readonly onGeneration: (id: string) => void;
}

/** What one try has come to. */
interface Progress extends TryEnds {
  readonly captured: CapturedFetch;
  readonly reply: ReplyBuilder;
  /** Ends the response, whoever still sends. */
  readonly stop: AbortController;
}

/** Asks once, or once more. */
export class ChatAttempt {
  readonly #options: ChatAttemptOptions;

  constructor(options: ChatAttemptOptions) {
    this.#options = options;
  }

  /** Makes one try and tells how it ended. Never rejects. */
  async make(ends: TryEnds): Promise<ModelOutcome> {
    const progress: Progress = {
      ...ends,
      captured: new CapturedFetch(this.#options.fetch),
      reply: new ReplyBuilder(
        this.#options.onDelta,
        this.#options.onGeneration,
      ),
      stop: new AbortController(),
    };
    let found: ModelFault | null;
    try {
      found = await this.#exchange(progress);
    } catch (error) {
      found = this.#faultOf(error, progress);
    }
    // However the stream ended: a call that nobody wanted, or that was late, has no other reason.
    found = this.#endedFromOutside(progress) ?? found;
    return found === null
      ? this.#replied(progress)
      : this.#failed(found, progress);
  }

  /** Returns what was wrong with the response; `null` where nothing was. */
  async #exchange(progress: Progress): Promise<ModelFault | null> {
    const client = this.#client(progress.captured);
    const { aborted, deadline, stop } = progress;
    const signal = AbortSignal.any([aborted, deadline, stop.signal]);
    const response = await client.chat.completions.create(
      this.#options
        .body as unknown as OpenAI.ChatCompletionCreateParamsStreaming,
      { signal },
    ).asResponse();
    const named = response.headers.get("x-generation-id");
    if (named) this.#options.onGeneration(named);
    const isWhole = response.headers.get("content-type")?.includes("json");
    const found = isWhole
      ? takeWhole(await response.text(), progress.reply)
      : await takeStream(response, client, progress);
    if (found !== null) stop.abort();
    return found ?? faultAtEnd(progress.reply, progress.captured.body);
  }

  /** One client per try, as it keeps what is received; the retries are ours. */
  #client(captured: CapturedFetch): OpenAI {
    const { endpoint, deadlineMs } = this.#options;
    return new OpenAI({
      baseURL: endpoint.url,
      apiKey: endpoint.apiKey ?? "none",
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      maxRetries: 0,
      // Behind our own deadline, so that it never fires first.
      timeout: deadlineMs + 60_000,
      logLevel: "off",
      fetch: captured.fetch,
      defaultHeaders: {
        ...(endpoint.apiKey === null ? { authorization: null } : {}),
        ...(endpoint.dialect === "openrouter"
          ? { "x-openrouter-title": "Alpha Arena" }
          : {}),
      },
    });
  }

  #endedFromOutside(
    { reply, aborted, deadline }: Progress,
  ): ModelFault | null {
    const { deadlineMs } = this.#options;
    // What had come whole by then is a reply.
    if (reply.finishReason !== null) return null;
    if (aborted.aborted) {
      return fault("aborted", "the call was not wanted any more");
    }
    return deadline.aborted
      ? fault("timed_out", `no whole reply within ${deadlineMs} ms`)
      : null;
  }

  #faultOf(error: unknown, progress: Progress): ModelFault {
    const { captured } = progress;
    if (error instanceof ResponseTooLargeError) {
      return fault("too_large", error.message, { httpStatus: 200 });
    }
    if (error instanceof APIConnectionError || captured.headers === null) {
      return fault("unreachable", this.#withoutKey(reasonOf(error)));
    }
    if (error instanceof APIError && typeof error.status === "number") {
      const refused = faultOfRefusal({
        status: error.status,
        headers: captured.headers,
        body: captured.body,
        nowMs: this.#options.nowMs(),
      });
      return { ...refused, detail: this.#withoutKey(refused.detail) };
    }
    const isWholeLine = /\n\s*$/.test(captured.body);
    return error instanceof SyntaxError && isWholeLine
      ? fault("malformed", reasonOf(error), { httpStatus: 200 })
      : fault("stream_cut", this.#withoutKey(reasonOf(error)), {
        httpStatus: 200,
      });
  }

  #replied(progress: Progress): ModelOutcome {
    const { reply } = progress;
    const finishReason = finishReasonOf(progress);
    const draft = reply.draft(String(this.#options.body["model"]));
    const filtered = finishReason === "content_filter" && draft.text === ""
      ? "the provider's filter stopped the reply"
      : null;
    return {
      kind: "replied",
      reply: {
        ...draft,
        refusal: draft.refusal ?? filtered,
        finishReason,
        usage: reply.usage === null ? null : countedUsage(reply.usage),
        cost: this.#cost(progress),
        raw: this.#withoutKey(progress.captured.body),
      },
    };
  }

  #failed(found: ModelFault, progress: Progress): ModelOutcome {
    return {
      kind: "failed",
      fault: found,
      cost: isFree(found, progress) ? NO_COST : this.#cost(progress),
      raw: this.#withoutKey(progress.captured.body),
    };
  }

  #cost({ reply }: Progress): ModelCost {
    const { price, promptTokens } = this.#options;
    return reply.usage === null
      ? estimatedCost({
        promptTokens,
        replyCharacters: reply.characters,
      }, price)
      : reportedCost(reply.usage, price);
  }

  #withoutKey(text: string): string {
    return redact(text, this.#options.endpoint.apiKey);
  }
}

/** Whether nothing had begun that anybody could charge for. */
function isFree(found: ModelFault, { captured, reply }: Progress): boolean {
  if (!captured.wasSent) return true;
  // Whoever had the request when we gave up may be at work on it, at our cost.
  if (found.kind === "timed_out" || found.kind === "aborted") {
    return found.httpStatus !== null;
  }
  if (captured.headers === null) return true;
  return !reply.hasBegun && reply.usage === null &&
    found.httpStatus !== null && found.httpStatus !== 200;
}

function finishReasonOf({ reply }: Progress): ModelReply["finishReason"] {
  switch (reply.finishReason) {
    case "length":
    case "content_filter":
    case "tool_calls":
      return reply.finishReason;
    case "function_call":
      return "tool_calls";
    default:
      return reply.hasToolCalls ? "tool_calls" : "stop";
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // The client says no more than "Connection error."; what happened is in the cause.
  const { cause } = error;
  return cause instanceof Error
    ? `${error.message} ${cause.message}`
    : error.message;
}
