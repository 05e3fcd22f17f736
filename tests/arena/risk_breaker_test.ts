/**
 * What stops trading, with the arena's own actors and the paper exchange: a losing tape, an operator, and each of the
 * trading states.
 *
 * @module
 */
import { assert, assertEquals, assertGreater } from "@std/assert";
import type {
  SetTradingState,
  TradingStateReply,
} from "../../actors/risk/protocol.ts";
import type { DecisionAction } from "../../domain/decision.ts";
import { contestantId, type OrderId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { IMMEDIATE, type Order, type OrderTerms } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import { HOLD_CASH } from "../../strategies/hold.ts";
import type { Strategy } from "../../strategies/strategy.ts";
import { CALM, changedPaper, openPuppetScene } from "./puppet_scene.ts";
import { Scene } from "./scene.ts";

const DAY_MS = 86_400_000;

/** Keeps one bid far below the market and buys a hundred more whenever it may. */
const BELIEVER: Strategy = {
  id: "believer",
  name: "Believer",
  description: "Buys, whatever happens.",
  wakesOn: [],
  evaluate: ({ working, quote }) => ({
    probabilityYes: 0.9,
    confidence: 1,
    reason: "It will come back.",
    action: buy(
      working.length === 0
        ? { ...RESTS, limit: { outcome: "yes", price: yesPrice("0.05") } }
        : {
          quantity: quantity("100"),
          limit: { outcome: "yes", price: quote.yesAsk ?? yesPrice("0.01") },
        },
    ),
  }),
};
const RESTS = { timeInForce: "gtc" } as const;
const LOSS = { ARENA_DAILY_LOSS_MAX: "0.01" };
/** YES bid and NO bid of a market that falls, minute by minute. */
const FALLING = [
  ["0.60", "0.38"],
  ["0.45", "0.53"],
  ["0.30", "0.68"],
  ["0.15", "0.83"],
] as const;

function buy(change: Partial<OrderTerms> = {}): DecisionAction {
  return {
    kind: "trade",
    side: "buy",
    outcome: "yes",
    quantity: quantity("10"),
    limit: { outcome: "yes", price: yesPrice("0.62") },
    ...IMMEDIATE,
    ...change,
  };
}

const SELL = buy({
  side: "sell",
  quantity: quantity("4"),
  limit: { outcome: "yes", price: yesPrice("0.60") },
});
/** Rests below the market. */
const BID = buy({
  ...RESTS,
  limit: { outcome: "yes", price: yesPrice("0.50") },
});

/** Has an operator set a state, and returns what is answered. */
async function set(
  { refs, stage }: Scene,
  change: Partial<SetTradingState>,
): Promise<TradingStateReply> {
  const reply = refs.risk.ask<TradingStateReply>((replyTo) => ({
    kind: "set_trading_state",
    scope: { kind: "arena" },
    state: "halted",
    step: null,
    cause: "operator",
    detail: "",
    by: "ann",
    ...change,
    replyTo,
  }), { deadlineMs: 5_000 });
  await stage.settle();
  return await reply;
}

function only(working: readonly Order[]): OrderId {
  const [order] = working;
  assert(order !== undefined && working.length === 1);
  return order.id;
}

async function counts(scene: Scene) {
  return (await scene.entries("kill_switch_acknowledged")).map((
    { canceled, stillOpen },
  ) => [canceled, stillOpen]);
}

Deno.test("pains: a losing tape halts the contestant by the daily-loss breaker, for good, and nobody else", async () => {
  const scene = await Scene.open({
    contestants: [BELIEVER, HOLD_CASH],
    settings: LOSS,
  });
  await scene.list(DAY_MS);
  for (const [yesBid, noBid] of FALLING) {
    await scene.play(60_000, yesBid, noBid);
  }
  const states = await scene.entries("trading_state_changed");
  assertEquals(
    states.map(({ scope, state, cause, by }) => [scope, state, cause, by]),
    [[
      { kind: "contestant", contestantId: contestantId("believer") },
      "halted",
      "daily_loss",
      "arena",
    ]],
  );
  assertEquals(await counts(scene), [[1, 0]]);
  const rows = await scene.rows();
  const halted = rows.findLastIndex(({ entry }) =>
    entry.kind === "trading_state_changed"
  );
  const kinds = rows.slice(halted).map(({ entry }) => entry.kind);
  assertEquals(kinds.filter((kind) => kind === "order_submitted"), []);
  assertEquals(kinds.filter((kind) => kind === "order_canceled").length, 1);
  const denied = await scene.entries("order_denied");
  assertGreater(denied.length, 1);
  assertEquals(
    new Set(denied.map(({ code }) => code)),
    new Set([
      "TRADING_HALTED",
    ]),
  );
  const books = await scene.books();
  assertEquals([books.orders.working.size, books.ledger.total()], [0, 0n]);
  assertEquals(scene.failures, []);
  await scene.stage.close();

  // Neither a restart nor a new day lifts it; an operator does.
  const { journal } = scene;
  const startMs = scene.stage.clock.nowMs() + DAY_MS / 2;
  const next = await Scene.open({
    contestants: [BELIEVER],
    settings: LOSS,
    journal,
    startMs,
  });
  const submitted = async () => (await next.entries("order_submitted")).length;
  const before = await submitted();
  await next.play(60_000, "0.15", "0.83");
  assertEquals(await submitted(), before);
  const reply = await set(next, {
    scope: { kind: "contestant", contestantId: contestantId("believer") },
    state: "active",
  });
  assertEquals(reply.kind, "trading_state_set");
  await next.play(60_000, "0.15", "0.83");
  assertGreater(await submitted(), before);
  await next.stage.close();
});

Deno.test("active: orders pass, rest and are canceled by who made them", async () => {
  const { scene, decide, story, close } = await openPuppetScene();
  await scene.list();
  await decide(buy());
  await decide(BID);
  await decide((working) => ({ kind: "cancel", orderId: only(working) }));
  assertEquals(await story(), [
    "1 submitted",
    "1 accepted",
    "1 filled",
    "2 submitted",
    "2 accepted",
    "2 cancel_requested",
    "2 canceled",
  ]);
  assertEquals(await scene.entries("order_denied"), []);
  await close();
});

Deno.test("reducing: purchases that rest are canceled and new ones refused, sales pass", async () => {
  const { scene, decide, story, close } = await openPuppetScene();
  await scene.list();
  await decide(buy());
  await decide(BID);
  await set(scene, { state: "reducing", step: "reduce" });
  await decide(buy());
  await decide(BID);
  await decide(SELL);
  assertEquals((await story()).slice(3), [
    "2 submitted",
    "2 accepted",
    "2 cancel_requested",
    "2 canceled",
    "3 denied",
    "4 denied",
    "5 submitted",
    "5 accepted",
    "5 filled",
  ]);
  assertEquals(
    (await scene.entries("order_denied")).map(({ code }) => code),
    ["TRADING_STATE_REDUCING", "TRADING_STATE_REDUCING"],
  );
  assertEquals(await counts(scene), [[1, 0]]);
  await close();
});

Deno.test("halted: what rests is canceled, purchases and sales are refused, and cancels still pass", async () => {
  let refusals = 1;
  const { scene, decide, story, close } = await openPuppetScene({
    // The venue refuses the kill switch, and gives in to the contestant.
    execution: changedPaper((paper) => ({
      cancel: (id, signal) =>
        refusals-- > 0
          ? Promise.resolve({ status: "cancel_refused", reason: "Not now." })
          : paper.cancel(id, signal),
    })),
    settings: { ARENA_KILL_DEADLINE_MS: "3600000" },
  });
  await scene.list();
  await decide(buy());
  await decide(BID);
  await set(scene, { step: "pause" });
  await decide(SELL);
  await decide(buy());
  assertEquals((await scene.books()).orders.working.size, 1);
  assertEquals(await counts(scene), []);
  await decide((working) => ({ kind: "cancel", orderId: only(working) }));
  assertEquals((await story()).slice(3), [
    "2 submitted",
    "2 accepted",
    "2 cancel_requested",
    "2 cancel_rejected",
    "3 denied",
    "4 denied",
    "2 cancel_requested",
    "2 canceled",
  ]);
  assertEquals(
    (await scene.entries("order_denied")).map(({ code }) => code),
    ["TRADING_HALTED", "TRADING_HALTED"],
  );
  assertEquals(await counts(scene), [[1, 0]]);
  await close();
});

Deno.test("a kill switch takes back an order that left in the very moment before it", async () => {
  const { scene, decide, story, close } = await openPuppetScene();
  await scene.list();
  await decide(buy());
  // Risk approves the order and is halted before the journal has either.
  await scene.quote(...CALM);
  const [order] = await scene.entries("order_submitted");
  assert(order !== undefined);
  const late: Order = {
    ...order.order,
    id: "o_late" as OrderId,
    status: "initialized",
    ...RESTS,
    limit: { outcome: "yes", price: yesPrice("0.50") },
    createdAtMs: scene.stage.clock.nowMs(),
  };
  scene.refs.risk.tell({ kind: "review_order", order: late });
  await set(scene, {});
  await scene.play(10_000, ...CALM);
  const fate = (await story()).filter((step) => step.startsWith("2 "));
  assert(["2 canceled", "2 denied"].includes(fate.at(-1) ?? ""), `${fate}`);
  assertEquals((await scene.books()).orders.working.size, 0);
  assertEquals((await counts(scene)).at(-1)?.[1], 0);
  await close();
});

Deno.test("flattening sells all that is held at the bid, halts, and says so", async () => {
  const { scene, decide, close } = await openPuppetScene();
  await scene.list();
  await decide(buy({ quantity: quantity("300") }));
  await decide(BID);
  // The bid has room for a hundred, and whoever bids next bids less.
  const bids = [["0.60", "0.38"], ["0.59", "0.39"], ["0.58", "0.40"]] as const;
  await scene.quote(...CALM, "100");
  await set(scene, { state: "reducing", step: "flatten" });
  await scene.stage.advanceTo(scene.stage.clock.nowMs() + 1_000);
  for (const [yesBid, noBid] of bids) {
    await scene.quote(yesBid, noBid, "100");
    await scene.stage.advanceTo(scene.stage.clock.nowMs() + 5_000);
  }
  const books = await scene.books();
  assertEquals([...books.positions.all()], []);
  assertEquals(books.orders.working.size, 0);
  const sold = (await scene.entries("order_filled")).filter(({ fill }) =>
    fill.side === "sell"
  );
  assertEquals(
    sold.map(({ fill }) => [fill.quantity, fill.price.price]),
    bids.map(([yesBid]) => [quantity("100"), yesPrice(yesBid)]),
  );
  assertEquals(
    (await scene.entries("trading_state_changed")).map((
      { state, step, cause },
    ) => [state, step, cause]),
    [["reducing", "flatten", "operator"], ["halted", "flatten", "flattened"]],
  );
  assertEquals(await counts(scene), [[1, 0], [0, 0]]);
  await close();
});

Deno.test("a venue that fails again and again halts the arena, and only an operator goes on", async () => {
  const scene = await Scene.open({ contestants: [BELIEVER] });
  await scene.list();
  const asked = (change: Partial<SetTradingState>) =>
    set(scene, { cause: "venue_errors", by: "arena", ...change });
  await asked({});
  assertEquals((await asked({ state: "active" })).kind, "trading_state_kept");
  await scene.play(30_000, ...CALM);
  assertEquals(await scene.entries("order_submitted"), []);
  await set(scene, { state: "active" });
  await scene.play(60_000, ...CALM);
  assertGreater((await scene.entries("order_submitted")).length, 0);
  await scene.stage.close();
});
