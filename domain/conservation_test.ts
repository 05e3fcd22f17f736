import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { ArenaBooks } from "./fold.ts";
import { History } from "./testing/history.ts";
import { steps } from "./testing/history_steps.ts";
import { readOut } from "./testing/story.ts";

function checkConserved({ books, cash, capital }: History): void {
  assertStrictEquals(books.ledger.total() as bigint, 0n);
  assertStrictEquals(
    books.ledger.balance({ kind: "external_capital" }) as bigint,
    -capital,
  );
  for (const contestant of books.contestants.values()) {
    let cost = 0n;
    for (const position of books.positions.of(contestant.id)) {
      cost += position.cost;
      assertStrictEquals(position.quantity > 0n, true);
      assertStrictEquals(
        books.ledger.balance({ ...position, kind: "position_cost" }),
        position.cost,
      );
    }
    assertStrictEquals(contestant.cash, cash.get(contestant.id));
    assertStrictEquals(
      contestant.cash as bigint,
      contestant.startingBalance + contestant.netDeposits - cost +
        contestant.realizedPnl - contestant.feesPaid - contestant.fundingPaid -
        contestant.inferenceCost + contestant.corrected,
    );
  }
}

Deno.test("money is conserved over random histories of everything that moves it, and of repeats", () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const history = new History();
      for (const step of taken) {
        history.take(step);
        checkConserved(history);
      }
      const again = new ArenaBooks();
      for (const row of history.rows) again.apply(row);
      assertEquals(readOut(again), readOut(history.books));
    }),
    { numRuns: 150 },
  );
});

Deno.test("taking back every payment of a random history leaves what it would be without them", () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const paid = taken.map((step) =>
        step.act === "sell" || step.act === "correct_position"
          ? { ...step, act: "settle" as const }
          : step
      );
      const history = new History();
      for (const step of paid) history.take(step);
      for (const step of paid) {
        while (history.books.settledIn(step.market).length > 0) {
          history.take({ ...step, act: "reverse" });
        }
      }
      const unpaid = new History();
      for (const step of paid) {
        if (step.act !== "settle" && step.act !== "reverse") unpaid.take(step);
      }
      checkConserved(history);
      const money = ({ books, cash }: History) => ({
        cash,
        positions: [...books.positions.all()]
          .map((position) => JSON.stringify(position, printed)).sort(),
        results: [...books.contestants.values()].map((
          { realizedPnl, wins, losses },
        ) => ({ realizedPnl, wins, losses })),
      });
      assertEquals(money(history), money(unpaid));
    }),
    { numRuns: 150 },
  );
});

function printed(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
