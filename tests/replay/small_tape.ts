/**
 * A few minutes of one market, for tests of the replay that run without recorded data.
 *
 * @module
 */
import { marketId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { CENT_GRID } from "../../domain/price.ts";
import {
  printTapeRecord,
  type TapeRecord,
} from "../../venues/tape/tape_record.ts";

const START_MS = 1_780_000_000_000;
const STEP_MS = 5_000;
const STEPS = 72;
const TICKER = "KXSMALL-1";
const MARKET = marketId("kalshi", TICKER);
const CONNECTION = { venue: "kalshi", connection: "k1" } as const;

/** Returns the text of a tape on which a market opens, swings, closes and resolves to YES. */
export function smallTape(): string {
  const closesAtMs = START_MS + STEPS * STEP_MS;
  const records: TapeRecord[] = [
    { t: START_MS, kind: "tape", version: 1 },
    {
      t: START_MS,
      kind: "connection",
      ...CONNECTION,
      status: "connected",
      reason: "as recorded",
    },
    {
      t: START_MS,
      kind: "market_listed",
      market: {
        id: MARKET,
        venue: "kalshi",
        ticker: TICKER,
        eventTicker: "KXSMALL",
        title: "Will the tape end well?",
        phase: "open",
        opensAtMs: START_MS,
        closesAtMs,
        strike: null,
        priceRanges: CENT_GRID,
        quantityMin: quantity("1"),
      },
    },
    ...Array.from({ length: STEPS }, (_, step) => framesAt(step)).flat(),
    {
      t: closesAtMs,
      kind: "market_phase_changed",
      marketId: MARKET,
      phase: "closed",
      resolution: null,
    },
    {
      t: closesAtMs + 12_000,
      kind: "market_phase_changed",
      marketId: MARKET,
      phase: "final",
      resolution: { kind: "yes" },
    },
  ];
  return records.map((record) => `${printTapeRecord(record)}\n`).join("");
}

/** The whole book and the best prices, which climb and fall back every minute. */
function framesAt(step: number): TapeRecord[] {
  const t = START_MS + (step + 1) * STEP_MS - 1;
  const bidCents = 40 + (step % 12) * 2;
  const dollars = (cents: number) => (cents / 100).toFixed(4);
  const frame = (frame: unknown): TapeRecord => ({
    t,
    kind: "frame",
    ...CONNECTION,
    frame,
  });
  return [
    frame({
      type: "orderbook_snapshot",
      sid: 1,
      seq: step + 1,
      msg: {
        market_ticker: TICKER,
        yes_dollars_fp: [[dollars(bidCents), "500.00"]],
        no_dollars_fp: [[dollars(98 - bidCents), "120.00"]],
      },
    }),
    frame({
      type: "ticker",
      sid: 2,
      msg: {
        market_ticker: TICKER,
        yes_bid_dollars: dollars(bidCents),
        yes_ask_dollars: dollars(bidCents + 2),
        ts: Math.floor(t / 1_000),
      },
    }),
  ];
}
