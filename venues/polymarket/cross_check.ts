import { Backoff } from "../../runtime/backoff.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { answerStatus } from "../net/venue_error.ts";
import type { FollowedMarket } from "./followed_market.ts";
import type { PolymarketRest } from "./rest.ts";

/** What silent markets are checked with, and who hears of it. */
export interface CrossCheckOptions {
  readonly rest: PolymarketRest;
  readonly clock: Clock;
  readonly random: Random;
  /** Hears a market's book as REST has it, and takes it if it is newer. */
  readonly onBook: (market: FollowedMarket, book: unknown) => void;
  readonly onFailure: (error: unknown) => void;
  readonly signal: AbortSignal;
}

const NOT_FOUND = 404;
/** REST that does not answer is left in peace for longer and longer. */
const REST_BACKOFF = { minMs: 2_000, maxMs: 30_000, jitter: 0.25 };

/**
 * Asks REST for the books of silent markets, one after the other and each market once at a time.
 *
 * Books carry the venue's time: one that is as old as ours confirms it, a newer one shows what the socket kept back.
 */
export class CrossCheck {
  readonly #options: CrossCheckOptions;
  readonly #wanted = new Map<string, FollowedMarket>();
  readonly #backoff: Backoff;
  #isChecking = false;
  /** Monotonic milliseconds before which nothing is asked. */
  #notBeforeMs = -Infinity;
  #checks = 0;
  #failures = 0;

  constructor(options: CrossCheckOptions) {
    this.#options = options;
    this.#backoff = new Backoff(REST_BACKOFF, options.random);
  }

  /** Books asked for so far. */
  get checks(): number {
    return this.#checks;
  }

  /** How many of them differed from ours, best prices first. */
  get failures(): number {
    return this.#failures;
  }

  /** Asks for markets to be checked as soon as those before them are; after a failure nothing is asked for a while. */
  want(markets: readonly FollowedMarket[]): void {
    if (this.#options.clock.monotonicMs() < this.#notBeforeMs) return;
    for (const market of markets) {
      this.#wanted.set(market.market.ticker, market);
    }
    if (!this.#isChecking) void this.#checkAll();
  }

  async #checkAll(): Promise<void> {
    this.#isChecking = true;
    for (const [ticker, market] of this.#wanted) {
      this.#wanted.delete(ticker);
      if (this.#options.signal.aborted) break;
      await this.#check(market);
    }
    this.#isChecking = false;
  }

  async #check(market: FollowedMarket): Promise<void> {
    const { rest, onBook, onFailure, signal } = this.#options;
    try {
      const book = await rest.book(market.tokens.yes, signal);
      this.#backoff.reset();
      const before = topOf(market);
      const wasUsable = market.isUsable;
      onBook(market, book);
      this.#checks += 1;
      if (wasUsable && before !== topOf(market)) this.#failures += 1;
    } catch (error) {
      // A market that nobody has quoted yet, or nobody may any more, has no book.
      if (signal.aborted || answerStatus(error) === NOT_FOUND) return;
      this.#wanted.clear();
      this.#notBeforeMs = this.#options.clock.monotonicMs() +
        this.#backoff.nextMs();
      onFailure(error);
    }
  }
}

function topOf({ book }: FollowedMarket): string {
  return `${book.bestYesBid} ${book.bestNoBid}`;
}
