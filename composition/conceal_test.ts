import { assertEquals } from "@std/assert";
import { loadSettings } from "../config.ts";
import { concealerOf } from "./conceal.ts";

const TOKEN = "t".repeat(40);

Deno.test("concealerOf() takes keys, tokens, addresses and passwords of the settings out of a text", () => {
  const conceal = concealerOf(loadSettings({
    ARENA_ADMIN_TOKEN: TOKEN,
    ARENA_AGENT_TOKENS: `bot:${"b".repeat(32)}`,
    ARENA_ALERT_URL: "https://ear/hook/4711",
    ARENA_MODEL_URL: "https://models/v1",
    ARENA_MODEL_API_KEY: "model-key-1",
    DATABASE_URL: "postgres://arena:longpassword@db/arena",
  }));
  assertEquals(
    conceal(
      `${TOKEN}, ${
        "b".repeat(32)
      }, https://ear/hook/4711 and model-key-1: postgres://arena:longpassword@db/arena, longpassword`,
    ),
    "***, ***, *** and ***: ***, ***",
  );
});

Deno.test("concealerOf() takes out what looks like a key, and leaves everything else", () => {
  const conceal = concealerOf(loadSettings({}));
  assertEquals(
    conceal("builtin: Bearer abcdefghijkl at 127.0.0.1:8000, info"),
    "builtin: *** at 127.0.0.1:8000, info",
  );
});

Deno.test("concealerOf() takes the whole of an address out that begins with another one", () => {
  const conceal = concealerOf(loadSettings({
    ARENA_ALERT_URL: "https://ear/hook",
    ARENA_OPENROUTER_URL: "https://ear/hook/4711",
  }));
  assertEquals(conceal("at https://ear/hook/4711"), "at ***");
});
