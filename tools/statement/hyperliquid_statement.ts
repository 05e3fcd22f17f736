import { printMicros } from "../../domain/decimal.ts";
import { printUsd, subtract, usd, ZERO_USD } from "../../domain/money.ts";
import { perpetualSize } from "../../domain/perpetual.ts";
import {
  audit,
  type AuditedFill,
  type ProfitClass,
} from "./hyperliquid_audit.ts";
import type {
  HyperliquidFill,
  HyperliquidFunding,
} from "./hyperliquid_fills.ts";
import type { Difference } from "./statement.ts";
import { StatementBook } from "./statement_book.ts";

/** One wallet's rows, in the order of their time. */
export interface HyperliquidAccount {
  readonly kind: "hyperliquid";
  readonly name: string;
  readonly fills: readonly HyperliquidFill[];
  readonly funding: readonly HyperliquidFunding[];
}

const REASONS: Readonly<Record<ProfitClass, string | null>> = {
  opened: null,
  ours: null,
  "entry cut off": "the venue cuts the average entry price off",
  "share as double":
    "the venue reduces what it keeps of the entry with a double",
  "opened earlier": null,
  unexplained: null,
};

/** An account's rows in our ledger, coin by coin. */
export interface BookedAccount {
  readonly books: ReadonlyMap<string, StatementBook>;
  /** What is held after the last row, by coin. */
  readonly positions: ReadonlyMap<string, string>;
  readonly differences: readonly Difference[];
  /** Fills that closed what was opened before the file: their profit is the file's. */
  readonly foreign: number;
}

/**
 * Books an account.
 *
 * @param decimals How many decimals sizes of each coin have.
 */
export function bookHyperliquid(
  { name, fills, funding }: HyperliquidAccount,
  decimals: ReadonlyMap<string, number>,
): BookedAccount {
  const books = new Map<string, StatementBook>();
  const bookOf = (coin: string) => {
    const book = books.get(coin) ?? new StatementBook(name, coin);
    books.set(coin, book);
    return book;
  };
  const positions = new Map<string, string>();
  const differences: Difference[] = [];
  let foreign = 0;
  for (const [index, audited] of audit(fills, decimals).entries()) {
    const { recorded, holding, change } = audited;
    const theirs = usd(recorded.closedPnl);
    if (!holding.isKnown && change.closed > 0n) foreign++;
    const realized = holding.isKnown ? change.realized : theirs;
    bookOf(recorded.coin).fill({ ...change, realized }, usd(recorded.fee));
    positions.set(recorded.coin, printMicros(change.position.size));
    const place = `${name}, fill ${
      index + 1
    } of ${recorded.coin} (tid ${recorded.tid})`;
    differences.push(...differencesOf(audited, place));
  }
  for (const { delta } of funding) {
    bookOf(delta.coin).fund(subtract(ZERO_USD, usd(delta.usdc)));
  }
  return { books, positions, differences, foreign };
}

function differencesOf(
  { recorded, gapFrom, change, holding, profitClass }: AuditedFill,
  place: string,
): readonly Difference[] {
  const found: Difference[] = [];
  if (gapFrom !== null) {
    found.push({
      place,
      figure: "position",
      ours: printMicros(gapFrom),
      theirs: printMicros(perpetualSize(recorded.startPosition)),
      reason: null,
    });
  }
  const theirs = usd(recorded.closedPnl);
  const ours = holding.isKnown ? change.realized : ZERO_USD;
  const isTheFiles = !holding.isKnown && profitClass !== "unexplained";
  if (ours !== theirs && !isTheFiles) {
    found.push({
      place,
      figure: "profit",
      ours: printUsd(ours),
      theirs: printUsd(theirs),
      reason: REASONS[profitClass],
    });
  }
  return found;
}
