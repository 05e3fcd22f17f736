/**
 * Defects of earlier systems of this kind that a restart brings to light, each as a test of ours.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { VenueOrderReport } from "../../actors/ports/execution.ts";
import type { TradingStateReply } from "../../actors/risk/protocol.ts";
import { deriveFillId } from "../../domain/digest.ts";
import type { Fill } from "../../domain/fill.ts";
import { quantity, usd } from "../../domain/money.ts";
import { IMMEDIATE, type Order } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import { HOLD, type Strategy } from "../../strategies/strategy.ts";
import { QUIET_EXECUTION } from "./quiet_execution.ts";
import { MARKET_ID, Scene } from "./scene.ts";

/** Bids for ten contracts below the market as soon as it has none. */
const BIDDER: Strategy = {
  id: "bidder",
  name: "Bidder",
  description: "Bids for ten contracts.",
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
      timeInForce: "gtc",
    },
  }),
};

/** A venue that outlives processes: what happens to an order there happens to nobody's knowledge. */
class LastingVenue {
  readonly orders = new Map<string, Order>();
  readonly fills: Fill[] = [];

  readonly execution = () => ({
    ...QUIET_EXECUTION,
    venue: "kalshi" as const,
    mode: "paper" as const,
    arrivesWithinMs: 0,
    submit: (order: Order) => {
      this.orders.set(order.id, order);
      return Promise.resolve(this.#reportOn(order.id));
    },
    query: (id: string) => Promise.resolve(this.#reportOn(id)),
    account: () =>
      Promise.resolve({
        openOrders: [...this.orders.values()].map(({ id }) => id)
          .filter((id) => this.#reportOn(id).status === "accepted"),
        fills: this.fills,
        positions: this.fills.map((
          { contestantId, marketId, outcome, quantity },
        ) => ({ contestantId, marketId, outcome, quantity })),
        balances: [],
      }),
  });

  /** Fills an order whole, and tells nobody. */
  fill({ id, contestantId, quantity }: Order, occurredAtMs: number): void {
    this.fills.push({
      id: deriveFillId(id, 0),
      orderId: id,
      contestantId,
      marketId: MARKET_ID,
      side: "buy",
      outcome: "yes",
      quantity,
      price: { outcome: "yes", price: yesPrice("0.61") },
      fee: usd("0"),
      liquidity: "maker",
      occurredAtMs,
    });
  }

  #reportOn(id: string): VenueOrderReport {
    const fills = this.fills.filter(({ orderId }) => orderId === id);
    if (fills.length > 0) return { status: "filled", fills };
    return this.orders.has(id)
      ? { status: "accepted", fills }
      : { status: "unknown" };
  }
}

Deno.test("pains: what the venue filled while no process lived is booked at the next start, once, and settles", async () => {
  const venue = new LastingVenue();
  const first = await Scene.open({
    contestants: [BIDDER],
    execution: venue.execution,
  });
  await first.list();
  await first.play(40_000, "0.60", "0.38");
  await first.stage.close();
  const [order] = venue.orders.values();
  assert(order !== undefined);
  assertEquals(await first.entries("order_filled"), []);

  const downAtMs = first.stage.clock.nowMs();
  venue.fill(order, downAtMs + 1_000);
  const next = await Scene.open({
    contestants: [BIDDER],
    execution: venue.execution,
    journal: first.journal,
    startMs: downAtMs + 60_000,
  });
  await next.play(40_000, "0.60", "0.38");
  assertEquals(
    (await next.entries("order_filled")).map(({ fill }) => fill),
    venue.fills,
  );
  assertEquals(venue.orders.size, 1);
  const [contestant] = (await next.books()).contestants.values();
  assert(contestant !== undefined);
  await next.phase("closed");
  await next.phase("final", { kind: "yes" });
  const after = (await next.books()).contestants.get(contestant.id);
  assertEquals(after?.cash, contestant.cash + order.quantity);
  await next.stage.close();
});

Deno.test("pains: a kill switch is still thrown in the next process", async () => {
  const first = await Scene.open({ contestants: [BIDDER] });
  await first.list();
  const reply = first.refs.risk.ask<TradingStateReply>((replyTo) => ({
    kind: "set_trading_state",
    scope: { kind: "arena" },
    state: "halted",
    step: null,
    cause: "operator",
    detail: "The test throws it.",
    by: "ann",
    replyTo,
  }), { deadlineMs: 5_000 });
  await first.stage.settle();
  assertEquals((await reply).kind, "trading_state_set");
  await first.stage.close();

  const next = await Scene.open({
    contestants: [BIDDER],
    journal: first.journal,
    startMs: first.stage.clock.nowMs() + 60_000,
  });
  await next.play(60_000, "0.60", "0.38");
  const denied = await next.entries("order_denied");
  assert(denied.length > 0);
  assertEquals(
    new Set(denied.map(({ code }) => code)),
    new Set(["TRADING_HALTED"]),
  );
  assertEquals(await next.entries("order_submitted"), []);
  await next.stage.close();
});
