import type { ContestantId, SeasonId } from "./ids.ts";
import type { UsdMicros } from "./money.ts";

/** How one contestant stood on both boards. Shares and scores are rounded to the billionth. */
export interface SnapshotRow {
  readonly contestantId: ContestantId;
  /** From 1; `null` for who is not listed yet. */
  readonly tradingRank: number | null;
  /** Time-weighted, 0.05 for +5 %. */
  readonly return: number;
  /** At the last mark. */
  readonly equity: UsdMicros;
  /** Exact: proceeds and payouts less their cost, fees, funding and inference. */
  readonly netPnl: UsdMicros;
  readonly fills: number;
  readonly wins: number;
  readonly losses: number;
  readonly forecastingRank: number | null;
  readonly resolvedDecisions: number;
  readonly brier: number | null;
  readonly logLoss: number | null;
  readonly alpha: number | null;
}

/** Both boards of a season as they stood at a whole hour, for good. */
export interface BoardSnapshotEntry {
  readonly kind: "boards_snapshotted";
  readonly seasonId: SeasonId;
  /** Unix milliseconds, a multiple of an hour: what was known of the hours before it. */
  readonly hourAtMs: number;
  /** Whether the season was over: no other follows. */
  readonly isFinal: boolean;
  readonly rows: readonly SnapshotRow[];
}

export const HOUR_MS = 3_600_000;

/** Returns the whole hour that a time falls into, Unix milliseconds. */
export function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS) * HOUR_MS;
}
