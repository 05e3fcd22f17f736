import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import fc from "fast-check";
import { AmbiguousOutcomeError } from "../../actors/ports/execution.ts";
import { FEE_SCHEDULES, feeOf, NO_FEES } from "../../domain/fees.ts";
import { marketId, orderId } from "../../domain/ids.ts";
import type { Market } from "../../domain/market.ts";
import { quantity, usd } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { noPrice, yesPrice } from "../../domain/price.ts";
import { approved, MARKET, NEVER, PaperVenue } from "./paper_testing.ts";

/** The venue with NO bids of 3 at 0.53 and of 10 at 0.52. */
class Venue extends PaperVenue {
  constructor(latencyMs = 0, market: Market = MARKET) {
    super({ latencyMs, market });
    this.offer("10");
  }

  /** Shows NO bids of 3 at 0.53 and of `contracts` at 0.52. */
  offer(contracts: string): void {
    this.show({ no: [["0.53", "3"], ["0.52", contracts]] });
  }

  /** Empties the book, as a decoder does that has lost track of it. */
  empty(): void {
    this.show({});
  }

  /** Sends an order for `contracts` at up to 0.48 and returns how many it got. */
  async buy(id: string, contracts: string): Promise<bigint> {
    const report = await this.exchange.submit(
      approved({ id: orderId(id), quantity: quantity(contracts) }),
      NEVER,
    );
    assert(report.status === "filled" || report.status === "canceled");
    return report.fills.reduce((sum, fill) => sum + fill.quantity, 0n);
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
  assertEquals(await venue.buy("o_1", "20"), quantity("13"));
  assertEquals(await venue.buy("o_2", "20"), 0n);
  venue.offer("12");
  assertEquals(await venue.buy("o_3", "20"), quantity("2"));
  venue.offer("0");
  venue.offer("10");
  assertEquals(await venue.buy("o_4", "20"), quantity("10"));
});

Deno.test("submit() fills nothing once the venue is disconnected, until the market's next book", async () => {
  const venue = new Venue(250);
  const onItsWay = venue.exchange.submit(approved(), NEVER);
  venue.disconnect();
  venue.clock.advanceBy(250);
  assertEquals(await onItsWay, { status: "canceled", fills: [] });
  venue.offer("10");
  const later = venue.exchange.submit(approved({ id: orderId("o_2") }), NEVER);
  venue.clock.advanceBy(250);
  assertEquals((await later).status, "filled");
});

Deno.test("onMarketEvent() keeps the books through the other news of a connection", async () => {
  for (const status of ["connecting", "connected"] as const) {
    const venue = new Venue();
    venue.exchange.onMarketEvent({
      kind: "connection_changed",
      status,
      reason: "",
    });
    assertEquals(await venue.buy("o_1", "8"), quantity("8"));
  }
});

Deno.test("submit() does not find its own takings again on the other side of a lost connection", async () => {
  const losses: readonly ((venue: Venue) => void)[] = [
    (venue) => venue.disconnect(),
    // A gap in the sequence numbers, or a market that fell silent.
    (venue) => venue.empty(),
    // What a decoder of books makes of the end of a connection.
    (venue) => {
      venue.empty();
      venue.disconnect();
    },
  ];
  for (const lose of losses) {
    const venue = new Venue();
    assertEquals(await venue.buy("o_1", "11"), quantity("11"));
    lose(venue);
    assertEquals(await venue.buy("o_2", "20"), 0n);
    venue.offer("10");
    assertEquals(await venue.buy("o_3", "20"), quantity("2"));
    lose(venue);
    venue.offer("4");
    assertEquals(await venue.buy("o_4", "20"), 0n);
    venue.offer("5");
    assertEquals(await venue.buy("o_5", "20"), quantity("1"));
  }
});

Deno.test("fills of random orders never exceed what one book showed, however often it is lost and shown again", async () => {
  const step = fc.oneof(
    fc.constantFrom("lose", "empty", "show"),
    fc.integer({ min: 1, max: 13 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const venue = new Venue();
      let filled = 0n;
      let isShown = true;
      for (const [index, next] of steps.entries()) {
        if (next === "lose") venue.disconnect();
        else if (next === "empty") venue.empty();
        else if (next === "show") venue.offer("10");
        else {
          const got = await venue.buy(`o_${index}`, String(next));
          assert(isShown || got === 0n);
          filled += got;
        }
        if (typeof next === "string") isShown = next === "show";
      }
      assert(filled <= quantity("13"), `${filled}`);
    }),
  );
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
  venue.offer("1");
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
    venue.offer("10");
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
