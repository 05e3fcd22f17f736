import { assertEquals, assertStrictEquals } from "@std/assert";
import { contestantId, marketId } from "./ids.ts";
import { Ledger } from "./ledger.ts";
import { quantity, usd } from "./money.ts";
import { filledPerpetual, flatPerpetual, perpetualPrice } from "./perpetual.ts";
import { perpetualFillPostings } from "./perpetual_postings.ts";

const CONTESTANT = contestantId("mirror");

Deno.test("perpetualFillPostings() moves fees at once and profits as they are realised", () => {
  const ledger = new Ledger();
  const cash = () =>
    ledger.balance({ kind: "contestant_cash", contestantId: CONTESTANT });
  const opened = filledPerpetual(
    flatPerpetual({
      contestantId: CONTESTANT,
      marketId: marketId("hyperliquid", "BTC"),
    }),
    { side: "sell", quantity: quantity("2"), price: perpetualPrice("50") },
  );
  ledger.post(perpetualFillPostings(opened, usd("0.045")));
  assertStrictEquals(cash(), usd("-0.045"));
  const closed = filledPerpetual(opened.position, {
    side: "buy",
    quantity: quantity("2"),
    price: perpetualPrice("40"),
  });
  // A maker who is paid for resting.
  ledger.post(perpetualFillPostings(closed, usd("-0.01")));
  assertStrictEquals(cash(), usd("19.965"));
  assertEquals(
    [...ledger.balances()].map(({ account, amount }) => [account.kind, amount]),
    [
      ["contestant_cash", usd("19.965")],
      ["venue_fees", usd("0.035")],
      ["counterparty", usd("-20")],
    ],
  );
  assertStrictEquals(ledger.total(), usd("0"));
});
