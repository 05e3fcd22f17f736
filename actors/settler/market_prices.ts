import type { ArenaBooks } from "../../domain/fold.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { mid } from "../../domain/price.ts";
import type { Quote } from "../../domain/quote.ts";
import type { LastPrice } from "../../domain/settlement_check.ts";
import { isSettling } from "../../domain/settlement.ts";

/**
 * The newest quote of each market that is not over or whose result is held, and the last price that is known of it: the
 * middle of bid and ask while both were quoted, or what the market said when somebody last decided, which outlives a
 * restart.
 */
export class MarketPrices {
  readonly #quotes = new Map<MarketId, Quote>();
  readonly #lastPrices = new Map<MarketId, LastPrice>();

  /** Returns `null` where there is none. */
  readonly quoteOf = (id: MarketId): Quote | null =>
    this.#quotes.get(id) ?? null;

  /** Returns `null` where no price is known. */
  lastPriceOf(id: MarketId): LastPrice | null {
    return this.#lastPrices.get(id) ?? null;
  }

  /** A quote that comes after a market's end is late and would be kept for good. */
  quote(quote: Quote, { markets }: ArenaBooks): void {
    const { marketId, yesBid, yesAsk, occurredAtMs: atMs } = quote;
    const phase = markets.get(marketId)?.market.phase;
    if (phase !== undefined && isSettling(phase)) return;
    this.#quotes.set(marketId, quote);
    const probability = mid(yesBid, yesAsk);
    if (probability !== null) {
      this.#lastPrices.set(marketId, { probability, atMs });
    }
  }

  /** Takes each row once and in order. */
  fold(entry: JournalEntry): void {
    if (entry.kind === "decision_made") {
      const { marketId, marketProbability, decidedAtMs } = entry.decision;
      const known = this.#lastPrices.get(marketId);
      const isOld = known !== undefined && known.atMs >= decidedAtMs;
      if (marketProbability === null || isOld) return;
      this.#lastPrices.set(marketId, {
        probability: marketProbability,
        atMs: decidedAtMs,
      });
    }
    if (entry.kind === "market_phase_changed" && isSettling(entry.phase)) {
      this.#lastPrices.delete(entry.marketId);
    }
  }

  /** Forgets the quotes of a market that is over; what is held is marked by the last one until it is paid. */
  settle(id: MarketId, books: ArenaBooks): void {
    const standing = books.markets.get(id);
    if (standing === undefined || !isSettling(standing.market.phase)) return;
    const { resolution } = standing;
    const hold = books.holds.about(id, resolution);
    if (hold === null || !hold.isHeld) this.#quotes.delete(id);
    else if (hold.lastQuote !== null) this.#quotes.set(id, hold.lastQuote);
  }
}
