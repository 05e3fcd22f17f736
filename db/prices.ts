import { z } from "zod";
import type {
  PriceRecord,
  PriceRecords,
  PriceStore,
  Retention,
} from "../actors/ports/price_store.ts";
import type { MarketId } from "../domain/ids.ts";
import type { PriceBar, PricePoint } from "../domain/price_bar.ts";
import { yesPriceFromMicros } from "../domain/price.ts";
import type { Sql } from "./pool.ts";

/** What prices are kept with. */
export interface PricesOptions {
  readonly sql: Sql;
  readonly run: string;
  /** Milliseconds of a bar, above 0; bars begin at multiples of it. */
  readonly barMs: number;
}

/** Bars, and points since the last of them, that are read of one event at most. */
const RECORD_LENGTH_MAX = 1_000;

const timeField = z.bigint().transform(Number);
const priceField = z.bigint().transform(yesPriceFromMicros);
const spanFields = {
  open: priceField,
  high: priceField,
  low: priceField,
  close: priceField,
  quotes: timeField,
};
const barRow = z.object({
  fromMs: timeField,
  untilMs: timeField,
  ...spanFields,
});
const pointRow = z.object({ atMs: timeField, ...spanFields });

/** The prices of one arena's events, in its database. */
export class Prices implements Omit<PriceStore, "cleanUp">, PriceRecords {
  readonly #options: PricesOptions;

  constructor(options: PricesOptions) {
    this.#options = options;
  }

  async keep(points: readonly PricePoint[]): Promise<number> {
    if (points.length === 0) return 0;
    const { sql, run } = this.#options;
    const records = points.map((point) => ({
      ...point,
      open: `${point.open}`,
      high: `${point.high}`,
      low: `${point.low}`,
      close: `${point.close}`,
    }));
    const { count } = await sql`
      insert into price_points
        (run, market_id, at_ms, open, high, low, close, quotes)
      select ${run}::text, "marketId", "atMs", open, high, low, close, quotes
      from json_to_recordset(${JSON.stringify(records)}::text::json) as r (
        "marketId" text, "atMs" bigint, open bigint, high bigint, low bigint,
        close bigint, quotes bigint
      )
      on conflict do nothing`;
    return count;
  }

  /** A point belongs to the window that it ends in, or with. */
  async makeBars(untilMs: number): Promise<number> {
    const { sql, run, barMs } = this.#options;
    const width = BigInt(barMs);
    const until = BigInt(untilMs) / width * width;
    const { count } = await sql`
      insert into price_bars
        (run, market_id, from_ms, until_ms, open, high, low, close, quotes)
      select run, market_id, window_ms, window_ms + ${width}::bigint,
        (array_agg(open order by at_ms))[1], max(high), min(low),
        (array_agg(close order by at_ms desc))[1], sum(quotes)::bigint
      from (
        select *, (at_ms - 1) / ${width}::bigint * ${width}::bigint as window_ms
        from price_points
        where run = ${run} and at_ms <= ${until}::bigint and at_ms > coalesce((
          select max(until_ms) from price_bars where run = ${run}
        ), 0)
      ) as points
      group by run, market_id, window_ms
      on conflict do nothing`;
    return count;
  }

  /** Removes points and bars that ended before these times. */
  async removeOld(
    { pointsBeforeMs, barsBeforeMs }: Pick<
      Retention,
      "pointsBeforeMs" | "barsBeforeMs"
    >,
  ): Promise<{ readonly points: number; readonly bars: number }> {
    const { sql, run } = this.#options;
    const points = await sql`
      delete from price_points
      where run = ${run} and at_ms < ${BigInt(pointsBeforeMs)}::bigint`;
    const bars = await sql`
      delete from price_bars
      where run = ${run} and until_ms < ${BigInt(barsBeforeMs)}::bigint`;
    return { points: points.count, bars: bars.count };
  }

  async read(marketId: MarketId): Promise<PriceRecord> {
    const { sql, run } = this.#options;
    const bars = await sql`
      select from_ms, until_ms, open, high, low, close, quotes from price_bars
      where run = ${run} and market_id = ${marketId}
      order by from_ms desc limit ${RECORD_LENGTH_MAX}`;
    const decoded = bars.map((row): PriceBar => ({
      marketId,
      ...barRow.parse(row),
    })).reverse();
    const since = BigInt(decoded.at(-1)?.untilMs ?? 0);
    const points = await sql`
      select at_ms, open, high, low, close, quotes from price_points
      where run = ${run} and market_id = ${marketId}
        and at_ms > ${since}::bigint
      order by at_ms desc limit ${RECORD_LENGTH_MAX}`;
    return {
      bars: decoded,
      points: points.map((row): PricePoint => ({
        marketId,
        ...pointRow.parse(row),
      })).reverse(),
    };
  }
}
