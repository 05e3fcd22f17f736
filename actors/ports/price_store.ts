import type { PriceBar, PricePoint } from "../../domain/price_bar.ts";
import type { MarketId } from "../../domain/ids.ts";

/** Up to when what is kept is removed, Unix milliseconds; `null` keeps all of it. */
export interface Retention {
  readonly pointsBeforeMs: number;
  readonly barsBeforeMs: number;
  readonly transcriptsBeforeMs: number | null;
}

/** What a clean-up removed. */
export interface Removed {
  readonly points: number;
  readonly bars: number;
  readonly transcripts: number;
}

/**
 * Where the prices of events are kept, beside the journal: nothing that is decided depends on them. Everything may be
 * asked for twice and is done once.
 */
export interface PriceStore {
  /** Keeps points; one of a market and time that is there already stays as it is. Returns how many were new. */
  keep(points: readonly PricePoint[]): Promise<number>;
  /** Makes a bar of each window that ended by `untilMs` and has points but none yet. Returns how many. */
  makeBars(untilMs: number): Promise<number>;
  /** Removes what is older than it is kept for. */
  cleanUp(retention: Retention): Promise<Removed>;
}

/** What the price of one event did. */
export interface PriceRecord {
  /** The newest bars, oldest first. */
  readonly bars: readonly PriceBar[];
  /** Points since the last bar, oldest first. */
  readonly points: readonly PricePoint[];
}

/** Where it is read. */
export interface PriceRecords {
  read(id: MarketId): Promise<PriceRecord>;
}
