import type OpenAI from "openai";
import { Stream } from "openai/streaming";
import type { ModelFault } from "../actors/ports/model.ts";
import { chunkSchema, errorSchema } from "./chat_schema.ts";
import { fault, faultInStream } from "./fault.ts";
import { REPLY_CHARACTERS_MAX, type ReplyBuilder } from "./reply_builder.ts";

/** An event of a stream, by its name where it has one. */
interface StreamEvent {
  readonly event: string | null;
  readonly data: unknown;
}

/** What a response is read into. */
export interface ReplyInProgress {
  readonly reply: ReplyBuilder;
  /** Ends the response. */
  readonly stop: AbortController;
}

/** Reads an event stream to its end or first fault; comment lines are skipped. */
export async function takeStream(
  response: Response,
  client: OpenAI,
  { reply, stop }: ReplyInProgress,
): Promise<ModelFault | null> {
  // In its usual mode the client throws an error event away with the usage that came beside it.
  const events = Stream.fromSSEResponse<StreamEvent>(
    response,
    stop,
    client,
    true,
    "events",
  );
  for await (const { event, data } of events) {
    const found = event === "error"
      ? faultInStream(readErrorEvent(data))
      : takeChunk(data, reply);
    if (found !== null) return found;
  }
  return null;
}

/** Takes the body of a response that is no stream. */
export function takeWhole(
  body: string,
  reply: ReplyBuilder,
): ModelFault | null {
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch {
    return fault("malformed", "a body that is no JSON", { httpStatus: 200 });
  }
  return takeChunk(data, reply);
}

/** Takes one event, or a whole body, into `reply`; returns what was wrong with it. */
function takeChunk(
  data: unknown,
  reply: ReplyBuilder,
): ModelFault | null {
  const parsed = chunkSchema.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fault(
      "malformed",
      `${issue?.path.join(".") || "the event"}: ${issue?.message}`,
      { httpStatus: 200 },
    );
  }
  // First, as an error may come with the usage of what was made until then.
  reply.add(parsed.data);
  if (parsed.data.error) return faultInStream(parsed.data.error);
  return reply.characters > REPLY_CHARACTERS_MAX
    ? fault(
      "too_large",
      `a reply of more than ${REPLY_CHARACTERS_MAX} characters`,
      { httpStatus: 200 },
    )
    : null;
}

/** Returns what is wrong with a response that has ended without an error. */
export function faultAtEnd(
  reply: ReplyBuilder,
  body: string,
): ModelFault | null {
  const known = { httpStatus: 200 };
  if (reply.finishReason === "error") {
    return fault("stream_error", "the provider ended in an error", known);
  }
  const hasEnd = reply.finishReason !== null ||
    body.trimEnd().endsWith("data: [DONE]");
  if (!hasEnd) {
    return fault("stream_cut", "the stream ended without an end", known);
  }
  const { text, toolCalls, refusal } = reply.draft("");
  if (toolCalls.some(({ name }) => name === "")) {
    return fault("malformed", "a tool call without a name", known);
  }
  return text.trim() === "" && toolCalls.length === 0 && refusal === null &&
      reply.finishReason !== "content_filter"
    ? fault(
      "empty",
      `neither text nor tool call, finished by ${reply.finishReason}`,
      known,
    )
    : null;
}

function readErrorEvent(data: unknown) {
  const inner = typeof data === "object" && data !== null && "error" in data
    ? data.error
    : data;
  const parsed = errorSchema.safeParse(inner);
  return parsed.success ? parsed.data : JSON.stringify(inner);
}
