import type { KalshiListing } from "./decode_market.ts";
import type { KalshiPage, KalshiRest, MarketsQuery } from "./rest.ts";

/** Which markets to follow. */
export interface KalshiScope {
  /** Every open market of these series. */
  readonly series: readonly string[];
  /** And these markets. */
  readonly tickers: readonly string[];
  /** Without series and tickers: every market that closes within this many milliseconds. @default {86400000} */
  readonly closesWithinMs?: number;
  /** Markets followed at most. @default {200} */
  readonly marketsMax?: number;
}

const DAY_MS = 86_400_000;
/** Markets followed at most where a scope does not say. */
export const MARKETS_MAX = 200;
const PAGE_SIZE_MAX = 1_000;

/** Lists the markets that a scope names and that take orders now, each with its series where the scope tells it. */
export async function marketsInScope(
  scope: KalshiScope,
  { rest, nowMs, signal }: {
    readonly rest: KalshiRest;
    readonly nowMs: number;
    readonly signal: AbortSignal;
  },
): Promise<Pick<KalshiPage<KalshiListing>, "rows" | "rejections">> {
  const { marketsMax = MARKETS_MAX } = scope;
  const rows: KalshiListing[] = [];
  const rejections: string[] = [];
  for (const query of queriesOf(scope, nowMs)) {
    let cursor: string | null = null;
    do {
      const page: KalshiPage<KalshiListing> = await rest.markets(
        { ...query, cursor, limit: Math.min(PAGE_SIZE_MAX, marketsMax) },
        signal,
      );
      rows.push(...page.rows);
      rejections.push(...page.rejections);
      cursor = page.cursor;
    } while (cursor !== null && rows.length < marketsMax);
  }
  return { rows: rows.slice(0, marketsMax), rejections };
}

function queriesOf(
  { series, tickers, closesWithinMs = DAY_MS }: KalshiScope,
  nowMs: number,
): readonly MarketsQuery[] {
  if (series.length + tickers.length === 0) {
    // A filter of closing times goes with no filter of status.
    return [{
      minCloseTs: Math.floor(nowMs / 1_000),
      maxCloseTs: Math.ceil((nowMs + closesWithinMs) / 1_000),
    }];
  }
  return [
    ...series.map((seriesTicker) => ({
      seriesTicker,
      status: "open" as const,
    })),
    ...(tickers.length === 0 ? [] : [{ tickers }]),
  ];
}
