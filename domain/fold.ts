import { BooksState } from "./books_state.ts";
import { type ArenaEventEntry, isArenaEvent } from "./arena_event.ts";
import { assertNever } from "./assert_never.ts";
import type { Contestant } from "./contestant.ts";
import type { ControlEntry, ControlRegister } from "./control_register.ts";
import type { EventRegister } from "./event_register.ts";
import { FoldError } from "./fold_error.ts";
import type { ContestantId, MarketId, OrderId } from "./ids.ts";
import type {
  EntryOf,
  JournalEntry,
  JournalHead,
  JournalRow,
  SettledPosition,
} from "./journal.ts";
import type { Ledger } from "./ledger.ts";
import type { MarketStanding } from "./market_register.ts";
import type { ModelEntry } from "./model_entries.ts";
import type { SeasonEntry } from "./season_entries.ts";
import type { ModelRegister } from "./model_register.ts";
import type { Order } from "./order.ts";
import { type OrderRegister, receivedOrder } from "./order_register.ts";
import { type OrderEvent, transition } from "./order_transitions.ts";
import type { PerpetualBooks } from "./perpetual_books.ts";
import { isPerpetual, type PerpetualEntry } from "./perpetual_entries.ts";
import type { PerpetualRegister } from "./perpetual_register.ts";
import type { PositionRegister } from "./position_register.ts";
import type { SettlementCheckEntry } from "./settlement_check.ts";
import type { TellingEntry } from "./telling_entry.ts";
import type { SettlementHolds } from "./settlement_holds.ts";
import type { SeasonRegister } from "./season_register.ts";

/**
 * The state of the arena as a fold of its journal: risk, settler, projections, verification and recovery all
 * build it with `apply`, so that start-up and crash recovery are the same code.
 *
 * - A row already applied is ignored, by sequence; a gap is an error.
 * - What a row repeats (an order, a fill, an enrolment, a phase, a settlement) changes nothing and is counted
 *   in `repeats`.
 * - Maps, registers and iterators are live views: read them within one message, and keep the books themselves.
 * - Books that fold the same rows at the same time may be one until they part; see `joined`.
 */
export class ArenaBooks {
  #state = new BooksState();

  /** Place and hash of the last row applied. */
  get head(): JournalHead {
    return this.#state.head;
  }

  /** Contestants in the order of their enrolment. */
  get contestants(): ReadonlyMap<ContestantId, Contestant> {
    return this.#state.accounts.contestants;
  }

  /** Trading states, circuits and dead-lettered orders. */
  get controls(): Omit<ControlRegister, "apply"> {
    return this.#state.controls;
  }

  /** The events of the arena: markets that were chosen. */
  get events(): Omit<EventRegister, "apply"> {
    return this.#state.events;
  }

  /** Results that are doubted, and whether they are paid on. */
  get holds(): Omit<SettlementHolds, "apply"> {
    return this.#state.holds;
  }

  get markets(): ReadonlyMap<MarketId, MarketStanding> {
    return this.#state.markets.standings;
  }

  /** How each contestant's model does, in the order of their first calls. */
  get models(): ModelRegister["standings"] {
    return this.#state.models.standings;
  }

  /** Orders: those working, the 200 closed last, and whether an id was ever seen. */
  get orders(): Pick<OrderRegister, "working" | "closed" | "has" | "get"> {
    return this.#state.orders;
  }

  /** What is held: by key, by contestant, in a market. */
  get positions(): Pick<PositionRegister, "get" | "of" | "in" | "all"> {
    return this.#state.accounts.positions;
  }

  /** What is held of perpetuals: by key, by contestant. */
  get perpetuals(): Pick<PerpetualRegister, "get" | "of" | "all"> {
    return this.#state.accounts.perpetuals;
  }

  /** Perpetuals that are listed, and orders for them. */
  get perpetualOrders(): Omit<PerpetualBooks, "apply"> {
    return this.#state.perpetuals;
  }

  /** Seasons that were started, and whether they are over. */
  get seasons(): Omit<SeasonRegister, "apply"> {
    return this.#state.seasons;
  }

  get ledger(): Pick<Ledger, "balance" | "balances" | "total" | "entries"> {
    return this.#state.accounts.ledger;
  }

  get decisions(): number {
    const { decisionIds, perpetuals } = this.#state;
    return decisionIds.size + perpetuals.decisions;
  }

  get fills(): number {
    return this.#state.accounts.fills;
  }

  get signals(): number {
    return this.#state.signals;
  }

  /** Settlements booked, less those taken back. */
  get settlements(): number {
    return this.#state.accounts.settlements;
  }

  /** Returns what a market has paid and not taken back. */
  settledIn(marketId: MarketId): readonly SettledPosition[] {
    return this.#state.accounts.settledIn(marketId);
  }

  /** Rows that only repeated what was known. */
  get repeats(): number {
    return this.#state.repeats;
  }

  /**
   * Applies a committed row. Returns `false` if it was applied before or only repeats what is known.
   *
   * @throws {FoldError} If a row is missing before it, or it names what the journal does not know.
   * @throws {InvalidTransitionError | InvalidFillError | OversoldError | InvalidPhaseError} If what it says
   * cannot have happened. The state is as before the row.
   */
  apply(row: JournalRow): boolean {
    const { isJoint, head, wasNews, holders } = this.#state;
    if (isJoint && row.sequence === head.sequence) return wasNews;
    if (row.sequence <= head.sequence) return false;
    if (row.sequence !== head.sequence + 1) {
      throw new FoldError(
        `Cannot fold the journal as the next sequence must be ${
          head.sequence + 1
        }: current value is ${row.sequence}`,
      );
    }
    if (holders > 1 && !isJoint) this.#leave();
    const isNews = this.#applyEntry(row.entry, row.occurredAtMs);
    const state = this.#state;
    if (!isNews) state.repeats++;
    state.wasNews = isNews;
    state.head = { sequence: row.sequence, hash: row.hash };
    return isNews;
  }

