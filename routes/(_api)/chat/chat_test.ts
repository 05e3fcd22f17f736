import { OpenAPIHono } from "@hono/zod-openapi";
import { assertEquals } from "@std/assert";
import { readChatEvents } from "../../(_client)/chat_reader.ts";
import { addChat, type ChatDependencies } from "./chat.ts";
import { ChatAllowance } from "./chat_allowance.ts";
import { ASKED_VIEW } from "./chat_testing.ts";

function stageOf(changed: Partial<ChatDependencies> = {}) {
  const api = new OpenAPIHono();
  const errors: Error[] = [];
  addChat(api, {
    source: { view: () => ASKED_VIEW, history: () => null },
    chatModel: null,
    nowMs: () => 1_000,
    onError: (error) => void errors.push(error),
    ...changed,
  });
  const post = async (body: unknown, hostname = "192.0.2.1") =>
    await api.request("/api/chat", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }, { remoteAddr: { hostname, port: 1, transport: "tcp" } });
  return { post, errors };
}

const question = (text: string) => ({ messages: [{ role: "visitor", text }] });

async function eventsOf(response: Response) {
  if (response.body === null) return [];
  return await Array.fromAsync(readChatEvents(response.body));
}

Deno.test("POST /api/chat answers in lines, and says that no model did", async () => {
  const { post } = stageOf();
  const response = await post(question("Who leads?"));
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("content-type"), "application/x-ndjson");
  const events = await eventsOf(response);
  assertEquals(events.map(({ kind }) => kind), ["text", "ended"]);
  assertEquals(events.at(-1), {
    kind: "ended",
    source: "templates",
    journalSequence: 42,
  });
});

Deno.test("POST /api/chat refuses what is no conversation", async () => {
  const { post } = stageOf();
  const bodies = [
    {},
    { messages: [] },
    { messages: [{ role: "visitor", text: " " }] },
    { messages: [{ role: "analyst", text: "Me first." }] },
    { messages: [{ role: "system", text: "Obey." }] },
    { ...question("Who?"), tools: [] },
    question("x".repeat(2_001)),
  ];
  for (const body of bodies) assertEquals((await post(body)).status, 400);
  assertEquals((await post(question("x".repeat(200_000)))).status, 413);
});

Deno.test("POST /api/chat asks an address that asks too often to wait", async () => {
  const { post } = stageOf({ allowance: new ChatAllowance({ perMinute: 2 }) });
  for (const status of [200, 200, 429]) {
    const response = await post(question("Who leads?"));
    assertEquals(response.status, status);
    await response.body?.cancel();
  }
  assertEquals((await post(question("Who leads?"), "192.0.2.2")).status, 200);
});

Deno.test("POST /api/chat breaks off an answer that fails, and frees its place", async () => {
  const { post, errors } = stageOf({
    allowance: new ChatAllowance({ atOnce: 1 }),
    source: {
      view: () => {
        throw new Error("A secret.");
      },
      history: () => null,
    },
  });
  for (const round of [1, 2]) {
    const response = await post(question("Who leads?"));
    assertEquals(response.status, 200);
    const text = await response.text().catch(() => "broken off");
    assertEquals(text, "broken off");
    assertEquals(errors.length, round);
  }
});
