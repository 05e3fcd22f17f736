import type { ArenaBooks } from "../../domain/fold.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { EntryOf, JournalRow } from "../../domain/journal.ts";
import {
  holdsFor,
  scopeKey,
  type TradingScope,
} from "../../domain/trading_state.ts";
import {
  type ControlledOrder,
  controlledOrder,
  controlledPerpetual,
  workingOrders,
} from "./controlled_orders.ts";

type StateEntry = EntryOf<"trading_state_changed">;
type OrderBooks = Pick<ArenaBooks, "orders" | "perpetualOrders">;

/** What a kill switch has said of itself. */
export type KillCounts = Pick<
  EntryOf<"kill_switch_acknowledged">,
  "canceled" | "stillOpen"
>;

/** The state of a scope that takes orders back, and how far that has come. */
export interface KillSwitch {
  readonly set: StateEntry;
  /** Of the row that set it. */
  readonly sequence: number;
  /** Orders to be canceled that are not over. */
  readonly open: ReadonlySet<OrderId>;
  /** Orders that the venue has canceled since. */
  readonly canceled: number;
  /** The newest acknowledgment; `null` before the first. */
  readonly acknowledged: KillCounts | null;
}

interface Mutable extends KillSwitch {
  readonly open: Set<OrderId>;
  canceled: number;
  acknowledged: KillCounts | null;
}

/** Whether `order` is one of those that `scope` is about. */
export function isWithin(
  scope: TradingScope,
  { contestantId }: Pick<ControlledOrder, "contestantId">,
): boolean {
  return holdsFor(scope, contestantId);
}

/**
 * Whether a state takes back `order`, which was open when it was set: a halt and the steps that lead to one take
 * everything back, any other restriction what would make a position larger. A liquidation is never taken back.
 */
export function takesBack(
  { scope, state, step }: StateEntry,
  order: ControlledOrder,
): boolean {
  if (state === "active" || order.effect === "liquidates") return false;
  if (!isWithin(scope, order)) return false;
  return state === "halted" || step === "flatten" ||
    order.effect === "increases";
}

/** Kill switches by scope, folded from the journal, so that a restart knows what was to be canceled. */
export class KillSwitches {
  readonly #switches = new Map<string, Mutable>();

  /** Those that are set, the oldest first. */
  all(): Iterable<KillSwitch> {
    return this.#switches.values();
  }

  /** Returns the one that the row of this sequence set, unless another has taken its place. */
  of(sequence: number): KillSwitch | undefined {
    for (const kill of this.#switches.values()) {
      if (kill.sequence === sequence) return kill;
    }
    return undefined;
  }

  /** Takes a committed row; the books have folded it. */
  fold({ entry, sequence }: JournalRow, books: OrderBooks): void {
    const { orders, perpetualOrders } = books;
    switch (entry.kind) {
      case "trading_state_changed":
        return this.#set(entry, sequence, books);
      case "order_submitted":
        // A row that only repeats an order may be of one that is over.
        if (!orders.working.has(entry.order.id)) return;
        return this.#submitted(controlledOrder(entry.order));
      case "perpetual_order_submitted":
        if (!perpetualOrders.open.has(entry.order.id)) return;
        return this.#submitted(controlledPerpetual(entry.order));
      case "perpetual_order_closed":
        return this.#closed(entry.orderId, entry.end === "canceled");
      case "order_filled":
        if (orders.working.has(entry.fill.orderId)) return;
        return this.#closed(entry.fill.orderId, false);
      case "order_rejected":
      case "order_expired":
        return this.#closed(entry.orderId, false);
      case "order_canceled":
        return this.#closed(entry.orderId, true);
      case "kill_switch_acknowledged": {
        const kill = this.#switches.get(scopeKey(entry.scope));
        const { canceled, stillOpen } = entry;
        if (kill !== undefined) kill.acknowledged = { canceled, stillOpen };
        return;
      }
    }
  }

  #set(
    entry: StateEntry,
    sequence: number,
    books: OrderBooks,
  ): void {
    const key = scopeKey(entry.scope);
    this.#switches.delete(key);
    if (entry.state === "active") return;
    const open = new Set<OrderId>();
    for (const order of workingOrders(books)) {
      if (takesBack(entry, order)) open.add(order.id);
    }
    const counts = { canceled: 0, acknowledged: null };
    this.#switches.set(key, { set: entry, sequence, open, ...counts });
  }

  /** What was approved before and left only now; sales that pass a restriction are wanted. */
  #submitted(order: ControlledOrder): void {
    for (const { set, open } of this.#switches.values()) {
      const isWanted = set.state === "reducing" && order.effect === "reduces";
      if (!isWanted && takesBack(set, order)) open.add(order.id);
    }
  }

  #closed(id: OrderId, isCanceled: boolean): void {
    for (const kill of this.#switches.values()) {
      if (kill.open.delete(id) && isCanceled) kill.canceled++;
    }
  }
}
