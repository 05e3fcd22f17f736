import { assert, assertEquals } from "@std/assert";
import type { ModelRequest } from "../../actors/ports/model.ts";
import {
  BUY_ANSWER,
  faulted,
  HOLD_ANSWER,
  replied,
  type ScriptedAnswer,
  ScriptedModels,
} from "../../actors/trader/mind/testing/scripted_models.ts";
import { type ContestantId, contestantId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { add, usd, ZERO_USD } from "../../domain/money.ts";
import { MODEL_FAULTS } from "../../domain/model_entries.ts";
import { type Random, SeededRandom } from "../../runtime/mod.ts";
import { Scene } from "../arena/scene.ts";

const SEEDS = 12;
const STEPS = 40;
const BUDGET = usd("0.3");
const COST_MAX = usd("0.05");
const MINDS: readonly ContestantId[] = ["ada", "bob", "cyd"].map(contestantId);

/** What has to come about in so many seeds, or nothing was tested there. */
const COMES_ABOUT: readonly string[] = [
  "decision_failed: aborted",
  "decision_failed: invalid",
  "decision_failed: model_fault",
  "decision_failed: over_budget",
  "decision_made: hold",
  "decision_made: trade",
  "inference_charged",
  "model_answered: aborted",
  "model_answered: replied",
  "order_denied",
  "order_filled",
];

/** Returns what a model says that is out to get the arena: sense, nonsense, tools, faults, and far too much. */
function anyAnswer(random: Random, { tools }: ModelRequest): ScriptedAnswer {
  const cents = 1 + random.integer(99);
  switch (random.integer(10)) {
    case 0:
      return "I would rather not say.";
    case 1:
      return replied({ text: "{".repeat(100_000) });
    case 2:
      return faulted(
        MODEL_FAULTS[random.integer(MODEL_FAULTS.length)] ?? "empty",
      );
    case 3:
      return replied({ refusal: "No." });
    case 4:
      return HOLD_ANSWER;
    case 5: {
      const name = tools[random.integer(tools.length)]?.name ?? "none";
      return { tools: [{ name, argumentsText: '{"ticker":"KXTEST-1"}' }] };
    }
    case 6:
      return {
        ...HOLD_ANSWER,
        action: "sell_yes",
        limitPrice: cents / 100,
        contracts: random.integer(1_000_000_000),
      };
    default:
      return {
        ...BUY_ANSWER,
        action: random.integer(2) === 0 ? "buy_yes" : "buy_no",
        confidence: random.next(),
        probabilityYes: random.next(),
        limitPrice: cents / 100,
      };
  }
}

/** Three models without sense in one arena, whose minds crash and whose trading is halted now and then. */
async function play(seed: number): Promise<Scene> {
  const random = new SeededRandom(seed);
  const answers = random.fork("answers");
  const models = new ScriptedModels([], {
    budget: BUDGET,
    costMax: COST_MAX,
    fallback: (request) => anyAnswer(answers, request),
  });
  const scene = await Scene.open({
    contestants: [],
    modelContestants: MINDS.map((id) => ({
      contestantId: id,
      name: id,
      model: `a/${id}`,
    })),
    models,
    settings: { ARENA_MODEL_INTERVAL_MS: "5000" },
  });
  await scene.list();
  const chance = random.fork("chance");
  for (let step = 0; step < STEPS; step += 1) {
    const yes = 20 + chance.integer(60);
    await scene.play(
      1_000 + chance.integer(9_000),
      (yes / 100).toFixed(2),
      ((99 - yes) / 100).toFixed(2),
    );
    if (chance.integer(8) === 0) {
      const mind = MINDS[chance.integer(MINDS.length)] ?? "";
      scene.stage.system.injectFailure(
        `arena/traders/${mind}`,
        new Error("Crashed by the test"),
      );
    }
    if (chance.integer(8) === 0) setTrading(scene, "halted");
    else if (chance.integer(3) === 0) setTrading(scene, "active");
  }
  setTrading(scene, "halted");
  await scene.play(30_000, "0.50", "0.49");
  return scene;
}

function setTrading(scene: Scene, state: "active" | "halted"): void {
  scene.refs.risk.tell({
    kind: "set_trading_state",
    scope: { kind: "arena" },
    state,
    step: null,
    cause: "operator",
    detail: "",
    by: "test",
  });
}

/** Every session has calls in order, each with one end and one charge, and comes to exactly one end itself. */
function checkSessions(entries: readonly JournalEntry[], seed: number): void {
  const sessions = new Map<string, string[]>();
  const note = (id: string, what: string) =>
    sessions.set(id, [...sessions.get(id) ?? [], what]);
  for (const entry of entries) {
    switch (entry.kind) {
      case "model_asked":
        note(entry.decisionId, `asked ${entry.step}`);
        break;
      case "inference_charged":
        note(entry.decisionId ?? "", "charged");
        break;
      case "model_answered":
        note(entry.decisionId, `answered ${entry.step}`);
        break;
      case "decision_failed":
        note(entry.decisionId, "end");
        break;
      case "decision_made":
        note(entry.decision.id, "end");
        break;
    }
  }
  for (const [id, notes] of sessions) {
    const calls = Math.floor((notes.length - 1) / 3);
    const expected = Array.from({ length: calls }, (_, place) => [
      `asked ${place + 1}`,
      "charged",
      `answered ${place + 1}`,
    ]).flat();
    assertEquals(notes, [...expected, "end"], `seed ${seed}, session ${id}`);
  }
}

/** What a contestant is charged is what its calls cost, and never more than a day's budget. */
async function checkMoney(scene: Scene, seed: number): Promise<void> {
  const books = await scene.books();
  const charges = await scene.entries("inference_charged");
  for (const id of MINDS) {
    const charged = charges.filter(({ contestantId }) => contestantId === id)
      .reduce((sum, { amount }) => add(sum, amount), ZERO_USD);
    assertEquals(books.contestants.get(id)?.inferenceCost, charged);
    assert(charged <= BUDGET, `seed ${seed}: ${id} was charged ${charged}`);
  }
  assertEquals(books.ledger.total(), 0n);
}

function nameOf(entry: JournalEntry): string {
  switch (entry.kind) {
    case "decision_failed":
      return `${entry.kind}: ${entry.cause}`;
    case "decision_made":
      return `${entry.kind}: ${entry.decision.action.kind}`;
    case "model_answered":
      return `${entry.kind}: ${entry.result}`;
    default:
      return entry.kind;
  }
}

Deno.test(`minds keep their books whatever models say, in seeds 1 to ${SEEDS}, in which everything comes about`, async () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const scene = await play(seed);
    const entries = (await scene.rows()).map(({ entry }) => entry);
    checkSessions(entries, seed);
    await checkMoney(scene, seed);
    for (const entry of entries) seen.add(nameOf(entry));
    assertEquals(
      scene.failures.filter((failure) => !failure.endsWith("by the test")),
      [],
    );
    await scene.stage.close();
  }
  assertEquals(COMES_ABOUT.filter((name) => !seen.has(name)), []);
});
