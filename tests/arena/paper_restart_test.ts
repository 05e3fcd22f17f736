import { assertEquals } from "@std/assert";
import { quantity } from "../../domain/money.ts";
import { IMMEDIATE } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import { HOLD, type Strategy } from "../../strategies/strategy.ts";
import { MARKET_ID, Scene, type SceneOptions, START_MS } from "./scene.ts";

/** Bids 0.61 for 10 YES once, between a bid at 0.60 and an offer at 0.62, for as long as the test says. */
function bidder(expiresAtMs: number | null): Strategy {
  return {
    id: "bidder",
    name: "Bidder",
    description: "Bids for ten contracts once.",
    wakesOn: [],
    evaluate: ({ held, working }) => ({
      probabilityYes: 0.7,
      confidence: 0.5,
      reason: "The test wants it to.",
      action: held.yes > 0n || working.length > 0 ? HOLD : {
        kind: "trade",
        side: "buy",
        outcome: "yes",
        quantity: quantity("10"),
        limit: { outcome: "yes", price: yesPrice("0.61") },
        ...IMMEDIATE,
        timeInForce: expiresAtMs === null ? "gtc" : "gtd",
        expiresAtMs,
      },
    }),
  };
}

/** Somebody sells YES to who bids 0.61. */
async function print(scene: Scene, id: string, size: string): Promise<void> {
  await scene.stage.emit([{
    kind: "trade_printed",
    trade: {
      marketId: MARKET_ID,
      tradeId: id,
      yesPrice: yesPrice("0.61"),
      quantity: quantity(size),
      takerSide: "no",
      occurredAtMs: scene.stage.clock.nowMs(),
    },
  }]);
}

/** A process that has a bid at rest with 4 of its 10 contracts filled, and dies. */
async function diedWithBid(strategy: Strategy): Promise<Scene> {
  const scene = await Scene.open({ contestants: [strategy] });
  await scene.list();
  await scene.play(40_000, "0.60", "0.38");
  await print(scene, "t_1", "4");
  assertEquals((await scene.entries("order_accepted")).length, 1);
  assertEquals((await scene.entries("order_filled")).length, 1);
  return scene;
}

/** The next process on the same journal, a minute later. */
function reborn(
  scene: Scene,
  strategy: Strategy,
  more: SceneOptions = {},
): Promise<Scene> {
  return Scene.open({
    contestants: [strategy],
    journal: scene.journal,
    startMs: scene.stage.clock.nowMs() + 60_000,
    ...more,
  });
}

Deno.test("a bid that rested when the process died rests again, fills on, and is no second order", async () => {
  const strategy = bidder(null);
  const first = await diedWithBid(strategy);
  const second = await reborn(first, strategy);
  await second.play(10_000, "0.60", "0.38");
  await print(second, "t_2", "5");
  await second.play(30_000, "0.60", "0.38");
  assertEquals((await second.books()).orders.working.size, 1);
  await print(second, "t_3", "9");
  await second.play(10_000, "0.60", "0.38");

  const fills = (await second.entries("order_filled")).map(({ fill }) => fill);
  assertEquals(fills.map((fill) => fill.quantity), [
    quantity("4"),
    quantity("5"),
    quantity("1"),
  ]);
  assertEquals(new Set(fills.map(({ id }) => id)).size, 3);
  assertEquals(fills.every(({ liquidity }) => liquidity === "maker"), true);
  const books = await second.books();
  assertEquals((await second.entries("order_submitted")).length, 1);
  assertEquals(books.orders.working.size, 0);
  assertEquals(books.ledger.total(), 0n);
  assertEquals(second.failures, []);
  await second.stage.close();
});

Deno.test("the exchange of the next process has the positions that the journal has", async () => {
  const strategy = bidder(null);
  const first = await diedWithBid(strategy);
  let account = () => Promise.resolve<readonly unknown[]>([]);
  const second = await reborn(first, strategy, {
    execution(paper) {
      account = async () => (await paper.account(0)).positions;
      return paper;
    },
  });
  const [held] = [...(await second.books()).positions.all()];
  assertEquals(await account(), [{
    contestantId: held?.contestantId,
    marketId: held?.marketId,
    outcome: "yes",
    quantity: quantity("4"),
  }]);
  await second.stage.close();
});

Deno.test("a bid whose time was up while no process lived is journaled as expired, with what it had got", async () => {
  const strategy = bidder(START_MS + 60_000);
  const first = await diedWithBid(strategy);
  const second = await reborn(first, strategy);
  await second.stage.advanceTo(second.stage.clock.nowMs() + 5_000);
  assertEquals((await second.entries("order_expired")).length, 1);
  const books = await second.books();
  assertEquals(books.orders.working.size, 0);
  assertEquals(books.fills, 1);
  assertEquals(second.failures, []);
  await second.stage.close();
});
