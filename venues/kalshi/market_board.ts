import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { canonicalJson } from "../../domain/canonical_json.ts";
import type { MarketId } from "../../domain/ids.ts";
import {
  isSameResolution,
  type Market,
  type MarketPhase,
  type Resolution,
} from "../../domain/market.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { MarketNotice } from "../venue_decoder.ts";
import type { KalshiListing } from "./decode_market.ts";

/** A market that we follow. */
interface Followed {
  market: Market;
  phase: MarketPhase;
  resolution: Resolution | null;
  /** Monotonic milliseconds of the newest word about its prices. */
  heardAtMs: number;
  /** Whether nobody has confirmed its prices for too long. */
  isStale: boolean;
}

/** The markets that we follow, where they are in their lives, and when each was last heard of. */
export class MarketBoard {
  readonly #followed = new Map<MarketId, Followed>();

  /** Markets followed, those included that are over for trading but not settled. */
  get size(): number {
    return this.#followed.size;
  }

  /** Whether a market is followed. */
  has(id: MarketId): boolean {
    return this.#followed.has(id);
  }

  /** Tickers of the markets that may trade. */
  tradingTickers(): readonly string[] {
    return this.#all().filter(isTrading).map(({ market }) => market.ticker);
  }

  /** Tickers of all markets followed. */
  tickers(): readonly string[] {
    return this.#all().map(({ market }) => market.ticker);
  }

  /**
   * Takes what the venue says of a market at `nowMs` (monotonic milliseconds): a listing of one that is new, or of
   * other terms than it was, a change of phase of one that is known, or nothing. Both at once come one after the other.
   */
  take(
    { market, resolution }: KalshiListing,
    nowMs: number,
    atMs: number,
  ): MarketNotice | null {
    const known = this.#followed.get(market.id);
    if (known === undefined) {
      if (isSettling(market.phase)) return null;
      this.#followed.set(market.id, {
        market,
        phase: market.phase,
        resolution,
        heardAtMs: nowMs,
        isStale: false,
      });
      return { kind: "market_listed", market };
    }
    const change = this.change({
      kind: "market_phase_changed",
      marketId: market.id,
      phase: market.phase,
      resolution,
      occurredAtMs: atMs,
    });
    return change ?? relisting(known, market);
  }

  /** Takes a change of phase; returns it if it changes anything. A market that is paid is not followed any more. */
  change(
    notice: Extract<MarketEvent, { kind: "market_phase_changed" }>,
  ): MarketNotice | null {
    const known = this.#followed.get(notice.marketId);
    if (known === undefined) return null;
    const isNews = known.phase !== notice.phase ||
      !isSameResolution(known.resolution, notice.resolution);
    if (!isNews) return null;
    known.phase = notice.phase;
    known.resolution = notice.resolution;
    if (isSettling(notice.phase)) this.#followed.delete(notice.marketId);
    return notice;
  }

  /** Notes word of a market's prices. Returns whether they had been stale. */
  heard(id: MarketId, nowMs: number): boolean {
    const known = this.#followed.get(id);
    if (known === undefined) return false;
    known.heardAtMs = nowMs;
    if (!known.isStale) return false;
    known.isStale = false;
    return true;
  }

  /** Gives every market its time anew, as on a connection that has only begun. */
  heardAll(nowMs: number): void {
    for (const known of this.#followed.values()) known.heardAtMs = nowMs;
  }

  /** Returns the trading markets that have been silent for `silenceMs`. */
  silent(nowMs: number, silenceMs: number): readonly Market[] {
    return this.#all()
      .filter((known) =>
        isTrading(known) && nowMs - known.heardAtMs >= silenceMs
      )
      .map(({ market }) => market);
  }

  /** Marks a market's prices as stale. Returns whether they were not before. */
  withdraw(id: MarketId): boolean {
    const known = this.#followed.get(id);
    if (known === undefined || known.isStale) return false;
    known.isStale = true;
    return true;
  }

  #all(): readonly Followed[] {
    return [...this.#followed.values()];
  }
}

function isTrading({ phase }: Followed): boolean {
  return phase === "open" || phase === "paused";
}

/** Closing times move, grids get finer, and a round has no strike before it opens; what else a row says stays. */
function relisting(known: Followed, row: Market): MarketNotice | null {
  const { opensAtMs, closesAtMs, strike, priceRanges } = row;
  const market = {
    ...known.market,
    phase: known.phase,
    opensAtMs,
    closesAtMs,
    strike,
    priceRanges,
  };
  const before = { ...known.market, phase: known.phase };
  if (canonicalJson(market) === canonicalJson(before)) return null;
  known.market = market;
  return { kind: "market_listed", market };
}
