import { assertEquals } from "@std/assert";
import type { Posting } from "./ledger.ts";
import { printUsd, quantity, usd } from "./money.ts";
import { emptyPosition, filledPosition } from "./position.ts";
import {
  balanceCorrectionPostings,
  capitalPostings,
  chargePostings,
  enrolledPostings,
  fillPostings,
  positionCorrectionPostings,
  reversalPostings,
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

Deno.test("reversalPostings() are those of the settlement with their signs turned", () => {
  const settled = { ...HELD, payout: usd("4") };
  assertEquals(printed(reversalPostings(settled)), {
    contestant_cash: "-4.00",
    position_cost: "2.20",
    counterparty: "1.80",
  });
});

Deno.test("capitalPostings() bring a deposit in from outside and take a withdrawal out", () => {
  const { contestantId } = SAMPLE_FILL;
  assertEquals(
    ["100", "-100"].map((amount) =>
      printed(capitalPostings({ contestantId, amount: usd(amount) }))
    ),
    [
      { external_capital: "-100.00", contestant_cash: "100.00" },
      { external_capital: "100.00", contestant_cash: "-100.00" },
    ],
  );
});

Deno.test("chargePostings() pay funding and inference out of the cash, and funding may come in", () => {
  const { contestantId } = SAMPLE_FILL;
  assertEquals(
    printed(chargePostings("funding", { contestantId, amount: usd("-1.50") })),
    { contestant_cash: "1.50", funding: "-1.50" },
  );
  assertEquals(
    printed(
      chargePostings("inference_cost", { contestantId, amount: usd("0.03") }),
    ),
    { contestant_cash: "-0.03", inference_cost: "0.03" },
  );
});

Deno.test("corrections are booked against an account of their own, never as a profit", () => {
  const { contestantId } = SAMPLE_FILL;
  assertEquals(
    printed(
      positionCorrectionPostings(
        { ...SAMPLE_FILL, costAfter: usd("5") },
        usd("2.20"),
      ),
    ),
    { position_cost: "2.80", corrections: "-2.80" },
  );
  assertEquals(
    printed(balanceCorrectionPostings({ contestantId, amount: usd("-0.01") })),
    { contestant_cash: "-0.01", corrections: "0.01" },
  );
});
