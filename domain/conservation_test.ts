import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { ArenaBooks } from "./fold.ts";
import { contestantId, fillId, orderId } from "./ids.ts";
import type { JournalEntry } from "./journal.ts";
import {
  booksOf,
  ENROLLED,
  MARKET,
  readOut,
  rowsOf,
  SETTLED,
} from "./testing/story.ts";
import { SAMPLE_FILL, SAMPLE_ORDER } from "./testing/samples.ts";

/** One step of a random history; what it turns into depends on what is held. */
const steps = fc.array(
  fc.record({
    who: fc.constantFrom("a", "b", "c"),
    outcome: fc.constantFrom("yes" as const, "no" as const),
    act: fc.constantFrom(
      "buy" as const,
      "buy" as const,
      "sell" as const,
      "settle" as const,
    ),
    micros: fc.bigInt(1n, 30_000_000n),
    price: fc.bigInt(1n, 999_999n),
    fee: fc.bigInt(0n, 50_000n),
    isRepeated: fc.boolean(),
  }),
  { maxLength: 40 },
);
type Step = typeof steps extends fc.Arbitrary<(infer Item)[]> ? Item : never;

class History {
  readonly entries: JournalEntry[] = [];
  readonly books = new ArenaBooks();
  /** Cash by contestant, added up from what was paid and received, without the ledger. */
  readonly cash = new Map<string, bigint>();
  #fills = 0;

  add(entry: JournalEntry): void {
    this.entries.push(entry);
    for (const row of rowsOf([entry], this.books.head)) this.books.apply(row);
  }

  enroll(who: string): void {
    this.add({ ...ENROLLED, contestantId: contestantId(who) } as JournalEntry);
    this.cash.set(who, 1_000_000_000n);
  }

  take(step: Step): void {
    const key = {
      contestantId: contestantId(step.who),
      marketId: MARKET,
      outcome: step.outcome,
    };
    const held = this.books.positions.get(key);
    if (step.act === "settle") {
      if (held.quantity === 0n) return;
      const payout = held.quantity * step.price / 1_000_000n;
      this.#move(step.who, payout);
      const { quantity, cost } = held;
      const entry = { ...SETTLED, ...key, quantity, cost, payout };
      this.#addOften(entry as JournalEntry, step.isRepeated);
      return;
    }
    const size = step.act === "sell" && step.micros > held.quantity
      ? held.quantity
      : step.micros;
    if (size === 0n) return;
    this.#trade(step, key, size);
  }

  #trade(step: Step, key: object, size: bigint): void {
    const id = orderId(`o_${++this.#fills}`);
    const price = { outcome: step.outcome, price: step.price };
    const order = {
      ...SAMPLE_ORDER,
      ...key,
      id,
      side: step.act,
      limit: price,
      quantity: size,
    };
    const fill = {
      ...SAMPLE_FILL,
      ...key,
      id: fillId(`f_${this.#fills}`),
      orderId: id,
      side: step.act,
      quantity: size,
      price,
      fee: step.fee,
    };
    const exact = size * step.price;
    const amount = step.act === "buy"
      ? -((exact + 999_999n) / 1_000_000n)
      : exact / 1_000_000n;
    this.#move(step.who, amount - step.fee);
    this.add(
      {
        kind: "order_submitted",
        order: { ...order, status: "submitted" },
      } as JournalEntry,
    );
    this.#addOften(
      { kind: "order_filled", fill } as JournalEntry,
      step.isRepeated,
    );
  }

  #addOften(entry: JournalEntry, isRepeated: boolean): void {
    this.add(entry);
    if (isRepeated) this.add(entry);
  }

  #move(who: string, amount: bigint): void {
    this.cash.set(who, (this.cash.get(who) ?? 0n) + amount);
  }
}

function checkConserved({ books, cash }: History): void {
  assertStrictEquals(books.ledger.total() as bigint, 0n);
  assertStrictEquals(
    books.ledger.balance({ kind: "external_capital" }) as bigint,
    -3_000_000_000n,
  );
  for (const contestant of books.contestants.values()) {
    let cost = 0n;
    for (const position of books.positions.of(contestant.id)) {
      cost += position.cost;
      assertStrictEquals(
        books.ledger.balance({ ...position, kind: "position_cost" }),
        position.cost,
      );
    }
    assertStrictEquals(contestant.cash as bigint, cash.get(contestant.id));
    assertStrictEquals(
      contestant.cash as bigint,
      contestant.startingBalance - cost + contestant.realizedPnl -
        contestant.feesPaid,
    );
  }
}

Deno.test("money is conserved over random histories of fills, repeats and settlements", () => {
  fc.assert(
    fc.property(steps, (history) => {
      const run = new History();
      for (const who of ["a", "b", "c"]) run.enroll(who);
      for (const step of history) {
        run.take(step);
        checkConserved(run);
      }
      assertEquals(readOut(booksOf(run.entries)), readOut(run.books));
    }),
    { numRuns: 60 },
  );
});