  /**
   * Returns books that are one with these until `part`: whoever of them applies a row first applies it for all, and each
   * is told by its own `apply` whether it was news. So each applies a row before it looks at anything.
   */
  joined(): ArenaBooks {
    const books = new ArenaBooks();
    books.#state = this.#state;
    this.#state.holders += 1;
    this.#state.isJoint = true;
    return books;
  }

  /** From here on these books, and those that were one with them, go their own ways. All stand at the same row. */
  part(): void {
    this.#state.isJoint = false;
  }

  /** Nothing is copied before it changes: books that are never told of another row cost nothing. */
  #leave(): void {
    this.#state.holders -= 1;
    this.#state = this.#state.copy();
  }

  #applyEntry(entry: JournalEntry, atMs: number): boolean {
    switch (entry.kind) {
      case "contestant_enrolled":
        return this.#state.accounts.enroll(entry, atMs);
      case "market_listed":
        this.#state.markets.list(entry.market, atMs);
        return true;
      case "market_phase_changed":
        return this.#state.markets.change(entry, atMs);
      case "signal_detected":
        this.#state.signals++;
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
      case "order_cancel_requested":
      case "order_cancel_rejected":
        return this.#advance(entry);
      case "order_filled":
        return this.#fill(entry);
      case "position_settled":
        return this.#state.accounts.settle(entry, atMs);
      case "settlement_reversed":
        return this.#state.accounts.reverse(entry);
      case "equity_marked":
        this.#state.accounts.mark(entry.marks, atMs);
        return true;
      case "capital_moved":
        this.#state.accounts.moveCapital(entry);
        return true;
      case "funding_charged":
      case "inference_charged":
        this.#state.accounts.charge(entry);
        return true;
      case "position_corrected":
        this.#state.accounts.correctPosition(entry);
        return true;
      case "balance_corrected":
        this.#state.accounts.correctBalance(entry);
        return true;
      case "account_reset":
        this.#state.accounts.reset(entry, atMs);
        return true;
      default:
        return this.#steer(entry, atMs);
    }
  }

  /** What moves neither orders nor money of markets with outcomes. */
  #steer(
    entry:
      | ArenaEventEntry
      | ControlEntry
      | ModelEntry
      | PerpetualEntry
      | SeasonEntry
      | SettlementCheckEntry
      | TellingEntry,
    atMs: number,
  ): boolean {
    switch (entry.kind) {
      case "trading_state_changed":
      case "kill_switch_acknowledged":
      case "venue_circuit_changed":
      case "order_dead_lettered":
      case "dead_letter_resolved":
      case "reconciliation_completed":
      case "twin_filled":
        return this.#state.controls.apply(entry, atMs);
      case "model_asked":
      case "model_answered":
      case "decision_failed":
        return this.#state.models.apply(entry, atMs);
      case "settlement_checked":
      case "settlement_hold_decided":
        return this.#state.holds.apply(entry, atMs);
      case "season_started":
      case "season_concluded":
        return this.#state.seasons.apply(entry, atMs);
      case "boards_snapshotted":
      case "operator_acted":
      case "signal_scored":
      case "order_signed":
      case "exit_triggered":
      case "payout_reported":
      case "redemption_signed":
      case "redemption_failed":
      case "event_summary_asked":
      case "event_summarized":
      case "event_summary_failed":
        return true;
      default:
        if (isPerpetual(entry)) return this.#state.perpetuals.apply(entry);
        return isArenaEvent(entry)
          ? this.#state.events.apply(entry, atMs)
          : assertNever(entry);
    }
  }

  #decide({ decision }: EntryOf<"decision_made">): boolean {
    const contestant = this.#state.accounts.contestant(decision.contestantId);
    if (!this.#state.decisionIds.add(decision.id)) return false;
    this.#state.accounts.put({
      ...contestant,
      decisions: contestant.decisions + 1,
    });
    return true;
  }

  #receive(entry: EntryOf<"order_denied" | "order_submitted">): boolean {
    if (this.#state.orders.has(entry.order.id)) return false;
    const contestant = this.#state.accounts.contestant(
      entry.order.contestantId,
    );
    this.#state.orders.receive(receivedOrder(entry));
    const { orders, denials } = contestant;
    this.#state.accounts.put(
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
    this.#state.orders.set(transition(order, entry));
    return true;
  }

  #fill(entry: EntryOf<"order_filled">): boolean {
    const { fill } = entry;
    if (this.#state.accounts.hasFill(fill.id)) return false;
    const order = this.#knownOrder(fill.orderId);
    // A fill of an order that closed too long ago to be kept is still money that moved.
    const filled = order === null ? null : transition(order, entry);
    this.#state.accounts.fill(fill);
    if (filled !== null) this.#state.orders.set(filled);
    return true;
  }

  /** Returns `null` for an order that closed too long ago to be kept. */
  #knownOrder(id: OrderId): Order | null {
    const order = this.#state.orders.get(id);
    if (order === null && !this.#state.orders.has(id)) {
      throw new FoldError(
        `Cannot fold the journal as an order must be submitted first: current value is "${id}"`,
      );
    }
    return order;
  }
}
