import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import fc from "fast-check";
import { AmbiguousOutcomeError } from "../../actors/ports/execution.ts";
import { review } from "../../actors/risk/review.ts";
import type { Approved } from "../../domain/approval.ts";
import { OrderBook } from "../../domain/book.ts";
import { FEE_SCHEDULES, feeOf, NO_FEES } from "../../domain/fees.ts";
import {
  contestantId,
  decisionId,
  marketId,
  orderId,
} from "../../domain/ids.ts";
import type { Market } from "../../domain/market.ts";
import { quantity, usd, ZERO_QUANTITY, ZERO_USD } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { CENT_GRID, noPrice, yesPrice } from "../../domain/price.ts";
import { SimulatedClock } from "../../runtime/simulated_clock.ts";
import { PaperExchange } from "./paper_exchange.ts";

const MARKET: Market = {
  id: marketId("kalshi", "M1"),
  venue: "kalshi",
  ticker: "M1",
  eventTicker: "E1",
  title: "A market",
  phase: "open",
  opensAtMs: 0,
  closesAtMs: 60_000,
  strike: null,
  priceRanges: CENT_GRID,
  quantityMin: quantity("0.01"),
};
const NEVER = new AbortController().signal;

const ORDER: Order = {
  id: orderId("o_1"),
  decisionId: decisionId("d_1"),
  contestantId: contestantId("momentum"),
  marketId: MARKET.id,
  side: "buy",
  outcome: "yes",
  quantity: quantity("8"),
  limit: { outcome: "yes", price: yesPrice("0.48") },
  timeInForce: "ioc",
  status: "submitted",
  filledQuantity: ZERO_QUANTITY,
  filledNotional: ZERO_USD,
  createdAtMs: 0,
};

/** An order that risk let through, with changes that risk would have caught: the exchange has its own rules. */
function approved(more: Partial<Order> = {}): Approved<Order> {
  const plenty = usd("1000000");
  const verdict = review(ORDER, {
    nowMs: 1_000,
    market: MARKET,
    quote: {
      marketId: MARKET.id,
      yesBid: null,
      yesAsk: yesPrice("0.47"),
      occurredAtMs: 1_000,
    },
    freeHolding: ZERO_QUANTITY,
    positionCost: ZERO_USD,
    freeCash: plenty,
    costMax: usd("5"),
    ordersInLastMinute: 0,
    equity: plenty,
    equityPeak: plenty,
  }, {
    quoteAgeMsMax: 1_000,
    orderNotionalMax: plenty,
    positionCostMax: plenty,
    ordersPerMinuteMax: 1_000,
    drawdownMaxMicros: 500_000n,
  });
  assert(verdict.kind === "approved");
  return { ...verdict.order, ...more };
}

class Venue {
  readonly clock = new SimulatedClock({ startMs: 1_000 });
  readonly book = new OrderBook(MARKET.id);
  readonly exchange: PaperExchange;

  constructor(latencyMs = 0, market: Market = MARKET) {
    this.exchange = new PaperExchange({
      venue: "kalshi",
      fees: FEE_SCHEDULES.kalshi,
      latencyMs,
      clock: this.clock,
    });
    this.exchange.onMarketEvent({ kind: "market_listed", market });
    this.show("10");
  }

  /** Shows NO bids of 3 at 0.53 and of `contracts` at 0.52. */
  show(contracts: string): void {
    this.book.replace({
      yesBids: [],
      noBids: [
        { price: noPrice("0.53"), quantity: quantity("3") },
        { price: noPrice("0.52"), quantity: quantity(contracts) },
      ],
      occurredAtMs: 1,
    });
    this.exchange.onMarketEvent({
      kind: "book_changed",
      book: this.book,
      depth: {
        marketId: MARKET.id,
        yesBidDepth: this.book.yesBidDepth,
        noBidDepth: this.book.noBidDepth,
        occurredAtMs: 1,
      },
    });
  }
}

