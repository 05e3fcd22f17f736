import { assertNever } from "../../domain/assert_never.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { Outcome } from "../../domain/market.ts";

type Settled = Extract<JournalEntry, { kind: "position_settled" }>;
type Reversed = Extract<JournalEntry, { kind: "settlement_reversed" }>;

/**
 * Cash and contracts in the slow, obvious way: a second opinion on the arena's books, which shares no arithmetic
 * with them.
 */
export class PlainAccounts {
  readonly #cash = new Map<string, bigint>();
  readonly #held = new Map<string, bigint>();
  readonly #taken = new Map<string, bigint>();
  #capital = 0n;

  /** Returns a contestant's cash in micro-dollars. */
  cash(contestantId: string): bigint {
    return this.#cash.get(contestantId) ?? 0n;
  }

  /** What all contestants were given, less what was taken from them again, in micro-dollars. */
  get capital(): bigint {
    return this.#capital;
  }

  /**
   * Returns what was ever taken from a contestant without its doing, in micro-dollars: payouts taken back, funding,
   * inference, corrections. Cash may be below zero by as much.
   */
  taken(contestantId: string): bigint {
    return this.#taken.get(contestantId) ?? 0n;
  }

  /** Returns what a contestant holds in micro-contracts. */
  held(contestantId: string, marketId: string, outcome: Outcome): bigint {
    return this.#held.get(`${contestantId} ${marketId} ${outcome}`) ?? 0n;
  }

  fold(entry: JournalEntry): void {
    switch (entry.kind) {
      case "contestant_enrolled":
        if (!this.#cash.has(entry.contestantId)) {
          this.#cash.set(entry.contestantId, entry.startingBalance);
          this.#capital += entry.startingBalance;
        }
        return;
      case "order_filled": {
        const { fill } = entry;
        const exact = fill.price.price * fill.quantity;
        if (fill.side === "buy") {
          this.#pay(fill.contestantId, -((exact + 999_999n) / 1_000_000n));
          this.#move(fill, fill.quantity);
        } else {
          this.#pay(fill.contestantId, exact / 1_000_000n);
          this.#move(fill, -fill.quantity);
        }
        return this.#pay(fill.contestantId, -fill.fee);
      }
      case "position_settled":
        this.#pay(entry.contestantId, payoutOf(entry));
        return this.#move(entry, -entry.quantity);
      case "settlement_reversed":
        this.#charge(entry.contestantId, payoutOf(entry));
        return this.#move(entry, entry.quantity);
      case "capital_moved":
        this.#capital += entry.amount;
        return this.#pay(entry.contestantId, entry.amount);
      case "funding_charged":
      case "inference_charged":
        return this.#charge(entry.contestantId, entry.amount);
      case "position_corrected":
        return this.#move(entry, entry.quantityAfter - entry.quantityBefore);
      case "account_reset":
        for (const { quantity, ...place } of entry.positions) {
          this.#move({ ...place, contestantId: entry.contestantId }, -quantity);
        }
        return this.#charge(entry.contestantId, -entry.amount);
      case "balance_corrected":
        return this.#charge(entry.contestantId, -entry.amount);
    }
  }

  #pay(contestantId: string, amount: bigint): void {
    this.#cash.set(contestantId, this.cash(contestantId) + amount);
  }

  #charge(contestantId: string, amount: bigint): void {
    this.#pay(contestantId, -amount);
    if (amount <= 0n) return;
    this.#taken.set(contestantId, this.taken(contestantId) + amount);
  }

  #move(
    { contestantId, marketId, outcome }: {
      readonly contestantId: string;
      readonly marketId: string;
      readonly outcome: Outcome;
    },
    quantity: bigint,
  ): void {
    this.#held.set(
      `${contestantId} ${marketId} ${outcome}`,
      this.held(contestantId, marketId, outcome) + quantity,
    );
  }
}

function payoutOf(
  { resolution, outcome, quantity, cost }: Settled | Reversed,
): bigint {
  switch (resolution.kind) {
    case "yes":
    case "no":
      return resolution.kind === outcome ? quantity : 0n;
    case "scalar": {
      const yes = resolution.yesPayout;
      return quantity * (outcome === "yes" ? yes : 1_000_000n - yes) /
        1_000_000n;
    }
    case "void":
      return cost;
    default:
      return assertNever(resolution);
  }
}
