import { usdFromMicros } from "../../domain/money.ts";
import { sizeDecimals } from "./hyperliquid_fills.ts";
import {
  bookHyperliquid,
  type HyperliquidAccount,
} from "./hyperliquid_statement.ts";
import { kalshiStatement } from "./kalshi_statement.ts";
import { nof1Statement } from "./nof1_statement.ts";
import type { Statement } from "./statement.ts";
import type { HeldAtEnd } from "./statement_book.ts";
import { readStatementFile } from "./statement_file.ts";

/** Funding alone does not say what is held. */
const UNKNOWN: HeldAtEnd = { position: "unknown", entry: null, open: null };

/**
 * Returns what the rows of files come to. A file of funding belongs to the account whose fills were named before it.
 *
 * @throws {UsageError} If a file cannot be read.
 * @throws {StatementError} If one holds nothing that can be booked.
 */
export async function bookFiles(
  paths: readonly string[],
): Promise<Statement> {
  const statements: Statement[] = [];
  const accounts: HyperliquidAccount[] = [];
  for (const path of paths) {
    const content = await readStatementFile(path);
    switch (content.kind) {
      case "hyperliquid":
        for (const account of content.accounts) join(accounts, account);
        break;
      case "nof1":
        statements.push(nof1Statement(content.trades));
        break;
      case "kalshi":
        statements.push(kalshiStatement(content.settlements, path));
    }
  }
  return joined([...statements, hyperliquidStatement(accounts)]);
}

function join(accounts: HyperliquidAccount[], next: HyperliquidAccount): void {
  const last = accounts.at(-1);
  if (last === undefined || next.fills.length > 0) {
    accounts.push(next);
    return;
  }
  const funding = [...last.funding, ...next.funding];
  accounts.splice(-1, 1, { ...last, funding });
}

function hyperliquidStatement(
  accounts: readonly HyperliquidAccount[],
): Statement {
  const decimals = sizeDecimals(accounts.flatMap(({ fills }) => fills));
  const booked = accounts.map((account) => bookHyperliquid(account, decimals));
  const foreign = booked.reduce((sum, { foreign }) => sum + foreign, 0);
  const books = booked.flatMap(({ books }) => [...books.values()]);
  return {
    rows: accounts.reduce(
      (sum, { fills, funding }) => sum + fills.length + funding.length,
      0,
    ),
    lines: booked.flatMap(({ books, positions }) =>
      [...books].map(([coin, book]) =>
        book.line(positions.get(coin) ?? UNKNOWN)
      )
    ),
    differences: booked.flatMap(({ differences }) => differences),
    notes: foreign === 0 ? [] : [
      `${foreign} fills close what was opened before the first one: their profit is the venue's word`,
    ],
    ledgerSum: usdFromMicros(books.reduce((sum, book) => sum + book.sum, 0n)),
  };
}

function joined(statements: readonly Statement[]): Statement {
  return {
    rows: statements.reduce((sum, { rows }) => sum + rows, 0),
    lines: statements.flatMap(({ lines }) => lines),
    differences: statements.flatMap(({ differences }) => differences),
    notes: statements.flatMap(({ notes }) => notes),
    ledgerSum: usdFromMicros(
      statements.reduce((sum, { ledgerSum }) => sum + ledgerSum, 0n),
    ),
  };
}
