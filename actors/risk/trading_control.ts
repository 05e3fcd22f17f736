import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, OrderId } from "../../domain/ids.ts";
import type {
  EntryOf,
  JournalEntry,
  JournalRow,
} from "../../domain/journal.ts";
import type { PerpetualPosition } from "../../domain/perpetual.ts";
import type { Position } from "../../domain/position.ts";
import {
  holdsFor,
  scopeKey,
  scopesOf,
  TRADING_STATE_CAUSES,
  type TradingScope,
} from "../../domain/trading_state.ts";
import type { ActorRef } from "../../runtime/mod.ts";
import { type ControlledOrder, workingOrders } from "./controlled_orders.ts";
import { holdingsWithin } from "./holdings.ts";
import {
  isWithin,
  type KillCounts,
  type KillSwitch,
  KillSwitches,
  takesBack,
} from "./kill_switches.ts";
import type { RiskLimits } from "./limits.ts";
import { type Breach, LossBreakers } from "./loss_breakers.ts";
import type {
  RiskMessage,
  SetTradingState,
  TradingStateReply,
} from "./protocol.ts";
import { refusalOf } from "./state_refusal.ts";
import {
  type ContestantState,
  isFlattening,
  TradingStates,
} from "./trading_states.ts";

type StateEntry = EntryOf<"trading_state_changed">;

/** What control works on, and how it acts. */
export interface ControlledTrading {
  readonly books: ArenaBooks;
  readonly limits: RiskLimits;
  /** Approved orders that the journal does not have yet. */
  readonly approved: () => Iterable<ControlledOrder>;
  readonly append: (entry: JournalEntry) => void;
  readonly cancel: (orderId: OrderId, reason: string) => void;
  /** Offers what is free of a position at the bid, for the wind-down that the row of that sequence set. */
  readonly sell: (position: Position, sequence: number) => void;
  /** Orders the opposite of a whole position of a perpetual, for the same. */
  readonly close: (position: PerpetualPosition, sequence: number) => void;
  readonly schedule: (message: RiskMessage, delayMs: number) => void;
  /** Milliseconds until the venue trades; 0 while it does. */
  readonly pausedMs: () => number;
}

/** Who signs what happens by itself. */
const ITSELF = "arena";

/**
 * Who may trade: sets the states that operators, executor and losses ask for, takes back the orders that they do
 * not allow, says how many those were, and sells what is to be sold.
 *
 * All that is to be done follows from the journal; `resume` goes on with it after a restart.
 */
export class TradingControl {
  readonly #trading: ControlledTrading;
  readonly #states: TradingStates;
  readonly #kills = new KillSwitches();
  readonly #breakers: LossBreakers;
  /** Orders that the executor was told to cancel. */
  readonly #told = new Set<OrderId>();
  /** Acknowledgments by the sequence of their kill switch, those on their way into the journal included. */
  readonly #said = new Map<number, KillCounts>();
  /** Rounds of sales by the sequence of their wind-down. */
  readonly #rounds = new Map<number, number>();

  constructor(trading: ControlledTrading) {
    this.#trading = trading;
    this.#states = new TradingStates(trading.books);
    this.#breakers = new LossBreakers(trading.limits);
  }

  /** Returns what a contestant may do now, rows on their way included. */
  of(contestantId: ContestantId): ContestantState {
    return this.#states.of(contestantId);
  }

