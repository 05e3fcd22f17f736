import { assertEquals, assertGreater } from "@std/assert";
import fc from "fast-check";
import { ArenaBooks } from "../../domain/fold.ts";
import { contestantId, fillId, marketId, orderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { Market } from "../../domain/market.ts";
import { quantity, usd } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import { SAMPLE_MARKET, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { ENROLLED, MIRROR, rowsOf } from "../../domain/testing/story.ts";
import { Commitments } from "./commitments.ts";
import { costMax } from "./exposure.ts";

const OTHER = contestantId("other");
/** The same round on another venue. */
const TWIN = {
  ...SAMPLE_MARKET,
  id: marketId("polymarket", "btc-updown-15m-1771684200"),
  venue: "polymarket",
  ticker: "btc-updown-15m-1771684200",
  eventTicker: "btc-updown-15m-1771684200",
} as const;
/** About something else. */
const ELSEWHERE = {
  ...SAMPLE_MARKET,
  id: marketId("kalshi", "KXRAIN-1"),
  ticker: "KXRAIN-1",
  eventTicker: "KXRAIN",
};
const LISTED: readonly Market[] = [SAMPLE_MARKET, TWIN, ELSEWHERE];
const BEGIN: readonly JournalEntry[] = [
  ENROLLED,
  {
    kind: "contestant_enrolled",
    contestantId: OTHER,
    name: "Other",
    strategy: "other",
    startingBalance: usd("1000"),
  },
  ...LISTED.map((market) => ({ kind: "market_listed", market }) as const),
];

function order(id: string, change: Partial<Order> = {}): Order {
  return {
    ...SAMPLE_ORDER,
    status: "initialized",
    id: orderId(id),
    ...change,
  };
}

function submitted(of: Order): JournalEntry {
  return { kind: "order_submitted", order: { ...of, status: "submitted" } };
}

function filled(of: Order, contracts = "10"): JournalEntry {
  return {
    kind: "order_filled",
    fill: {
      id: fillId(`f_${of.id}_${contracts}`),
      orderId: of.id,
      contestantId: of.contestantId,
      marketId: of.marketId,
      side: of.side,
      outcome: of.outcome,
      quantity: quantity(contracts),
      price: of.limit,
      fee: usd("0"),
      liquidity: "taker",
      occurredAtMs: 0,
    },
  };
}

/** Folds `entries` after everybody has enrolled. */
function committed(...entries: readonly JournalEntry[]): Commitments {
  const books = new ArenaBooks();
  const commitments = new Commitments(books);
  commitments.recover();
  for (const row of rowsOf([...BEGIN, ...entries])) {
    books.apply(row);
    commitments.fold(row.entry);
  }
  return commitments;
}

const NEXT = order("next");
/** What an order for 10 at 0.56 may cost: 5.60, a fee of 18 cents and a micro-dollar per level. */
const CLAIM = costMax(NEXT, SAMPLE_MARKET);

Deno.test("Commitments.beside() takes what open and just approved orders claim off cash and contracts", () => {
  const bought = order("o_1");
  const commitments = committed(
    submitted(bought),
    filled(bought),
    submitted(order("o_2")),
  );
  const alone = commitments.beside(NEXT);
  assertEquals(
    [alone.freeCash, alone.positionCost, alone.freeHolding],
    [usd("994.4") - CLAIM, usd("5.6") + CLAIM, quantity("10")],
  );
  commitments.open(order("o_3"));
  commitments.open(order("o_4", { side: "sell", quantity: quantity("7") }));
  const beside = commitments.beside(NEXT);
  assertEquals(
    [beside.freeCash, beside.freeHolding],
    [usd("994.4") - 2n * CLAIM, quantity("3")],
  );
  const others = commitments.beside({ ...NEXT, contestantId: OTHER });
  assertEquals(
    [others.freeCash, others.freeHolding, others.accountExposure],
    [usd("1000"), 0n, 0n],
  );
});

Deno.test("Commitments.beside() sums up by contestant, market, underlying event over all venues, and all", () => {
  const commitments = committed(
    submitted(order("o_1")),
    submitted(order("o_2", { contestantId: OTHER })),
    submitted(order("o_3", { contestantId: OTHER, marketId: TWIN.id })),
    submitted(order("o_4", { marketId: ELSEWHERE.id })),
  );
  const exposure = commitments.beside(NEXT);
  assertEquals(
    [
      exposure.positionCost,
      exposure.accountExposure,
      exposure.instrumentExposure,
      exposure.underlyingExposure,
      exposure.globalExposure,
    ].map((sum) => Number(sum / CLAIM)),
    [1, 2, 2, 3, 4],
  );
});

Deno.test("Commitments.beside() sums up several markets of one event, and follows one whose close is moved", () => {
  const later = { ...SAMPLE_MARKET, closesAtMs: SAMPLE_MARKET.closesAtMs + 1 };
  const entries = [
    submitted(order("o_1")),
    submitted(order("o_2", { contestantId: OTHER, marketId: TWIN.id })),
    filled(order("o_2", { contestantId: OTHER, marketId: TWIN.id }), "5"),
    submitted(order("o_3", { marketId: ELSEWHERE.id })),
  ];
  const on = (of: Commitments) => of.beside(NEXT).underlyingExposure;
  const together = on(committed(...entries));
  const alone = on(committed(...entries.slice(0, 1)));
  assertEquals(alone, CLAIM);
  assertGreater(together, alone);
  const moved: JournalEntry = { kind: "market_listed", market: later };
  assertEquals(on(committed(...entries, moved)), alone);
  const back: JournalEntry = { kind: "market_listed", market: SAMPLE_MARKET };
  assertEquals(on(committed(...entries, moved, back)), together);
});

Deno.test("Commitments let go of what an order claims with its fills and its end, whichever it is", () => {
  const ends: readonly ((of: Order) => JournalEntry)[] = [
    (of) => filled(of),
    ({ id }) => ({ kind: "order_rejected", orderId: id, reason: "No." }),
    ({ id }) => ({ kind: "order_canceled", orderId: id, reason: "Done." }),
    ({ id }) => ({ kind: "order_expired", orderId: id }),
  ];
  for (const end of ends) {
    const one = order("o_1");
    const commitments = committed(submitted(one), end(one));
    assertEquals(commitments.isOpen(one.id, MIRROR), false);
    const { freeCash, accountExposure } = commitments.beside(NEXT);
    const cost = usd("1000") - freeCash;
    assertEquals(accountExposure, cost);
    assertEquals(cost, end(one).kind === "order_filled" ? usd("5.6") : 0n);
  }
  const half = order("o_1");
  const left = { ...half, quantity: quantity("6") };
  assertEquals(
    committed(submitted(half), filled(half, "4")).beside(NEXT).freeCash,
    usd("1000") - usd("2.24") - costMax(left, SAMPLE_MARKET),
  );
  const denied = committed();
  denied.open(half);
  denied.fold({
    kind: "order_denied",
    order: { ...half, status: "denied" },
    code: "TRADING_HALTED",
    detail: "Halted.",
  });
  assertEquals(denied.beside(NEXT).freeCash, usd("1000"));
});

Deno.test("Commitments let go of a position that is settled, and take it on again when that is reversed", () => {
  const one = order("o_1");
  const settled = {
    contestantId: MIRROR,
    marketId: one.marketId,
    outcome: "yes",
    quantity: quantity("10"),
    cost: usd("5.6"),
    payout: usd("10"),
    resolution: { kind: "yes" },
  } as const;
  const final: JournalEntry = {
    kind: "market_phase_changed",
    marketId: one.marketId,
    phase: "final",
    resolution: { kind: "yes" },
  };
  const paid = [
    submitted(one),
    filled(one),
    final,
    { kind: "position_settled", ...settled },
  ] as const;
  assertEquals(committed(...paid).beside(NEXT).globalExposure, usd("0"));
  assertEquals(
    committed(...paid, { kind: "settlement_reversed", ...settled })
      .beside(NEXT).globalExposure,
    usd("5.6"),
  );
});

Deno.test("Commitments.beside() reviews an order as if the one that it replaces were gone", () => {
  const old = order("o_1");
  const commitments = committed(submitted(old), submitted(order("o_2")));
  const without = committed(submitted(order("o_2")));
  const replacing = order("o_3", { replaces: old.id });
  assertEquals(commitments.beside(replacing), {
    ...without.beside(NEXT),
    isReplacedOpen: true,
  });
  const bought = order("o_4");
  const sale = order("o_5", { side: "sell", quantity: quantity("8") });
  const selling = committed(submitted(bought), filled(bought), submitted(sale));
  assertEquals(
    [null, sale.id].map((replaces) =>
      selling.beside({ ...sale, id: orderId("o_6"), replaces }).freeHolding
    ),
    [quantity("2"), quantity("10")],
  );
});

Deno.test("Commitments.beside() finds no order to replace that is unknown, over, another's, of another kind or replaced already", () => {
  const old = order("o_1");
  const over = order("o_2");
  const theirs = order("o_3", { contestantId: OTHER });
  const commitments = committed(
    submitted(old),
    submitted(over),
    { kind: "order_canceled", orderId: over.id, reason: "Done." },
    submitted(theirs),
  );
  const found = (change: Partial<Order>) =>
    commitments.beside({ ...NEXT, replaces: old.id, ...change }).isReplacedOpen;
  assertEquals(found({}), true);
  const cases: readonly Partial<Order>[] = [
    { replaces: orderId("never") },
    { replaces: over.id },
    { replaces: theirs.id },
    { marketId: TWIN.id },
    { side: "sell" },
    { outcome: "no" },
  ];
  assertEquals(cases.map(found), cases.map(() => false));
  commitments.open(order("o_4", { replaces: old.id }));
  assertEquals(found({}), false);
});

const OUTCOMES = ["yes", "no"] as const;

function marketOf({ marketId }: Order): Market | null {
  return LISTED.find(({ id }) => id === marketId) ?? null;
}

Deno.test("Commitments come to the same sums as adding everything up", () => {
  const step = fc.record({
    contestantId: fc.constantFrom(MIRROR, OTHER),
    marketId: fc.constantFrom(SAMPLE_MARKET.id, TWIN.id, ELSEWHERE.id),
    outcome: fc.constantFrom(...OUTCOMES),
    end: fc.constantFrom("none", "half", "filled", "canceled"),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const entries = steps.flatMap(({ end, outcome, ...where }, index) => {
        const price = { outcome, price: yesPrice("0.50") } as Order["limit"];
        const one = order(`o_${index}`, { ...where, outcome, limit: price });
        const after: Record<typeof end, readonly JournalEntry[]> = {
          none: [],
          half: [filled(one, "5")],
          filled: [filled(one)],
          canceled: [{
            kind: "order_canceled",
            orderId: one.id,
            reason: "Done.",
          }],
        };
        return [submitted(one), ...after[end]];
      });
      const books = new ArenaBooks();
      const commitments = new Commitments(books);
      const rows = rowsOf([...BEGIN, ...entries]);
      for (const [index, row] of rows.entries()) {
        books.apply(row);
        commitments.fold(row.entry);
        // What is there by then it takes from the books, the rest row by row.
        if (index === rows.length >> 1) commitments.recover();
      }
      const stakes = [
        ...[...books.positions.all()].map(({ cost, ...key }) => ({
          ...key,
          amount: cost,
        })),
        ...[...books.orders.working.values()].map((one) => ({
          ...one,
          amount: costMax(one, marketOf(one)),
        })),
      ];
      const sum = (of: (stake: typeof stakes[number]) => boolean) =>
        stakes.filter(of).reduce((total, { amount }) => total + amount, 0n);
      const exposure = commitments.beside(NEXT);
      assertEquals(
        [
          exposure.accountExposure,
          exposure.instrumentExposure,
          exposure.underlyingExposure,
          exposure.globalExposure,
        ],
        [
          sum(({ contestantId }) => contestantId === MIRROR),
          sum(({ marketId }) => marketId === SAMPLE_MARKET.id),
          sum(({ marketId }) => marketId !== ELSEWHERE.id),
          sum(() => true),
        ] as unknown[],
      );
    }),
    { numRuns: 200 },
  );
});
