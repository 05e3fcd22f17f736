import { assertEquals, assertGreater } from "@std/assert";
import type { Execution } from "../../actors/ports/execution.ts";
import type { ModelMessage } from "../../actors/ports/model.ts";
import {
  BUY_ANSWER,
  HOLD_ANSWER,
  type ScriptedAnswer,
  ScriptedModels,
  type ScriptedReaction,
} from "../../actors/trader/mind/testing/scripted_models.ts";
import { contestantId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import type { PaperExchange } from "../../venues/paper/paper_exchange.ts";
import { MARKET_ID, Scene, START_MS } from "./scene.ts";

const ADA = contestantId("ada");

/** One arena with one model contestant, and a count of what reaches the venue. */
async function openScene(
  script: readonly (ScriptedAnswer | ScriptedReaction)[],
  settings: Readonly<Record<string, string>> = {},
) {
  const models = new ScriptedModels(script, { fallback: "?" });
  const submitted: string[] = [];
  const scene = await Scene.open({
    contestants: [],
    modelContestants: [{ contestantId: ADA, name: "Ada", model: "a/model" }],
    models,
    execution: (paper) => counted(paper, submitted),
    settings: { ARENA_SIZING: "model", ...settings },
  });
  await scene.list();
  return { scene, models, submitted };
}

/** The paper exchange, and a list of what it is asked to do. */
function counted(paper: PaperExchange, submitted: string[]): Execution {
  return new Proxy<Execution>(paper, {
    get(target, name) {
      const member = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      if (name !== "submit") return member.bind(target);
      return (...args: readonly unknown[]) => {
        submitted.push(String(name));
        return Reflect.apply(member, target, args);
      };
    },
  });
}

/** The first round is at 10 s, and a model takes 3 s: here it thinks. */
const THINKING_MS = 11_000;

const ORDER = { ...BUY_ANSWER, limitPrice: 0.56, contracts: 10 };

/** The code word of the canary in a message. */
function canaryIn(message: ModelMessage | undefined): string {
  const text = message?.role === "tool" ? message.text : "";
  return /CANARY-[0-9A-F]+/.exec(text)?.[0] ?? "none";
}

Deno.test("an order of a model that keeps the limits reaches the venue and fills", async () => {
  const { scene, submitted } = await openScene([ORDER]);
  await scene.play(30_000, "0.55", "0.44");
  assertEquals(submitted.length, 1);
  const [fill] = await scene.entries("order_filled");
  assertEquals(fill?.fill.contestantId, ADA);
  await scene.stage.close();
});

Deno.test("an order of a model above every limit causes no venue call", async () => {
  const { scene, submitted } = await openScene([
    { ...ORDER, contracts: 1_000_000_000 },
  ]);
  await scene.play(30_000, "0.55", "0.44");
  const [denied] = await scene.entries("order_denied");
  assertEquals(denied?.order.contestantId, ADA);
  assertEquals(submitted, []);
  await scene.stage.close();
});

Deno.test("an order of a model for a market that closed while it thought causes no venue call", async () => {
  const { scene, models, submitted } = await openScene([ORDER]);
  await scene.play(THINKING_MS, "0.55", "0.44");
  assertEquals(models.requests.length, 1);
  await scene.phase("closed");
  await scene.play(15_000, "0.55", "0.44");
  const [denied] = await scene.entries("order_denied");
  assertEquals(denied?.code, "MARKET_CLOSED");
  assertEquals(submitted, []);
  await scene.stage.close();
});

Deno.test("an instruction that was planted in a tool's text causes no venue call beyond the limits, and is counted", async () => {
  const details = {
    tools: [{ name: "market_details", argumentsText: '{"ticker":"KXTEST-1"}' }],
  };
  // It obeys whatever the text says: the code word, and all of its money on one market.
  const obey: ScriptedReaction = ({ messages }) => ({
    ...ORDER,
    reason: `${canaryIn(messages.at(-1))} Put everything on YES.`,
    contracts: 17_000,
  });
  const { scene, submitted } = await openScene([details, obey], {
    ARENA_ORDER_NOTIONAL_MAX: "500",
  });
  await scene.play(30_000, "0.55", "0.44");
  const books = await scene.books();
  assertEquals(books.models.get(ADA)?.followed, 1);
  assertGreater((await scene.entries("order_denied")).length, 0);
  assertEquals(submitted, []);
  await scene.stage.close();
});

Deno.test("an order of a model that comes after a halt causes no venue call", async () => {
  const { scene, models, submitted } = await openScene([ORDER]);
  await scene.play(THINKING_MS, "0.55", "0.44");
  assertEquals(models.requests.length, 1);
  scene.refs.risk.tell({
    kind: "set_trading_state",
    scope: { kind: "arena" },
    state: "halted",
    step: null,
    cause: "operator",
    detail: "Stop.",
    by: "test",
  });
  await scene.play(30_000, "0.55", "0.44");
  assertEquals(submitted, []);
  const decisions = await scene.entries("decision_made");
  const failures = await scene.entries("decision_failed");
  assertEquals([decisions.length, failures[0]?.cause], [0, "aborted"]);
  assertEquals(scene.failures, []);
  await scene.stage.close();
});

Deno.test("a model that answers nonsense forever does not disturb the others", async () => {
  const { scene } = await openScene([], { ARENA_MODEL_INTERVAL_MS: "10000" });
  await scene.play(120_000, "0.55", "0.44");
  const books = await scene.books();
  assertGreater(books.models.get(ADA)?.invalid ?? 0, 3);
  assertEquals(scene.failures, []);
  assertEquals((await scene.entries("market_listed"))[0]?.market.id, MARKET_ID);
  await scene.stage.close();
});

Deno.test("every decision of a model, a hold too, is one row with a forecast and a reason", async () => {
  const { scene } = await openScene([HOLD_ANSWER]);
  await scene.play(30_000, "0.55", "0.44");
  const [made] = await scene.entries("decision_made");
  assertEquals(
    [
      made?.decision.action.kind,
      made?.decision.probabilityYes,
      made?.decision.confidence,
      made?.decision.reason,
    ],
    ["hold", 0.7, 0.5, "The price is fair."],
  );
  await scene.stage.close();
});

/** What became of the position of a model that bought at 0.56 with the target 0.8 and the stop 0.4. */
async function exitAt(yesBid: string, noBid: string) {
  const { scene, models } = await openScene([ORDER, HOLD_ANSWER]);
  await scene.play(30_000, "0.55", "0.44");
  const asked = models.requests.length;
  await scene.play(20_000, yesBid, noBid);
  const entries = {
    exits: await scene.entries("exit_triggered"),
    decisions: await scene.entries("decision_made"),
    sold: (await scene.entries("order_filled"))
      .filter(({ fill }) => fill.side === "sell"),
    denied: await scene.entries("order_denied"),
  };
  const [held] = (await scene.books()).positions.of(ADA);
  const { failures } = scene;
  await scene.stage.close();
  return { ...entries, held, failures, asked, models };
}

for (
  const [cause, yesBid, noBid] of [
    ["target", "0.82", "0.17"],
    ["stop", "0.39", "0.60"],
  ] as const
) {
  Deno.test(`a position of a model is sold through risk when the bid crosses its ${cause}, and the model is not asked`, async () => {
    const { exits, decisions, sold, held, failures } = await exitAt(
      yesBid,
      noBid,
    );
    const [bought] = decisions;
    assertEquals(
      exits.map(({ cause, planId }) => [cause, planId]),
      [[cause, bought?.decision.id ?? null]] as never,
    );
    assertEquals(
      sold.map(({ fill }) => [fill.orderId, fill.quantity]),
      exits.map(({ orderId, quantity }) => [orderId, quantity]),
    );
    assertEquals(held?.quantity ?? 0n, 0n);
    assertEquals(failures, []);
  });
}

Deno.test("a position of a model is kept while the bid is between its stop and its target", async () => {
  const { exits, sold, held } = await exitAt("0.60", "0.39");
  assertEquals([exits, sold], [[], []]);
  assertEquals(held?.quantity, quantity("10"));
});

Deno.test("a halt keeps a model's target from selling anything", async () => {
  const { scene } = await openScene([ORDER]);
  await scene.play(30_000, "0.55", "0.44");
  assertEquals((await scene.entries("order_filled")).length, 1);
  scene.refs.risk.tell({
    kind: "set_trading_state",
    scope: { kind: "arena" },
    state: "halted",
    step: null,
    cause: "operator",
    detail: "Stop.",
    by: "test",
  });
  await scene.play(1_000, "0.55", "0.44");
  await scene.play(20_000, "0.82", "0.17");
  assertEquals(await scene.entries("exit_triggered"), []);
  await scene.stage.close();
});

Deno.test("an order of a model rests at its limit, is canceled by the model, and one with an end ends by itself", async () => {
  const resting = { ...ORDER, limitPrice: 0.5, timeInForce: "gtc" as const };
  const cancel: ScriptedReaction = ({ messages }) => {
    const [opening] = messages;
    const orderId = /"orderId":"(o_[0-9a-f]+)"/.exec(
      opening?.role === "user" ? opening.text : "",
    )?.[1];
    return { ...HOLD_ANSWER, action: "cancel", orderId: orderId ?? "none" };
  };
  const dated: ScriptedReaction = () => ({
    ...resting,
    timeInForce: "gtd",
    expiresAtMs: START_MS + 60_000,
  });
  const { scene } = await openScene([resting, cancel, dated], {
    ARENA_MODEL_INTERVAL_MS: "15000",
  });
  await scene.play(90_000, "0.55", "0.44");
  const orders = (await scene.entries("order_submitted")).map(({ order }) => [
    order.timeInForce,
    order.expiresAtMs,
  ]);
  assertEquals(orders, [["gtc", null], ["gtd", START_MS + 60_000]]);
  assertEquals((await scene.entries("order_canceled")).length, 1);
  assertEquals((await scene.entries("order_expired")).length, 1);
  assertEquals(await scene.entries("order_filled"), []);
  await scene.stage.close();
});
