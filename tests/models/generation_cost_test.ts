import { assertEquals } from "@std/assert";
import type { ModelOutcome } from "../../actors/ports/model.ts";
import { requestHash } from "../../actors/ports/model.ts";
import { usd } from "../../domain/money.ts";
import { RecordingModel } from "../../models/cassette_model.ts";
import { CassetteFolder } from "../../models/cassette_folder.ts";
import { CassetteShelf } from "../../models/cassette_shelf.ts";
import type { ChatModelOptions } from "../../models/chat_model.ts";
import { eventually } from "../process/eventually.ts";
import { HurriedClock } from "./hurried_clock.ts";
import { ModelStage, sampleRequest, STAGE_KEY } from "./model_stage.ts";
import type { Script } from "./protocol_server.ts";
import { event } from "./reply_events.ts";

const GENERATION = "gen-1770044155-jEc8jq97DQBmH0pjR97n";

const WORDS = event({
  id: GENERATION,
  choices: [{ index: 0, delta: { content: "I think" }, finish_reason: null }],
});

/** A reply that ends in the middle. */
const CUT: Script = { kind: "events", text: WORDS };
/** A reply that stops coming. */
const HANGING: Script = { kind: "events", text: WORDS, after: "hang" };

function openStage(change: Partial<ChatModelOptions> = {}) {
  const startMs = Date.parse("2026-11-21T12:00:00Z");
  const clock = new HurriedClock({ startMs, shortMs: 12_000 });
  return { clock, stage: new ModelStage({ clock, ...change }) };
}

function costOf(outcome: ModelOutcome) {
  return outcome.kind === "replied" ? outcome.reply.cost : outcome.cost;
}

Deno.test("a call that is cut is charged as its provider says, which it does a moment later", async () => {
  const { clock, stage } = openStage();
  await using _ = stage;
  stage.server.bill(GENERATION, null, null, 0.0123456);
  const outcome = await stage.call([CUT]);
  assertEquals(outcome.kind === "failed" && outcome.fault.kind, "stream_cut");
  assertEquals(costOf(outcome), {
    amount: usd("0.012346"),
    source: "provider",
  });
  assertEquals(stage.generations, [GENERATION]);
  assertEquals(clock.waitsMs.length, 2);
  assertEquals(
    stage.server.billsAsked.map(({ path, headers }) => [
      path,
      headers.get("authorization"),
    ]),
    Array(3).fill([
      `/v1/generation?id=${GENERATION}`,
      `Bearer ${STAGE_KEY}`,
    ]),
  );
});

Deno.test("a call that is cut is charged by an estimate where its provider never says, within bounds", async () => {
  const { clock, stage } = openStage();
  await using _ = stage;
  stage.server.bill(GENERATION, null);
  const outcome = await stage.call([CUT]);
  assertEquals(costOf(outcome).source, "estimate");
  const { length } = stage.server.billsAsked;
  assertEquals(length > 1 && length <= 6, true);
  assertEquals(clock.waitsMs.reduce((sum, ms) => sum + ms, 0) <= 15_000, true);
});

Deno.test("what a call cost that nobody wanted any more is asked too, also by the name in a header", async () => {
  const { stage } = openStage();
  await using _ = stage;
  stage.server.bill(GENERATION, 0.001);
  const ended = stage.call([HANGING]);
  await stage.heard(1);
  stage.abort.abort();
  const outcome = await ended;
  assertEquals(outcome.kind === "failed" && outcome.fault.kind, "aborted");
  assertEquals(costOf(outcome), { amount: usd("0.001"), source: "provider" });

  const named = openStage();
  await using __ = named.stage;
  named.stage.server.bill("gen-header", 0.002);
  const cut = await named.stage.call([{
    kind: "body",
    status: 200,
    text: ": OPENROUTER PROCESSING\n\n",
    headers: {
      "content-type": "text/event-stream",
      "x-generation-id": "gen-header",
    },
  }]);
  assertEquals(costOf(cut), { amount: usd("0.002"), source: "provider" });
});

Deno.test("nobody is asked about a call that ended whole, that cost nothing or that another API took", async () => {
  const { stage } = openStage();
  await using _ = stage;
  await stage.call([]);
  await stage.call([{ kind: "body", status: 503, text: "{}" }]);
  assertEquals(stage.server.billsAsked.length, 0);

  const { server } = stage;
  const other = openStage({
    endpoint: { url: server.url, apiKey: null, dialect: "compatible" },
  });
  await using __ = other.stage;
  server.script("openai/gpt-4o", CUT);
  const outcome = await other.stage.call([]);
  assertEquals(costOf(outcome).source, "estimate");
  assertEquals([server.billsAsked.length, other.stage.generations], [0, []]);
});

Deno.test("a process that comes after a crash learns what a call cost: by its record, else by its note", async () => {
  const folder = await Deno.makeTempDir();
  const { stage } = openStage();
  try {
    const open = () =>
      new RecordingModel({
        shelf: new CassetteShelf(new CassetteFolder(folder)),
        model: stage.model,
      });
    const names = async () =>
      (await Array.fromAsync(Deno.readDir(`${folder}/${hash.slice(0, 2)}`)))
        .map(({ name }) => name.slice(64)).sort();
    const { signal } = new AbortController();
    const request = sampleRequest();
    const hash = requestHash(request);
    const price = () => open().cutCallCost(hash, signal);
    const call = () => open().call(request, { signal, onDelta: heard.resolve });
    const heard = Promise.withResolvers<unknown>();
    assertEquals(await price(), null);

    stage.server.script(request.model, HANGING);
    const cut = call();
    await heard.promise;
    await eventually(
      "how the provider names the call is noted",
      60_000,
      () => new CassetteFolder(folder).noted(hash),
    );
    assertEquals(await names(), [".generation"]);
    // The provider does not say, then it does: each life asks anew.
    assertEquals(await price(), null);
    stage.server.bill(GENERATION, null, 0.0123);
    assertEquals(await price(), { amount: usd("0.0123"), source: "provider" });

    stage.server.bill(GENERATION, 0.02);
    stage.server.hangUp();
    await cut;
    assertEquals(await names(), [".jsonl.gz"]);
    await stage.server.close();
    // With the server down: what was kept tells it.
    assertEquals(await price(), { amount: usd("0.02"), source: "provider" });
  } finally {
    await stage.server.close();
    await Deno.remove(folder, { recursive: true });
  }
});
