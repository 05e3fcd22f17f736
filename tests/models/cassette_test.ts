import { assert, assertEquals, assertRejects } from "@std/assert";
import { gunzipSync } from "node:zlib";
import {
  type Model,
  type ModelOutcome,
  type ModelRequest,
  requestHash,
} from "../../actors/ports/model.ts";
import { sha256Hex } from "../../domain/digest.ts";
import { canonicalJson } from "../../domain/canonical_json.ts";
import { RecordingModel, ReplayingModel } from "../../models/cassette_model.ts";
import { CassetteError, CassetteFolder } from "../../models/cassette_folder.ts";
import { CassetteShelf } from "../../models/cassette_shelf.ts";
import { seededCatalog } from "../../models/catalog.ts";
import { SimulatedClock } from "../../runtime/simulated_clock.ts";
import {
  catalogModel,
  ModelStage,
  sampleRequest,
  STAGE_KEY,
} from "./model_stage.ts";

const ROUNDS = 100;

interface Shelved {
  readonly folder: string;
  readonly shelf: CassetteShelf;
  [Symbol.asyncDispose](): Promise<void>;
}

async function shelved(): Promise<Shelved> {
  const folder = await Deno.makeTempDir();
  return {
    folder,
    shelf: new CassetteShelf(new CassetteFolder(`${folder}/cassettes`)),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

function replayingFrom({ shelf }: Shelved): ReplayingModel {
  const clock = new SimulatedClock();
  return new ReplayingModel({ shelf, model: catalogModel("gpt-4o"), clock });
}

function call(model: Model, request: ModelRequest): Promise<ModelOutcome> {
  return model.call(request, {
    signal: new AbortController().signal,
    onDelta: () => {},
  });
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await filesOf(path));
    else found.push(path);
  }
  return found.sort();
}

Deno.test("a replay gives every recorded outcome again, with the server down and no key", async () => {
  await using kept = await shelved();
  const stage = new ModelStage();
  const recording = new RecordingModel({
    shelf: kept.shelf,
    model: stage.model,
  });
  const busy = { kind: "body", status: 400, text: "{}" } as const;
  stage.server.script("openai/gpt-4o", busy);
  const requests = ["a", "b", "c"].map((user) => sampleRequest({ user }));
  const recorded: ModelOutcome[] = [];
  for (const request of requests) recorded.push(await call(recording, request));
  assertEquals(recorded.map(({ kind }) => kind), [
    "failed",
    "replied",
    "replied",
  ]);
  await stage.server.close();

  const replaying = replayingFrom(kept);
  for (const [at, request] of requests.entries()) {
    assertEquals(await call(replaying, request), recorded[at]);
  }
});

Deno.test("a replay tells the reply as if it came", async () => {
  await using kept = await shelved();
  await using stage = new ModelStage();
  const options = { shelf: kept.shelf, model: stage.model };
  const request = sampleRequest();
  await call(new RecordingModel(options), request);
  const heard: string[] = [];
  const outcome = await replayingFrom(kept).call(request, {
    signal: new AbortController().signal,
    onDelta: ({ kind, text }) => heard.push(`${kind} ${text}`),
  });
  assert(outcome.kind === "replied");
  assertEquals(heard, [
    `reasoning ${outcome.reply.reasoning}`,
    `text ${outcome.reply.text}`,
  ]);
});

Deno.test("a replay refuses what was not recorded, down to one character", async () => {
  await using kept = await shelved();
  await using stage = new ModelStage();
  const options = { shelf: kept.shelf, model: stage.model };
  await call(new RecordingModel(options), sampleRequest());
  const replaying = replayingFrom(kept);
  for (
    const other of [
      sampleRequest({ system: "You trade prediction markets!" }),
      sampleRequest({ user: "claude-3.5" }),
      sampleRequest({ temperature: 0 }),
      sampleRequest({ maxOutputTokens: 501 }),
    ]
  ) {
    const outcome = await call(replaying, other);
    assert(outcome.kind === "failed");
    assertEquals([outcome.fault.kind, outcome.cost.amount], [
      "no_cassette",
      0n,
    ]);
  }
  assertEquals(stage.server.requests.length, 1);
});

Deno.test("a recording asks the same only once, and two at once agree", async () => {
  await using kept = await shelved();
  await using stage = new ModelStage();
  const recording = new RecordingModel({
    shelf: kept.shelf,
    model: stage.model,
  });
  const reply = (text: string) =>
    ({ kind: "reply", reply: { text, usage: null } }) as const;
  stage.server.script("openai/gpt-4o", reply("first"), reply("second"));
  const [left, right] = await Promise.all([
    call(recording, sampleRequest()),
    call(recording, sampleRequest()),
  ]);
  assertEquals(left, right);
  assertEquals(await call(recording, sampleRequest()), left);
  assertEquals(stage.server.requests.length, 2);
});

