import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { printUsd } from "../domain/money.ts";
import builtInCatalog from "./catalog.json" with { type: "json" };
import {
  CatalogError,
  parseCatalog,
  readCatalog,
  seededCatalog,
} from "./catalog.ts";

const first = builtInCatalog[0];

function changed(change: Readonly<Record<string, unknown>>): unknown {
  return [{ ...first, ...change }];
}

Deno.test("seededCatalog() has the eight models of the Coliseum, all taking part", () => {
  const models = seededCatalog();
  assertEquals(
    models.map(({ id, release, name, color, avatar }) =>
      [id, release, name, color, avatar].join(" ")
    ),
    [
      "gpt-4o openai/gpt-4o GPT-4o #22c55e GPT",
      "claude-3.5 anthropic/claude-3.5-sonnet Claude 3.5 #f97316 CL",
      "grok-2 x-ai/grok-2 Grok-2 #3b82f6 GK",
      "gemini-pro google/gemini-pro-1.5 Gemini Pro #a855f7 GM",
      "llama-3.1 meta-llama/llama-3.1-405b-instruct Llama 3.1 #ef4444 LL",
      "mistral mistralai/mistral-large Mistral Large #06b6d4 MS",
      "deepseek deepseek/deepseek-chat DeepSeek V2 #eab308 DS",
      "qwen qwen/qwen-2-72b-instruct Qwen Max #ec4899 QW",
    ],
  );
  assertEquals(models.every(({ enabled }) => enabled), true);
});

Deno.test("parseCatalog() tells what was never held to its source, and the built-in catalog claims what was", () => {
  const none = { prices: null, contextTokens: null, trainedUntil: null };
  const held = { prices: "2026-11-21", contextTokens: "2026-11-21" };
  for (
    const { id, verified, sources, prices, trainedUntil } of seededCatalog()
  ) {
    assertEquals(verified, id === "mistral" ? { ...none, ...held } : none);
    assertEquals(prices.every(({ source }) => source !== ""), true);
    assertEquals(sources.contextTokens === null, false);
    assertEquals(sources.trainedUntil === null, trainedUntil === null);
  }
  const [model] = parseCatalog(changed({
    sources: undefined,
    verified: { prices: "2026-11-21" },
  }));
  assertEquals(model?.verified, { ...none, prices: "2026-11-21" });
  assertEquals(model?.sources, { contextTokens: null, trainedUntil: null });
});

Deno.test("parseCatalog() charges parts without a price of their own as the whole", () => {
  const [model] = parseCatalog(changed({
    prices: [{
      prompt: "2",
      completion: "6.5",
      effectiveFrom: "2026-01-01",
      source: "https://example.org/prices",
    }],
  }));
  const price = model?.prices[0];
  assertEquals(
    [price?.cached, price?.cacheWritten, price?.reasoning].map((amount) =>
      amount === undefined ? "none" : printUsd(amount)
    ),
    ["2.00", "2.00", "6.50"],
  );
});

Deno.test("parseCatalog() keeps only the wallets that are there", () => {
  const polygon = `0x${"a".repeat(40)}`;
  const [model] = parseCatalog(changed({ wallets: { polygon } }));
  assertEquals(model?.wallets, { polygon });
});

Deno.test("parseCatalog() refuses what does not hold, in one sentence with the place", () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [{}, "it must match"],
    [[], "it must match"],
    [changed({ color: "green" }), "0.color must match"],
    [
      changed({ id: "gpt-4o-live" }),
      "0.id must match its schema (must not end in -live",
    ],
    [changed({ provider: "carrier pigeon" }), "0.provider must match"],
    [changed({ prices: [] }), "0.prices.0 must match"],
    [
      changed({ prices: [first?.prices[0], first?.prices[0]] }),
      "0.prices must match its schema (must ascend",
    ],
    [changed({ release: "openai/gpt 4o" }), "0.release must match"],
    [changed({ wallets: { polygon: "0x12" } }), "0.wallets.polygon must match"],
    [changed({ wallets: { doge: "D1" } }), "0.wallets must match"],
    [changed({ trainedUntil: "October" }), "0.trainedUntil must match"],
    [changed({ apiKey: "sk-1" }), "0 must match"],
    [[first, first], "1.id must match its schema (must not be taken"],
  ];
  for (const [written, sentence] of cases) {
    assertThrows(() => parseCatalog(written), CatalogError, sentence);
  }
});

Deno.test("readCatalog() reads a file and names one that it cannot", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/models.json`;
    await Deno.writeTextFile(path, JSON.stringify(builtInCatalog));
    assertEquals(await readCatalog(path), seededCatalog());
    await Deno.writeTextFile(path, "[{");
    await assertRejects(() => readCatalog(path), CatalogError, path);
    await assertRejects(
      () => readCatalog(`${folder}/none.json`),
      CatalogError,
      "none.json must be a JSON file",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
