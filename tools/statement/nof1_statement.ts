import { printUsd, type UsdMicros } from "../../domain/money.ts";
import { booked, isNear, type NetClass, netClassOf } from "./nof1_nets.ts";
import type { ClosedTrade } from "./nof1_trades.ts";
import type { Difference, Statement } from "./statement.ts";
import { roundTrip, StatementBook } from "./statement_book.ts";

const REASONS: Readonly<Record<NetClass, string | null>> = {
  "one price": "amounts are doubles",
  "several prices":
    "an order was filled at several prices, one of which is named",
  "rested in part": "an order rested in part: its commission tells no price",
  "two lots": "two lots of one position, which the venue knows one entry of",
  unexplained: null,
};

/** Books the trades of a file of nof1, model by model and coin by coin. */
export function nof1Statement(trades: readonly ClosedTrade[]): Statement {
  const books = new Map<string, StatementBook>();
  const differences: Difference[] = [];
  for (const trade of trades) {
    const { model, symbol, quantity } = trade;
    const key = `${model} ${symbol}`;
    const book = books.get(key) ?? new StatementBook(model, symbol);
    books.set(key, book);
    const { entered, left } = roundTrip(symbol, {
      entry: { ...trade.entry, quantity },
      exit: { ...trade.exit, quantity },
    });
    book.fill(entered, trade.entry.commission);
    book.fill(left, trade.exit.commission);
    differences.push(...differencesOf(trade, trades));
  }
  const lines = [...books.values()].map((book) => book.line());
  return {
    rows: trades.length,
    lines,
    differences,
    notes: [],
    ledgerSum: [...books.values()].reduce(
      (sum, book) => sum + book.sum,
      0n,
    ) as UsdMicros,
  };
}

function differencesOf(
  trade: ClosedTrade,
  trades: readonly ClosedTrade[],
): readonly Difference[] {
  const ours = booked(trade);
  const place = `${trade.model}, trade ${trade.id}`;
  const compared = [
    ["profit", ours.gross, trade.gross, null],
    ["commissions", ours.commissions, trade.commissions, null],
    ["net", ours.net, trade.net, REASONS[netClassOf(trade, trades)]],
  ] as const;
  return compared
    .filter(([figure, mine, theirs]) =>
      figure === "profit" ? mine !== theirs : !isNear(mine, theirs)
    )
    .map(([figure, mine, theirs, reason]) => ({
      place,
      figure,
      ours: printUsd(mine),
      theirs: printUsd(theirs),
      reason,
    }));
}
