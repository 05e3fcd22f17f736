import { printMicros } from "../../domain/decimal.ts";
import {
  add,
  printUsd,
  subtract,
  type UsdMicros,
  ZERO_USD,
} from "../../domain/money.ts";
import { type Difference, netOf, type Statement } from "./statement.ts";

const UNEXPLAINED_SHOWN = 20;
const HEADINGS = [
  "account",
  "instrument",
  "rows",
  "position",
  "entry",
  "open",
  "realized",
  "fees",
  "funding",
  "net",
] as const;

/** What a statement comes to. */
export interface StatementTotals {
  readonly rows: number;
  readonly realized: string;
  readonly fees: string;
  readonly funding: string;
  readonly net: string;
  /** Figures of the files that a rule of the venue tells apart from ours, and those that none does. */
  readonly explained: number;
  readonly unexplained: number;
  /** What all entries of the ledger sum to. */
  readonly ledger: string;
}

/** Returns what all lines come to. */
export function totalsOf(
  { rows, lines, differences, ledgerSum }: Statement,
): StatementTotals {
  const sum = (amounts: readonly UsdMicros[]) => amounts.reduce(add, ZERO_USD);
  const realized = sum(lines.map((line) => line.realized));
  const fees = sum(lines.map((line) => line.fees));
  const funding = sum(lines.map((line) => line.funding));
  const unexplained =
    differences.filter(({ reason }) => reason === null).length;
  return {
    rows,
    realized: printUsd(realized),
    fees: printUsd(fees),
    funding: printUsd(funding),
    net: printUsd(subtract(subtract(realized, fees), funding)),
    explained: differences.length - unexplained,
    unexplained,
    ledger: ledgerSum === 0n ? "0" : printUsd(ledgerSum),
  };
}

/** Returns a statement as one JSON value; amounts are decimal strings. */
export function statementJson(statement: Statement): unknown {
  const { lines, differences, notes } = statement;
  return {
    ...totalsOf(statement),
    lines: lines.map((line) => ({
      ...line,
      entry: line.entry === null ? null : printMicros(line.entry),
      open: line.open === null ? null : printUsd(line.open),
      realized: printUsd(line.realized),
      fees: printUsd(line.fees),
      funding: printUsd(line.funding),
      net: printUsd(netOf(line)),
    })),
    differences,
    notes,
  };
}

/** Returns a statement for people: a line per account and instrument, what differs and why, and what it comes to. */
export function statementText(statement: Statement): string {
  const { lines, differences, notes } = statement;
  const table = lines.map((line) => [
    line.account,
    line.instrument,
    String(line.rows),
    line.position ?? "closed",
    line.entry === null ? "" : printMicros(line.entry),
    line.open === null ? "" : printUsd(line.open),
    printUsd(line.realized),
    printUsd(line.fees),
    printUsd(line.funding),
    printUsd(netOf(line)),
  ]);
  const { rows, realized, fees, funding, net, explained, unexplained, ledger } =
    totalsOf(statement);
  return [
    ...aligned([[...HEADINGS], ...table]),
    ...notes,
    ...differenceLines(differences),
    `statement rows=${rows} realized=${realized} fees=${fees} funding=${funding} net=${net} explained=${explained} unexplained=${unexplained} ledger=${ledger}`,
  ].join("\n");
}

function differenceLines(
  differences: readonly Difference[],
): readonly string[] {
  const counts = new Map<string, number>();
  for (const { figure, reason } of differences) {
    if (reason === null) continue;
    const label = `${figure} differs: ${reason}`;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const unexplained = differences.filter(({ reason }) => reason === null);
  const hidden = unexplained.length - UNEXPLAINED_SHOWN;
  return [
    ...[...counts].map(([label, count]) => `${count} × ${label}`),
    ...unexplained.slice(0, UNEXPLAINED_SHOWN).map((
      { place, figure, ours, theirs },
    ) => `${place}: ${figure} is ${ours} by our books, ${theirs} in the file`),
    ...(hidden > 0 ? [`and ${hidden} more that nothing explains`] : []),
  ];
}

/** Texts to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = HEADINGS.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))
  );
  return rows.map((row) =>
    row.map((cell, column) =>
      column < 2
        ? cell.padEnd(widths[column] ?? 0)
        : cell.padStart(widths[column] ?? 0)
    ).join("  ")
  );
}
