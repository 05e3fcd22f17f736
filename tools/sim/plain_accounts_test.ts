import { assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { contestantId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { usd } from "../../domain/money.ts";
import { History } from "../../domain/testing/history.ts";
import { MARKETS, steps } from "../../domain/testing/history_steps.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";
import { SETTLED } from "../../domain/testing/story.ts";
import { PlainAccounts } from "./plain_accounts.ts";

Deno.test("PlainAccounts comes to the cash, the contracts and the capital of the books, over random histories", () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const plain = new PlainAccounts();
      const history = new History((row, isNews) => {
        if (isNews) plain.fold(row.entry);
      });
      for (const step of taken) {
        history.take(step);
        const { books } = history;
        assertStrictEquals(plain.capital, history.capital as bigint);
        for (const { id, cash } of books.contestants.values()) {
          assertStrictEquals(plain.cash(id), cash as bigint);
          for (const marketId of MARKETS) {
            for (const outcome of ["yes", "no"] as const) {
              const key = { contestantId: id, marketId, outcome };
              assertStrictEquals(
                plain.held(id, marketId, outcome),
                books.positions.get(key).quantity as bigint,
              );
            }
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("PlainAccounts tells what was taken without an order's doing, and counts nothing given against it", () => {
  const who = contestantId("a");
  const charged = (entry: JournalEntry) => {
    const plain = new PlainAccounts();
    plain.fold(entry);
    return plain.taken(who);
  };
  const funding = (amount: string): JournalEntry => ({
    kind: "funding_charged",
    contestantId: who,
    marketId: SAMPLE_MARKET.id,
    amount: usd(amount),
  });
  const corrected = (amount: string): JournalEntry => ({
    kind: "balance_corrected",
    contestantId: who,
    amount: usd(amount),
    reason: "test",
  });
  assertStrictEquals(charged(funding("5")), 5_000_000n);
  assertStrictEquals(charged(funding("-5")), 0n);
  assertStrictEquals(charged(corrected("-3")), 3_000_000n);
  assertStrictEquals(charged(corrected("3")), 0n);
  assertStrictEquals(
    charged({ ...SETTLED, contestantId: who, kind: "settlement_reversed" }),
    4_000_000n,
  );
});
