/**
 * Boards as they stood at the end of a day, as they travel: the day's own figures are differences to the day before.
 *
 * @module
 */
import { z } from "zod";
import type { BoardSnapshotEntry, SnapshotRow } from "./board_snapshot.ts";
import type { ContestantId } from "./ids.ts";
import { printUsd, subtract, ZERO_USD } from "./money.ts";
import { decimal, type Frozen, unixMs } from "./view_fields.ts";

const dayRowSchema = z.object({
  contestantId: z.string(),
  contestantName: z.string(),
  tradingRank: z.int().min(1).nullable(),
  return: z.number(),
  equity: decimal,
  netPnl: decimal,
  /** What the day brought, fees and all costs taken off. */
  dayPnl: decimal,
  dayFills: z.int().min(0),
  dayWins: z.int(),
  dayLosses: z.int(),
  forecastingRank: z.int().min(1).nullable(),
  resolvedDecisions: z.int().min(0),
  brier: z.number().nullable(),
  logLoss: z.number().nullable(),
  alpha: z.number().nullable(),
});

/** Both boards of a season at the last whole hour of a UTC day that there is a snapshot of. */
export const boardDaySchema = z.object({
  seasonId: z.string(),
  /** Such as `2026-11-21`. */
  day: z.string(),
  /** The hour of the snapshot, Unix milliseconds. */
  hourAtMs: unixMs,
  isFinal: z.boolean(),
  rows: z.array(dayRowSchema),
});

export type BoardDayView = Frozen<z.infer<typeof boardDaySchema>>;
type DayRow = BoardDayView["rows"][number];

/** Returns the UTC day that ends with or around an hour: midnight still closes the day before it. */
export function dayOfHour(hourAtMs: number): string {
  return new Date(hourAtMs - 1).toISOString().slice(0, 10);
}

interface Kept {
  readonly day: string;
  readonly entry: BoardSnapshotEntry;
}

/** The last snapshot of each day of each season, as a fold of the journal: grows by a row a day, not by one an hour. */
export class BoardDays {
  readonly #days = new Map<string, Kept[]>();

  /** Takes a snapshot, and returns its day as it stands by now. */
  add(
    entry: BoardSnapshotEntry,
    nameOf: (id: ContestantId) => string,
  ): BoardDayView {
    const day = dayOfHour(entry.hourAtMs);
    const days = this.#days.get(entry.seasonId) ?? [];
    this.#days.set(entry.seasonId, days);
    if (days.at(-1)?.day === day) days.pop();
    const before = new Map(
      days.at(-1)?.entry.rows.map((row) => [row.contestantId, row]),
    );
    days.push({ day, entry });
    const { seasonId, hourAtMs, isFinal, rows } = entry;
    return {
      seasonId,
      day,
      hourAtMs,
      isFinal,
      rows: rows.map((row) =>
        dayRow(row, before.get(row.contestantId), nameOf(row.contestantId))
      ),
    };
  }
}

function dayRow(
  row: SnapshotRow,
  before: SnapshotRow | undefined,
  contestantName: string,
): DayRow {
  const { equity, netPnl, fills, wins, losses, ...figures } = row;
  return {
    ...figures,
    contestantName,
    equity: printUsd(equity),
    netPnl: printUsd(netPnl),
    dayPnl: printUsd(subtract(netPnl, before?.netPnl ?? ZERO_USD)),
    dayFills: fills - (before?.fills ?? 0),
    dayWins: wins - (before?.wins ?? 0),
    dayLosses: losses - (before?.losses ?? 0),
  };
}
