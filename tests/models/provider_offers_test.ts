import { assertEquals, assertStringIncludes } from "@std/assert";
import { loadSettings } from "../../config.ts";
import { seededCatalog } from "../../models/catalog.ts";
import { modelFindings } from "../../tools/doctor_models.ts";

/** Runs `use` with the settings of a provider that lists `models`. */
async function withProvider(
  answer: () => Response,
  use: (environment: Record<string, string>) => Promise<void>,
): Promise<void> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    ({ url }) =>
      new URL(url).pathname === "/v1/models"
        ? answer()
        : new Response(null, { status: 404 }),
  );
  try {
    await use({ ARENA_MODEL_URL: `http://127.0.0.1:${server.addr.port}/v1` });
  } finally {
    await server.shutdown();
  }
}

function findings(environment: Record<string, string>) {
  return modelFindings(loadSettings(environment));
}

/** As OpenRouter lists a model: dollars for one token, as text. */
function offer(id: string, prompt: string, completion: string) {
  return {
    id,
    canonical_slug: id,
    context_length: 128_000,
    pricing: { prompt, completion, request: "0", internal_reasoning: "0" },
  };
}

Deno.test("doctor tells which models are not offered any more, and which have another price", async () => {
  const [gpt, claude, ...others] = seededCatalog();
  const data = [
    offer(gpt?.release ?? "", "0.0000025", "0.00001"),
    offer(claude?.release ?? "", "0.000006", "0.00003"),
    ...others.slice(1).map(({ release }) => ({ id: release })),
  ];
  await withProvider(() => Response.json({ data }), async (environment) => {
    const [first, ...notes] = await findings(environment);
    assertEquals([first?.status, first?.text], [
      "ok",
      `8 at ${environment["ARENA_MODEL_URL"]}`,
    ]);
    assertEquals(notes.map(({ status, text }) => `${status} ${text}`), [
      "note anthropic/claude-3.5-sonnet costs prompt 6.00, not 3.00 and completion 30.00, not 15.00 a million tokens: mend ARENA_MODEL_CATALOG",
      "note x-ai/grok-2 is not offered: mend ARENA_MODEL_CATALOG",
    ]);
  });
});

Deno.test("doctor tells why a provider cannot be asked, and that without one none can", async () => {
  const [none] = await findings({});
  assertStringIncludes(none?.text ?? "", "set OPENROUTER_API_KEY");
  const answers: readonly (readonly [() => Response, string])[] = [
    [() => Response.json({ error: "no" }, { status: 401 }), "unauthorized"],
    [() => Response.json({ models: [] }), "malformed"],
    [() => new Response("<html>"), "malformed"],
  ];
  for (const [answer, kind] of answers) {
    await withProvider(answer, async (environment) => {
      const [finding] = await findings(environment);
      assertEquals(finding?.status, "note");
      assertStringIncludes(finding?.text ?? "", `: ${kind}: `);
    });
  }
  const [broken] = await findings({ ARENA_MODEL_CATALOG: "/none.json" });
  assertEquals(broken?.status, "fail");
});
