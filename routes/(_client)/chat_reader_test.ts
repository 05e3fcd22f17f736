import { assertEquals, assertRejects } from "@std/assert";
import type { ChatEvent } from "../../domain/view_chat.ts";
import { readChatEvents } from "./chat_reader.ts";

/** A body that arrives in pieces of a few bytes, also within a character. */
function bodyOf(text: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 3) {
        controller.enqueue(bytes.slice(at, at + 3));
      }
      controller.close();
    },
  });
}

Deno.test("readChatEvents() yields every event, wherever the bytes are cut", async () => {
  const events: ChatEvent[] = [
    { kind: "looked_up", what: "leaderboard" },
    { kind: "text", text: "Ménage à $10 – “1” ✓\n" },
    { kind: "ended", source: "model", journalSequence: 7 },
  ];
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("");
  assertEquals(await Array.fromAsync(readChatEvents(bodyOf(lines))), events);
});

Deno.test("readChatEvents() throws at what is no event, and at an answer that was cut", async () => {
  const readAll = (text: string) =>
    Array.fromAsync(readChatEvents(bodyOf(text)));
  await assertRejects(() => readAll('{"kind":"order"}\n'));
  await assertRejects(() => readAll("no json\n"), SyntaxError);
  await assertRejects(
    () => readAll('{"kind":"text","text":"a"}'),
    SyntaxError,
    "must end with a line break: current value is 26 characters",
  );
});