  /** Sets a state, or says why not. From here on it holds for every order that is reviewed. */
  set(message: SetTradingState): void {
    const reason = refusalOf(message, this.#states, this.#trading.books);
    if (reason !== null) {
      message.replyTo?.tell({ kind: "trading_state_kept", reason });
      return;
    }
    const { scope, state, step, cause, detail, by, replyTo } = message;
    const kind = "trading_state_changed";
    const entry: StateEntry = { kind, scope, state, step, cause, detail, by };
    this.#change(entry, replyTo ?? null);
    if (scope.kind !== "contestant" && step === "flatten") {
      this.#flattenHalted(entry);
    }
  }

  /** Takes a committed row; the books have folded it. */
  fold(row: JournalRow): void {
    const { books } = this.#trading;
    this.#states.fold(row);
    this.#kills.fold(row, books);
    this.#breakers.fold(row, books);
    this.#forget(row.entry);
  }

  /** Goes on with whatever the journal says is under way. */
  resume(): void {
    for (const kill of this.#kills.all()) this.#begin(kill);
    this.#progress();
  }

  /** Does what follows from a row that was just committed. */
  follow({ entry, sequence }: JournalRow): void {
    if (entry.kind === "trading_state_changed") {
      const kill = this.#kills.of(sequence);
      if (kill !== undefined) this.#begin(kill);
    }
    this.#progress();
  }

  /** Says what is still open after the deadline, and asks for it once more. */
  onKillDue(sequence: number): void {
    const kill = this.#kills.of(sequence);
    if (kill === undefined || kill.open.size === 0) return;
    for (const id of kill.open) this.#cancel(id, kill.set);
    if (!this.#said.has(sequence)) this.#acknowledge(kill);
  }

  /** Sells what is left, or ends a wind-down that has nothing more to do. */
  onWindDownDue(sequence: number): void {
    const kill = this.#kills.of(sequence);
    if (kill === undefined || !this.#isUnderWay(kill)) return;
    const rounds = this.#rounds.get(sequence) ?? 0;
    const held = holdingsWithin(kill.set.scope, this.#trading.books);
    const { windDownRoundsMax, windDownIntervalMs } = this.#trading.limits;
    if (this.#isFlat(kill.set.scope) || rounds >= windDownRoundsMax) {
      return this.#endWindDown(kill, held.count);
    }
    const pausedMs = this.#trading.pausedMs();
    if (pausedMs > 0) {
      // Nobody can sell now: what is left of the rounds is for when somebody can.
      return this.#trading.schedule(
        { kind: "wind_down_due", sequence },
        pausedMs,
      );
    }
    this.#rounds.set(sequence, rounds + 1);
    // A halt that came later stops the sales of a wind-down as well.
    const isHalted = (id: ContestantId) => this.of(id).state === "halted";
    for (const position of held.outcomes) {
      if (isHalted(position.contestantId)) continue;
      this.#trading.sell(position, sequence);
    }
    for (const position of held.perpetuals) {
      if (isHalted(position.contestantId)) continue;
      this.#trading.close(position, sequence);
    }
    this.#trading.schedule(
      { kind: "wind_down_due", sequence },
      windDownIntervalMs,
    );
  }

  #change(
    entry: StateEntry,
    replyTo: ActorRef<TradingStateReply> | null,
  ): void {
    this.#states.queue(entry, replyTo);
    this.#trading.append(entry);
    for (const order of this.#out()) {
      if (takesBack(entry, order)) this.#cancel(order.id, entry);
    }
  }

  /** Orders that are not over, those included that have no row yet. */
  #out(): readonly ControlledOrder[] {
    const { books, approved } = this.#trading;
    return [...workingOrders(books), ...approved()];
  }

  /** Whoever is halted cannot sell: what they hold is flattened under a state of their own, or of their season. */
  #flattenHalted(entry: StateEntry): void {
    const within = new Map<string, TradingScope>();
    for (const contestantId of this.#trading.books.contestants.keys()) {
      if (!holdsFor(entry.scope, contestantId)) continue;
      for (const scope of scopesOf(contestantId)) {
        if (scope.kind !== "arena") within.set(scopeKey(scope), scope);
      }
    }
    within.delete(scopeKey(entry.scope));
    for (const scope of within.values()) {
      if (
        this.#states.newest(scope).state === "halted" &&
        holdingsWithin(scope, this.#trading.books).count > 0
      ) this.#change({ ...entry, scope }, null);
    }
  }

  #begin(kill: KillSwitch): void {
    const { sequence, set, acknowledged } = kill;
    const { schedule, limits } = this.#trading;
    if (acknowledged !== null) this.#said.set(sequence, acknowledged);
    if (kill.open.size > 0) {
      schedule({ kind: "kill_due", sequence }, limits.killDeadlineMs);
    }
    if (isFlattening(set)) this.onWindDownDue(sequence);
  }

