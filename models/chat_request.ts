import type { ModelMessage, ModelRequest } from "../actors/ports/model.ts";
import type { CatalogModel, ModelProvider } from "../domain/catalog_model.ts";

/** The body of a chat completion, as it goes out. */
export type ChatBody = Readonly<Record<string, unknown>>;

/**
 * Returns the body of a streamed chat completion for `request`.
 *
 * Sends the static system prompt first, and only what the model can do: tools and a form of output are left out where
 * it has none, rather than have its provider refuse the request.
 */
export function chatBody(
  request: ModelRequest,
  model: Pick<CatalogModel, "cache" | "tools" | "output">,
  dialect: ModelProvider,
): ChatBody {
  const tools = model.tools ? request.tools : [];
  const format = responseFormat(request, model);
  return {
    model: request.model,
    messages: [
      { role: "system", content: systemContent(request, model) },
      ...request.messages.map(wireMessage),
    ],
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: request.maxOutputTokens,
    user: request.user,
    ...(request.temperature === null
      ? {}
      : { temperature: request.temperature }),
    ...(tools.length === 0 ? {} : {
      tools: tools.map((tool) => ({ type: "function", function: { ...tool } })),
      tool_choice: request.toolChoice,
    }),
    ...(format === null ? {} : { response_format: format }),
    // Else a router may choose an endpoint that silently ignores what we ask for.
    ...(dialect === "openrouter" && (tools.length > 0 || format !== null)
      ? { provider: { require_parameters: true } }
      : {}),
  };
}

/** The system prompt is static over a season: whatever comes after it is not worth caching. */
function systemContent(
  { system }: ModelRequest,
  { cache }: Pick<CatalogModel, "cache">,
): string | readonly ChatBody[] {
  if (cache === "automatic") return system;
  return [{
    type: "text",
    text: system,
    cache_control: { type: "ephemeral" },
  }];
}

function responseFormat(
  { output }: ModelRequest,
  model: Pick<CatalogModel, "output">,
): ChatBody | null {
  if (output === null || model.output === "text") return null;
  if (model.output === "json_object") return { type: "json_object" };
  return {
    type: "json_schema",
    json_schema: { name: output.name, strict: true, schema: output.schema },
  };
}

function wireMessage(message: ModelMessage): ChatBody {
  switch (message.role) {
    case "user":
      return { role: "user", content: message.text };
    case "tool":
      return {
        role: "tool",
        tool_call_id: message.callId,
        content: message.text,
      };
    case "assistant":
      return {
        role: "assistant",
        // Some upstreams refuse an empty text beside tool calls, and all take null.
        content: message.text === "" && message.toolCalls.length > 0
          ? null
          : message.text,
        ...(message.toolCalls.length === 0 ? {} : {
          tool_calls: message.toolCalls.map(({ id, name, argumentsText }) => ({
            id,
            type: "function",
            function: { name, arguments: argumentsText },
          })),
        }),
        ...(message.reasoningDetails.length === 0
          ? {}
          : { reasoning_details: message.reasoningDetails }),
      };
  }
}
