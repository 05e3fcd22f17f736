import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { AttributionChange, TradeAttribution } from "./attribution.ts";
import { AttributionFold } from "./attribution_fold.ts";
import { netOf } from "./contestant.ts";
import { ArenaBooks } from "./fold.ts";
import { contestantId, fillId, marketId, orderId } from "./ids.ts";
import type { JournalEntry } from "./journal.ts";
import { add, printUsd, quantity, subtract, usd, ZERO_USD } from "./money.ts";
import { perpetualPrice } from "./perpetual.ts";
import type { PerpetualOrderCause } from "./perpetual_order.ts";
import { rowsOf } from "./testing/story.ts";

const ANNA = contestantId("anna");
const BTC = marketId("hyperliquid", "BTC");
const ENROLLED: JournalEntry = {
  kind: "contestant_enrolled",
  contestantId: ANNA,
  name: "Anna",
  strategy: "rule-based",
  startingBalance: usd("100000"),
};

interface Deal {
  readonly side: "buy" | "sell";
  readonly size: string;
  readonly price: string;
  readonly mid: string;
  readonly fee?: string;
  readonly cause?: PerpetualOrderCause;
}

function dealt(deal: Deal, index: number): readonly JournalEntry[] {
  const id = orderId(`o_${index}`);
  const own = { contestantId: ANNA, marketId: BTC, side: deal.side } as const;
  const size = quantity(deal.size);
  return [
    {
      kind: "perpetual_order_submitted",
      order: {
        ...own,
        id,
        quantity: size,
        decisionId: null,
        cause: deal.cause ?? "decision",
        limit: perpetualPrice(deal.price),
        reduceOnly: false,
        arrivalPrice: perpetualPrice(deal.mid),
        createdAtMs: 1,
      },
    },
    {
      kind: "perpetual_filled",
      fill: {
        ...own,
        id: fillId(`f_${index}`),
        orderId: id,
        quantity: size,
        price: perpetualPrice(deal.price),
        fee: usd(deal.fee ?? "0"),
        liquidity: "taker",
        occurredAtMs: 1,
      },
    },
    { kind: "perpetual_order_closed", orderId: id, end: "filled", reason: "" },
  ];
}

function charged(amount: string): JournalEntry {
  return {
    kind: "funding_charged",
    contestantId: ANNA,
    marketId: BTC,
    amount: usd(amount),
  };
}

function play(entries: readonly JournalEntry[]) {
  const books = new ArenaBooks();
  const fold = new AttributionFold(books);
  const changes: AttributionChange[] = [];
  for (const row of rowsOf([ENROLLED, ...entries])) {
    if (books.apply(row)) changes.push(...fold.apply(row));
  }
  const trades = changes.flatMap((change) =>
    change.kind === "attributed" ? [change.attribution] : []
  );
  return { books, fold, trades };
}

function printed({ outcome, end, netPnl, parts }: TradeAttribution) {
  const { execution, fees, funding, luck } = parts;
  return {
    trade: `${outcome} ${end}`,
    net: printUsd(netPnl),
    execution: printUsd(execution),
    fees: printUsd(fees),
    funding: printUsd(funding),
    luck: printUsd(luck),
  };
}

Deno.test("a long perpetual's profit is what its mid did, less what was paid beyond it, fees and funding", () => {
  const { trades } = play([
    ...dealt(
      { side: "buy", size: "2", price: "100.5", mid: "100", fee: "0.1" },
      1,
    ),
    charged("0.3"),
    ...dealt(
      { side: "sell", size: "2", price: "109", mid: "110", fee: "0.2" },
      2,
    ),
  ]);
  assertEquals(trades.map(printed), [{
    trade: "long sale",
    net: "16.40",
    execution: "-3.00",
    fees: "-0.30",
    funding: "-0.30",
    luck: "20.00",
  }]);
});

Deno.test("a fill that turns a position over ends one trade, with its fee, and begins the next", () => {
  const { trades } = play([
    ...dealt({ side: "sell", size: "1", price: "99", mid: "100" }, 1),
    ...dealt(
      { side: "buy", size: "3", price: "91", mid: "90", fee: "0.5" },
      2,
    ),
    charged("-0.2"),
    ...dealt({
      side: "sell",
      size: "2",
      price: "80",
      mid: "81",
      cause: "liquidation",
    }, 3),
  ]);
  assertEquals(trades.map(printed), [{
    trade: "short sale",
    net: "7.50",
    execution: "-2.00",
    fees: "-0.50",
    funding: "0.00",
    luck: "10.00",
  }, {
    trade: "long liquidation",
    net: "-21.80",
    execution: "-4.00",
    fees: "0.00",
    funding: "0.20",
    luck: "-18.00",
  }]);
});

const amounts = fc.integer({ min: 1, max: 9_999_999 });
const decimal = (digits: number) => (micros: number) =>
  (micros / 10 ** digits).toFixed(digits);
const deals = fc.array(
  fc.record({
    side: fc.constantFrom("buy" as const, "sell" as const),
    size: amounts.map(decimal(6)),
    price: amounts.map(decimal(3)),
    mid: amounts.map(decimal(6)),
    fee: amounts.map(decimal(6)),
    funding: fc.integer({ min: -999, max: 999 }).map(decimal(3)),
  }),
  { maxLength: 12 },
);

Deno.test("the parts of a perpetual's trades come to their profit, and all of them to what the books say", () => {
  fc.assert(fc.property(deals, (plan) => {
    const entries = plan.flatMap((deal, index) => [
      ...dealt(deal, index),
      charged(deal.funding),
    ]);
    // What is held in the end is closed, so that no trade is open.
    const { size } = play(entries).books.perpetuals.get({
      contestantId: ANNA,
      marketId: BTC,
    });
    const held = size < 0n ? -size : size;
    const last: Deal = {
      side: size > 0n ? "sell" : "buy",
      size: decimal(6)(Number(held)),
      price: "100.001",
      mid: "100",
    };
    const { books, fold, trades } = play([
      ...entries,
      ...(size === 0n ? [] : dealt(last, plan.length)),
    ]);
    let net = subtract(ZERO_USD, fold.unattributed(ANNA).funding);
    for (const { parts, netPnl } of trades) {
      const sum = Object.values(parts).reduce((all, part) => add(all, part));
      assertEquals<bigint>(sum, netPnl);
      net = add(net, netPnl);
    }
    const contestant = books.contestants.get(ANNA);
    assert(contestant !== undefined);
    assertEquals<bigint>(net, netOf(contestant));
  }));
});
