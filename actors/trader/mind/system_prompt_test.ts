import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { usd } from "../../../domain/money.ts";
import { seedAmount, SIZING_RULES } from "../../../domain/sizing.ts";
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

Deno.test("pains: a model is told one number for each threshold, and it is the one that holds", () => {
  for (const sizing of SIZING_RULES) {
    const prompt = systemPrompt({ ...SEASON, sizing, personality: "none" });
    const shares = Array.from(prompt.matchAll(/(\d+) ?%/g), ([, n]) => n);
    if (sizing !== "seed") {
      assertEquals(shares, []);
      continue;
    }
    const [share, ...others] = shares.map(Number);
    assertEquals(others, []);
    const told = /(0\.\d+) × confidence .* at least \$(\d+)/.exec(prompt);
    const [, factor, least] = (told ?? []).map(Number);
    assert(share !== undefined && factor !== undefined && least !== undefined);
    const cash = 10_000;
    const sized = (confidence: number) =>
      seedAmount(usd(String(cash)), confidence);
    assertEquals(sized(0.2), usd(String(factor * 0.2 * cash)));
    assertEquals(sized(1), usd(String(share / 100 * cash)));
    assertEquals(sized(0), usd(String(least)));
  }
});
