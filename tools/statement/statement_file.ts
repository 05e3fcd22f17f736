import { z } from "zod";
import { readWholeText } from "../../venues/tape/line_reader.ts";
import { UsageError } from "../flags.ts";
import type { HyperliquidAccount } from "./hyperliquid_statement.ts";
import { HYPERLIQUID_FILL, HYPERLIQUID_FUNDING } from "./hyperliquid_fills.ts";
import {
  KALSHI_COLUMNS,
  type KalshiSettlement,
  readKalshiSettlements,
} from "./kalshi_settlements.ts";
import { type ClosedTrade, closedTrade, NOF1_TRADE } from "./nof1_trades.ts";
import { StatementError } from "./statement.ts";

/** What a file holds. */
export type StatementContent =
  | {
    readonly kind: "hyperliquid";
    readonly accounts: readonly HyperliquidAccount[];
  }
  | { readonly kind: "nof1"; readonly trades: readonly ClosedTrade[] }
  | {
    readonly kind: "kalshi";
    readonly settlements: readonly KalshiSettlement[];
  };

/** What is told of a file that is none of them. */
const KNOWN =
  "fills or funding of Hyperliquid (JSON), trades of nof1 (JSON) or settlements of Kalshi (CSV)";

const fills = z.array(HYPERLIQUID_FILL);
const funding = z.array(HYPERLIQUID_FUNDING);
const queries = z.object({
  queries: z.array(z.object({
    slot: z.string().optional(),
    slots: z.array(z.string()).optional(),
    fills,
  })),
});
const answers = z.object({
  userFillsByTime: z.object({ data: fills }),
  userFunding: z.object({ data: funding }).optional(),
});
const trades = z.object({ trades: z.array(NOF1_TRADE) });

/**
 * Returns what a file holds, plain or gzip'd.
 *
 * @throws {UsageError} If it cannot be read.
 * @throws {StatementError} If it holds none of what is known, or a row is wrong; the message says which.
 */
export async function readStatementFile(
  path: string,
): Promise<StatementContent> {
  const text = await readWholeText(path).catch((error: unknown) => {
    if (!(error instanceof Error)) throw error;
    throw new UsageError(
      `Cannot book ${path} as it must be readable: name a file of ${KNOWN}`,
      { cause: error },
    );
  });
  const start = text.trimStart().slice(0, 1);
  if (start === "{" || start === "[") {
    return contentOf(parsedJson(text, path), path);
  }
  const [header = ""] = text.split(/\r?\n/, 1);
  const names = header.split(",");
  if (!KALSHI_COLUMNS.every((column) => names.includes(column))) {
    throw unknown(path);
  }
  return { kind: "kalshi", settlements: readKalshiSettlements(text, path) };
}

function parsedJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const offset = /position (\d+)/.exec(String(error))?.[1];
    const line = offset === undefined
      ? text.split("\n").length
      : text.slice(0, Number(offset)).split("\n").length;
    throw new StatementError(
      `Cannot book ${path} as it must be JSON: line ${line} is none`,
    );
  }
}

function contentOf(json: unknown, path: string): StatementContent {
  if (Array.isArray(json)) return arrayContent(json, path);
  if (has(json, "trades")) {
    const { trades: rows } = parsed(trades, json, path);
    return { kind: "nof1", trades: rows.map((row) => tradeOf(row, path)) };
  }
  if (has(json, "queries")) {
    const accounts = parsed(queries, json, path).queries.map((query) => ({
      kind: "hyperliquid" as const,
      name: query.slot ?? query.slots?.join() ?? path,
      fills: inTime(query.fills),
      funding: [],
    }));
    return { kind: "hyperliquid", accounts };
  }
  if (has(json, "userFillsByTime")) {
    const { userFillsByTime, userFunding } = parsed(answers, json, path);
    return hyperliquid(path, {
      fills: inTime(userFillsByTime.data),
      funding: userFunding?.data ?? [],
    });
  }
  throw unknown(path);
}

function arrayContent(
  json: readonly unknown[],
  path: string,
): StatementContent {
  if (json.length === 0 || json.some((row) => has(row, "delta"))) {
    return hyperliquid(path, {
      fills: [],
      funding: parsed(funding, json, path),
    });
  }
  if (!json.some((row) => has(row, "startPosition"))) throw unknown(path);
  return hyperliquid(path, {
    fills: inTime(parsed(fills, json, path)),
    funding: [],
  });
}

function hyperliquid(
  name: string,
  rows: Pick<HyperliquidAccount, "fills" | "funding">,
): StatementContent {
  return {
    kind: "hyperliquid",
    accounts: [{ kind: "hyperliquid", name, ...rows }],
  };
}

/** The venue prints its newest fills first where they are asked for without a time. */
function inTime(
  rows: HyperliquidAccount["fills"],
): HyperliquidAccount["fills"] {
  const isBackward = (rows[0]?.time ?? 0) > (rows.at(-1)?.time ?? 0);
  return isBackward ? rows.toReversed() : rows;
}

function tradeOf(row: z.output<typeof NOF1_TRADE>, path: string): ClosedTrade {
  try {
    return closedTrade(row);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new StatementError(`${path}: ${error.message}`);
  }
}

function has(value: unknown, key: string): boolean {
  return typeof value === "object" && value !== null &&
    Object.hasOwn(value, key);
}

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  json: unknown,
  path: string,
): z.output<Schema> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new StatementError(
    `Cannot book ${path} as every row must be whole: ${
      issue?.path.join(".")
    } is wrong: ${issue?.message}`,
  );
}

function unknown(path: string): StatementError {
  return new StatementError(
    `Cannot book ${path} as it must hold ${KNOWN}: nothing of that is in it`,
  );
}
