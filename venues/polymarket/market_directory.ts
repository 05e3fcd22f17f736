import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { isSameResolution, type Outcome } from "../../domain/market.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { MarketNotice } from "../venue_decoder.ts";
import { FollowedMarket } from "./followed_market.ts";
import type { PolymarketListing } from "./listing.ts";

/** A token of a market that is followed. */
export interface FollowedToken {
  readonly market: FollowedMarket;
  readonly outcome: Outcome;
}

/** Silence of a market after which its prices are withdrawn, in milliseconds. */
export const STALE_AFTER_MS = 30_000;
/** What the book of an answer depends on: whichever connection brings its changes. */
export const ANSWERED = "answered";
const NOTHING: readonly MarketEvent[] = [];
const STALE_CHECK_MS = 5_000;
const ID_PREFIX = "polymarket:";

/** The markets that are followed, by ticker, by token and by condition, until they are paid out. */
export class MarketDirectory {
  readonly #byTicker = new Map<string, FollowedMarket>();
  readonly #byToken = new Map<string, FollowedToken>();
  readonly #byCondition = new Map<string, FollowedMarket>();
  #checkedAtMs = 0;

  /** All markets, in the order of their listing. */
  markets(): readonly FollowedMarket[] {
    return [...this.#byTicker.values()];
  }

  /** Returns the market that Polymarket calls `ticker`. */
  market(ticker: string): FollowedMarket | undefined {
    return this.#byTicker.get(ticker);
  }

  /** Returns the market of a condition. */
  marketOfCondition(id: string): FollowedMarket | undefined {
    return this.#byCondition.get(id);
  }

  /** Returns a token by its id. */
  token(id: string): FollowedToken | undefined {
    return this.#byToken.get(id);
  }

  /**
   * Returns the token that a message received at `atMs` is about, which counts as a sign of life of its market;
   * `undefined` for one that is not followed.
   *
   * @throws {RangeError} If the message names another market than the token's.
   */
  hear(
    id: string,
    condition: string,
    atMs: number,
  ): FollowedToken | undefined {
    const token = this.#byToken.get(id);
    if (token === undefined) return undefined;
    const { market } = token;
    const isSame = market.conditionId === condition ||
      // Those of protocol V2 come without their last byte.
      market.conditionId.startsWith(condition);
    if (!isSame) {
      throw new RangeError(
        `Cannot read a message of ${market.market.ticker} as it must name that market: current value is ${condition}`,
      );
    }
    market.heardAtMs = atMs;
    return token;
  }

  /**
   * Takes a row of the catalogue received at `atMs` and returns what it changes.
   *
   * @throws {RangeError} If it gives a known market other tokens.
   */
  list(listing: PolymarketListing, atMs: number): readonly MarketEvent[] {
    const { market, tokens, resolution, conditionId } = listing;
    const known = this.#byTicker.get(market.ticker);
    if (known === undefined) {
      if (isSettling(market.phase)) return [];
      const followed = new FollowedMarket(listing, atMs);
      this.#byTicker.set(market.ticker, followed);
      this.#byCondition.set(conditionId, followed);
      this.#byToken.set(tokens.yes, { market: followed, outcome: "yes" });
      this.#byToken.set(tokens.no, { market: followed, outcome: "no" });
      return [{ kind: "market_listed", market }];
    }
    if (known.tokens.yes !== tokens.yes || known.tokens.no !== tokens.no) {
      throw new RangeError(
        `Cannot list ${market.ticker} anew as its tokens must stay what they are: current value is ${tokens.yes}`,
      );
    }
    const { phase } = market;
    const isSame = known.market.phase === phase &&
      isSameResolution(known.resolution, resolution);
    if (isSame) return [];
    const notice = {
      kind: "market_phase_changed",
      marketId: market.id,
      phase,
      resolution,
      occurredAtMs: atMs,
    } as const;
    this.changePhase(known, notice);
    return [notice];
  }

  /** Hears from elsewhere how a market stands. */
  tell(
    notice: Extract<MarketNotice, { kind: "market_phase_changed" }>,
  ): void {
    const market = this.#byTicker.get(notice.marketId.slice(ID_PREFIX.length));
    if (market !== undefined) this.changePhase(market, notice);
  }

  /** Changes a market's phase; one that is paid out is forgotten. */
  changePhase(
    followed: FollowedMarket,
    { phase, resolution }: Extract<
      MarketNotice,
      { kind: "market_phase_changed" }
    >,
  ): void {
    followed.market = { ...followed.market, phase };
    followed.resolution = resolution;
    if (!isSettling(phase)) return;
    this.#byTicker.delete(followed.market.ticker);
    this.#byCondition.delete(followed.conditionId);
    this.#byToken.delete(followed.tokens.yes);
    this.#byToken.delete(followed.tokens.no);
  }

  /** Empties the books that depend on `connection` until their next snapshots. */
  distrust(connection: string, atMs: number): readonly MarketEvent[] {
    return this.markets()
      .filter((market) =>
        market.connection === connection || market.connection === ANSWERED
      )
      .flatMap((market) => market.distrust(atMs));
  }

  /** Withdraws the prices of markets that have been silent for `STALE_AFTER_MS` at `atMs`; it looks every 5 s. */
  withdrawStale(atMs: number): readonly MarketEvent[] {
    if (atMs - this.#checkedAtMs < STALE_CHECK_MS) return NOTHING;
    this.#checkedAtMs = atMs;
    return this.markets()
      .filter((market) => atMs - market.heardAtMs >= STALE_AFTER_MS)
      .flatMap((market) => market.withhold(atMs));
  }
}
