import { printMicros } from "../../domain/decimal.ts";
import { printUsd, subtract, usd, ZERO_USD } from "../../domain/money.ts";
import {
  averageEntry,
  perpetualPrice,
  perpetualSize,
  unrealizedProfit,
} from "../../domain/perpetual.ts";
import { fundingCharge, fundingRate } from "../../domain/perpetual_funding.ts";
import {
  audit,
  type AuditedFill,
  type ProfitClass,
} from "./hyperliquid_audit.ts";
import {
  averageSize,
  type HyperliquidFill,
  type HyperliquidFunding,
} from "./hyperliquid_fills.ts";
import type { Difference } from "./statement.ts";
import { type HeldAtEnd, StatementBook } from "./statement_book.ts";

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
  readonly positions: ReadonlyMap<string, HeldAtEnd>;
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
  const positions = new Map<string, HeldAtEnd>();
  const differences: Difference[] = [];
  let foreign = 0;
  for (const [index, audited] of audit(fills, decimals).entries()) {
    const { recorded, holding, change } = audited;
    const theirs = usd(recorded.closedPnl);
    if (!holding.isKnown && change.closed > 0n) foreign++;
    const realized = holding.isKnown ? change.realized : theirs;
    bookOf(recorded.coin).fill({ ...change, realized }, usd(recorded.fee));
    positions.set(recorded.coin, heldAfter(audited));
    const place = `${name}, fill ${
      index + 1
    } of ${recorded.coin} (tid ${recorded.tid})`;
    differences.push(...differencesOf(audited, place));
  }
  for (const [index, row] of funding.entries()) {
    const { delta } = row;
    const place = `${name}, funding ${index + 1} of ${delta.coin}`;
    differences.push(...fundingDifferences(row, place));
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

function heldAfter(
  { recorded, change, isKnownAfter: isKnown }: AuditedFill,
): HeldAtEnd {
  const { position } = change;
  return {
    position: printMicros(position.size),
    entry: isKnown ? averageEntry(position) : null,
    open: isKnown
      ? unrealizedProfit(position, perpetualPrice(recorded.px))
      : null,
  };
}

/** Any price tells who pays: what the oracle said is not printed. */
const ANY_PRICE = perpetualPrice("1000");

/** Returns whether funding went the other way than size and rate say. */
export function isFundingAgainstRule(
  { delta: { usdc, szi, fundingRate: rate } }: HyperliquidFunding,
): boolean {
  const paid = -usd(usdc);
  const charge = fundingCharge(averageSize(szi), ANY_PRICE, fundingRate(rate));
  return paid !== 0n && (paid > 0n) !== (charge > 0n);
}

function fundingDifferences(
  row: HyperliquidFunding,
  place: string,
): readonly Difference[] {
  if (!isFundingAgainstRule(row)) return [];
  const { usdc, nSamples } = row.delta;
  return [{
    place,
    figure: "funding",
    ours: usd(usdc) > 0n ? "to be paid" : "to be received",
    theirs: printUsd(usd(usdc)),
    reason: (nSamples ?? 1) > 1
      ? "a sum of intervals comes with the averages of size and rate"
      : null,
  }];
}
