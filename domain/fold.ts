import { AccountBooks } from "./account_books.ts";
import { type ArenaEventEntry, isArenaEvent } from "./arena_event.ts";
import { assertNever } from "./assert_never.ts";
import type { Contestant } from "./contestant.ts";
import { type ControlEntry, ControlRegister } from "./control_register.ts";
import { EventRegister } from "./event_register.ts";
import type { SummaryEntry } from "./event_summary.ts";
import { FoldError } from "./fold_error.ts";
import type { ContestantId, DecisionId, MarketId, OrderId } from "./ids.ts";
import {
  type EntryOf,
  GENESIS_HEAD,
  type JournalEntry,
  type JournalHead,
  type JournalRow,
  type SettledPosition,
} from "./journal.ts";
import type { Ledger } from "./ledger.ts";
import { MarketRegister, type MarketStanding } from "./market_register.ts";
import type { ModelEntry } from "./model_entries.ts";
import type { SeasonEntry } from "./season_entries.ts";
import { ModelRegister } from "./model_register.ts";
import type { Order } from "./order.ts";
import { OrderRegister, receivedOrder } from "./order_register.ts";
import { type OrderEvent, transition } from "./order_transitions.ts";
import { PerpetualBooks } from "./perpetual_books.ts";
import { isPerpetual, type PerpetualEntry } from "./perpetual_entries.ts";
import type { PerpetualRegister } from "./perpetual_register.ts";
import type { PositionRegister } from "./position_register.ts";
import { SeasonRegister } from "./season_register.ts";

/** Rows that tell and change nothing that is kept here. */
type TellingEntry =
  | EntryOf<
    | "signal_scored"
    | "order_signed"
    | "exit_triggered"
    | "boards_snapshotted"
    | "payout_reported"
    | "redemption_signed"
    | "redemption_failed"
    | "operator_acted"
  >
  | SummaryEntry;

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
  readonly #accounts = new AccountBooks();
  readonly #controls = new ControlRegister();
  readonly #events = new EventRegister();
  readonly #markets = new MarketRegister();
  readonly #models = new ModelRegister();
  readonly #orders = new OrderRegister();
  readonly #perpetuals = new PerpetualBooks(this.#accounts);
  readonly #seasons = new SeasonRegister();
  readonly #decisionIds = new Set<DecisionId>();
  #head: JournalHead = GENESIS_HEAD;
  #signals = 0;
  #repeats = 0;

  /** Place and hash of the last row applied. */
  get head(): JournalHead {
    return this.#head;
  }

  /** Contestants in the order of their enrolment. */
  get contestants(): ReadonlyMap<ContestantId, Contestant> {
    return this.#accounts.contestants;
  }

  /** Trading states, circuits and dead-lettered orders. */
  get controls(): Omit<ControlRegister, "apply"> {
    return this.#controls;
  }

  /** The events of the arena: markets that were chosen. */
  get events(): Omit<EventRegister, "apply"> {
    return this.#events;
  }

  get markets(): ReadonlyMap<MarketId, MarketStanding> {
    return this.#markets.standings;
  }

  /** How each contestant's model does, in the order of their first calls. */
  get models(): ModelRegister["standings"] {
    return this.#models.standings;
  }

  /** Orders: those working, the 200 closed last, and whether an id was ever seen. */
  get orders(): Pick<OrderRegister, "working" | "closed" | "has" | "get"> {
    return this.#orders;
  }

  /** What is held: by key, by contestant, in a market. */
  get positions(): Pick<PositionRegister, "get" | "of" | "in" | "all"> {
    return this.#accounts.positions;
  }

  /** What is held of perpetuals: by key, by contestant. */
  get perpetuals(): Pick<PerpetualRegister, "get" | "of" | "all"> {
    return this.#accounts.perpetuals;
  }

  /** Perpetuals that are listed, and orders for them. */
  get perpetualOrders(): Omit<PerpetualBooks, "apply"> {
    return this.#perpetuals;
  }

  /** Seasons that were started, and whether they are over. */
  get seasons(): Omit<SeasonRegister, "apply"> {
    return this.#seasons;
  }

  get ledger(): Pick<Ledger, "balance" | "balances" | "total" | "entries"> {
    return this.#accounts.ledger;
  }

  get decisions(): number {
    return this.#decisionIds.size + this.#perpetuals.decisions;
  }

  get fills(): number {
    return this.#accounts.fills;
  }

  get signals(): number {
    return this.#signals;
  }

  /** Settlements booked, less those taken back. */
  get settlements(): number {
    return this.#accounts.settlements;
  }

  /** Returns what a market has paid and not taken back. */
  settledIn(marketId: MarketId): readonly SettledPosition[] {
    return this.#accounts.settledIn(marketId);
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
        return this.#accounts.enroll(entry, atMs);
      case "market_listed":
        this.#markets.list(entry.market, atMs);
        return true;
      case "market_phase_changed":
        return this.#markets.change(entry, atMs);
      case "signal_detected":
        this.#signals++;
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
        return this.#accounts.settle(entry, atMs);
      case "settlement_reversed":
        return this.#accounts.reverse(entry);
      case "equity_marked":
        this.#accounts.mark(entry.marks, atMs);
        return true;
      case "capital_moved":
        this.#accounts.moveCapital(entry);
        return true;
      case "funding_charged":
      case "inference_charged":
        this.#accounts.charge(entry);
        return true;
      case "position_corrected":
        this.#accounts.correctPosition(entry);
        return true;
      case "balance_corrected":
        this.#accounts.correctBalance(entry);
        return true;
      case "account_reset":
        this.#accounts.reset(entry, atMs);
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
        return this.#controls.apply(entry, atMs);
      case "model_asked":
      case "model_answered":
      case "decision_failed":
        return this.#models.apply(entry, atMs);
      case "season_started":
      case "season_concluded":
        return this.#seasons.apply(entry, atMs);
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
        if (isPerpetual(entry)) return this.#perpetuals.apply(entry);
        return isArenaEvent(entry)
          ? this.#events.apply(entry, atMs)
          : assertNever(entry);
    }
  }

  #decide({ decision }: EntryOf<"decision_made">): boolean {
    if (this.#decisionIds.has(decision.id)) return false;
    const contestant = this.#accounts.contestant(decision.contestantId);
    this.#decisionIds.add(decision.id);
    this.#accounts.put({ ...contestant, decisions: contestant.decisions + 1 });
    return true;
  }

  #receive(entry: EntryOf<"order_denied" | "order_submitted">): boolean {
    if (this.#orders.has(entry.order.id)) return false;
    const contestant = this.#accounts.contestant(entry.order.contestantId);
    this.#orders.set(receivedOrder(entry));
    const { orders, denials } = contestant;
    this.#accounts.put(
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
    if (this.#accounts.hasFill(fill.id)) return false;
    const order = this.#knownOrder(fill.orderId);
    // A fill of an order that closed too long ago to be kept is still money that moved.
    const filled = order === null ? null : transition(order, entry);
    this.#accounts.fill(fill);
    if (filled !== null) this.#orders.set(filled);
    return true;
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
