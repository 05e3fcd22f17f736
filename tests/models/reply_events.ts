/** A reply that is streamed in the form that OpenRouter uses. */
export interface ScriptedReply {
  readonly text: string;
  readonly reasoning?: string;
  readonly reasoningDetails?: readonly unknown[];
  readonly toolCalls?: readonly {
    readonly id: string;
    readonly name: string;
    readonly argumentsText: string;
  }[];
  /** @default {"stop"} */
  readonly finishReason?: string;
  /** As the provider counts; `null` for a server that does not. */
  readonly usage: Readonly<Record<string, unknown>> | null;
}

const PIECE_CHARACTERS = 40;

/** Returns the events of `reply`: comments first, the usage after the finish reason, then the end. */
export function replyEvents(
  reply: ScriptedReply,
  model: string,
): readonly string[] {
  const chunk = (fields: Readonly<Record<string, unknown>>) =>
    event({
      id: "gen-1770044155-jEc8jq97DQBmH0pjR97n",
      provider: "Loopback",
      model,
      object: "chat.completion.chunk",
      created: 1_770_044_155,
      ...fields,
    });
  const delta = (
    content: Readonly<Record<string, unknown>>,
    finishReason: string | null = null,
  ) =>
    chunk({
      choices: [{
        index: 0,
        delta: { role: "assistant", content: "", ...content },
        finish_reason: finishReason,
        native_finish_reason: finishReason,
        logprobs: null,
      }],
    });
  return [
    ": OPENROUTER PROCESSING\n\n",
    ": OPENROUTER PROCESSING\n\n",
    ...pieces(reply.reasoning ?? "").map((reasoning) => delta({ reasoning })),
    ...(reply.reasoningDetails === undefined
      ? []
      : [delta({ reasoning_details: reply.reasoningDetails })]),
    ...pieces(reply.text).map((content) => delta({ content })),
    ...(reply.toolCalls ?? []).flatMap((call, index) =>
      toolDeltas(call, index).map((tool) => delta({ tool_calls: [tool] }))
    ),
    delta({}, reply.finishReason ?? "stop"),
    ...(reply.usage === null ? [] : [chunk({
      choices: [{
        index: 0,
        delta: { role: "assistant", content: "" },
        finish_reason: null,
      }],
      usage: reply.usage,
    })]),
    "data: [DONE]\n\n",
  ];
}

/** Returns one event of a stream. */
export function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** Id and name come in the first piece only. */
function toolDeltas(
  { id, name, argumentsText }: NonNullable<
    ScriptedReply["toolCalls"]
  >[number],
  index: number,
): readonly unknown[] {
  return [
    { index, id, type: "function", function: { name, arguments: "" } },
    ...pieces(argumentsText).map((piece) => ({
      index,
      function: { arguments: piece },
    })),
  ];
}

function pieces(text: string): readonly string[] {
  const found: string[] = [];
  for (let start = 0; start < text.length; start += PIECE_CHARACTERS) {
    found.push(text.slice(start, start + PIECE_CHARACTERS));
  }
  return found;
}
