import type { HistoryKind } from "../../../actors/ports/history.ts";

/** What a column holds; `decimal` is exact text of dollars or contracts. */
export type ColumnType = "text" | "decimal" | "integer" | "number";

/** One column of an exported table. */
export interface ExportColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly isNullable: boolean;
  /** One sentence with unit and range. */
  readonly meaning: string;
  /** Where an item of the history has it. */
  readonly path: readonly string[];
}

/** A set of rows that anybody may take away. */
export interface ExportTable {
  readonly kind: HistoryKind;
  /** One sentence. */
  readonly meaning: string;
  readonly columns: readonly ExportColumn[];
}

type ColumnSpec = readonly [
  name: string,
  type: ColumnType | `${ColumnType}?`,
  meaning: string,
  path?: string,
];

function columnsOf(specs: readonly ColumnSpec[]): readonly ExportColumn[] {
  return specs.map(([name, type, meaning, path = name]) => ({
    name,
    type: type.replace("?", "") as ColumnType,
    isNullable: type.endsWith("?"),
    meaning,
    path: path.split("."),
  }));
}

const PLACED: readonly ColumnSpec[] = [
  ["offset", "integer", "Sequence of the journal row that it came from."],
  ["contestantId", "text", "Who, by its id."],
  ["contestantName", "text", "Who, by its name."],
  ["marketId", "text", "Which market, as venue:ticker."],
  ["marketTitle", "text", "What the market asks."],
];

/** What a decision says and what the market said then. */
const FORECAST: readonly ColumnSpec[] = [
  ["atMs", "integer", "When it was made, Unix milliseconds."],
  ["probabilityYes", "number", "That the market resolves YES, 0 to 1."],
  ["confidence", "number", "How sure the contestant was of it, 0 to 1."],
  [
    "marketProbability",
    "number?",
    "The market's YES mid at that moment, 0 to 1; empty where nobody quoted.",
  ],
];

/** Everything that is exported, by the name in its address. */
export const EXPORT_TABLES = {
  decisions: {
    kind: "decisions",
    meaning:
      "Every decision, holds among them, committed to the journal before any order left.",
    columns: columnsOf([
      ...PLACED,
      ["id", "text", "Derived from what woke the contestant."],
      ...FORECAST,
      ["reason", "text", "In the contestant's own words."],
      ["action", "text", "hold, trade, cancel or replace.", "action.kind"],
      ["side", "text?", "buy or sell, of a trade.", "action.side"],
      ["outcome", "text?", "yes or no, of a trade.", "action.outcome"],
      [
        "quantity",
        "decimal?",
        "Contracts that were asked for.",
        "action.quantity",
      ],
      ["limit", "decimal?", "Dollars per contract at worst.", "action.limit"],
      [
        "timeInForce",
        "text?",
        "How long the order stands, of a trade.",
        "action.timeInForce",
      ],
      [
        "orderId",
        "text?",
        "Which order is canceled or replaced.",
        "action.orderId",
      ],
    ]),
  },
  forecasts: {
    kind: "forecasts",
    meaning:
      "The probability of every decision beside the market's own and what became of it.",
    columns: columnsOf([
      ...PLACED,
      ["id", "text", "The decision's id."],
      ...FORECAST,
      [
        "event",
        "text",
        "What the market is about in the end: forecasts of one event share its luck.",
      ],
      ["category", "text", "crypto, or the venue's series."],
      ["closesAtMs", "integer", "When the market closes, Unix milliseconds."],
      [
        "resolution",
        "text?",
        "yes or no; empty until it is final, and where it is void or pays a share.",
      ],
      ["brier", "number?", "(p − o)², 0 to 1, lower is better."],
      ["logLoss", "number?", "−ln(q + 1e-8) in nats, lower is better."],
      [
        "marketBrier",
        "number?",
        "The Brier score of the market's own probability.",
      ],
    ]),
  },
  snapshots: {
    kind: "snapshots",
    meaning:
      "Both boards of every season hour by hour, as they stood then: a row per contestant. Nothing that happens later changes it.",
    columns: columnsOf([
      ["offset", "integer", "Sequence of the journal row that it came from."],
      ["seasonId", "text", "Which season; open for the one without terms."],
      ["contestantId", "text", "Who, by its id."],
      ["contestantName", "text", "Who, by its name."],
      ["hourAtMs", "integer", "The whole hour, Unix milliseconds."],
      [
        "tradingRank",
        "integer?",
        "Rank by return, from 1; empty under 10 days or 100 resolved decisions.",
      ],
      ["return", "number", "Time-weighted net return, 0.05 for +5 %."],
      ["equity", "decimal", "Dollars at the last mark, positions at the bid."],
      [
        "netPnl",
        "decimal",
        "Dollars won for good since the start, after fees, funding and inference.",
      ],
      ["fills", "integer", "Fills since the start."],
      ["wins", "integer", "Positions that ended with a profit, so far."],
      ["losses", "integer", "Positions that ended with a loss, so far."],
      [
        "forecastingRank",
        "integer?",
        "Rank by alpha, from 1; empty under 10 days or 100 resolved decisions.",
      ],
      [
        "resolvedDecisions",
        "integer",
        "Decisions on markets that had resolved YES or NO.",
      ],
      ["brier", "number?", "Mean Brier score, 0 to 1, lower is better."],
      ["logLoss", "number?", "Mean log loss in nats, lower is better."],
      [
        "alpha",
        "number?",
        "The market's Brier score less the contestant's, above 0 is better than the market.",
      ],
    ]),
  },
  settlements: {
    kind: "settlements",
    meaning:
      "What positions paid at the end of their markets. A settlement that was taken back is followed by its contra entry, with the signs turned.",
    columns: columnsOf([
      ...PLACED,
      ["atMs", "integer", "When it was paid, Unix milliseconds."],
      ["outcome", "text", "Which side was held: yes or no."],
      ["quantity", "decimal", "Contracts."],
      ["cost", "decimal", "Dollars that they had cost, without fees."],
      ["payout", "decimal", "Dollars that they paid."],
      ["profit", "decimal", "payout − cost, in dollars."],
      ["resolution", "text", "yes, no, scalar or void.", "resolution.kind"],
      [
        "yesPayout",
        "decimal?",
        "Dollars per YES contract, of a scalar result.",
        "resolution.yesPayout",
      ],
    ]),
  },
} as const satisfies Readonly<Record<string, ExportTable>>;

/** The name of an exported table. */
export type ExportTableName = keyof typeof EXPORT_TABLES;

/** What a cell holds. */
export type Cell = string | number | null;

/** Returns an item's cells in the order of the columns; what an item does not have is `null`. */
export function cellsOf(
  columns: readonly ExportColumn[],
  item: object,
): Cell[] {
  return columns.map(({ path }) => {
    let found: unknown = item;
    for (const key of path) {
      found = typeof found === "object" && found !== null
        ? Reflect.get(found, key)
        : null;
    }
    return typeof found === "string" || typeof found === "number"
      ? found
      : null;
  });
}
