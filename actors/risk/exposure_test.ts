import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { OrderBook } from "../../domain/book.ts";
import { type Fill, fillNotional } from "../../domain/fill.ts";
import type { Market } from "../../domain/market.ts";
import {
  type Quantity,
  quantity,
  quantityFromMicros,
} from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import {
  noPriceFromMicros,
  onScaleOf,
  yesPriceFromMicros,
} from "../../domain/price.ts";
import { SAMPLE_MARKET, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { SimulatedClock } from "../../runtime/mod.ts";
import { approvedOrder } from "../../tests/actors/approved_order.ts";
import { PaperExchange } from "../../venues/paper/paper_exchange.ts";
import { costMax } from "./exposure.ts";

const NEVER = new AbortController().signal;
const CHANGE_MS = Date.parse("2026-06-11");
/** Markets with all kinds of fees, each open over a change of Kalshi's. */
const MARKETS: readonly Market[] = [
  SAMPLE_MARKET,
  { ...SAMPLE_MARKET, quantityMin: quantity("0.01") },
  { ...SAMPLE_MARKET, venue: "dflow" },
  {
    ...SAMPLE_MARKET,
    fees: {
      schedule: "kalshi_quadratic_with_maker_fees",
      multiplierMicros: 2_000_000n,
    },
  },
  {
    ...SAMPLE_MARKET,
    venue: "polymarket",
    fees: { schedule: "polymarket_rate", rateMicros: 72_000n, exponent: 2 },
  },
  {
    ...SAMPLE_MARKET,
    venue: "predict",
    fees: { schedule: "predict", rateMicros: 20_000n },
  },
].map((market): Market => ({
  ...market as Market,
  opensAtMs: CHANGE_MS - 60_000,
  closesAtMs: CHANGE_MS + 60_000,
}));
/** Before the change, after it, and so that it comes while the order works. */
const STARTS = [CHANGE_MS - 30_000, CHANGE_MS, CHANGE_MS - 1];
const ORDER: Order = { ...SAMPLE_ORDER, status: "initialized" };

const cents = fc.oneof(fc.constantFrom(50, 99), fc.integer({ min: 1, max: 99 }))
  .map((cent) => BigInt(cent) * 10_000n);
/** Contracts at each cent from 1 to 99: crumbs, which rounding costs most, or real sizes. */
const ladder = fc.constantFrom(20_000n, 1_000_000n, 40_000_000n).chain((most) =>
  fc.array(fc.bigInt(0n, most).map((micros) => micros as Quantity), {
    minLength: 99,
    maxLength: 99,
  })
);

/** A paper exchange that shows `sizes` contracts at each cent, on both sides. */
function venueShowing(
  market: Market,
  sizes: readonly Quantity[],
  startMs: number,
) {
  const clock = new SimulatedClock({ startMs });
  const exchange = new PaperExchange({
    venue: market.venue,
    latencyMs: 0,
    clock,
  });
  const book = new OrderBook(market.id);
  const show = (shown: readonly Quantity[]) => {
    const levels = shown.map((quantity, index) => ({
      micros: BigInt(index + 1) * 10_000n,
      quantity,
    }));
    book.replace({
      yesBids: levels.map(({ micros, quantity }) => ({
        price: yesPriceFromMicros(micros),
        quantity,
      })),
      noBids: levels.map(({ micros, quantity }) => ({
        price: noPriceFromMicros(micros),
        quantity,
      })),
      occurredAtMs: clock.nowMs(),
    });
    const { yesBidDepth, noBidDepth } = book;
    const depth = { marketId: market.id, yesBidDepth, noBidDepth };
    exchange.onMarketEvent({
      kind: "book_changed",
      book,
      depth: { ...depth, occurredAtMs: clock.nowMs() },
    });
  };
  exchange.onMarketEvent({ kind: "market_listed", market });
  show(sizes);
  return { clock, exchange, show };
}

function chargedFor({ fills }: { readonly fills: readonly Fill[] }): bigint {
  return fills.reduce<bigint>(
    (sum, fill) => sum + fillNotional(fill) + fill.fee,
    0n,
  );
}

Deno.test("costMax() is never less than what the paper exchange charges, whatever the book, the fees and the rounding", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        market: fc.constantFrom(...MARKETS),
        startMs: fc.constantFrom(...STARTS),
        outcome: fc.constantFrom("yes" as const, "no" as const),
        price: cents,
        contracts: fc.constantFrom(1, 2, 40, 300),
        sizes: ladder,
      }),
      async ({ market, startMs, outcome, price, contracts, sizes }) => {
        const { exchange } = venueShowing(market, sizes, startMs);
        const order: Order = {
          ...ORDER,
          outcome,
          quantity: quantity(String(contracts)),
          limit: onScaleOf(outcome, yesPriceFromMicros(price)),
          createdAtMs: startMs,
        };
        const report = await exchange.submit(approvedOrder(order), NEVER);
        assert(report.status === "filled" || report.status === "canceled");
        const charged = chargedFor(report);
        assert(
          charged <= costMax(order, market),
          `${charged} > ${costMax(order, market)}`,
        );
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("costMax() of an order that rests covers what it is filled at in parts, also under fees that come later", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        market: fc.constantFrom(...MARKETS),
        startMs: fc.constantFrom(...STARTS),
        price: cents,
        contracts: fc.constantFrom(1, 7, 40),
        parts: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 60 }),
      }),
      async ({ market, startMs, price, contracts, parts }) => {
        const few = Array.from({ length: 99 }, () => quantity("0"));
        few[0] = quantity("1");
        const { clock, exchange } = venueShowing(market, few, startMs);
        const order: Order = {
          ...ORDER,
          timeInForce: "gtc",
          quantity: quantity(String(contracts)),
          limit: onScaleOf("yes", yesPriceFromMicros(price)),
          createdAtMs: startMs,
        };
        await exchange.submit(approvedOrder(order), NEVER);
        clock.advanceBy(2);
        for (const [index, part] of parts.entries()) {
          exchange.onMarketEvent({
            kind: "trade_printed",
            trade: {
              marketId: market.id,
              tradeId: `t_${index}`,
              yesPrice: yesPriceFromMicros(10_000n),
              quantity: quantityFromMicros(market.quantityMin * BigInt(part)),
              takerSide: "no",
              occurredAtMs: clock.nowMs(),
            },
          });
        }
        const report = await exchange.query(order.id);
        assert(report.status === "filled" || report.status === "accepted");
        const charged = chargedFor(report);
        assert(
          charged <= costMax(order, market),
          `${charged} > ${costMax(order, market)}`,
        );
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("costMax() counts what Kalshi keeps back to have balances in whole steps", () => {
  const order = { ...ORDER, createdAtMs: CHANGE_MS };
  const before = { ...ORDER, createdAtMs: CHANGE_MS - 1 };
  const market = { ...SAMPLE_MARKET, closesAtMs: CHANGE_MS - 1 };
  const levels = 56n;
  // 10 at 0.56, 0.175 or 0.18 for them at 0.50; each of 56 fills may be rounded.
  assertEquals(costMax(before, market), 5_600_000n + 180_000n + levels);
  assertEquals(
    costMax(order, { ...market, closesAtMs: CHANGE_MS + 1 }),
    5_600_000n + 175_000n + levels * (1n + 100n + 100n),
  );
});

Deno.test("costMax() of a sale is 0, and of an order only what is left to fill", () => {
  assertEquals(costMax({ ...ORDER, side: "sell" }, SAMPLE_MARKET), 0n);
  const half = { ...ORDER, filledQuantity: quantity("5") };
  const small = { ...ORDER, quantity: quantity("5") };
  assertEquals(
    costMax(half, SAMPLE_MARKET),
    costMax(small, SAMPLE_MARKET),
  );
});
