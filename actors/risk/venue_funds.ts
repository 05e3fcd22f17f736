import type { ContestantId } from "../../domain/ids.ts";
import type { VenueId } from "../../domain/market.ts";
import { add, subtract, type UsdMicros, ZERO_USD } from "../../domain/money.ts";
import type { VenueBalances } from "../ports/topics.ts";

interface Funds {
  readonly cash: UsdMicros;
  /** What orders may cost that passed since the venue said so: it cannot have known of them. */
  spent: UsdMicros;
}

/** What each venue last said that each contestant may spend there, less what went since. */
export class VenueFunds {
  readonly #funds = new Map<VenueId, Map<ContestantId, Funds>>();

  /** Takes a venue's word; whoever is not in it is not known there any more. */
  report({ venue, balances }: VenueBalances): void {
    this.#funds.set(
      venue,
      new Map(balances.map(({ contestantId, cash }) => [contestantId, {
        cash,
        spent: ZERO_USD,
      }])),
    );
  }

  /** Takes what an order may cost off what is there. */
  spend(venue: VenueId, contestantId: ContestantId, amount: UsdMicros): void {
    const funds = this.#funds.get(venue)?.get(contestantId);
    if (funds !== undefined) funds.spent = add(funds.spent, amount);
  }

  /** Returns what is left; `null` where the venue said nothing of this contestant. */
  free(venue: VenueId, contestantId: ContestantId): UsdMicros | null {
    const funds = this.#funds.get(venue)?.get(contestantId);
    return funds === undefined ? null : subtract(funds.cash, funds.spent);
  }
}
