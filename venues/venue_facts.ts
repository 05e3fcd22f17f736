import type { VenueId } from "../domain/market.ts";
import type { WeeklyWindow } from "../domain/trading_pauses.ts";
import type { RequestRate } from "./net/token_bucket.ts";

/** What is known of a venue, from where, and since when it holds. */
export interface Dated<Value> {
  readonly value: Value;
  /** Who says so; a reader can look it up. */
  readonly source: string;
  /** First day on which it holds, or on which it was seen to hold: `YYYY-MM-DD`. */
  readonly effectiveFrom: string;
  /** How well it is known: written by the venue, seen in what it sent, or assumed by us to be on the safe side. */
  readonly basis: "documented" | "observed" | "assumed";
}

/** The most that is allowed in any time of a length. */
export interface RequestWindow {
  readonly tokens: number;
  readonly perMs: number;
}

/** A limit on requests of one kind. */
export interface RateLimit extends RequestRate {
  /** What it is for, such as `reads` or `POST /order`. */
  readonly requests: string;
  /** What the venue allows in windows of time, where it says so: no burst and no stream of ours comes to more. */
  readonly windows?: readonly RequestWindow[];
}

/** What has to be known of a venue to trade there and is the same for all of its markets. */
export interface VenueFacts {
  readonly venue: VenueId;
  /** In words; the numbers are those of `domain/fee_schedules.ts`. */
  readonly fees: readonly Dated<string>[];
  /** Price steps that markets have, in dollars. Each market says which one holds in it. */
  readonly ticks: Dated<readonly string[]>;
  /** Smallest order in contracts, as decimal text. */
  readonly quantityMin: Dated<string>;
  /** Smallest order in dollars, as decimal text; `null` where there is none. */
  readonly notionalMin: Dated<string | null>;
  /** When it trades, in words. */
  readonly hours: Dated<string>;
  /** By the day since when they hold; every order is held to those of its own time: see `TradingPauses`. */
  readonly maintenance: readonly Dated<readonly WeeklyWindow[]>[];
  readonly rateLimits: Dated<readonly RateLimit[]>;
}

/** Returns the limit on `requests`. @throws {RangeError} If the facts have none by that name. */
export function rateLimitOf(
  { venue, rateLimits }: Pick<VenueFacts, "venue" | "rateLimits">,
  requests: string,
): RateLimit {
  const found = rateLimits.value.find((limit) => limit.requests === requests);
  if (found !== undefined) return found;
  throw new RangeError(
    `Cannot pace requests as ${venue} must have a limit of that name: current value is ${requests}`,
  );
}
