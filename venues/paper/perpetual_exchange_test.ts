import { assertEquals } from "@std/assert";
import type { PerpetualOrderReport } from "../../actors/ports/perpetual_execution.ts";
import type { Approved } from "../../domain/approval.ts";
import { contestantId, marketId, orderId } from "../../domain/ids.ts";
import { quantity, ZERO_USD } from "../../domain/money.ts";
import { perpetualPrice, perpetualSize } from "../../domain/perpetual.ts";
import type { PerpetualReport } from "../../domain/perpetual_market.ts";
import type { PerpetualOrder } from "../../domain/perpetual_order.ts";
import { SimulatedClock } from "../../runtime/mod.ts";
import { hyperliquidMarket } from "../hyperliquid/facts.ts";
import { PaperPerpetuals } from "./perpetual_exchange.ts";

const COIN = marketId("hyperliquid", "COIN");
const START_MS = 1_790_000_000_000;
const ANNA = contestantId("anna");
const LATENCY_MS = 150;

type Level = readonly [price: string, size: string];

function levels(side: readonly Level[]) {
  return side.map(([price, size]) => ({
    price: perpetualPrice(price),
    quantity: quantity(size),
  }));
}

/** An exchange that shows one coin. */
class Desk {
  readonly clock = new SimulatedClock({ startMs: START_MS });
  readonly exchange = new PaperPerpetuals({
    latencyMs: LATENCY_MS,
    clock: this.clock,
  });
  #orders = 0;

  constructor(coin = "COIN") {
    const market = hyperliquidMarket({
      coin,
      sizeDecimals: 2,
      leverageMax: 10,
    });
    this.#report({ kind: "listed", market: { ...market, id: COIN } });
  }

  show(bids: readonly Level[], asks: readonly Level[]): void {
    this.#report({
      kind: "book",
      book: {
        marketId: COIN,
        bids: levels(bids),
        asks: levels(asks),
        occurredAtMs: this.clock.nowMs(),
      },
    });
  }

  quote(bid: string, ask: string): void {
    this.#report({
      kind: "quote",
      quote: {
        marketId: COIN,
        bid: perpetualPrice(bid),
        ask: perpetualPrice(ask),
        occurredAtMs: this.clock.nowMs() + 1,
      },
    });
  }

  async send(
    side: "buy" | "sell",
    [size, limit]: readonly [size: string, limit: string],
    change: Partial<PerpetualOrder> = {},
  ): Promise<PerpetualOrderReport> {
    this.#orders += 1;
    const order: PerpetualOrder = {
      id: orderId(`o_${this.#orders}`),
      contestantId: ANNA,
      marketId: COIN,
      decisionId: null,
      cause: "decision",
      side,
      quantity: quantity(size),
      limit: perpetualPrice(limit),
      reduceOnly: false,
      arrivalPrice: perpetualPrice("100"),
      createdAtMs: this.clock.nowMs(),
      ...change,
    };
    const answer = this.exchange.submit(
      approved(order),
      new AbortController().signal,
    );
    this.clock.advanceTo(this.clock.nowMs() + LATENCY_MS);
    return await answer;
  }

  #report(report: PerpetualReport): void {
    this.exchange.onMarketEvent({ kind: "perpetual_reported", report });
  }
}

/** Stands in for risk, which is not here. */
function approved(order: PerpetualOrder): Approved<PerpetualOrder> {
  const unreviewed: unknown = order;
  const passed = (value: unknown): value is Approved<PerpetualOrder> =>
    value === order;
  if (!passed(unreviewed)) throw new Error("It is the same order");
  return unreviewed;
}

function taken(report: PerpetualOrderReport) {
  return "fills" in report
    ? report.fills.map(({ price, quantity: size, fee }) => [price, size, fee])
    : report;
}

