import { assert, assertEquals, assertGreater } from "@std/assert";
import catalog from "../../models/catalog.json" with { type: "json" };
import { usd } from "../../domain/money.ts";
import { CassetteFolder } from "../../models/cassette_folder.ts";
import type { EntryOf, JournalKind, JournalRow } from "../../domain/journal.ts";
import { BUY_ANSWER } from "../../actors/trader/mind/testing/scripted_models.ts";
import { replyEvents } from "../models/reply_events.ts";
import { ProtocolServer } from "../models/protocol_server.ts";
import {
  ArenaProcess,
  BUSY,
  type Environment,
  TemporaryFolder,
} from "./arena_process.ts";
import { eventually, within } from "./eventually.ts";
import { checkJournal, readJournal } from "./journal_check.ts";

const WAIT_MS = 240_000;
const MODEL = "gpt-4o";
const RELEASE = "openai/gpt-4o";
const USAGE = {
  "prompt_tokens": 1_000,
  "completion_tokens": 100,
  "total_tokens": 1_100,
  cost: 0.001,
};
const BUY = {
  text: JSON.stringify({
    ...BUY_ANSWER,
    probabilityYes: 0.9,
    limitPrice: 0.99,
    target: 1,
    stop: 0,
  }),
  usage: USAGE,
};
/** How the server names every call. */
const GENERATION = "gen-1770044155-jEc8jq97DQBmH0pjR97n";
/** A reply whose first words have come, and nothing after them. */
const BEGUN = {
  kind: "events",
  text: replyEvents({ ...BUY, reasoning: "I begin to think." }, RELEASE)
    .slice(0, 3).join(""),
  after: "hang",
} as const;

/** One model competes; the server buys whatever it is asked about. */
async function environment(
  folder: TemporaryFolder,
  provider: Environment,
): Promise<Environment> {
  const path = `${folder.path}/catalog.json`;
  const alone = catalog.map((model) => ({
    ...model,
    enabled: model.id === MODEL,
  }));
  await Deno.writeTextFile(path, JSON.stringify(alone));
  return {
    ...BUSY,
    ARENA_DATA_DIR: folder.path,
    ARENA_MODEL_CATALOG: path,
    ...provider,
    ARENA_MODEL_INTERVAL_MS: "1000",
    ARENA_MODEL_CLOSING_MS: "0",
    ARENA_MODEL_SESSIONS_MAX: "1",
    ARENA_MODEL_ATTEMPTS_MAX: "1",
    // A limit far past the quote is what fills; what is tested here are ids and money.
    ARENA_PRICE_BAND_MAX: "1",
    ARENA_PAPER_LATENCY_MS: "1000",
  };
}

function entriesOf<Kind extends JournalKind>(
  rows: readonly JournalRow[],
  kind: Kind,
): readonly EntryOf<Kind>[] {
  return rows.map(({ entry }) => entry)
    .filter((entry): entry is EntryOf<Kind> => entry.kind === kind);
}

