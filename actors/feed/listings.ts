import { canonicalJson } from "../../domain/canonical_json.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { Market } from "../../domain/market.ts";
import { isSettling } from "../../domain/settlement.ts";

/**
 * Markets that are in the journal or on their way there, as they were listed last.
 *
 * It keeps the name of every market ever listed, on purpose: one that is forgotten and named again by the venue would
 * be listed, and traded, a second time.
 */
export class Listings {
  /** `null` for a market that is over: its description is of no use any more. */
  readonly #listed = new Map<MarketId, Market | null>();
  /** Those of which the venue's words came here: a row says nothing newer of their terms. */
  readonly #taken = new Set<MarketId>();

  /** Takes a row of the journal. */
  fold(entry: JournalEntry): void {
    switch (entry.kind) {
      case "market_listed":
        return this.#taken.has(entry.market.id)
          ? undefined
          : this.#keep(entry.market);
      case "market_phase_changed":
        return this.#changePhase(entry.marketId, entry);
    }
  }

  /**
   * Takes what the venue says of a market, and returns what has to be written down of it: a market that is new, or one
   * whose orders or rounds are of other terms now, in the phase that the journal has it in. `null` where nothing has.
   */
  take(market: Market): Market | null {
    const known = this.#listed.get(market.id);
    if (known === null) return null;
    this.#taken.add(market.id);
    if (known === undefined) {
      this.#keep(market);
      return market;
    }
    if (termsOf(market) === termsOf(known)) return null;
    const renewed = { ...known, ...market, phase: known.phase };
    this.#listed.set(market.id, renewed);
    return renewed;
  }

  #keep(market: Market): void {
    if (this.#listed.get(market.id) === null) return;
    this.#listed.set(market.id, isSettling(market.phase) ? null : market);
  }

  #changePhase(id: MarketId, { phase }: Pick<Market, "phase">): void {
    const known = this.#listed.get(id);
    if (known === undefined || known === null) return;
    if (isSettling(phase)) this.#taken.delete(id);
    this.#listed.set(id, isSettling(phase) ? null : { ...known, phase });
  }
}

/** What a venue may change while a market lives, and what orders and rounds go by. */
function termsOf(
  { closesAtMs, strike, priceRanges, quantityMin }: Market,
): string {
  return canonicalJson({ closesAtMs, strike, priceRanges, quantityMin });
}
