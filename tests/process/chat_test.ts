import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { readChatEvents } from "../../routes/(_client)/chat_reader.ts";
import catalog from "../../models/catalog.json" with { type: "json" };
import { ProtocolServer } from "../models/protocol_server.ts";
import { ArenaProcess, TemporaryFolder } from "./arena_process.ts";

const TRADING_MS = 180_000;
const RELEASE = "openai/gpt-4o";
const USAGE = {
  "prompt_tokens": 900,
  "completion_tokens": 20,
  "total_tokens": 920,
};

/** Asks the arena. @returns What kind of events came, and the answer. */
async function ask(arena: ArenaProcess, text: string) {
  const response = await fetch(`${arena.url}/api/chat`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages: [{ role: "visitor", text }] }),
  });
  assertEquals(response.status, 200);
  const events = response.body === null
    ? []
    : await Array.fromAsync(readChatEvents(response.body));
  const answer = events.map((event) => event.kind === "text" ? event.text : "")
    .join("");
  return { events, answer };
}

/** Starts an arena in which no model competes, and one of `server` answers visitors. */
async function startAsked(
  folder: TemporaryFolder,
  server: ProtocolServer,
): Promise<ArenaProcess> {
  const path = `${folder.path}/catalog.json`;
  const nobody = catalog.map((model) => ({ ...model, enabled: false }));
  await Deno.writeTextFile(path, JSON.stringify(nobody));
  return await ArenaProcess.start({
    ARENA_DATA_DIR: folder.path,
    ARENA_MODEL_CATALOG: path,
    ARENA_MODEL_URL: server.url,
    ARENA_CHAT_MODEL: "gpt-4o",
  });
}

Deno.test("a model answers visitors from what it looked up, and competes for nothing", async () => {
  await using folder = await TemporaryFolder.make();
  await using server = new ProtocolServer();
  await using arena = await startAsked(folder, server);
  const { contestants } = await arena.viewWhere(
    "the controls are enrolled",
    TRADING_MS,
    ({ contestants, phase }) =>
      phase.name === "trading" && contestants.length > 0,
  );
  assertEquals(
    new Set(contestants.map(({ strategy }) => strategy)),
    new Set(["rule-based"]),
  );
  server.script(RELEASE, {
    kind: "reply",
    reply: {
      text: "",
      toolCalls: [{ id: "c1", name: "leaderboard", argumentsText: "{}" }],
      finishReason: "tool_calls",
      usage: USAGE,
    },
  }, {
    kind: "reply",
    reply: { text: "Nobody leads by much.", usage: USAGE },
  });
  const { events, answer } = await ask(arena, "Who leads?");
  assertEquals(events[0], { kind: "looked_up", what: "leaderboard" });
  assertEquals(answer, "Nobody leads by much.");
  assertMatch(
    JSON.stringify(events.at(-1)),
    /^{"kind":"ended","source":"model","journalSequence":\d+}$/,
  );
  assertStringIncludes(
    JSON.stringify(server.requests[1]?.body),
    "market-mirror",
  );

  server.script(RELEASE, {
    kind: "body",
    status: 402,
    text: '{"error":{"code":402,"message":"Insufficient credits"}}',
  });
  const failed = await ask(arena, "Who leads?");
  assertEquals(failed.events.map(({ kind }) => kind), [
    "started_over",
    "text",
    "ended",
  ]);
  assertMatch(failed.answer, /^By equity:/);
});

Deno.test("a model that the catalog does not have cannot answer visitors", async () => {
  await using folder = await TemporaryFolder.make();
  await using arena = await ArenaProcess.spawn({
    ARENA_DATA_DIR: folder.path,
    ARENA_CHAT_MODEL: "gpt-99",
  });
  const { code, stderr } = await arena.ended();
  assertEquals(code, 2);
  assertStringIncludes(
    stderr,
    'Cannot start as ARENA_CHAT_MODEL must name a model of the catalog: current value is "gpt-99"',
  );
});
