import { assertEquals } from "@std/assert";
import type { Posting } from "./ledger.ts";
import { printUsd, quantity, usd } from "./money.ts";
import { emptyPosition, filledPosition } from "./position.ts";
import {
  enrolledPostings,
  fillPostings,
  settlementPostings,
} from "./postings.ts";
import { yesPrice } from "./price.ts";
import { SAMPLE_FILL } from "./testing/samples.ts";

const HELD = filledPosition(emptyPosition(SAMPLE_FILL), SAMPLE_FILL);

function printed(postings: readonly Posting[]): Record<string, string> {
  return Object.fromEntries(
    postings.map(({ account, amount }) => [account.kind, printUsd(amount)]),
  );
}

Deno.test("enrolledPostings() take the starting balance from external capital", () => {
  const { contestantId } = SAMPLE_FILL;
  assertEquals(
    printed(enrolledPostings({ contestantId, startingBalance: usd("1000") })),
    { external_capital: "-1000.00", contestant_cash: "1000.00" },
  );
});

Deno.test("fillPostings() of a purchase turn cash into cost and fee", () => {
  assertEquals(printed(fillPostings(SAMPLE_FILL, emptyPosition(SAMPLE_FILL))), {
    contestant_cash: "-2.27",
    position_cost: "2.20",
    venue_fees: "0.07",
  });
});

Deno.test("fillPostings() of a sale release cost and book the profit", () => {
  const sale = {
    ...SAMPLE_FILL,
    side: "sell" as const,
    quantity: quantity("1"),
    price: { outcome: "yes" as const, price: yesPrice("0.70") },
    fee: usd("0.02"),
  };
  assertEquals(printed(fillPostings(sale, HELD)), {
    contestant_cash: "0.68",
    position_cost: "-0.55",
    counterparty: "-0.15",
    venue_fees: "0.02",
  });
});

Deno.test("settlementPostings() pay out, release the cost and book the loss", () => {
  assertEquals(printed(settlementPostings({ ...HELD, payout: usd("0") })), {
    contestant_cash: "0.00",
    position_cost: "-2.20",
    counterparty: "2.20",
  });
});
