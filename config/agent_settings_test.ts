import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError, loadSettings } from "../config.ts";

const TOKEN = "a".repeat(32);
const OTHER = "b".repeat(32);

Deno.test("ARENA_AGENT_TOKENS names agents and their tokens, and has no default", () => {
  assertEquals(loadSettings({}).ARENA_AGENT_TOKENS, null);
  assertEquals(
    loadSettings({ ARENA_AGENT_TOKENS: `bot:${TOKEN}, my-bot2:${OTHER}` })
      .ARENA_AGENT_TOKENS,
    [{ name: "bot", token: TOKEN }, { name: "my-bot2", token: OTHER }],
  );
});

Deno.test("ARENA_AGENT_TOKENS refuses short tokens, odd names, names that look live and twins, and shows none of them", () => {
  const refused = [
    "bot",
    `bot:${TOKEN.slice(1)}`,
    `Bot:${TOKEN}`,
    `bot-live:${TOKEN}`,
    `:${TOKEN}`,
    `bot:${TOKEN},`,
    `bot:${TOKEN},bot:${OTHER}`,
    `bot:${TOKEN},other:${TOKEN}`,
  ];
  for (const text of refused) {
    const { message } = assertThrows(
      () => loadSettings({ ARENA_AGENT_TOKENS: text }),
      ConfigError,
    );
    assertStringIncludes(message, "ARENA_AGENT_TOKENS must be");
    assertEquals(message.includes("aaaa"), false, text);
  }
});
