import { AccountBooks } from "../../domain/account_books.ts";
import { deriveFillId } from "../../domain/digest.ts";
import { contestantId, marketId, type OrderId } from "../../domain/ids.ts";
import {
  printUsd,
  quantityFromMicros,
  subtract,
  usdFromMicros,
  ZERO_USD,
} from "../../domain/money.ts";
import { noPriceFromMicros, yesPriceFromMicros } from "../../domain/price.ts";
import { settlementPayout } from "../../domain/settlement.ts";
import {
  classOf,
  type FeeClass,
  type KalshiSettlement,
  takenFor,
  takerFee,
} from "./kalshi_settlements.ts";
import type { Difference, Statement, StatementLine } from "./statement.ts";

/** Books an account's settlements, series by series: each is bought at what it cost and paid out. */
export function kalshiStatement(
  settlements: readonly KalshiSettlement[],
  account: string,
): Statement {
  const books = new AccountBooks();
  const rowsBy = new Map<string, number>();
  for (const [index, settlement] of settlements.entries()) {
    const series = seriesOf(settlement);
    rowsBy.set(series, (rowsBy.get(series) ?? 0) + 1);
    book(books, settlement, index);
  }
  return {
    rows: settlements.length,
    lines: [...rowsBy].map(([series, rows]) =>
      lineOf(books, series, { account, rows })
    ),
    differences: settlements.flatMap((settlement) =>
      differencesOf(settlement, `${account}, line ${settlement.line}`)
    ),
    notes: [],
    ledgerSum: books.ledger.total(),
  };
}

function seriesOf({ ticker }: KalshiSettlement): string {
  const [series = ticker] = ticker.split("-");
  return series;
}

/** What a holding cost need not divide by its contracts: the last of them takes what is over. */
function book(
  books: AccountBooks,
  { ticker, side, contracts, cost, revenue, fee, ...settlement }:
    KalshiSettlement,
  index: number,
): void {
  const owner = contestantId(
    seriesOf({ ticker, side, contracts, cost, revenue, fee, ...settlement }),
  );
  books.enroll({
    kind: "contestant_enrolled",
    contestantId: owner,
    name: owner,
    strategy: "statement",
    startingBalance: ZERO_USD,
  }, 0);
  const market = marketId("kalshi", ticker);
  const orderId = `o_${index}` as OrderId;
  const low = cost / contracts;
  const parts = [
    { count: contracts - 1n, price: low, fee: ZERO_USD },
    { count: 1n, price: cost - low * (contracts - 1n), fee },
  ].filter(({ count }) => count > 0n);
  for (const [part, { count, price, fee }] of parts.entries()) {
    books.fill({
      id: deriveFillId(orderId, part),
      orderId,
      contestantId: owner,
      marketId: market,
      side: "buy",
      outcome: side,
      quantity: quantityFromMicros(count * 1_000_000n),
      price: side === "yes"
        ? { outcome: side, price: yesPriceFromMicros(price) }
        : { outcome: side, price: noPriceFromMicros(price) },
      fee,
      liquidity: "taker",
      occurredAtMs: settlement.enteredAtMs,
    });
  }
  books.settle({
    kind: "position_settled",
    contestantId: owner,
    marketId: market,
    outcome: side,
    quantity: quantityFromMicros(contracts * 1_000_000n),
    cost,
    payout: revenue,
    resolution: { kind: settlement.result === "yes" ? "yes" : "no" },
  }, settlement.enteredAtMs);
}

function lineOf(
  { ledger }: AccountBooks,
  series: string,
  { account, rows }: Pick<StatementLine, "account" | "rows">,
): StatementLine {
  const owner = contestantId(series);
  const balance = (kind: "counterparty" | "venue_fees") =>
    ledger.balance({ kind, contestantId: owner });
  return {
    account,
    instrument: series,
    rows,
    position: null,
    entry: null,
    open: null,
    realized: subtract(ZERO_USD, balance("counterparty")),
    fees: balance("venue_fees"),
    funding: ZERO_USD,
  };
}

function differencesOf(
  settlement: KalshiSettlement,
  place: string,
): readonly Difference[] {
  const { contracts, cost, revenue, fee, net, result, side } = settlement;
  const found: Difference[] = [];
  const feeClass = classOf(settlement);
  if (feeClass !== "taken") {
    found.push({
      place,
      figure: "fee",
      ours: printUsd(takerFee(settlement, contracts)),
      theirs: printUsd(fee),
      reason: reasonOf(feeClass, settlement),
    });
  }
  const ours = subtract(subtract(revenue, cost), fee);
  if (ours !== net) {
    found.push({
      place,
      figure: "net",
      ours: printUsd(ours),
      theirs: printUsd(net),
      reason: null,
    });
  }
  if (result !== "yes" && result !== "no") return found;
  const quantity = quantityFromMicros(contracts * 1_000_000n);
  const payout = settlementPayout(
    { kind: result },
    { outcome: side, quantity, cost: usdFromMicros(cost) },
  );
  if (payout !== revenue) {
    found.push({
      place,
      figure: "payout",
      ours: printUsd(payout),
      theirs: printUsd(revenue),
      reason: null,
    });
  }
  return found;
}

function reasonOf(
  feeClass: Exclude<FeeClass, "taken">,
  settlement: KalshiSettlement,
): string | null {
  switch (feeClass) {
    case "rested":
      return "the order rested, which is free";
    case "taken in part": {
      const [taken] = takenFor(settlement, settlement.fee);
      return `${taken} of ${settlement.contracts} contracts were taken, the others rested`;
    }
    case "unexplained":
      return null;
  }
}