Deno.test("submit() fills level by level, with the venue's fee over the whole order", async () => {
  const { exchange } = new Venue();
  const report = await exchange.submit(approved(), NEVER);
  assert(report.status === "filled");
  assertEquals(
    report.fills.map(({ price, quantity: size, liquidity, occurredAtMs }) => [
      price.price,
      size,
      liquidity,
      occurredAtMs,
    ]),
    [
      [yesPrice("0.47"), quantity("3"), "taker", 1_000],
      [yesPrice("0.48"), quantity("5"), "taker", 1_000],
    ],
  );
  // 0.07 · (3 · 0.47 · 0.53 + 5 · 0.48 · 0.52) = 0.13966…, up to the cent.
  const fees = report.fills.reduce((sum, { fee }) => sum + fee, 0n);
  assertEquals(fees, usd("0.14"));
});

Deno.test("submit() cancels what finds no counterparty", async () => {
  const { exchange } = new Venue();
  const report = await exchange.submit(
    approved({ quantity: quantity("20") }),
    NEVER,
  );
  assert(report.status === "canceled");
  assertEquals(
    report.fills.reduce((sum, fill) => sum + fill.quantity, 0n),
    quantity("13"),
  );
});

Deno.test("submit() of an order that must fill whole fills nothing if it cannot", async () => {
  const { exchange } = new Venue();
  assertEquals(
    await exchange.submit(
      approved({ quantity: quantity("20"), timeInForce: "fok" }),
      NEVER,
    ),
    { status: "canceled", fills: [] },
  );
});

Deno.test("submit() does not find its own takings a second time until the level is new", async () => {
  const venue = new Venue();
  const filled = async (id: string): Promise<bigint> => {
    const report = await venue.exchange.submit(
      approved({ id: orderId(id), quantity: quantity("20") }),
      NEVER,
    );
    assert(report.status === "canceled");
    return report.fills.reduce((sum, fill) => sum + fill.quantity, 0n);
  };
  assertEquals(await filled("o_1"), quantity("13"));
  assertEquals(await filled("o_2"), 0n);
  venue.show("12");
  assertEquals(await filled("o_3"), quantity("2"));
  venue.show("0");
  venue.show("10");
  assertEquals(await filled("o_4"), quantity("10"));
});

Deno.test("submit() of the same order id twice is one order with one answer", async () => {
  const { exchange, clock } = new Venue(250);
  const first = exchange.submit(approved(), NEVER);
  const second = exchange.submit(approved(), NEVER);
  clock.advanceBy(250);
  const report = await first;
  assertEquals(await second, report);
  assertEquals(await exchange.submit(approved(), NEVER), report);
  assertEquals(await exchange.query(orderId("o_1")), report);
});

Deno.test("submit() walks the book that is shown when the order arrives", async () => {
  const venue = new Venue(250);
  const answer = venue.exchange.submit(approved(), NEVER);
  venue.clock.advanceBy(249);
  assertEquals(await venue.exchange.query(orderId("o_1")), {
    status: "accepted",
    fills: [],
  });
  venue.show("1");
  venue.clock.advanceBy(1);
  const report = await answer;
  assert(report.status === "canceled");
  assertEquals(report.fills.map(({ quantity: size }) => size), [
    quantity("3"),
    quantity("1"),
  ]);
  assertEquals(report.fills[0]?.occurredAtMs, 1_250);
});

Deno.test("submit() that is given up on is ambiguous, and the order arrives nevertheless", async () => {
  const { exchange, clock } = new Venue(250);
  const controller = new AbortController();
  const answer = exchange.submit(approved(), controller.signal);
  controller.abort();
  await assertRejects(() => answer, AmbiguousOutcomeError);
  clock.advanceBy(250);
  const report = await exchange.query(orderId("o_1"));
  assertEquals(report.status, "filled");
});

Deno.test("query() of an order that never came in is unknown", async () => {
  const { exchange } = new Venue();
  assertEquals(await exchange.query(orderId("o_9")), { status: "unknown" });
});

