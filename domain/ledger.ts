import type { ContestantId, MarketId } from "./ids.ts";
import type { Outcome } from "./market.ts";
import { add, type UsdMicros, ZERO_USD } from "./money.ts";

/**
 * Where money can be. A balance is what has been moved in minus what has been moved out:
 *
 * - `external_capital` goes below 0 by what contestants were given to start with;
 * - `contestant_cash` is what a contestant can spend;
 * - `position_cost` is what the contracts still held cost, without fees;
 * - `venue_fees` is what a contestant has paid in fees;
 * - `counterparty` is what the others have won from a contestant: its realised profit with the sign turned;
 * - `funding` is what it has paid to hold perpetuals, less what it was paid;
 * - `inference_cost` is what its model's calls have cost;
 * - `corrections` goes below 0 by what a reconciliation has added to its cash or cost.
 */
export type Account =
  | { readonly kind: "external_capital" }
  | {
    readonly kind:
      | "contestant_cash"
      | "venue_fees"
      | "counterparty"
      | "funding"
      | "inference_cost"
      | "corrections";
    readonly contestantId: ContestantId;
  }
  | {
    readonly kind: "position_cost";
    readonly contestantId: ContestantId;
    readonly marketId: MarketId;
    readonly outcome: Outcome;
  };

/** One side of a transfer: `amount` into `account`, or out of it where it is negative. */
export interface Posting {
  readonly account: Account;
  readonly amount: UsdMicros;
}

/** Raised for postings that do not sum to zero. */
export class UnbalancedError extends Error {
  override readonly name = "UnbalancedError";
}

interface Balance {
  readonly account: Account;
  amount: UsdMicros;
}

/**
 * Exact double entry. Money is only ever moved: each entry sums to zero, so all balances together do.
 * Entries are added and never edited; what they were is in the journal that they are made from.
 */
export class Ledger {
  #balances = new Map<string, Balance>();
  readonly #keys = new AccountKeys();
  #entries = 0;

  /** Counts entries posted. */
  get entries(): number {
    return this.#entries;
  }

  /** Returns a ledger of the same balances that goes its own way. */
  copy(): Ledger {
    const copy = new Ledger();
    copy.#balances = new Map(
      [...this.#balances].map(([key, balance]) => [key, { ...balance }]),
    );
    copy.#entries = this.#entries;
    return copy;
  }

  /**
   * Moves money. An entry that does not balance changes nothing.
   *
   * @throws {UnbalancedError} If `postings` do not sum to zero.
   */
  post(postings: readonly Posting[]): void {
    let sum = 0n;
    for (const { amount } of postings) sum += amount;
    if (sum !== 0n) {
      throw new UnbalancedError(
        `Cannot post to the ledger as the postings must sum to 0: current value is ${sum} micro-dollars`,
      );
    }
    for (const { account, amount } of postings) this.#move(account, amount);
    this.#entries++;
  }

  /** Returns what is in `account`; 0 for one that nothing was posted to. */
  balance(account: Account): UsdMicros {
    return this.#balances.get(this.#keys.of(account))?.amount ?? ZERO_USD;
  }

  /** Returns every account with something in it, in the order of their first posting. */
  *balances(): Generator<Posting> {
    for (const { account, amount } of this.#balances.values()) {
      yield { account, amount };
    }
  }

  /** Returns the sum over all accounts, counted anew: 0 unless the ledger is broken. */
  total(): UsdMicros {
    let sum = ZERO_USD;
    for (const { amount } of this.#balances.values()) sum = add(sum, amount);
    return sum;
  }

  #move(account: Account, amount: UsdMicros): void {
    const key = this.#keys.of(account);
    const balance = this.#balances.get(key);
    if (balance === undefined) {
      if (amount !== 0n) this.#balances.set(key, { account, amount });
      return;
    }
    balance.amount = add(balance.amount, amount);
    // A closed position leaves no account behind, so the ledger grows with what is open, not with history.
    if (balance.amount === 0n) this.#balances.delete(key);
  }
}

/** The accounts that a contestant has one of each. */
type OwnKind = Exclude<Account["kind"], "external_capital" | "position_cost">;

/** Keys of accounts, unique over all of them: ids hold no spaces. Those that every fill moves are made once. */
class AccountKeys {
  readonly #own = new Map<ContestantId, Readonly<Record<OwnKind, string>>>();

  of(account: Account): string {
    switch (account.kind) {
      case "external_capital":
        return account.kind;
      case "position_cost":
        return `${account.kind} ${account.contestantId} ${account.marketId} ${account.outcome}`;
      default:
        return this.#ownOf(account.contestantId)[account.kind];
    }
  }

  #ownOf(id: ContestantId): Readonly<Record<OwnKind, string>> {
    const known = this.#own.get(id);
    if (known !== undefined) return known;
    const keys: Record<OwnKind, string> = {
      "contestant_cash": `contestant_cash ${id}`,
      "venue_fees": `venue_fees ${id}`,
      counterparty: `counterparty ${id}`,
      funding: `funding ${id}`,
      "inference_cost": `inference_cost ${id}`,
      corrections: `corrections ${id}`,
    };
    this.#own.set(id, keys);
    return keys;
  }
}
