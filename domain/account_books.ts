import { positionCorrectionsOf } from "./reset_corrections.ts";
import {
  type Contestant,
  enrolledContestant,
  withCapital,
  withMark,
  withMoney,
  withoutResult,
  withReset,
  withResult,
} from "./contestant.ts";
import type { Fill } from "./fill.ts";
import { FoldError } from "./fold_error.ts";
import { IdSet } from "./id_set.ts";
import type { ContestantId, FillId, MarketId } from "./ids.ts";
import type { EntryOf, EquityMark, SettledPosition } from "./journal.ts";
import { Ledger, type Posting } from "./ledger.ts";
import { isSameResolution } from "./market.ts";
import { add, type UsdMicros } from "./money.ts";
import type { BookedPerpetualFill } from "./perpetual_order.ts";
import { perpetualFillPostings } from "./perpetual_postings.ts";
import { PerpetualRegister } from "./perpetual_register.ts";
import { PositionRegister } from "./position_register.ts";
import {
  balanceCorrectionPostings,
  capitalPostings,
  chargePostings,
  enrolledPostings,
  fillPostings,
  positionCorrectionPostings,
  reversalPostings,
  settlementPostings,
} from "./postings.ts";

/** A settlement that was booked. */
interface Settled {
  readonly settled: SettledPosition;
  /** The cash that the position brought, fees included; `null` where it went on with fills that came late. */
  readonly result: UsdMicros | null;
  isTakenBack: boolean;
}

/** Everybody's money: contestants, what they hold and the ledger, as the journal's rows move them. */
export class AccountBooks {
  #contestants = new Map<ContestantId, Contestant>();
  #positions = new PositionRegister();
  #perpetuals = new PerpetualRegister();
  #ledger = new Ledger();
  #fillIds = new IdSet<FillId>();
  #settled = new Map<MarketId, Settled[]>();
  #settlements = 0;

