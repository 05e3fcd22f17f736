/**
 * A trading state that is for one contestant, with the arena's own actors and the paper exchange: nobody else
 * feels it. What it is for everybody stands in `risk_breaker_test.ts`.
 *
 * @module
 */
import { assertEquals, assertGreater } from "@std/assert";
import type { TradingStateReply } from "../../actors/risk/protocol.ts";
import type { DecisionAction } from "../../domain/decision.ts";
import { contestantId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { IMMEDIATE } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import type { TradingState } from "../../domain/trading_state.ts";
import type { Strategy } from "../../strategies/strategy.ts";
import { CALM } from "./puppet_scene.ts";
import { Scene } from "./scene.ts";

const LEFT = contestantId("left");
const RIGHT = contestantId("right");

/** Rests one bid, buys twice for each time that it sells. */
function busy(id: string): Strategy {
  let turns = 0;
  const trade = (
    side: "buy" | "sell",
    price: string,
    timeInForce: "ioc" | "gtc" = "ioc",
  ): DecisionAction => ({
    kind: "trade",
    side,
    outcome: "yes",
    quantity: quantity(side === "buy" ? "5" : "2"),
    limit: { outcome: "yes", price: yesPrice(price) },
    ...IMMEDIATE,
    timeInForce,
  });
  const bid = trade("buy", "0.50", "gtc");
  return {
    id,
    name: id,
    description: "Trades all the time.",
    wakesOn: [],
    evaluate: ({ working, held }) => ({
      probabilityYes: 0.6,
      confidence: 1,
      reason: "The test wants it to.",
      action: ++turns % 3 === 0 && held.yes > 0n
        ? trade("sell", "0.60")
        : working.length === 0
        ? bid
        : trade("buy", "0.62"),
    }),
  };
}

async function openScene() {
  const scene = await Scene.open({ contestants: [busy(LEFT), busy(RIGHT)] });
  await scene.list(86_400_000);
  await scene.play(300_000, ...CALM);
  return scene;
}

async function set(scene: Scene, state: TradingState): Promise<void> {
  const reply = scene.refs.risk.ask<TradingStateReply>((replyTo) => ({
    kind: "set_trading_state",
    scope: { kind: "contestant", contestantId: LEFT },
    state,
    step: null,
    cause: "operator",
    detail: "The test says so.",
    by: "ann",
    replyTo,
  }), { deadlineMs: 5_000 });
  await scene.stage.settle();
  assertEquals((await reply).kind, "trading_state_set");
}

/** Counts what became of the orders of each contestant since the row `after`. */
async function tally(scene: Scene, after: number) {
  const rows = (await scene.rows()).filter(({ sequence }) => sequence > after);
  const of = (id: string) => {
    const orders = rows.flatMap(({ entry }) =>
      "order" in entry && entry.order.contestantId === id ? [entry] : []
    );
    const count = (kind: string, side: string) =>
      orders.filter((entry) => entry.kind === kind && entry.order.side === side)
        .length;
    return {
      bought: count("order_submitted", "buy"),
      sold: count("order_submitted", "sell"),
      deniedBuys: count("order_denied", "buy"),
      deniedSales: count("order_denied", "sell"),
      codes: new Set(
        orders.flatMap((entry) =>
          entry.kind === "order_denied" ? [entry.code] : []
        ),
      ),
    };
  };
  const { orders } = await scene.books();
  const resting = [...orders.working.values()].map(({ contestantId }) =>
    contestantId
  );
  return { left: of(LEFT), right: of(RIGHT), resting };
}

Deno.test("reducing one contestant takes back its bid and lets it sell, and another trades on", async () => {
  const scene = await openScene();
  await set(scene, "reducing");
  const after = (await scene.rows()).length;
  await scene.play(300_000, ...CALM);
  const { left, right, resting } = await tally(scene, after);
  assertEquals([left.bought, left.deniedSales], [0, 0]);
  assertGreater(left.sold, 0);
  assertGreater(left.deniedBuys, 0);
  assertEquals(left.codes, new Set(["TRADING_STATE_REDUCING"]));
  assertEquals([right.deniedBuys, right.deniedSales], [0, 0]);
  assertGreater(right.bought, 0);
  assertGreater(right.sold, 0);
  assertEquals(resting, [RIGHT]);
  await scene.stage.close();
});

Deno.test("halting one contestant takes back its bid and refuses all that it wants, and another trades on", async () => {
  const scene = await openScene();
  await set(scene, "halted");
  const after = (await scene.rows()).length;
  await scene.play(300_000, ...CALM);
  const { left, right, resting } = await tally(scene, after);
  assertEquals([left.bought, left.sold], [0, 0]);
  assertGreater(left.deniedBuys, 0);
  assertGreater(left.deniedSales, 0);
  assertEquals(left.codes, new Set(["TRADING_HALTED"]));
  assertGreater(right.bought, 0);
  assertGreater(right.sold, 0);
  assertEquals(resting, [RIGHT]);

  await set(scene, "active");
  const lifted = (await scene.rows()).length;
  await scene.play(300_000, ...CALM);
  const again = await tally(scene, lifted);
  assertGreater(again.left.bought, 0);
  assertEquals(again.left.codes, new Set());
  assertEquals(again.resting.toSorted(), [LEFT, RIGHT]);
  await scene.stage.close();
});
