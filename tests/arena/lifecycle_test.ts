/**
 * The lives of orders from a contestant's decision to their end, with the arena's own actors and the paper exchange.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { VenueOrderReport } from "../../actors/ports/execution.ts";
import { OrderBook } from "../../domain/book.ts";
import type { DecisionAction } from "../../domain/decision.ts";
import type { OrderId } from "../../domain/ids.ts";
import { quantity, ZERO_QUANTITY } from "../../domain/money.ts";
import { IMMEDIATE, type Order, type OrderTerms } from "../../domain/order.ts";
import { noPrice, yesPrice } from "../../domain/price.ts";
import { CALM, changedPaper, openPuppetScene } from "./puppet_scene.ts";
import { MARKET_ID } from "./scene.ts";

/** The ask comes down to 0.56. */
const CHEAPER = ["0.54", "0.44"] as const;
const ROUND_MS = 60_000;
const RESTS = ["1 submitted", "1 accepted"];

function buy(change: Partial<OrderTerms> = {}): DecisionAction {
  return {
    kind: "trade",
    side: "buy",
    outcome: "yes",
    quantity: quantity("10"),
    limit: { outcome: "yes", price: yesPrice("0.58") },
    ...IMMEDIATE,
    timeInForce: "gtc",
    ...change,
  };
}

function only(working: readonly Order[]): OrderId {
  const [order] = working;
  assert(order !== undefined && working.length === 1);
  return order.id;
}

Deno.test("an order that rests is filled when the market comes to it, and the position counts", async () => {
  const { scene, decide, story, close } = await openPuppetScene();
  await scene.list();
  await decide(buy());
  await scene.play(2 * ROUND_MS, ...CALM);
  assertEquals(await story(), RESTS);
  await scene.play(5_000, ...CHEAPER);
  assertEquals(await story(), [...RESTS, "1 filled"]);
  const [fill] = await scene.entries("order_filled");
  assertEquals([fill?.fill.liquidity, fill?.fill.price.price], [
    "maker",
    yesPrice("0.58"),
  ]);
  const [position] = [...(await scene.books()).positions.all()];
  assertEquals(position?.quantity, quantity("10"));
  await close();
});

Deno.test("an order that rests is taken back by its contestant, and never filled after that", async () => {
  const { scene, decide, story, close } = await openPuppetScene();
  await scene.list();
  await decide(buy());
  await decide((working) => ({ kind: "cancel", orderId: only(working) }));
  await scene.play(10_000, ...CHEAPER);
  assertEquals(await story(), [...RESTS, "1 cancel_requested", "1 canceled"]);
  await close();
});

Deno.test("an order is replaced at another price: the old one is over before the new one leaves", async () => {
  const { scene, decide, story, close } = await openPuppetScene();
  await scene.list();
  await decide(buy());
  await decide((working) => ({
    kind: "replace",
    orderId: only(working),
    quantity: quantity("4"),
    limit: { outcome: "yes", price: yesPrice("0.57") },
  }));
  assertEquals(await story(), [
    ...RESTS,
    "1 cancel_requested",
    "1 canceled",
    "2 submitted",
    "2 accepted",
  ]);
  await scene.play(5_000, ...CHEAPER);
  const fills = await scene.entries("order_filled");
  assertEquals(fills.map(({ fill }) => [fill.quantity, fill.price.price]), [
    [quantity("4"), yesPrice("0.57")],
  ]);
  await close();
});

Deno.test("an order ends at its expiry by the venue's word", async () => {
  const { scene, decide, story, close } = await openPuppetScene();
  await scene.list();
  await decide(buy({
    timeInForce: "gtd",
    expiresAtMs: scene.stage.clock.nowMs() + 2 * ROUND_MS,
  }));
  assertEquals(await story(), RESTS);
  await scene.play(3 * ROUND_MS, ...CALM);
  assertEquals(await story(), [...RESTS, "1 expired"]);
  await close();
});

/** Lets just 6 contracts be there once the order arrives: the market moves while it is on its way. */
const THINNED = changedPaper((paper) => ({
  submit: (order, signal) => {
    const book = new OrderBook(MARKET_ID);
    const size = quantity("6");
    book.replace({
      yesBids: [],
      noBids: [{ price: noPrice("0.38"), quantity: size }],
      occurredAtMs: order.createdAtMs,
    });
    const depth = {
      marketId: MARKET_ID,
      yesBidDepth: ZERO_QUANTITY,
      noBidDepth: size,
      occurredAtMs: order.createdAtMs,
    };
    paper.onMarketEvent({ kind: "book_changed", depth, book });
    return paper.submit(order, signal);
  },
}));

