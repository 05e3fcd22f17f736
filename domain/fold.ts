import { assertNever } from "./assert_never.ts";
import {
  type Contestant,
  enrolledContestant,
  withMoney,
} from "./contestant.ts";
import type {
  ContestantId,
  DecisionId,
  FillId,
  MarketId,
  OrderId,
} from "./ids.ts";
import {
  type EntryOf,
  type EquityMark,
  GENESIS_HEAD,
  type JournalEntry,
  type JournalHead,
  type JournalRow,
} from "./journal.ts";
import { Ledger } from "./ledger.ts";
import { MarketRegister, type MarketStanding } from "./market_register.ts";
import { max } from "./money.ts";
import type { Order } from "./order.ts";
import { OrderRegister, receivedOrder } from "./order_register.ts";
import { type OrderEvent, transition } from "./order_transitions.ts";
import { PositionRegister } from "./position_register.ts";
import {
  enrolledPostings,
  fillPostings,
  settlementPostings,
} from "./postings.ts";

/** Raised for a row that cannot follow on the rows before it: the journal or its writer is broken. */
export class FoldError extends Error {
  override readonly name = "FoldError";
}

/**
 * The state of the arena as a fold of its journal: risk, settler, projections, verification and recovery all
 * build it with `apply`, so that start-up and crash recovery are the same code.
 *
 * - A row already applied is ignored, by sequence; a gap is an error.
 * - What a row repeats (an order, a fill, an enrolment, a phase, a settlement) changes nothing and is counted
 *   in `repeats`.
 * - Maps and iterators are live views: read them within one message.
 */
export class ArenaBooks {
  readonly #contestants = new Map<ContestantId, Contestant>();
  readonly #markets = new MarketRegister();
  readonly #orders = new OrderRegister();
  readonly #positions = new PositionRegister();
  readonly #ledger = new Ledger();
  readonly #decisionIds = new Set<DecisionId>();
  readonly #fillIds = new Set<FillId>();
  readonly #settled = new Set<string>();
  #head: JournalHead = GENESIS_HEAD;
  #signals = 0;
  #settlements = 0;
  #repeats = 0;

  /** Place and hash of the last row applied. */
  get head(): JournalHead {
    return this.#head;
  }

  /** Contestants in the order of their enrolment. */
  get contestants(): ReadonlyMap<ContestantId, Contestant> {
    return this.#contestants;
  }

  get markets(): ReadonlyMap<MarketId, MarketStanding> {
    return this.#markets.standings;
  }

  /** Orders: those working, the 200 closed last, and whether an id was ever seen. */
  get orders(): Pick<OrderRegister, "working" | "closed" | "has" | "get"> {
    return this.#orders;
  }

  /** What is held: by key, by contestant, in a market. */
  get positions(): Pick<PositionRegister, "get" | "of" | "in" | "all"> {
    return this.#positions;
  }

  get ledger(): Pick<Ledger, "balance" | "balances" | "total" | "entries"> {
    return this.#ledger;
  }

  get decisions(): number {
    return this.#decisionIds.size;
  }

  get fills(): number {
    return this.#fillIds.size;
  }

  get signals(): number {
    return this.#signals;
  }

  get settlements(): number {
    return this.#settlements;
  }

  /** Rows that only repeated what was known. */
  get repeats(): number {
    return this.#repeats;
  }

  /**
   * Applies a committed row. Returns `false` if it was applied before or only repeats what is known.
   *
   * @throws {FoldError} If a row is missing before it, or it names what the journal does not know.
   * @throws {InvalidTransitionError | InvalidFillError | OversoldError | InvalidPhaseError} If what it says
   * cannot have happened. The state is as before the row.
   */
  apply(row: JournalRow): boolean {
    if (row.sequence <= this.#head.sequence) return false;
    if (row.sequence !== this.#head.sequence + 1) {
      throw new FoldError(
        `Cannot fold the journal as the next sequence must be ${
          this.#head.sequence + 1
        }: current value is ${row.sequence}`,
      );
    }
    const isNews = this.#applyEntry(row.entry, row.occurredAtMs);
    if (!isNews) this.#repeats++;
    this.#head = { sequence: row.sequence, hash: row.hash };
    return isNews;
  }

  #applyEntry(entry: JournalEntry, atMs: number): boolean {
    switch (entry.kind) {
      case "contestant_enrolled":
        return this.#enroll(entry, atMs);
      case "market_listed":
        this.#markets.list(entry.market, atMs);
        return true;
      case "market_phase_changed":
        return this.#markets.change(entry, atMs);
      case "signal_detected":
        this.#signals++;
        return true;
      case "signal_scored":
        return true;
      case "decision_made":
        return this.#decide(entry);
      case "order_denied":
      case "order_submitted":
        return this.#receive(entry);
      case "order_accepted":
      case "order_rejected":
      case "order_canceled":
      case "order_expired":
        return this.#advance(entry);
      case "order_filled":
        return this.#fill(entry);
      case "position_settled":
        return this.#settle(entry);
      case "equity_marked":
        return this.#mark(entry.marks);
      default:
        return assertNever(entry);
    }
  }