Deno.test("a call that nobody wanted is not kept", async () => {
  await using kept = await shelved();
  await using stage = new ModelStage();
  const abort = new AbortController();
  abort.abort();
  const options = { shelf: kept.shelf, model: stage.model };
  const outcome = await new RecordingModel(options).call(sampleRequest(), {
    signal: abort.signal,
    onDelta: () => {},
  });
  assertEquals(outcome.kind, "failed");
  assertEquals(await kept.shelf.read(requestHash(sampleRequest())), null);
});

Deno.test("a cassette is gzip'd JSON lines, one file per call, without a key", async () => {
  await using kept = await shelved();
  await using stage = new ModelStage();
  const recording = new RecordingModel({
    shelf: kept.shelf,
    model: stage.model,
  });
  stage.server.script("openai/gpt-4o", {
    kind: "body",
    status: 401,
    text: JSON.stringify({ error: { message: `no such key: ${STAGE_KEY}` } }),
  });
  await call(recording, sampleRequest({ user: "a" }));
  await call(recording, sampleRequest({ user: "b" }));
  const files = await filesOf(kept.folder);
  assertEquals(files.length, 2);
  for (const path of files) {
    const text = gunzipSync(await Deno.readFile(path)).toString("utf8");
    const [request, outcome, rest] = text.split("\n").map((line) =>
      line === "" ? null : JSON.parse(line)
    );
    assertEquals(rest, null);
    assertEquals(path.endsWith(`/${request.requestHash}.jsonl.gz`), true);
    assertEquals(Object.keys(outcome), ["outcome"]);
    assertEquals(text.includes(STAGE_KEY), false);
  }
});

Deno.test("a cassette that was changed is refused, never played", async () => {
  await using kept = await shelved();
  await using stage = new ModelStage();
  const options = { shelf: kept.shelf, model: stage.model };
  const hash = requestHash(sampleRequest());
  await call(new RecordingModel(options), sampleRequest());
  const [path = ""] = await filesOf(kept.folder);
  const bytes = await Deno.readFile(path);

  const other = requestHash(sampleRequest({ user: "other" }));
  const moved = `${kept.folder}/cassettes/${other.slice(0, 2)}`;
  await Deno.mkdir(moved, { recursive: true });
  await Deno.copyFile(path, `${moved}/${other}.jsonl.gz`);
  await assertRejects(
    () => kept.shelf.read(other),
    CassetteError,
    `a call with the hash ${hash}`,
  );
  for (const broken of [bytes.slice(0, 40), new Uint8Array(3)]) {
    await Deno.writeFile(path, broken);
    await assertRejects(() => kept.shelf.read(hash), CassetteError);
    const outcome = await call(
      replayingFrom(kept),
      sampleRequest(),
    );
    assert(outcome.kind === "failed" && outcome.fault.kind === "no_cassette");
  }
});

Deno.test("eight models decide differently over a hundred rounds, and alike in every replay", async () => {
  await using kept = await shelved();
  await using stage = new ModelStage();
  const models = seededCatalog();
  const requests = Array.from(
    { length: ROUNDS },
    (_, round) =>
      models.map(({ id, release }) =>
        sampleRequest({
          model: release,
          user: id,
          messages: [{ role: "user", text: `round ${round}` }],
        })
      ),
  );
  const play = async (model: Model, order: 1 | -1): Promise<string> => {
    const texts: string[] = [];
    for (const round of requests) {
      const asked = order === 1 ? round : round.toReversed();
      const outcomes = await Promise.all(
        asked.map((request) => call(model, request)),
      );
      const told = outcomes.map((outcome) =>
        outcome.kind === "replied" ? outcome.reply.text : outcome.fault.detail
      );
      const forecasts = told.map((text) => JSON.parse(text).probabilityYes);
      assert(new Set(forecasts).size >= 4, `round of ${forecasts}`);
      texts.push(...(order === 1 ? told : told.toReversed()));
    }
    return sha256Hex(canonicalJson(texts));
  };
  const options = { shelf: kept.shelf, model: stage.model };
  const recorded = await play(new RecordingModel(options), 1);
  assertEquals(stage.server.requests.length, ROUNDS * models.length);
  assertEquals(await play(replayingFrom(kept), -1), recorded);
  assertEquals(stage.server.requests.length, ROUNDS * models.length);
});
