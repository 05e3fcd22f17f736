import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ArenaBooks } from "./fold.ts";
import { FoldError } from "./fold_error.ts";
import {
  contestantId,
  fillId,
  type MarketId,
  marketId,
  orderId,
} from "./ids.ts";
import { GENESIS_HASH, type JournalEntry } from "./journal.ts";
import { quantityFromMicros, usd, usdFromMicros } from "./money.ts";
import { type PerpetualPrice, perpetualPrice } from "./perpetual.ts";

const ANNA = contestantId("anna");
const BTC = marketId("hyperliquid", "BTC");
const ETH = marketId("hyperliquid", "ETH");

const ENROLLED: JournalEntry = {
  kind: "contestant_enrolled",
  contestantId: ANNA,
  name: "Anna",
  strategy: "rule-based",
  startingBalance: usd("10000"),
};

/** Books that take one entry after the other. */
class Story {
  readonly books = new ArenaBooks();

  add(entry: JournalEntry): boolean {
    return this.books.apply({
      entry,
      sequence: this.books.head.sequence + 1,
      causationId: null,
      correlationId: null,
      occurredAtMs: 1,
      recordedAtMs: 1,
      hash: GENESIS_HASH,
      previousHash: GENESIS_HASH,
    });
  }
}

function submitted(name: string, market: MarketId = BTC): JournalEntry {
  return {
    kind: "perpetual_order_submitted",
    order: {
      id: orderId(name),
      contestantId: ANNA,
      marketId: market,
      decisionId: null,
      cause: "decision",
      side: "buy",
      quantity: quantityFromMicros(1_000_000n),
      limit: perpetualPrice("1"),
      reduceOnly: false,
      arrivalPrice: perpetualPrice("1"),
      createdAtMs: 1,
    },
  };
}

function filled(
  name: string,
  { side, micros, price, fee, market = BTC }: {
    readonly side: "buy" | "sell";
    readonly micros: bigint;
    readonly price: bigint;
    readonly fee: bigint;
    readonly market?: MarketId;
  },
): JournalEntry {
  return {
    kind: "perpetual_filled",
    fill: {
      id: fillId(`f_${name}`),
      orderId: orderId(name),
      contestantId: ANNA,
      marketId: market,
      side,
      quantity: quantityFromMicros(micros),
      price: price as PerpetualPrice,
      fee: usdFromMicros(fee),
      liquidity: "taker",
      occurredAtMs: 1,
    },
  };
}

const steps = fc.array(
  fc.record({
    side: fc.constantFrom("buy" as const, "sell" as const),
    market: fc.constantFrom(BTC, ETH),
    micros: fc.bigInt(1n, 10_000_000n),
    price: fc.bigInt(1n, 100_000_000_000n),
    fee: fc.bigInt(-50_000n, 50_000n),
    funding: fc.bigInt(-1_000_000n, 1_000_000n),
  }),
  { maxLength: 40 },
);

Deno.test("money is conserved over random fills and funding of perpetuals", () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const story = new Story();
      story.add(ENROLLED);
      for (const [at, step] of taken.entries()) {
        const name = `o_${at}`;
        story.add(submitted(name, step.market));
        story.add(filled(name, step));
        story.add({
          kind: "funding_charged",
          contestantId: ANNA,
          marketId: step.market,
          amount: usdFromMicros(step.funding),
        });
        const anna = story.books.contestants.get(ANNA);
        assertEquals<bigint>(story.books.ledger.total(), 0n);
        assertEquals<bigint | undefined>(
          anna?.cash,
          10_000_000_000n + (anna?.realizedPnl ?? 0n) -
            (anna?.feesPaid ?? 0n) - (anna?.fundingPaid ?? 0n),
        );
      }
    }),
  );
});

Deno.test("a position that ends is a win or a loss by all that it brought, funding included", () => {
  for (const [funding, expected] of [["0", [1, 0]], ["20", [0, 1]]] as const) {
    const story = new Story();
    story.add(ENROLLED);
    story.add(submitted("o_1"));
    const bought = {
      side: "buy",
      micros: 1_000_000n,
      fee: 1_000_000n,
    } as const;
    story.add(filled("o_1", { ...bought, price: 100_000_000n }));
    story.add({
      kind: "funding_charged",
      contestantId: ANNA,
      marketId: BTC,
      amount: usd(funding),
    });
    story.add(submitted("o_2"));
    story.add(filled("o_2", { ...bought, side: "sell", price: 110_000_000n }));
    const anna = story.books.contestants.get(ANNA);
    assertEquals([anna?.wins, anna?.losses], [...expected]);
    assertEquals([...story.books.perpetuals.all()], []);
  }
});

Deno.test("a fill of an order that nobody submitted is no part of a journal", () => {
  const story = new Story();
  story.add(ENROLLED);
  const fill = filled("o_1", {
    side: "buy",
    micros: 1n,
    price: 1n,
    fee: 0n,
  });
  assertThrows(() => story.add(fill), FoldError, "must be submitted first");
});
