/**
 * Defects that earlier systems of this kind shipped, each as a test of ours. `docs/known_defects.md` lists all
 * of them, those with a test elsewhere included.
 *
 * @module
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { startExecutor } from "../../actors/executor/actor.ts";
import {
  EXECUTOR_MAILBOX,
  type ExecutorMessage,
} from "../../actors/executor/protocol.ts";
import type {
  Execution,
  VenueOrderReport,
} from "../../actors/ports/execution.ts";
import { startRisk } from "../../actors/risk/actor.ts";
import { RISK_MAILBOX, type RiskMessage } from "../../actors/risk/protocol.ts";
import type { ArenaTopics } from "../../actors/ports/topics.ts";
import { arenaOptions } from "../../composition/arena_options.ts";
import { loadSettings } from "../../config.ts";
import { deriveFillId } from "../../domain/digest.ts";
import { decodeEntry, encodeEntry } from "../../domain/journal_codec.ts";
import { quantity, usd } from "../../domain/money.ts";
import { IMMEDIATE, type Order } from "../../domain/order.ts";
import { noPrice, toNoPrice, yesPrice } from "../../domain/price.ts";
import { SAMPLE_MARKET, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { ENROLLED } from "../../domain/testing/story.ts";
import { type ChildSpec, EventBus, TestSystem } from "../../runtime/mod.ts";
import { MARKET_MIRROR } from "../../strategies/market_mirror.ts";
import type { PaperExchange } from "../../venues/paper/paper_exchange.ts";
import { HeldJournal } from "../actors/held_journal.ts";
import { CALM, openPuppetScene } from "./puppet_scene.ts";
import { QUIET_EXECUTION } from "./quiet_execution.ts";
import { MARKET_ID, Scene } from "./scene.ts";

const MIRROR_ONLY = [MARKET_MIRROR];

/** A venue that answers every order with `report`, whatever became of it. */
function answering(
  report: VenueOrderReport,
): (paper: PaperExchange) => Execution {
  return () => ({
    ...QUIET_EXECUTION,
    venue: "kalshi",
    mode: "paper",
    arrivesWithinMs: 0,
    submit: () => Promise.resolve(report),
    query: () => Promise.resolve(report),
  });
}

async function mirrorOf(scene: Scene) {
  const contestant = [...(await scene.books()).contestants.values()][0];
  assert(contestant !== undefined);
  return contestant;
}

Deno.test("pains: equity is cash and positions at the bid, not cash alone", async () => {
  const scene = await Scene.open({ contestants: MIRROR_ONLY });
  await scene.list();
  await scene.play(60_000, "0.60", "0.38");
  const { startingBalance, cash, mark, feesPaid } = await mirrorOf(scene);
  assert(cash < startingBalance && mark !== null);
  const [position] = [...(await scene.books()).positions.all()];
  assert(position !== undefined && position.quantity > 0n);
  assertEquals(mark.positionsAtBid, position.quantity * 600_000n / 1_000_000n);
  assertEquals(mark.equity, mark.cash + mark.positionsAtBid);
  assertEquals(
    mark.equity,
    startingBalance - feesPaid - position.quantity * 20_000n / 1_000_000n,
  );
  await scene.stage.close();
});

Deno.test("pains: a position that nobody bids for leaves the last mark standing and is never worth 0", async () => {
  const scene = await Scene.open({ contestants: MIRROR_ONLY });
  await scene.list();
  await scene.play(60_000, "0.60", "0.38");
  const before = await scene.entries("equity_marked");
  await scene.stage.emit([{
    kind: "quote_changed",
    quote: {
      marketId: MARKET_ID,
      yesBid: null,
      yesAsk: yesPrice("0.62"),
      occurredAtMs: scene.stage.clock.nowMs(),
    },
  }]);
  await scene.stage.advanceTo(scene.stage.clock.nowMs() + 30_000);
  assertEquals(await scene.entries("equity_marked"), before);
  assertEquals((await mirrorOf(scene)).mark, before.at(-1)?.marks[0]);
  await scene.stage.close();
});

Deno.test("pains: a settled market moves cash with no contestant running at all", async () => {
  const first = await Scene.open({ contestants: MIRROR_ONLY });
  await first.list();
  await first.play(60_000, "0.60", "0.38");
  await first.stage.close();
  const held = [...(await first.books()).positions.all()][0];
  assert(held !== undefined);
  const { cash } = await mirrorOf(first);

  const second = await Scene.open({
    contestants: [],
    journal: first.journal,
    startMs: first.stage.clock.nowMs(),
  });
  await second.phase("closed");
  await second.phase("final", { kind: "yes" });
  assertEquals((await mirrorOf(second)).cash, cash + held.quantity);
  assertEquals([...(await second.books()).positions.all()], []);
  await second.stage.close();
});

Deno.test("pains: an order that the venue calls filled is no fill without the venue's own record", async () => {
  const scene = await Scene.open({
    contestants: MIRROR_ONLY,
    execution: answering({ status: "filled", fills: [] }),
  });
  await scene.list();
  await scene.play(120_000, "0.60", "0.38");
  assertEquals((await scene.entries("order_submitted")).length, 1);
  assertEquals(await scene.entries("order_filled"), []);
  const { cash, startingBalance } = await mirrorOf(scene);
  assertEquals(cash, startingBalance);
  assertEquals((await scene.books()).orders.working.size, 1);
  assertEquals(scene.failures, []);
  await scene.stage.close();
});