Deno.test("an order walks the depth up to its limit, and pays the fee of a taker", async () => {
  const desk = new Desk();
  desk.show([], [["100", "1"], ["101", "2"], ["103", "5"]]);
  const report = await desk.send("buy", ["4", "102"]);
  assertEquals(report.status, "canceled");
  assertEquals<unknown>(taken(report), [
    [100_000_000n, 1_000_000n, 45_000n],
    [101_000_000n, 2_000_000n, 90_900n],
  ]);
});

Deno.test("what was taken is not there a second time while the venue goes on showing it", async () => {
  const desk = new Desk();
  desk.show([["99", "3"]], []);
  assertEquals((await desk.send("sell", ["2", "99"])).status, "filled");
  desk.show([["99", "3"]], []);
  assertEquals<unknown>(taken(await desk.send("sell", ["2", "99"])), [
    [99_000_000n, 1_000_000n, 44_550n],
  ]);
  // It is gone for a moment: whatever is shown afterwards is new.
  desk.show([["98", "1"]], []);
  desk.show([["99", "3"]], []);
  assertEquals((await desk.send("sell", ["3", "99"])).status, "filled");
});

Deno.test("levels that newer best prices have passed are gone before the next book says so", async () => {
  const desk = new Desk();
  desk.show([["99", "5"], ["98", "5"]], [["100", "5"], ["101", "5"]]);
  desk.quote("98", "101");
  assertEquals<unknown>(taken(await desk.send("buy", ["1", "102"])), [
    [101_000_000n, 1_000_000n, 45_450n],
  ]);
  assertEquals<unknown>(taken(await desk.send("sell", ["1", "97"])), [
    [98_000_000n, 1_000_000n, 44_100n],
  ]);
});

Deno.test("an order that may only reduce is cut to what is held", async () => {
  const desk = new Desk();
  desk.exchange.restore([{
    contestantId: ANNA,
    marketId: COIN,
    size: perpetualSize("-2"),
    entryNotional: ZERO_USD,
  }]);
  desk.show([["99", "5"]], [["100", "5"]]);
  const reduceOnly = { reduceOnly: true };
  assertEquals<unknown>(
    taken(await desk.send("buy", ["5", "100"], reduceOnly)),
    [[100_000_000n, 2_000_000n, 90_000n]],
  );
  assertEquals(await desk.send("buy", ["1", "100"], reduceOnly), {
    status: "rejected",
    reason: "Reduce only order would increase position.",
  });
});

Deno.test("the venue turns down what is off its grid or too small", async () => {
  const desk = new Desk();
  desk.show([["99", "5"]], [["100", "5"]]);
  const cases = [
    ["1", "100.001", "Price must be divisible by tick size."],
    ["1.001", "100", "Order has invalid size."],
    ["0.09", "100", "Order must have minimum value of $10."],
  ] as const;
  for (const [size, limit, reason] of cases) {
    assertEquals(await desk.send("buy", [size, limit]), {
      status: "rejected",
      reason,
    });
  }
  assertEquals(
    await desk.send("buy", ["1", "100"], {
      marketId: marketId("hyperliquid", "NONE"),
    }),
    { status: "rejected", reason: "The market is not listed." },
  );
  assertEquals((await desk.send("buy", ["1", "99"])).status, "canceled");
});

Deno.test("a builder's market costs twice as much", async () => {
  const desk = new Desk("xyz:COIN");
  desk.show([], [["100", "5"]]);
  assertEquals<unknown>(taken(await desk.send("buy", ["1", "100"])), [
    [100_000_000n, 1_000_000n, 90_000n],
  ]);
});

Deno.test("the same order again is answered with what came of it, and one that never came is unknown", async () => {
  const desk = new Desk();
  desk.show([], [["100", "5"]]);
  const id = orderId("o_same");
  const first = await desk.send("buy", ["1", "100"], { id });
  assertEquals(await desk.send("buy", ["1", "100"], { id }), first);
  assertEquals(await desk.exchange.query(id), first);
  assertEquals(await desk.exchange.query(orderId("o_none")), {
    status: "unknown",
  });
});