const AT_ONCE: readonly (readonly [string, Partial<OrderTerms>, string[]])[] = [
  ["ioc fills what is there and cancels the rest", {
    timeInForce: "ioc",
  }, ["filled", "canceled"]],
  ["fok fills nothing where not all is there", {
    timeInForce: "fok",
  }, ["canceled"]],
  ["fok fills whole where all is there", {
    timeInForce: "fok",
    quantity: quantity("6"),
  }, ["filled"]],
];

for (const [name, terms, end] of AT_ONCE) {
  Deno.test(`${name}, and nothing rests`, async () => {
    const { scene, decide, story, close } = await openPuppetScene({
      execution: THINNED,
    });
    await scene.list();
    const limit = { outcome: "yes", price: yesPrice("0.63") } as const;
    await decide(buy({ limit, ...terms }));
    assertEquals(
      (await story()).slice(2),
      end.map((kind) => `1 ${kind}`),
    );
    assertEquals((await scene.books()).orders.working.size, 0);
    await close();
  });
}

Deno.test("an order that rests outlives a crash of the executor, and fills once", async () => {
  const { scene, decide, story } = await openPuppetScene();
  await scene.list();
  await decide(buy());
  scene.stage.system.injectFailure(
    "arena/execution/executor",
    new Error("Crashed by the test"),
  );
  await scene.play(10_000, ...CALM);
  await scene.play(5_000, ...CHEAPER);
  assertEquals(await story(), [...RESTS, "1 filled"]);
  assertEquals(scene.failures.length, 1);
  await scene.stage.close();
});

Deno.test("an order that rests outlives the process, and fills once", async () => {
  const first = await openPuppetScene();
  await first.scene.list();
  await first.decide(buy());
  await first.scene.stage.close();
  const { journal, stage } = first.scene;
  const second = await openPuppetScene({
    journal,
    startMs: stage.clock.nowMs(),
  });
  await second.scene.play(10_000, ...CALM);
  await second.scene.play(5_000, ...CHEAPER);
  assertEquals(await second.story(), [...RESTS, "1 filled"]);
  await second.close();
});

Deno.test("a fill that the venue never told of is found within a minute", async () => {
  const { scene, decide, story, close } = await openPuppetScene({
    execution: changedPaper(() => ({ onReport: () => () => {} })),
  });
  await scene.list();
  await decide(buy());
  await scene.play(ROUND_MS, ...CHEAPER);
  assertEquals(await story(), [...RESTS, "1 filled"]);
  await close();
});

Deno.test("what the venue refuses is rejected in its own words, and what we refuse is denied in ours", async () => {
  const REFUSED: VenueOrderReport = {
    status: "rejected",
    reason: "insufficient_balance: code 17",
  };
  const { scene, decide, story, close } = await openPuppetScene({
    execution: changedPaper(() => ({ submit: () => Promise.resolve(REFUSED) })),
  });
  await scene.list();
  await decide(buy());
  await decide(buy({ limit: { outcome: "yes", price: yesPrice("0.585") } }));
  assertEquals(await story(), ["1 submitted", "1 rejected", "2 denied"]);
  const [rejected] = await scene.entries("order_rejected");
  assertEquals(rejected?.reason, REFUSED.reason);
  const [denied] = await scene.entries("order_denied");
  assertEquals(denied?.code, "PRICE_OUT_OF_BAND");
  await close();
});

Deno.test("a resting order ends with its market, and nothing is left open", async () => {
  const { scene, decide, story, close } = await openPuppetScene();
  await scene.list();
  await decide(buy());
  await scene.phase("closed");
  await scene.phase("final", { kind: "yes" });
  await scene.stage.advanceTo(scene.stage.clock.nowMs() + 2 * ROUND_MS);
  assertEquals((await story()).length, 3);
  const books = await scene.books();
  assertEquals(books.orders.working.size, 0);
  assertEquals(books.markets.get(MARKET_ID)?.market.phase, "final");
  await close();
});
