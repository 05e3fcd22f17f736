import {
  type History,
  HISTORY_LIMIT_MAX,
  HISTORY_SCHEMAS,
  type HistoryItem,
  type HistoryKind,
  type HistoryPage,
  type HistoryQuery,
} from "../actors/ports/history.ts";
import type { SeasonId } from "../domain/ids.ts";
import { OPEN_SEASON } from "../domain/season.ts";
import {
  type ForecastMarket,
  HISTORY_ITEMS,
  HISTORY_TABLES,
} from "./history_items.ts";
import type { Queryable, Sql } from "./pool.ts";
import { toProjectionRow } from "./projection_rows.ts";
import {
  PROJECTION_COLUMNS,
  type ProjectionName,
  snakeCase,
} from "./projection_tables.ts";
import { projectedSequence } from "./projections.ts";

const SCHEMAS: {
  readonly [Kind in HistoryKind]: {
    parse(item: unknown): HistoryItem<Kind>;
  };
} = HISTORY_SCHEMAS;

/** The history of one run, read from its projections; each query is served by an index. */
export class PostgresHistory implements History {
  readonly #sql: Sql;
  readonly #run: string;

  constructor(sql: Sql, run: string) {
    this.#sql = sql;
    this.#run = run;
  }

  async page<Kind extends HistoryKind>(
    query: HistoryQuery<Kind>,
  ): Promise<HistoryPage<Kind>> {
    checkQuery(query);
    // Read first: rows folded in between are then a surplus, never missing from what the page claims.
    const journalSequence = await projectedSequence(this.#sql, this.#run);
    const rows = await pageStatement(this.#sql, this.#run, query);
    const items = rows.map((row) => itemOf(query.kind, row));
    const hasOlder = rows[0]?.hasOlder === true;
    return {
      items,
      nextBefore: hasOlder ? items.at(-1)?.offset ?? null : null,
      journalSequence,
    };
  }
}

/** Returns the statement that reads a page; each row also says whether there are items older than the page. */
export function pageStatement(
  sql: Queryable,
  run: string,
  query: HistoryQuery<HistoryKind>,
) {
  const { contestantId, seasonId, marketId, before, limit } = query;
  const name = HISTORY_TABLES[query.kind];
  const none = sql``;
  const contestant = hasColumn(name, "contestantId")
    ? {
      label: sql`, coalesce(c.name, page.contestant_id) as contestant_name`,
      join: sql`left join contestants c
        on c.run = page.run and c.contestant_id = page.contestant_id`,
      order: sql`, page.contestant_id`,
    }
    : { label: none, join: none, order: none };
  const market = hasColumn(name, "marketId")
    ? {
      label: query.kind === "forecasts" || query.kind === "events"
        ? sql`, coalesce(m.title, page.market_id) as market_title,
          m.ticker as market_ticker, m.event_ticker as market_event_ticker,
          m.closes_at_ms as market_closes_at_ms, m.category as market_category,
          case when m.phase = 'final' then m.resolution end as market_resolution`
        : sql`, coalesce(m.title, page.market_id) as market_title`,
      join: sql`left join markets m
        on m.run = page.run and m.market_id = page.market_id`,
    }
    : { label: none, join: none };
  const chosen = sql`
    select * from ${sql(snakeCase(name))} where run = ${run}
    ${contestantId === null ? none : sql`and contestant_id = ${contestantId}`}
    ${seasonId === undefined ? none : ofSeason(sql, seasonId)}
    ${marketId === null ? none : sql`and market_id = ${marketId}`}`;
  return sql`
    with page as (
      ${chosen} ${before === null ? none : sql`and sequence < ${before}`}
      order by sequence desc fetch first ${limit} rows with ties
    )
    select page.* ${contestant.label} ${market.label}, exists (
      select from (
        ${chosen} and sequence < (select min(sequence) from page)
        order by sequence desc limit 1
      ) as older
    ) as has_older
    from page ${contestant.join} ${market.join}
    order by page.sequence desc ${contestant.order}`;
}

/** Contestants carry their season in their id; those of the open one carry none. */
function ofSeason(sql: Queryable, seasonId: SeasonId) {
  return seasonId === OPEN_SEASON
    ? sql`and contestant_id not like '%@%'`
    : sql`and contestant_id like ${`%@${seasonId}`}`;
}

function hasColumn(name: ProjectionName, column: string): boolean {
  return Object.hasOwn(PROJECTION_COLUMNS[name], column);
}

function itemOf<Kind extends HistoryKind>(
  kind: Kind,
  row: Readonly<Record<string, unknown>>,
): HistoryItem<Kind> {
  const { contestantName, marketTitle } = row;
  const fields = toProjectionRow(HISTORY_TABLES[kind], row);
  const item = HISTORY_ITEMS[kind](fields, marketOf(row));
  return SCHEMAS[kind].parse({ ...item, contestantName, marketTitle });
}

/** The market of a forecast; `null` for what is none, or of a market that is not listed. */
function marketOf(
  row: Readonly<Record<string, unknown>>,
): ForecastMarket | null {
  const { marketTicker, marketEventTicker, marketClosesAtMs } = row;
  if (typeof marketTicker !== "string") return null;
  const { marketCategory, marketResolution } = row;
  return {
    ticker: marketTicker,
    eventTicker: String(marketEventTicker),
    closesAtMs: Number(marketClosesAtMs),
    ...(typeof marketCategory === "string" ? { category: marketCategory } : {}),
    resolution: marketResolution === "yes" || marketResolution === "no"
      ? marketResolution
      : null,
  };
}

function checkQuery(query: HistoryQuery<HistoryKind>): void {
  const { kind, contestantId, seasonId, marketId, limit } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > HISTORY_LIMIT_MAX) {
    throw new RangeError(
      `Cannot read history as 'limit' must be 1 to ${HISTORY_LIMIT_MAX}: current value is ${limit}`,
    );
  }
  const name = HISTORY_TABLES[kind];
  if (seasonId !== undefined && !hasColumn(name, "contestantId")) {
    throw new RangeError(
      `Cannot read history as ${kind} have no 'seasonId' to choose by: current value is ${seasonId}`,
    );
  }
  for (const [column, value] of Object.entries({ contestantId, marketId })) {
    if (value !== null && !hasColumn(name, column)) {
      throw new RangeError(
        `Cannot read history as ${kind} have no '${column}' to choose by: current value is ${value}`,
      );
    }
  }
}
