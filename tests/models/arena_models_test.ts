import { assertEquals, assertRejects } from "@std/assert";
import { CassetteError } from "../../models/cassette_folder.ts";
import { openArenaModels } from "../../composition/arena_models.ts";
import { loadSettings } from "../../config.ts";
import { SystemClock } from "../../runtime/clock.ts";
import { SeededRandom } from "../../runtime/seeded_random.ts";
import { sampleRequest, STAGE_KEY } from "./model_stage.ts";
import { ProtocolServer } from "./protocol_server.ts";

function open(environment: Readonly<Record<string, string>>) {
  return openArenaModels(loadSettings(environment), {
    clock: new SystemClock(),
    random: new SeededRandom(1),
  });
}

const CALL = { signal: new AbortController().signal, onDelta: () => {} };

Deno.test("without a key no model can be asked", async () => {
  const { models, silent, records } = await open({});
  assertEquals([models.length, silent.length, records], [0, 8, null]);
});

Deno.test("pains: one key, or any compatible URL, is enough for the whole catalog, and each of its models is asked", async () => {
  await using server = new ProtocolServer();
  const environments: Record<string, string>[] = [
    {
      OPENROUTER_API_KEY: STAGE_KEY,
      ARENA_OPENROUTER_URL: `${server.url}/`,
    },
    { ARENA_MODEL_URL: server.url },
  ];
  for (const environment of environments) {
    const { models, silent } = await open(environment);
    assertEquals([models.length, silent.length], [8, 0]);
    for (const { model, brain } of models) {
      const outcome = await brain.call(
        sampleRequest({ model: model.release, user: model.id }),
        CALL,
      );
      assertEquals(outcome.kind, "replied");
    }
  }
  assertEquals(
    server.requests.map(({ headers }) => headers.get("authorization")),
    [
      ...Array(8).fill(`Bearer ${STAGE_KEY}`),
      ...Array(8).fill(null),
    ],
  );
});

Deno.test("a replay has the models of the recording, without their key", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const server = new ProtocolServer();
    const recording = await open({
      OPENROUTER_API_KEY: STAGE_KEY,
      ARENA_OPENROUTER_URL: server.url,
      ARENA_CASSETTES: folder,
    });
    const replaying = await open({
      ARENA_CASSETTES: folder,
      ARENA_CASSETTE_MODE: "replay",
    });
    assertEquals(
      replaying.models.map(({ model }) => model.id),
      recording.models.map(({ model }) => model.id),
    );
    // The tools of a model are part of its requests: no web then, none now.
    assertEquals([recording.web, replaying.web], [null, null]);
    const request = sampleRequest();
    const recorded = await recording.models[0]?.brain.call(request, CALL);
    await server.close();
    const { brain } = replaying.models[0] ?? {};
    assertEquals(await brain?.call(request, CALL), recorded);
    assertEquals(
      brain?.costMax(request),
      recording.models[0]?.brain.costMax(request),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a replay searches the web if the recording did, and needs a recording", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const replay = { ARENA_CASSETTES: folder, ARENA_CASSETTE_MODE: "replay" };
    await assertRejects(() => open(replay), CassetteError, "manifest.json");
    await open({ ARENA_CASSETTES: folder, PERPLEXITY_API_KEY: "pplx-1" });
    const { web, models } = await open(replay);
    assertEquals([web !== null, models.length], [true, 0]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("an operator's own catalog takes the place of ours", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/models.json`;
    const written = JSON.parse(
      await Deno.readTextFile(
        new URL("../../models/catalog.json", import.meta.url),
      ),
    );
    await Deno.writeTextFile(
      path,
      JSON.stringify([
        { ...written[0], provider: "compatible" },
        { ...written[1], enabled: false },
        { ...written[2], provider: "aimo" },
      ]),
    );
    const { models, silent } = await open({
      ARENA_MODEL_CATALOG: path,
      AIMO_API_KEY: "aimo-sk-v2-1",
    });
    assertEquals(models.map(({ model }) => model.id), ["grok-2"]);
    assertEquals(silent.map(({ id }) => id), ["gpt-4o"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
