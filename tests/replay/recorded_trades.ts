/**
 * Recorded trades as a venue would have sent them: rows of files, put in order and into Kalshi's frames.
 *
 * @module
 */
import { marketId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { CENT_GRID } from "../../domain/price.ts";
import type { Recordings } from "../../venues/tape/recordings.ts";
import type { TapeFrame, TapeRecord } from "../../venues/tape/tape_record.ts";
import { linesOf } from "./obvious_signals.ts";

const ROUND_MS = 900_000;
const BATCH_LENGTH = 1_024;
const COLUMNS =
  "ticker,trade_id,created_time,yes_price_dollars,no_price_dollars,count_fp,taker_side";

/** One row; amounts are decimal text, as recorded. */
export interface RecordedTrade {
  readonly ticker: string;
  readonly tradeId: string;
  /** Microseconds since 1970. */
  readonly atUs: number;
  readonly yesPrice: string;
  readonly count: string;
  readonly takerSide: string;
}

/**
 * Returns the trades of `paths` in order of time. The files are in order by round only; trades of one
 * microsecond keep the order of their rows, as nothing else tells which came first.
 */
export async function readTrades(
  paths: readonly string[],
): Promise<readonly RecordedTrade[]> {
  const trades: RecordedTrade[] = [];
  for (const path of paths) {
    const [columns, ...rows] = await linesOf(path);
    if (columns !== COLUMNS) {
      throw new Error(
        `Cannot read trades as the columns must be known: current value is ${columns}`,
      );
    }
    for (const row of rows) {
      const [
        ticker = "",
        tradeId = "",
        time = "",
        yesPrice = "",
        ,
        count = "",
        takerSide = "",
      ] = row.split(",");
      const atUs = microsecondsOf(time);
      trades.push({ ticker, tradeId, atUs, yesPrice, count, takerSide });
    }
  }
  return trades.sort((left, right) => left.atUs - right.atUs);
}

/** The fraction of the second has six digits, three or none. */
function microsecondsOf(time: string): number {
  const [seconds = "", fraction = ""] = time.slice(0, -1).split(".");
  return Date.parse(`${seconds}Z`) * 1_000 + Number(fraction.padEnd(6, "0"));
}

/** Returns input of a replay: each market is listed when it first trades and closes a round later. */
export function recordingsOf(trades: readonly RecordedTrade[]): Recordings {
  return {
    venues: ["kalshi"],
    skippedPaths: [],
    resultsRead: 0,
    badResults: [],
    unresolved: [],
    bytesTotal: 0,
    bytesRead: () => 0,
    frames: () => framesOf(trades),
  };
}

async function* framesOf(
  trades: readonly RecordedTrade[],
): AsyncGenerator<readonly TapeFrame[]> {
  const listed = new Set<string>();
  let frames: TapeFrame[] = [];
  for (const trade of trades) {
    const atMs = Math.floor(trade.atUs / 1_000);
    const add = (record: TapeRecord) =>
      frames.push({ atMs, file: "trades", line: 0, record });
    if (!listed.has(trade.ticker)) {
      listed.add(trade.ticker);
      add(listingOf(trade.ticker, atMs));
    }
    add(frameOf(trade, atMs));
    if (frames.length < BATCH_LENGTH) continue;
    yield await Promise.resolve(frames);
    frames = [];
  }
  yield frames;
}

function listingOf(ticker: string, t: number): TapeRecord {
  return {
    t,
    kind: "market_listed",
    market: {
      id: marketId("kalshi", ticker),
      venue: "kalshi",
      ticker,
      eventTicker: ticker,
      title: ticker,
      phase: "open",
      opensAtMs: t,
      closesAtMs: t + ROUND_MS,
      strike: null,
      priceRanges: CENT_GRID,
      quantityMin: quantity("0.01"),
    },
  };
}

function frameOf(trade: RecordedTrade, t: number): TapeRecord {
  const { tradeId, ticker, yesPrice, count, takerSide } = trade;
  return {
    t,
    kind: "frame",
    venue: "kalshi",
    connection: "trades",
    frame: {
      type: "trade",
      sid: 1,
      msg: {
        trade_id: tradeId,
        market_ticker: ticker,
        yes_price_dollars: yesPrice,
        count_fp: count,
        taker_side: takerSide,
        ts_ms: t,
      },
    },
  };
}