  #enroll(entry: EntryOf<"contestant_enrolled">, atMs: number): boolean {
    if (this.#contestants.has(entry.contestantId)) return false;
    this.#ledger.post(enrolledPostings(entry));
    this.#put(enrolledContestant(entry, atMs));
    return true;
  }

  #decide({ decision }: EntryOf<"decision_made">): boolean {
    if (this.#decisionIds.has(decision.id)) return false;
    const contestant = this.#contestant(decision.contestantId);
    this.#decisionIds.add(decision.id);
    this.#put({ ...contestant, decisions: contestant.decisions + 1 });
    return true;
  }

  #receive(entry: EntryOf<"order_denied" | "order_submitted">): boolean {
    if (this.#orders.has(entry.order.id)) return false;
    const contestant = this.#contestant(entry.order.contestantId);
    this.#orders.set(receivedOrder(entry));
    const { orders, denials } = contestant;
    this.#put(
      entry.kind === "order_denied"
        ? { ...contestant, denials: denials + 1 }
        : { ...contestant, orders: orders + 1 },
    );
    return true;
  }

  #advance(
    entry: OrderEvent & { readonly orderId: OrderId },
  ): boolean {
    const order = this.#knownOrder(entry.orderId);
    if (order === null) return false;
    this.#orders.set(transition(order, entry));
    return true;
  }

  #fill(entry: EntryOf<"order_filled">): boolean {
    const { fill } = entry;
    if (this.#fillIds.has(fill.id)) return false;
    const contestant = this.#contestant(fill.contestantId);
    const order = this.#knownOrder(fill.orderId);
    // A fill of an order that closed too long ago to be kept is still money that moved.
    const filled = order === null ? null : transition(order, entry);
    const postings = fillPostings(fill, this.#positions.get(fill));
    const result = this.#positions.fill(fill);
    this.#ledger.post(postings);
    if (filled !== null) this.#orders.set(filled);
    this.#fillIds.add(fill.id);
    this.#put(
      withMoney(
        { ...contestant, fills: contestant.fills + 1 },
        this.#ledger,
        result,
      ),
    );
    return true;
  }

  #settle(entry: EntryOf<"position_settled">): boolean {
    const contestant = this.#contestant(entry.contestantId);
    const { quantity, cost } = this.#positions.get(entry);
    const key = `${entry.contestantId} ${entry.marketId} ${entry.outcome}`;
    if (quantity === 0n && this.#settled.has(key)) return false;
    if (quantity === 0n || quantity !== entry.quantity || cost !== entry.cost) {
      throw new FoldError(
        `Cannot settle ${key} as it must hold ${entry.quantity} micro-contracts that cost ${entry.cost}: current value is ${quantity} that cost ${cost}`,
      );
    }
    this.#ledger.post(settlementPostings(entry));
    const result = this.#positions.settle(entry, entry.payout);
    this.#settled.add(key);
    this.#settlements++;
    this.#put(withMoney(contestant, this.#ledger, result));
    return true;
  }

  #mark(marks: readonly EquityMark[]): boolean {
    const marked = marks.map((mark): Contestant => {
      const contestant = this.#contestant(mark.contestantId);
      const peakEquity = max(contestant.peakEquity, mark.equity);
      return { ...contestant, mark, peakEquity };
    });
    for (const contestant of marked) this.#put(contestant);
    return true;
  }

  #put(contestant: Contestant): void {
    this.#contestants.set(contestant.id, contestant);
  }

  #contestant(id: ContestantId): Contestant {
    const contestant = this.#contestants.get(id);
    if (contestant === undefined) {
      throw new FoldError(
        `Cannot fold the journal as a contestant must be enrolled first: current value is "${id}"`,
      );
    }
    return contestant;
  }

  /** Returns `null` for an order that closed too long ago to be kept. */
  #knownOrder(id: OrderId): Order | null {
    if (!this.#orders.has(id)) {
      throw new FoldError(
        `Cannot fold the journal as an order must be submitted first: current value is "${id}"`,
      );
    }
    return this.#orders.get(id);
  }
}
