import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { OrderBook } from "../../domain/book.ts";
import { marketId } from "../../domain/ids.ts";
import type { Outcome } from "../../domain/market.ts";
import {
  MICROS,
  type Quantity,
  quantity,
  quantityFromMicros,
} from "../../domain/money.ts";
import type { OrderSide } from "../../domain/order.ts";
import {
  noPrice,
  noPriceFromMicros,
  type OutcomePrice,
  yesPrice,
  yesPriceFromMicros,
} from "../../domain/price.ts";
import { Consumption } from "./consumption.ts";
import { takenQuantity, walkDepth } from "./depth_walk.ts";

type Level = readonly [price: string, contracts: string];

function bookOf(yes: readonly Level[], no: readonly Level[]): OrderBook {
  const book = new OrderBook(marketId("kalshi", "M1"));
  book.replace({
    yesBids: yes.map(([price, size]) => ({
      price: yesPrice(price),
      quantity: quantity(size),
    })),
    noBids: no.map(([price, size]) => ({
      price: noPrice(price),
      quantity: quantity(size),
    })),
    occurredAtMs: 1,
  });
  return book;
}

interface Wanted {
  readonly side: OrderSide;
  readonly outcome: Outcome;
  readonly limit: string;
  readonly size: string;
  readonly timeInForce?: "ioc" | "fok";
}

function orderOf(wanted: Wanted) {
  const { side, outcome, limit, size, timeInForce = "ioc" } = wanted;
  const price: OutcomePrice = outcome === "yes"
    ? { outcome, price: yesPrice(limit) }
    : { outcome, price: noPrice(limit) };
  return { side, outcome, limit: price, quantity: quantity(size), timeInForce };
}

function walk(
  wanted: Wanted,
  book: OrderBook,
  consumption = new Consumption(),
): readonly (readonly [Outcome, bigint, bigint])[] {
  return walkDepth(orderOf(wanted), book, consumption).map((level) =>
    [level.bids, level.price.price, level.quantity] as const
  );
}

const BOOK = bookOf(
  [["0.44", "10"], ["0.45", "5"]],
  [["0.52", "7"], ["0.53", "3"]],
);
const ONE = 1_000_000n;

Deno.test("walkDepth() buys YES from NO bids at one minus their price, best first", () => {
  assertEquals(
    walk({ side: "buy", outcome: "yes", limit: "0.48", size: "20" }, BOOK),
    [["no", 470_000n, 3n * ONE], ["no", 480_000n, 7n * ONE]],
  );
});

Deno.test("walkDepth() buys NO from YES bids", () => {
  assertEquals(
    walk({ side: "buy", outcome: "no", limit: "0.55", size: "20" }, BOOK),
    [["yes", 550_000n, 5n * ONE]],
  );
});

Deno.test("walkDepth() sells each outcome to its own bids", () => {
  assertEquals(
    walk({ side: "sell", outcome: "yes", limit: "0.44", size: "6" }, BOOK),
    [["yes", 450_000n, 5n * ONE], ["yes", 440_000n, ONE]],
  );
  assertEquals(
    walk({ side: "sell", outcome: "no", limit: "0.53", size: "6" }, BOOK),
    [["no", 530_000n, 3n * ONE]],
  );
});

Deno.test("walkDepth() takes nothing for an order that must fill whole and cannot", () => {
  const wanted = { side: "buy", outcome: "yes", limit: "0.48" } as const;
  assertEquals(
    walk({ ...wanted, size: "10.01", timeInForce: "fok" }, BOOK),
    [],
  );
  assertEquals(
    walk({ ...wanted, size: "10", timeInForce: "fok" }, BOOK).length,
    2,
  );
});

Deno.test("walkDepth() leaves out what was taken before", () => {
  const consumption = new Consumption();
  consumption.take("no", noPrice("0.53"), quantity("3"));
  consumption.take("no", noPrice("0.52"), quantity("6.5"));
  assertEquals(
    walk(
      { side: "buy", outcome: "yes", limit: "0.99", size: "20" },
      BOOK,
      consumption,
    ),
    [["no", 480_000n, 500_000n]],
  );
});