Deno.test("pains: what is held follows the fill and not the order: its quantity, its outcome and its price of 1 − p", async () => {
  const answer = Promise.withResolvers<VenueOrderReport>();
  const { scene, decide, close } = await openPuppetScene({
    execution: () => ({
      ...QUIET_EXECUTION,
      venue: "kalshi",
      mode: "paper",
      arrivesWithinMs: 0,
      submit: () => answer.promise,
      query: () => Promise.resolve({ status: "accepted", fills: [] }),
    }),
  });
  await scene.list();
  await decide({
    kind: "trade",
    side: "buy",
    outcome: "no",
    quantity: quantity("10"),
    limit: { outcome: "no", price: noPrice("0.42") },
    ...IMMEDIATE,
  });
  const [submitted] = await scene.entries("order_submitted");
  assert(submitted !== undefined);
  const { id, contestantId, marketId } = submitted.order;
  // It has left, and nothing is held.
  assertEquals([...(await scene.books()).positions.all()], []);
  const [bid] = CALM;
  answer.resolve({
    status: "canceled",
    fills: [{
      id: deriveFillId(id, 0),
      orderId: id,
      contestantId,
      marketId,
      side: "buy",
      outcome: "no",
      quantity: quantity("4"),
      price: { outcome: "no", price: toNoPrice(yesPrice(bid)) },
      fee: usd("0.02"),
      liquidity: "taker",
      occurredAtMs: scene.stage.clock.nowMs(),
    }],
  });
  await scene.play(5_000, ...CALM);
  const positions = [...(await scene.books()).positions.all()];
  assertEquals(
    positions.map(({ outcome, quantity, cost }) => [outcome, quantity, cost]),
    [["no", quantity("4"), usd("1.60")]],
  );
  await close();
});

Deno.test("pains: the same intent delivered twice is one venue order, also over a restart of risk and executor", async () => {
  const test = new TestSystem();
  const journal = new HeldJournal();
  const bus = new EventBus<ArenaTopics>();
  journal.write(ENROLLED, { kind: "market_listed", market: SAMPLE_MARKET });
  journal.onCommit((row) => bus.publish("row_committed", row));
  const submitted: Order[] = [];
  const execution: Execution = {
    ...QUIET_EXECUTION,
    venue: "kalshi",
    mode: "paper",
    arrivesWithinMs: 0,
    submit(order) {
      submitted.push(order);
      return new Promise(() => {});
    },
    query: () => Promise.resolve({ status: "accepted", fills: [] }),
  };
  const executor = test.actor<ExecutorMessage>(
    "root/executor",
    (context) =>
      startExecutor({ execution, journal, bus, risk: risk.ref }, context),
    { mailbox: EXECUTOR_MAILBOX },
  );
  const { limits } = arenaOptions(loadSettings({}));
  const risk: ChildSpec<RiskMessage> = test.actor<RiskMessage>(
    "root/risk",
    (context) =>
      startRisk(
        { journal, bus, executor: executor.ref, limits },
        context,
      ),
    { mailbox: RISK_MAILBOX },
  );
  await test.start([executor, risk], { strategy: "rest_for_one" });
  bus.publish("quote_changed", {
    marketId: SAMPLE_MARKET.id,
    yesBid: yesPrice("0.55"),
    yesAsk: yesPrice("0.56"),
    occurredAtMs: 0,
  });
  const order: Order = { ...SAMPLE_ORDER, status: "initialized" };
  for (let n = 0; n < 2; n++) {
    risk.ref.tell({ kind: "review_order", order });
    risk.ref.tell({ kind: "review_order", order });
    test.system.runUntilIdle();
    test.system.injectFailure(
      "root/executor",
      new Error("Crashed by the test"),
    );
    await test.system.settled();
  }
  assertEquals(submitted.map(({ id }) => id), [order.id]);
  assertEquals(journal.entries("order_submitted").length, 1);
  test.clock.advanceBy(1);
  await test.system.stop();
});

Deno.test("pains: a decision without a forecast cannot be recorded, not even to hold", () => {
  const decision = {
    id: "d_1",
    contestantId: "mirror",
    marketId: "kalshi:T",
    probabilityYes: 0.5,
    confidence: 0,
    reason: "Holds.",
    action: { kind: "hold" },
    causationId: "r_1",
    marketProbability: null,
    decidedAtMs: 1,
  };
  const row = { kind: "decision_made", decision };
  assertEquals(encodeEntry(decodeEntry(JSON.stringify(row))).length > 0, true);
  const { probabilityYes: _, ...without } = decision;
  for (
    const bad of [without, { ...decision, probabilityYes: null }, {
      ...decision,
      probabilityYes: 1.01,
    }]
  ) {
    assertThrows(
      () => decodeEntry(JSON.stringify({ ...row, decision: bad })),
      Error,
      "probabilityYes",
    );
  }
});
