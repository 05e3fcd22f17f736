import { type ChatEvent, chatEventSchema } from "../../domain/view_chat.ts";

/**
 * Reads an answer as it comes, one JSON line per event.
 *
 * @throws {SyntaxError | Error} If a line is no event, or the connection breaks.
 */
export async function* readChatEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<ChatEvent> {
  let rest = "";
  for await (const text of textsOf(body)) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield chatEventSchema.parse(JSON.parse(line));
  }
  if (rest !== "") {
    throw new SyntaxError(
      `Cannot read an answer as it must end with a line break: current value is ${rest.length} characters without one`,
    );
  }
}

/** Not every browser can iterate over a stream. */
async function* textsOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let isDone = false;
  try {
    while (!isDone) {
      const read = await reader.read();
      isDone = read.done;
      yield decoder.decode(read.value, { stream: !isDone });
    }
  } finally {
    // One that was read to its end must not be given up: the browser would call its request failed.
    if (!isDone) await reader.cancel();
  }
}