  /** Returns books of the same money that go their own way. */
  copy(): AccountBooks {
    const copy = new AccountBooks();
    copy.#contestants = new Map(this.#contestants);
    copy.#positions = this.#positions.copy();
    copy.#perpetuals = this.#perpetuals.copy();
    copy.#ledger = this.#ledger.copy();
    copy.#fillIds = this.#fillIds.copy();
    copy.#settled = new Map(
      [...this.#settled].map(([id, booked]) => [
        id,
        booked.map((settled) => ({ ...settled })),
      ]),
    );
    copy.#settlements = this.#settlements;
    return copy;
  }

  /** Contestants in the order of their enrolment. */
  get contestants(): ReadonlyMap<ContestantId, Contestant> {
    return this.#contestants;
  }

  get positions(): Pick<PositionRegister, "get" | "of" | "in" | "all"> {
    return this.#positions;
  }

  /** What is held of perpetuals. */
  get perpetuals(): Pick<PerpetualRegister, "get" | "of" | "all"> {
    return this.#perpetuals;
  }

  get ledger(): Pick<Ledger, "balance" | "balances" | "total" | "entries"> {
    return this.#ledger;
  }

  /** Fills booked. */
  get fills(): number {
    return this.#fillIds.size;
  }

  /** Settlements booked, less those taken back. */
  get settlements(): number {
    return this.#settlements;
  }

  hasFill(id: FillId): boolean {
    return this.#fillIds.has(id);
  }

  /** Returns what a market has paid and not taken back, in the order of payment. */
  settledIn(marketId: MarketId): readonly SettledPosition[] {
    return (this.#settled.get(marketId) ?? [])
      .filter(({ isTakenBack }) => !isTakenBack)
      .map(({ settled }) => settled);
  }

  /** Returns a contestant. @throws {FoldError} If nobody of that id is enrolled. */
  contestant(id: ContestantId): Contestant {
    const contestant = this.#contestants.get(id);
    if (contestant === undefined) {
      throw new FoldError(
        `Cannot fold the journal as a contestant must be enrolled first: current value is "${id}"`,
      );
    }
    return contestant;
  }

  put(contestant: Contestant): void {
    this.#contestants.set(contestant.id, contestant);
  }

  /** Opens an account. Returns `false` for one that is open. */
  enroll(entry: EntryOf<"contestant_enrolled">, atMs: number): boolean {
    if (this.#contestants.has(entry.contestantId)) return false;
    this.#ledger.post(enrolledPostings(entry));
    this.put(enrolledContestant(entry, atMs));
    return true;
  }

  /** Books a fill that was not booked before. @throws {OversoldError} If more is sold than held. */
  fill(fill: Fill): void {
    const contestant = this.contestant(fill.contestantId);
    const postings = fillPostings(fill, this.#positions.get(fill));
    const result = this.#positions.fill(fill);
    this.#ledger.post(postings);
    this.#fillIds.add(fill.id);
    const filled = { ...contestant, fills: contestant.fills + 1 };
    this.#putMoney(
      result === null ? filled : withResult(filled, result, fill.occurredAtMs),
    );
  }

  /** Books a fill of a perpetual that was not booked before. */
  fillPerpetual(fill: BookedPerpetualFill): void {
    const contestant = this.contestant(fill.contestantId);
    const { change, result } = this.#perpetuals.fill(fill);
    this.#ledger.post(perpetualFillPostings(change, fill.fee));
    this.#fillIds.add(fill.id);
    const filled = { ...contestant, fills: contestant.fills + 1 };
    this.#putMoney(
      result === null ? filled : withResult(filled, result, fill.occurredAtMs),
    );
  }

  /**
   * Pays out what a row names of a position. Fills that came after the row was made stay behind.
   *
   * @returns `false` if all of it was paid before.
   * @throws {FoldError} If it was not held.
   */
  settle(entry: EntryOf<"position_settled">, atMs: number): boolean {
    const contestant = this.contestant(entry.contestantId);
    const { quantity, cost } = this.#positions.get(entry);
    const booked = this.#settled.get(entry.marketId) ?? [];
    const isPaid = booked.some(({ settled, isTakenBack }) =>
      !isTakenBack && isSameHolding(settled, entry)
    );
    if (quantity === 0n && isPaid) return false;
    const isWhole = quantity === entry.quantity && cost === entry.cost;
    const isPart = quantity > entry.quantity && cost > entry.cost;
    if (quantity === 0n || !(isWhole || isPart)) {
      throw new FoldError(
        `Cannot settle ${
          placeOf(entry)
        } as it must hold ${entry.quantity} micro-contracts that cost ${entry.cost}: current value is ${quantity} that cost ${cost}`,
      );
    }
    this.#ledger.post(settlementPostings(entry));
    const result = this.#positions.settle(entry);
    const { kind: _kind, ...settled } = entry;
    booked.push({ settled, result, isTakenBack: false });
    this.#settled.set(entry.marketId, booked);
    this.#settlements++;
    this.#putMoney(
      result === null ? contestant : withResult(contestant, result, atMs),
    );
    return true;
  }

  /**
   * Takes a settlement back by contra entries: what it paid for is held again, beside whatever is held by now.
   *
   * @returns `false` if it was taken back before.
   * @throws {FoldError} If it was never booked.
   */
  reverse(entry: EntryOf<"settlement_reversed">): boolean {
    const contestant = this.contestant(entry.contestantId);
    const same = (this.#settled.get(entry.marketId) ?? []).filter((
      { settled },
    ) => isSameSettlement(settled, entry));
    const booked = same.findLast(({ isTakenBack }) => !isTakenBack);
    if (booked === undefined && same.length > 0) return false;
    if (booked === undefined) {
      throw new FoldError(
        `Cannot reverse the settlement of ${
          placeOf(entry)
        } as it must have been booked: current value is ${entry.quantity} micro-contracts for a payout of ${entry.payout}`,
      );
    }
    const { settled, result } = booked;
    this.#ledger.post(reversalPostings(settled));
    this.#positions.reopen(settled, result);
    booked.isTakenBack = true;
    this.#settlements--;
    this.#putMoney(
      result === null ? contestant : withoutResult(contestant, result),
    );
    return true;
  }

  /** Books how everybody stood. */
  mark(marks: readonly EquityMark[], atMs: number): void {
    const marked = marks.map((mark) =>
      withMark(this.contestant(mark.contestantId), mark, atMs)
    );
    for (const contestant of marked) this.put(contestant);
  }

  /** Books a deposit or withdrawal. */
  moveCapital(entry: EntryOf<"capital_moved">): void {
    const contestant = this.contestant(entry.contestantId);
    this.#ledger.post(capitalPostings(entry));
    this.#putMoney(withCapital(contestant, entry));
  }

  /** Books funding or what a model's call cost. */
  charge(entry: EntryOf<"funding_charged" | "inference_charged">): void {
    const kind = entry.kind === "funding_charged"
      ? "funding"
      : "inference_cost";
    this.#post(entry.contestantId, chargePostings(kind, entry));
    if (entry.kind === "funding_charged") {
      this.#perpetuals.charge(entry, entry.amount);
    }
  }

  /** Books what a reconciliation found of a perpetual. @throws {FoldError} If it is not held as the row says. */
  correctPerpetual(entry: EntryOf<"perpetual_corrected">): void {
    const { contestantId, marketId, size } = this.#perpetuals.get(entry);
    if (size !== entry.before.size) {
      throw new FoldError(
        `Cannot correct ${marketId} of ${contestantId} as it must be ${entry.before.size}: current value is ${size}`,
      );
    }
    this.contestant(contestantId);
    this.#perpetuals.correct({ contestantId, marketId, ...entry.after });
  }

  /** Books what a reconciliation found in a position. @throws {FoldError} If it is not held as the row says. */
  correctPosition(entry: EntryOf<"position_corrected">): void {
    const { quantity, cost } = this.#positions.get(entry);
    if (quantity !== entry.quantityBefore) {
      throw new FoldError(
        `Cannot correct ${
          placeOf(entry)
        } as it must hold ${entry.quantityBefore} micro-contracts: current value is ${quantity}`,
      );
    }
    const contestant = this.contestant(entry.contestantId);
    this.#ledger.post(positionCorrectionPostings(entry, cost));
    this.#positions.correct(entry);
    this.#putMoney(contestant);
  }

  /** Books what a reconciliation found in an account's cash. */
  correctBalance(entry: EntryOf<"balance_corrected">): void {
    this.#post(entry.contestantId, balanceCorrectionPostings(entry));
  }

  /**
   * Brings an account back to its starting balance by corrections.
   *
   * @throws {FoldError} If it does not hold what the row takes off it, or more, or would not end at that balance.
   */
  reset(entry: EntryOf<"account_reset">, atMs: number): void {
    const { contestantId, amount, reason } = entry;
    const { cash, startingBalance } = this.contestant(contestantId);
    const held = [...this.#positions.of(contestantId)].length;
    if (
      add(cash, amount) !== startingBalance || held !== entry.positions.length
    ) {
      throw new FoldError(
        `Cannot reset "${contestantId}" as it must hold ${entry.positions.length} positions and come to ${startingBalance}: current value is ${held} positions and ${
          add(cash, amount)
        }`,
      );
    }
    for (const correction of positionCorrectionsOf(entry)) {
      this.correctPosition(correction);
    }
    this.correctBalance({
      kind: "balance_corrected",
      contestantId,
      amount,
      reason,
    });
    this.put(
      withReset(this.contestant(contestantId), entry.equityBefore, atMs),
    );
  }

  #post(id: ContestantId, postings: readonly Posting[]): void {
    const contestant = this.contestant(id);
    this.#ledger.post(postings);
    this.#putMoney(contestant);
  }

  #putMoney(contestant: Contestant): void {
    this.put(withMoney(contestant, this.#ledger));
  }
}

function isSameHolding(left: SettledPosition, right: SettledPosition): boolean {
  return left.contestantId === right.contestantId &&
    left.outcome === right.outcome;
}

/** Two of one holding that agree in all of this move the same money: it does not matter which is meant. */
function isSameSettlement(
  left: SettledPosition,
  right: SettledPosition,
): boolean {
  return isSameHolding(left, right) && left.quantity === right.quantity &&
    left.cost === right.cost && left.payout === right.payout &&
    isSameResolution(left.resolution, right.resolution);
}

function placeOf(
  { contestantId, marketId, outcome }: Pick<
    SettledPosition,
    "contestantId" | "marketId" | "outcome"
  >,
): string {
  return `${marketId} ${contestantId} ${outcome}`;
}
