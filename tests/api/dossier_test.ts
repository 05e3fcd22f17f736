import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { z } from "zod";
import type { DecisionRecords } from "../../actors/ports/decision_records.ts";
import type {
  History,
  HistoryKind,
  HistoryPage,
  HistoryQuery,
} from "../../actors/ports/history.ts";
import {
  type ModelOutcome,
  type ModelRecords,
  type ModelRequest,
  requestHash,
} from "../../actors/ports/model.ts";
import {
  BUY_ANSWER,
  replied,
  ScriptedModels,
} from "../../actors/trader/mind/testing/scripted_models.ts";
import { contestantId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import { apiOf } from "../../routes/(_api)/api_testing.ts";
import { Scene } from "../arena/scene.ts";

const ADA = contestantId("ada");
const LONG = "x".repeat(100_000);

/** The rows of a journal, by the path that they are on. */
class RowsInMemory implements DecisionRecords {
  readonly #rows: readonly JournalRow[];

  constructor(rows: readonly JournalRow[]) {
    this.#rows = rows;
  }

  rowsOf(id: string): Promise<readonly JournalRow[]> {
    return Promise.resolve(
      this.#rows.filter(({ correlationId }) => correlationId === id),
    );
  }
}

/** A history without settlements, which remembers what it was asked. */
class AskedHistory implements History {
  readonly queries: HistoryQuery<HistoryKind>[] = [];

  page<Kind extends HistoryKind>(
    query: HistoryQuery<Kind>,
  ): Promise<HistoryPage<Kind>> {
    this.queries.push(query);
    return Promise.resolve({
      items: [],
      nextBefore: null,
      journalSequence: 1,
    });
  }
}

/** Keeps each call as a cassette does. */
class CallsInMemory implements ModelRecords {
  readonly #calls = new Map<
    string,
    { request: ModelRequest; outcome: ModelOutcome }
  >();

  keep(request: ModelRequest, outcome: ModelOutcome): void {
    this.#calls.set(requestHash(request), { request, outcome });
  }

  read(hash: string) {
    const call = this.#calls.get(hash);
    return Promise.resolve(
      call === undefined ? null : { requestHash: hash, ...call },
    );
  }
}

async function tradedScene() {
  const calls = new CallsInMemory();
  const answer = {
    ...BUY_ANSWER,
    contracts: 10,
    reason: "The book leans up.",
  };
  const outcome = replied({
    text: JSON.stringify(answer),
    reasoning: LONG,
    raw: `data: ${LONG}`,
  });
  const models = new ScriptedModels([(request) => {
    calls.keep(request, outcome);
    return outcome;
  }], { fallback: "?" });
  const scene = await Scene.open({
    contestants: [],
    modelContestants: [{ contestantId: ADA, name: "Ada", model: "a/model" }],
    models,
    settings: { ARENA_SIZING: "model" },
  });
  await scene.list();
  await scene.play(30_000, "0.55", "0.44");
  const rows = await scene.rows();
  await scene.stage.close();
  return { rows, calls };
}

function apiOfRows(
  rows: readonly JournalRow[],
  { calls, history }: {
    readonly calls: ModelRecords | null;
    readonly history: History | null;
  },
) {
  return apiOf({
    history: () => history,
    decisions: () => new RowsInMemory(rows),
    calls: () => calls,
  });
}

const dossier = z.object({
  status: z.string(),
  contestantId: z.string(),
  snapshotId: z.string(),
  calls: z.array(z.object({
    releaseHash: z.string(),
    cost: z.string(),
    result: z.string(),
    prompt: z.array(z.object({
      role: z.string(),
      text: z.object({ text: z.string(), length: z.number() }),
    })).nullable(),
    reply: z.object({
      reasoning: z.object({ text: z.string(), length: z.number() }),
      raw: z.object({ text: z.string(), length: z.number() }),
    }).nullable(),
  })),
  rows: z.array(z.object({ kind: z.string() })),
});

Deno.test("GET /api/decisions/{id} tells a decision from its snapshot to its fill, whole replies included", async () => {
  const { rows, calls } = await tradedScene();
  const history = new AskedHistory();
  const made = rows.find(({ entry }) => entry.kind === "decision_made");
  assert(made?.entry.kind === "decision_made");
  const { id } = made.entry.decision;
  const answer = await apiOfRows(rows, { calls, history }).request(
    `/api/decisions/${id}`,
  );
  assertEquals(answer.status, 200);
  const told = dossier.parse(await answer.json());
  assertEquals([told.status, told.contestantId], ["decided", "ada"]);
  assertEquals(told.rows.map(({ kind }) => kind), [
    "model_asked",
    "inference_charged",
    "model_answered",
    "decision_made",
    "order_submitted",
    "order_accepted",
    "order_filled",
  ]);
  const [call] = told.calls;
  assert(call !== undefined && call.prompt !== null && call.reply !== null);
  assertEquals([call.cost, call.result], ["0.01", "replied"]);
  assertMatch(call.releaseHash, /^[0-9a-f]{64}$/);
  assertEquals(call.prompt.map(({ role }) => role), ["system", "user"]);
  assertStringIncludes(call.prompt[1]?.text.text ?? "", told.snapshotId);
  assertEquals(call.reply.reasoning, { text: LONG, length: LONG.length });
  assertEquals(call.reply.raw.length, LONG.length + 6);
  assertEquals(history.queries.map(({ contestantId }) => contestantId), [ADA]);
});

Deno.test("GET /api/decisions/{id} tells what the journal knows where calls are not kept", async () => {
  const { rows } = await tradedScene();
  const made = rows.find(({ entry }) => entry.kind === "decision_made");
  const answer = await apiOfRows(rows, {
    calls: null,
    history: new AskedHistory(),
  })
    .request(`/api/decisions/${made?.correlationId}`);
  const told = dossier.parse(await answer.json());
  assertEquals(told.calls.map(({ prompt, reply }) => [prompt, reply]), [[
    null,
    null,
  ]]);
});

Deno.test("GET /api/decisions/{id} answers 404 for what nobody decided and 503 without a database", async () => {
  const history = new AskedHistory();
  const api = apiOfRows([], { calls: null, history });
  for (const id of ["d_0", "o_1", "d_%20", "d_%27--"]) {
    assertEquals((await api.request(`/api/decisions/${id}`)).status, 404, id);
  }
  const closed = apiOfRows([], { calls: null, history: null });
  assertEquals((await closed.request("/api/decisions/d_0")).status, 503);
});