  #progress(): void {
    for (const kill of this.#kills.all()) {
      for (const id of kill.open) {
        if (!this.#told.has(id)) this.#cancel(id, kill.set);
      }
      if (this.#isOver(kill)) this.#acknowledge(kill);
      if (this.#isUnderWay(kill) && this.#isFlat(kill.set.scope)) {
        this.#endWindDown(kill, 0);
      }
    }
    for (const breach of this.#breakers.unanswered()) this.#onBreach(breach);
  }

  /** A wind-down ends in a halt of its own, and a halt now would stop its sales. */
  #onBreach(breach: Breach): void {
    const { contestantId, cause, detail } = breach;
    const scope: TradingScope = { kind: "contestant", contestantId };
    const own = this.#states.newest(scope);
    const isSelling = scopesOf(contestantId)
      .some((around) => isFlattening(this.#states.newest(around)));
    if (isSelling) return;
    this.#breakers.answer(breach);
    if (own.state === "halted") return;
    this.#halt({ scope, step: null, cause, detail });
  }

  #halt(
    set: Pick<StateEntry, "scope" | "step" | "cause" | "detail">,
  ): void {
    const kind = "trading_state_changed";
    this.#change({ kind, ...set, state: "halted", by: ITSELF }, null);
  }

  #cancel(id: OrderId, { detail, cause }: StateEntry): void {
    this.#told.add(id);
    const reason = detail === "" ? TRADING_STATE_CAUSES[cause] : detail;
    this.#trading.cancel(id, reason);
  }

  /** Nothing is kept of orders that are over and of states that another has taken the place of. */
  #forget(entry: JournalEntry): void {
    switch (entry.kind) {
      // The executor may not have known the order yet when it was told.
      case "order_submitted":
      case "order_denied":
      case "perpetual_order_submitted":
      case "perpetual_order_denied":
        this.#told.delete(entry.order.id);
        return;
      case "order_rejected":
      case "order_canceled":
      case "order_expired":
      case "perpetual_order_closed":
        this.#told.delete(entry.orderId);
        return;
      case "order_filled": {
        const { orderId } = entry.fill;
        const { working } = this.#trading.books.orders;
        if (!working.has(orderId)) this.#told.delete(orderId);
        return;
      }
      case "trading_state_changed":
        for (const counted of [this.#said, this.#rounds]) {
          for (const sequence of counted.keys()) {
            if (this.#kills.of(sequence) === undefined) {
              counted.delete(sequence);
            }
          }
        }
    }
  }

  /** Whether nothing is left of what was to be canceled, and that was not said yet. */
  #isOver({ sequence, set, open, canceled }: KillSwitch): boolean {
    if (open.size > 0) return false;
    const said = this.#said.get(sequence);
    if (said?.stillOpen === 0 && said.canceled === canceled) return false;
    // What was approved before and told to go may still turn up.
    for (const order of this.#trading.approved()) {
      if (this.#told.has(order.id) && isWithin(set.scope, order)) return false;
    }
    return true;
  }

  #acknowledge({ sequence, set: { scope }, open, canceled }: KillSwitch): void {
    const counts = { canceled, stillOpen: open.size };
    this.#said.set(sequence, counts);
    this.#trading.append({
      kind: "kill_switch_acknowledged",
      scope,
      ...counts,
    });
  }

  /** Whether a wind-down still sells: its scope is set to nothing else, not even on the way into the journal. */
  #isUnderWay({ set }: KillSwitch): boolean {
    return isFlattening(set) && isFlattening(this.#states.newest(set.scope));
  }

  #endWindDown({ set: { scope } }: KillSwitch, left: number): void {
    const detail = left === 0
      ? "Everything that was held is sold."
      : `Positions that could not be sold: ${left}.`;
    this.#halt({ scope, step: "flatten", cause: "flattened", detail });
  }

  /** Whether nothing is held and no order is out, which may be filled before its cancel takes effect. */
  #isFlat(scope: TradingScope): boolean {
    const isOut = this.#out().some(({ contestantId }) =>
      holdsFor(scope, contestantId)
    );
    return !isOut && holdingsWithin(scope, this.#trading.books).count === 0;
  }
}