Deno.test("submit() is rejected by the rules of the venue, in one sentence", async () => {
  const limit = (text: string) => ({
    limit: { outcome: "yes", price: yesPrice(text) } as const,
  });
  const wrong: readonly [
    order: Partial<Order>,
    market: Partial<Market>,
    part: string,
  ][] = [
    [
      { marketId: marketId("kalshi", "M2") },
      {},
      "must be listed and not settled",
    ],
    [{}, { phase: "paused" }, "must be open: current value is paused"],
    [{}, { closesAtMs: 1_000 }, "past the close time"],
    [limit("0.485"), {}, "on the market's price grid: current value is 0.485"],
    [limit("0"), {}, "between 0 and 1 dollar"],
    [limit("1"), {}, "between 0 and 1 dollar"],
    [
      { limit: { outcome: "no", price: noPrice("0.5") } },
      {},
      "on the scale of yes",
    ],
    [{ quantity: quantity("0") }, {}, "multiple of 0.01"],
    [{ quantity: quantity("0.005") }, {}, "multiple of 0.01"],
  ];
  for (const [order, market, part] of wrong) {
    const { exchange } = new Venue(0, { ...MARKET, ...market });
    const report = await exchange.submit(approved(order), NEVER);
    assert(report.status === "rejected", part);
    assert(report.reason.includes(part), report.reason);
  }
});

Deno.test("submit() looks for a NO limit on the grid at 1 − p", async () => {
  // Asymmetric, so that a limit taken at p instead of 1 − p shows.
  const priceRanges = [
    { from: yesPrice("0"), to: yesPrice("0.1"), step: yesPrice("0.001") },
    { from: yesPrice("0.1"), to: yesPrice("1"), step: yesPrice("0.01") },
  ];
  for (
    const [price, status] of [["0.905", "canceled"], ["0.095", "rejected"]]
  ) {
    const { exchange } = new Venue(0, { ...MARKET, priceRanges });
    const limit = { outcome: "no", price: noPrice(price ?? "") } as const;
    const order = approved({ outcome: "no", limit });
    assertEquals((await exchange.submit(order, NEVER)).status, status);
  }
});

Deno.test("submit() is rejected once the market has closed, whatever the book shows", async () => {
  for (const phase of ["closed", "proposed", "final", "void"] as const) {
    const { exchange } = new Venue();
    exchange.onMarketEvent({
      kind: "market_phase_changed",
      marketId: MARKET.id,
      phase,
      resolution: null,
      occurredAtMs: 2,
    });
    const report = await exchange.submit(approved(), NEVER);
    assertEquals(report.status, "rejected", phase);
  }
});

Deno.test("onMarketEvent() forgets the book of a settled market and takes no later one", async () => {
  for (const phase of ["final", "void"] as const) {
    const venue = new Venue();
    venue.exchange.onMarketEvent({
      kind: "market_phase_changed",
      marketId: MARKET.id,
      phase,
      resolution: null,
      occurredAtMs: 2,
    });
    venue.show("10");
    const settled = await venue.exchange.submit(approved(), NEVER);
    assert(settled.status === "rejected");
    assertStringIncludes(settled.reason, "must be listed and not settled");
    venue.exchange.onMarketEvent({ kind: "market_listed", market: MARKET });
    assertEquals(
      await venue.exchange.submit(approved({ id: orderId("o_2") }), NEVER),
      { status: "canceled", fills: [] },
    );
  }
});

Deno.test("submit() without any book fills nothing", async () => {
  const { exchange } = new Venue();
  const other = { ...MARKET, id: marketId("kalshi", "M2"), ticker: "M2" };
  exchange.onMarketEvent({ kind: "market_listed", market: other });
  assertEquals(
    await exchange.submit(approved({ marketId: other.id }), NEVER),
    { status: "canceled", fills: [] },
  );
});

Deno.test("fills of random orders never exceed what was shown, and their fees add up", async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 9 }),
    async (hundredths) => {
      const { exchange } = new Venue();
      let total = 0n;
      for (const [index, count] of hundredths.entries()) {
        const report = await exchange.submit(
          approved({
            id: orderId(`o_${index}`),
            quantity: quantity((count / 100).toFixed(2)),
          }),
          NEVER,
        );
        assert(report.status === "filled" || report.status === "canceled");
        let before = NO_FEES;
        for (const fill of report.fills) {
          total += fill.quantity;
          const { fee, after } = feeOf(FEE_SCHEDULES.kalshi, {
            ...fill,
            before,
          });
          before = after;
          assertEquals(fill.fee, fee);
        }
        const ids = new Set(report.fills.map(({ id }) => id));
        assertEquals(ids.size, report.fills.length);
      }
      assert(total <= quantity("13"));
    },
  ));
});
