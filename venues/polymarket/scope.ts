import type { GammaPage, PolymarketRest } from "./rest.ts";

/** Which markets to follow. */
export interface PolymarketScope {
  /** Every open market of these series, by number, such as `SERIES.btc15m`. */
  readonly series: readonly string[];
  /** Every open market with one of these tags, by number. */
  readonly tags: readonly string[];
  /** And these markets, by slug. */
  readonly tickers: readonly string[];
  /** Only markets that close within this many milliseconds; those named in `tickers` whenever. @default {86400000} */
  readonly closesWithinMs?: number;
  /** Markets followed at most. @default {100} */
  readonly marketsMax?: number;
}

const DAY_MS = 86_400_000;
const MARKETS_MAX = 100;
/** Slugs in one question. */
const BATCH_SIZE = 40;

/** What questions about a scope are asked with. */
export interface ScopeQuestion {
  readonly rest: PolymarketRest;
  /** Unix milliseconds. */
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

/** Returns the rows of open markets that a scope names, those that close first in front where the venue sorts them. */
export async function rowsInScope(
  scope: PolymarketScope,
  { rest, nowMs, signal }: ScopeQuestion,
): Promise<readonly unknown[]> {
  const { marketsMax = MARKETS_MAX, closesWithinMs = DAY_MS } = scope;
  const untilMs = nowMs + closesWithinMs;
  const closes = {
    closesFrom: new Date(nowMs).toISOString(),
    closesUntil: new Date(untilMs).toISOString(),
  };
  const rows: unknown[] = [];
  for (const id of scope.series) {
    const found = await allPages(
      (cursor) => rest.series(id, cursor, signal),
      Infinity,
    );
    rows.push(...found.filter((row) => closesBetween(row, nowMs, untilMs)));
  }
  for (const tagId of scope.tags) {
    rows.push(
      ...await allPages(
        (cursor) => rest.markets({ tagId, ...closes, cursor }, signal),
        marketsMax,
      ),
    );
  }
  const isEverything = scope.series.length + scope.tags.length +
      scope.tickers.length === 0;
  if (isEverything) {
    rows.push(
      ...await allPages(
        (cursor) => rest.markets({ ...closes, cursor }, signal),
        marketsMax,
      ),
    );
  }
  const named = await rowsOf(scope.tickers, { rest, nowMs, signal });
  return [...named, ...rows.sort(byClose)].slice(0, marketsMax);
}

/** Returns the rows of these markets, open and closed ones alike. */
export async function rowsOf(
  tickers: readonly string[],
  { rest, signal }: ScopeQuestion,
): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  for (let start = 0; start < tickers.length; start += BATCH_SIZE) {
    const slugs = tickers.slice(start, start + BATCH_SIZE);
    for (const closed of [false, true]) {
      const page = await rest.markets(
        { slugs, closed, limit: BATCH_SIZE },
        signal,
      );
      rows.push(...page.rows);
    }
  }
  return rows;
}

async function allPages(
  ask: (cursor: string | null) => Promise<GammaPage>,
  rowsMax: number,
): Promise<unknown[]> {
  const rows: unknown[] = [];
  let cursor: string | null = null;
  do {
    const page: GammaPage = await ask(cursor);
    rows.push(...page.rows);
    cursor = page.cursor;
  } while (cursor !== null && rows.length < rowsMax);
  return rows;
}

function closesBetween(row: unknown, fromMs: number, untilMs: number): boolean {
  const closesAtMs = closeOf(row);
  return closesAtMs > fromMs && closesAtMs <= untilMs;
}

function byClose(left: unknown, right: unknown): number {
  return closeOf(left) - closeOf(right);
}

/** Rows are checked later; one without a time is left to that. */
function closeOf(row: unknown): number {
  const text: unknown = typeof row === "object" && row !== null
    ? Reflect.get(row, "endDate")
    : undefined;
  const atMs = typeof text === "string" ? Date.parse(text) : NaN;
  return Number.isNaN(atMs) ? 0 : atMs;
}
