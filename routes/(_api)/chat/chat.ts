import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { getConnInfo } from "hono/deno";
import {
  chatEventSchema,
  chatRequestSchema,
} from "../../../domain/view_chat.ts";
import { publicError, publicErrorSchema } from "../public_error.ts";
import { Analyst, type AnalystOptions, type ChatListener } from "./analyst.ts";
import { ChatAllowance } from "./chat_allowance.ts";

/** What the chat is made of. */
export interface ChatDependencies extends AnalystOptions {
  readonly allowance?: ChatAllowance;
  /** Told of every answer that broke off. */
  readonly onError: (error: Error) => void;
}

const BODY_BYTES_MAX = 131_072;
const LINES = "application/x-ndjson";

const refusal = (description: string) => ({
  description,
  content: { "application/json": { schema: publicErrorSchema } },
});

const ROUTE = createRoute({
  method: "post",
  path: "/api/chat",
  summary: "Answers a question about the arena, as JSON lines",
  request: {
    body: {
      required: true,
      content: { "application/json": { schema: chatRequestSchema } },
    },
  },
  responses: {
    200: {
      // Without `content`: the library could only check an answer that is there as a whole.
      description:
        "The answer as it comes, one ChatEvent per line (application/x-ndjson)",
    },
    400: refusal("The body does not fit its schema"),
    429: refusal("Too many questions from one address or from everybody"),
  },
});

/** Adds the chat: it can read what the site shows, and nothing that it does reaches an actor. */
export function addChat(
  api: OpenAPIHono,
  dependencies: ChatDependencies,
): void {
  const { nowMs, onError, allowance = new ChatAllowance() } = dependencies;
  const analyst = new Analyst(dependencies);
  api.openAPIRegistry.register("ChatEvent", chatEventSchema);
  api.use("/api/chat", bodyLimit({ maxSize: BODY_BYTES_MAX }));
  api.openapi(ROUTE, (context) => {
    const { messages } = context.req.valid("json");
    // Visitors behind one proxy share its address, and so what it may ask.
    const { address } = getConnInfo(context).remote;
    const leave = allowance.enter(address ?? "", nowMs());
    if (leave === null) {
      return context.json(publicError("too_many_questions"), 429, {
        "retry-after": "60",
      });
    }
    const body = answerStream(async (listener) => {
      try {
        await analyst.answer(messages, listener);
      } finally {
        leave();
      }
    }, onError);
    return new Response(body, {
      headers: {
        "content-type": LINES,
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      },
    });
  });
}

/** Runs `write` at once; what it emits is a line each. A reader who goes away aborts it. */
function answerStream(
  write: (listener: ChatListener) => Promise<void>,
  onError: (error: Error) => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const reading = new AbortController();
  return new ReadableStream({
    async start(controller) {
      try {
        await write({
          signal: reading.signal,
          emit(event) {
            if (reading.signal.aborted) return;
            controller.enqueue(encoder.encode(`${JSON.stringify(event)}\n`));
          },
        });
        if (!reading.signal.aborted) controller.close();
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)));
        if (!reading.signal.aborted) controller.error(error);
      }
    },
    cancel: () => reading.abort(),
  });
}