Deno.test("kill -9 while a model is asked and while its order is on its way: each call is charged once, each order leaves once", async () => {
  await using folder = await TemporaryFolder.make();
  await using server = new ProtocolServer({ decide: () => BUY });
  const settings = await environment(folder, { ARENA_MODEL_URL: server.url });
  server.script(RELEASE, BEGUN);
  {
    await using arena = await ArenaProcess.start(settings);
    await within("the model is asked", WAIT_MS, server.received(1));
    await arena.kill();
  }
  {
    await using arena = await ArenaProcess.start(settings);
    await arena.viewWhere(
      "an order of the model is on its way",
      WAIT_MS,
      ({ orders }) =>
        orders.some(({ contestantId, status }) =>
          contestantId === MODEL && status === "submitted"
        ),
    );
    await arena.kill();
  }
  {
    await using arena = await ArenaProcess.start(settings);
    await arena.viewWhere(
      "an order of the model has left in this life too",
      WAIT_MS,
      ({ orders, startedAtMs }) =>
        orders.some(({ contestantId, atMs, status }) =>
          contestantId === MODEL && atMs > startedAtMs && status !== "denied"
        ),
    );
    assertEquals((await arena.stop()).code, 0);
  }
  const rows = await readJournal({ pgliteDir: `${folder.path}/pglite` });
  const books = checkJournal(rows);
  const asked = entriesOf(rows, "model_asked");
  const charged = entriesOf(rows, "inference_charged");
  const answered = entriesOf(rows, "model_answered");
  const [cut] = asked;
  assert(cut !== undefined);
  // Nobody knows what the call cost that was cut off: what was set aside for it is charged, and no more.
  assertEquals(
    charged.filter(({ decisionId }) => decisionId === cut.decisionId)
      .map(({ amount }) => amount),
    [cut.reserved],
  );
  assertEquals(
    answered.filter(({ decisionId }) => decisionId === cut.decisionId)
      .map(({ result }) => result),
    ["aborted"],
  );
  const names = (
    entries: readonly { decisionId: string | null; step?: number }[],
  ) => entries.map(({ decisionId, step }) => `${decisionId} ${step ?? ""}`);
  for (const list of [names(asked), names(answered), names(charged)]) {
    assertEquals(new Set(list).size, list.length);
  }
  // The end of the process may overtake the last call.
  assert(
    charged.length === asked.length || charged.length === asked.length - 1,
  );
  assert(server.requests.length <= asked.length);
  const orders = entriesOf(rows, "order_submitted")
    .filter(({ order }) => order.contestantId === MODEL);
  const decisions = orders.map(({ order }) => order.decisionId);
  assertEquals(new Set(decisions).size, decisions.length);
  assertGreater(orders.length, 1);
  const spent = charged.reduce((sum, { amount }) => sum + amount, 0n);
  const contestant = [...books.contestants.values()]
    .find(({ id }) => id === MODEL);
  assertEquals(contestant?.inferenceCost, spent as never);
});

Deno.test("kill -9 while OpenRouter answers: the call is charged as it says afterwards, and once", async () => {
  await using folder = await TemporaryFolder.make();
  await using server = new ProtocolServer({ decide: () => BUY });
  const settings = await environment(folder, {
    ARENA_OPENROUTER_URL: server.url,
    OPENROUTER_API_KEY: "sk-or-v1-test",
  });
  server.script(RELEASE, BEGUN);
  const calls = `${folder.path}/calls`;
  {
    await using arena = await ArenaProcess.start(settings);
    await within("the model is asked", WAIT_MS, server.received(1));
    await eventually(
      "how the provider names the call is noted",
      WAIT_MS,
      async () => await notedIn(calls) === GENERATION ? true : null,
    );
    await arena.kill();
  }
  // It is written down only after a while.
  server.bill(GENERATION, null, null, 0.0123456);
  {
    await using arena = await ArenaProcess.start(settings);
    await arena.viewWhere(
      "the model has been asked in this life too",
      WAIT_MS,
      ({ orders }) =>
        orders.some(({ contestantId, status }) =>
          contestantId === MODEL && status !== "denied"
        ),
    );
    await arena.viewWhere(
      "what was cut off has ended",
      WAIT_MS,
      ({ models }) =>
        models.some(({ contestantId, failed }) =>
          contestantId === MODEL && failed > 0
        ),
    );
    assertEquals(server.billsAsked.length, 3);
    assertEquals((await arena.stop()).code, 0);
  }
  const rows = await readJournal({ pgliteDir: `${folder.path}/pglite` });
  checkJournal(rows);
  const [cut] = entriesOf(rows, "model_asked");
  assert(cut !== undefined);
  const own = ({ decisionId }: { readonly decisionId: string | null }) =>
    decisionId === cut.decisionId;
  assertEquals(
    entriesOf(rows, "inference_charged").filter(own).map(({ amount }) =>
      amount
    ),
    [usd("0.012346")],
  );
  assertEquals(
    entriesOf(rows, "model_answered").filter(own)
      .map(({ result, costSource }) => [result, costSource]),
    [["aborted", "provider"]],
  );
});

/** Returns how its provider names a call that is under way; `null` where none is noted. */
async function notedIn(folder: string): Promise<string | null> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name.length !== 2) continue;
    for await (const { name: file } of Deno.readDir(`${folder}/${name}`)) {
      const [hash = "", kind] = file.split(".");
      if (kind === "generation") return new CassetteFolder(folder).noted(hash);
    }
  }
  return null;
}
