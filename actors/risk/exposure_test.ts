import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { OrderBook } from "../../domain/book.ts";
import { FEE_SCHEDULES } from "../../domain/fees.ts";
import { fillNotional } from "../../domain/fill.ts";
import { contestantId, fillId, orderId } from "../../domain/ids.ts";
import { type Quantity, quantity, usd } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import {
  noPriceFromMicros,
  onScaleOf,
  yesPriceFromMicros,
} from "../../domain/price.ts";
import { SAMPLE_MARKET, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { booksOf, ENROLLED } from "../../domain/testing/story.ts";
import { SimulatedClock } from "../../runtime/mod.ts";
import { approvedOrder } from "../../tests/actors/approved_order.ts";
import { PaperExchange } from "../../venues/paper/paper_exchange.ts";
import { costMax, exposureBeside } from "./exposure.ts";

const NEVER = new AbortController().signal;
const FEES = FEE_SCHEDULES.kalshi;
const ORDER: Order = { ...SAMPLE_ORDER, status: "initialized" };
const NOBODY: ReadonlyMap<Order["id"], Order> = new Map();

const cents = fc.oneof(fc.constantFrom(50, 99), fc.integer({ min: 1, max: 99 }))
  .map((cent) => BigInt(cent) * 10_000n);
/** Contracts at each cent from 1 to 99: crumbs, which rounding costs most, or real sizes. */
const ladder = fc.constantFrom(20_000n, 1_000_000n, 40_000_000n).chain((most) =>
  fc.array(fc.bigInt(0n, most).map((micros) => micros as Quantity), {
    minLength: 99,
    maxLength: 99,
  })
);

Deno.test("costMax() is never less than what the paper exchange charges, whatever the book, the fees and the rounding", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        fees: fc.constantFrom(...Object.values(FEE_SCHEDULES)),
        outcome: fc.constantFrom("yes" as const, "no" as const),
        price: cents,
        contracts: fc.constantFrom(1, 2, 40, 300),
        sizes: ladder,
      }),
      async ({ fees, outcome, price, contracts, sizes }) => {
        const levels = sizes.map((quantity, index) => ({
          micros: BigInt(index + 1) * 10_000n,
          quantity,
        }));
        const book = new OrderBook(SAMPLE_MARKET.id);
        book.replace({
          yesBids: levels.map(({ micros, quantity }) => ({
            price: yesPriceFromMicros(micros),
            quantity,
          })),
          noBids: levels.map(({ micros, quantity }) => ({
            price: noPriceFromMicros(micros),
            quantity,
          })),
          occurredAtMs: 0,
        });
        const exchange = new PaperExchange({
          venue: "kalshi",
          fees,
          latencyMs: 0,
          clock: new SimulatedClock(),
        });
        exchange.onMarketEvent({
          kind: "market_listed",
          market: SAMPLE_MARKET,
        });
        exchange.onMarketEvent({
          kind: "book_changed",
          book,
          depth: {
            marketId: SAMPLE_MARKET.id,
            yesBidDepth: book.yesBidDepth,
            noBidDepth: book.noBidDepth,
            occurredAtMs: 0,
          },
        });
        const order: Order = {
          ...ORDER,
          outcome,
          quantity: quantity(String(contracts)),
          limit: onScaleOf(outcome, yesPriceFromMicros(price)),
        };
        const report = await exchange.submit(approvedOrder(order), NEVER);
        assert(report.status === "filled" || report.status === "canceled");
        const charged = report.fills.reduce<bigint>(
          (sum, fill) => sum + fillNotional(fill) + fill.fee,
          0n,
        );
        assert(
          charged <= costMax(order, SAMPLE_MARKET, fees),
          `${charged} > ${costMax(order, SAMPLE_MARKET, fees)}`,
        );
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("costMax() of a sale is 0, and of an order only what is left to fill", () => {
  assertEquals(costMax({ ...ORDER, side: "sell" }, SAMPLE_MARKET, FEES), 0n);
  const half = { ...ORDER, filledQuantity: quantity("5") };
  const small = { ...ORDER, quantity: quantity("5") };
  assertEquals(
    costMax(half, SAMPLE_MARKET, FEES),
    costMax(small, SAMPLE_MARKET, FEES),
  );
});

Deno.test("exposureBeside() takes what open and just approved orders claim off cash and contracts", () => {
  const working = { ...ORDER, id: orderId("o_2") };
  const books = booksOf([
    ENROLLED,
    { kind: "market_listed", market: SAMPLE_MARKET },
    {
      kind: "order_submitted",
      order: { ...ORDER, status: "submitted" },
    },
    {
      kind: "order_filled",
      fill: {
        id: fillId("f_1"),
        orderId: ORDER.id,
        contestantId: ORDER.contestantId,
        marketId: ORDER.marketId,
        side: "buy",
        outcome: "yes",
        quantity: quantity("10"),
        price: ORDER.limit,
        fee: usd("0"),
        liquidity: "taker",
        occurredAtMs: 0,
      },
    },
    { kind: "order_submitted", order: { ...working, status: "submitted" } },
  ]);
  const next = { ...ORDER, id: orderId("o_3") };
  const alone = exposureBeside(next, books, { approved: NOBODY, fees: FEES });
  const claim = costMax(working, SAMPLE_MARKET, FEES);
  assertEquals(alone.freeCash, usd("994.4") - claim);
  assertEquals(alone.positionCost, usd("5.6") + claim);
  assertEquals(alone.freeHolding, quantity("10"));

  const approvedPurchase = { ...ORDER, id: orderId("o_4") };
  const approvedSale: Order = {
    ...ORDER,
    id: orderId("o_5"),
    side: "sell",
    quantity: quantity("7"),
  };
  const approved = new Map(
    [approvedPurchase, approvedSale].map((order) => [order.id, order]),
  );
  const beside = exposureBeside(next, books, { approved, fees: FEES });
  assertEquals(beside.freeCash, usd("994.4") - claim - claim);
  assertEquals(beside.freeHolding, quantity("3"));

  const others = exposureBeside(
    { ...next, contestantId: contestantId("hold") },
    books,
    { approved, fees: FEES },
  );
  assertEquals([others.freeCash, others.freeHolding], [usd("0"), 0n]);
});