Deno.test("Consumption follows the book: a shrunk level takes it along, a lost one forgets it", () => {
  const consumption = new Consumption();
  const price = yesPrice("0.45");
  consumption.take("yes", price, quantity("4"));
  const shown = (contracts: string | null) => {
    consumption.follow(
      bookOf(contracts === null ? [] : [["0.45", contracts]], []),
    );
    return consumption.at("yes", price);
  };
  assertEquals(shown("5"), quantity("4"));
  assertEquals(shown("9"), quantity("4"));
  assertEquals(shown("3"), quantity("3"));
  assertEquals(shown("8"), quantity("3"));
  assertEquals(shown(null), quantity("0"));
  assertEquals(consumption.isEmpty, true);
  assertEquals(shown("8"), quantity("0"));
});

const micros = fc.bigInt(1n, MICROS - 1n);
const size = fc.bigInt(1n, 50n * MICROS);
const side = fc.array(fc.tuple(micros, size), { maxLength: 12 });
const wantedOrder = fc.record({
  side: fc.constantFrom("buy" as const, "sell" as const),
  outcome: fc.constantFrom("yes" as const, "no" as const),
  limit: micros,
  quantity: size,
  timeInForce: fc.constantFrom("ioc" as const, "fok" as const),
});

Deno.test("walkDepth() never takes more than is shown less its own takings, nor at a worse price", () => {
  fc.assert(fc.property(
    side,
    side,
    fc.array(wantedOrder, { minLength: 1, maxLength: 8 }),
    (yes, no, orders) => {
      const book = new OrderBook(marketId("kalshi", "M1"));
      book.replace({
        yesBids: yes.map(([price, contracts]) => ({
          price: yesPriceFromMicros(price),
          quantity: quantityFromMicros(contracts),
        })),
        noBids: no.map(([price, contracts]) => ({
          price: noPriceFromMicros(price),
          quantity: quantityFromMicros(contracts),
        })),
        occurredAtMs: 1,
      });
      const left = new Map<string, bigint>();
      for (const level of book.yesBids()) {
        left.set(`yes ${level.price}`, level.quantity);
      }
      for (const level of book.noBids()) {
        left.set(`no ${level.price}`, level.quantity);
      }
      const consumption = new Consumption();
      for (const { limit, ...wanted } of orders) {
        const price: OutcomePrice = wanted.outcome === "yes"
          ? { outcome: "yes", price: yesPriceFromMicros(limit) }
          : { outcome: "no", price: noPriceFromMicros(limit) };
        const asked = wanted.quantity as Quantity;
        const taken = walkDepth(
          { ...wanted, quantity: asked, limit: price },
          book,
          consumption,
        );
        const filled = takenQuantity(taken);
        if (filled > asked) throw new Error("overfilled");
        if (wanted.timeInForce === "fok" && filled !== 0n) {
          assertEquals(filled, asked);
        }
        let previous: bigint | null = null;
        for (const level of taken) {
          const isBuy = wanted.side === "buy";
          const paid = level.price.price;
          assertEquals(level.price.outcome, wanted.outcome);
          assertEquals(isBuy ? paid <= limit : paid >= limit, true);
          // Best first: each level is no better than the one before.
          if (previous !== null) {
            assertEquals(isBuy ? paid > previous : paid < previous, true);
          }
          previous = paid;
          // Somebody else's bid pays the rest of the dollar, or buys what is sold.
          const others = wanted.side === "sell" ? paid : MICROS - paid;
          assertEquals<bigint>(level.bidPrice, others);
          const key = `${level.bids} ${level.bidPrice}`;
          const there = (left.get(key) ?? 0n) - level.quantity;
          if (there < 0n || level.quantity <= 0n) throw new Error(key);
          left.set(key, there);
          consumption.take(level.bids, level.bidPrice, level.quantity);
        }
      }
    },
  ));
});
