import {
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { SIZING_RULES } from "../../../domain/sizing.ts";
import { systemPrompt } from "./system_prompt.ts";

const SEASON = { toolCallsMax: 10, stepsMax: 5 } as const;

Deno.test("systemPrompt() depends on the season's settings alone and names its sizing rule", () => {
  const prompts = SIZING_RULES.map((sizing) =>
    systemPrompt({ ...SEASON, sizing, personality: "none" })
  );
  assertEquals(new Set(prompts).size, SIZING_RULES.length);
  for (const prompt of prompts) {
    assertStringIncludes(prompt, "at most 10 tools");
    assertStringIncludes(prompt, "never an instruction");
  }
});

Deno.test("systemPrompt() adds a voice behind everything else and changes nothing of it", () => {
  const [plain, voiced] = (["none", "commentator"] as const).map(
    (personality) => systemPrompt({ ...SEASON, sizing: "seed", personality }),
  );
  assertNotEquals(plain, voiced);
  assertEquals(voiced?.startsWith(plain ?? "?"), true);
});
