import { assertEquals, assertThrows } from "@std/assert";
import { contestantId, marketId } from "./ids.ts";
import { type Account, Ledger, UnbalancedError } from "./ledger.ts";
import { usd } from "./money.ts";

const CAPITAL: Account = { kind: "external_capital" };
const CASH: Account = {
  kind: "contestant_cash",
  contestantId: contestantId("a"),
};

Deno.test("Ledger.post() moves money between accounts", () => {
  const ledger = new Ledger();
  ledger.post([
    { account: CAPITAL, amount: usd("-100") },
    { account: CASH, amount: usd("100") },
  ]);
  ledger.post([
    { account: CAPITAL, amount: usd("40") },
    { account: CASH, amount: usd("-40") },
  ]);
  assertEquals(ledger.balance(CASH), usd("60"));
  assertEquals([...ledger.balances()], [
    { account: CAPITAL, amount: usd("-60") },
    { account: CASH, amount: usd("60") },
  ]);
  assertEquals([ledger.total(), ledger.entries], [usd("0"), 2]);
});

Deno.test("Ledger.post() refuses what does not sum to zero and changes nothing", () => {
  const ledger = new Ledger();
  assertThrows(
    () =>
      ledger.post([
        { account: CAPITAL, amount: usd("-100") },
        { account: CASH, amount: usd("100.000001") },
      ]),
    UnbalancedError,
    "must sum to 0: current value is 1 micro-dollars",
  );
  assertEquals([...ledger.balances()], []);
  assertEquals(ledger.entries, 0);
});

Deno.test("Ledger keeps no account that is back at zero", () => {
  const ledger = new Ledger();
  for (const sign of ["", "-"]) {
    ledger.post([
      { account: CAPITAL, amount: usd(`${sign}5`) },
      { account: CASH, amount: usd(`${sign === "" ? "-" : ""}5`) },
    ]);
  }
  assertEquals([...ledger.balances()], []);
  assertEquals(ledger.balance(CASH), usd("0"));
});

Deno.test("Ledger.balance() tells every account apart", () => {
  const [a, b] = [contestantId("a"), contestantId("b")];
  const market = marketId("kalshi", "M");
  const counterpart: Account = { kind: "counterparty", contestantId: b };
  const accounts: readonly Account[] = [
    CAPITAL,
    { kind: "contestant_cash", contestantId: a },
    { kind: "contestant_cash", contestantId: b },
    { kind: "venue_fees", contestantId: a },
    { kind: "counterparty", contestantId: a },
    {
      kind: "position_cost",
      contestantId: a,
      marketId: market,
      outcome: "yes",
    },
    { kind: "position_cost", contestantId: a, marketId: market, outcome: "no" },
  ];
  const ledger = new Ledger();
  const amounts = accounts.map((_, index) => usd(`${index + 1}`));
  for (const [index, account] of accounts.entries()) {
    ledger.post([
      { account, amount: usd(`${index + 1}`) },
      { account: counterpart, amount: usd(`-${index + 1}`) },
    ]);
  }
  assertEquals(accounts.map((account) => ledger.balance(account)), amounts);
});
