import type { ArenaBooks } from "../../domain/fold.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import type { Order } from "../../domain/order.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { ActorContext } from "../../runtime/mod.ts";
import type { VenueOrderReport } from "../ports/execution.ts";
import { isCaughtUp } from "../ports/journal_append.ts";
import type { Journal } from "../ports/journal.ts";
import type { OpenOrder, OpenOrders } from "./open_orders.ts";
import type { ExecutorMessage } from "./protocol.ts";
import { lateFills, type ReportEntry } from "./report_entries.ts";

/** A sale waits for this long at least and twice as long at most, in milliseconds. */
const WAIT_MS_MIN = 250;
/** How often in a row. */
const WAITS_MAX = 100;

/** What late fills are booked with. */
export interface LateFillsOptions {
  readonly context: ActorContext<ExecutorMessage>;
  readonly journal: Journal;
  /** Empty ones, that nobody else applies rows to by themselves. */
  readonly books: ArenaBooks;
  readonly orders: Pick<OpenOrders, "find">;
  readonly append: (entry: JournalEntry, order: Order) => void;
  /** Gives an order to an operator, for the reason in one sentence. */
  readonly deadLetter: (closed: OpenOrder, reason: string) => void;
}

/**
 * Books fills of orders that are over: the venue matched them before the end took effect.
 *
 * A late sale is booked only while its market is not over and no row is on its way: no fold takes a sale of what
 * the market has paid for, nor a payment for what was sold meanwhile. Until nothing is on its way it waits; where
 * that is in vain, or a restart forgets it, the next reconciliation tells of it again. Where its contracts are paid
 * for already, an operator has to settle it.
 */
export class LateFills {
  readonly #options: LateFillsOptions;
  /** How often sales have waited. */
  readonly #waits = new Map<OrderId, number>();

  constructor(options: LateFillsOptions) {
    this.#options = options;
  }

  /** Takes a committed row. */
  fold(row: JournalRow): void {
    this.#options.books.apply(row);
  }

  /** Takes what the venue says of an order that is over. */
  take(id: OrderId, report: VenueOrderReport): void {
    const { orders, append, deadLetter } = this.#options;
    const closed = orders.find(id);
    if (closed === undefined) return;
    const outcome = lateFills(closed, report);
    if (outcome.kind === "contradiction") {
      return deadLetter(closed, contradictionOf(report));
    }
    const { order } = closed;
    if (order.side === "sell" && outcome.entries.length > 0) {
      if (!this.#isQuiet()) return this.#wait(id, report);
      this.#waits.delete(id);
      if (!this.#isHeld(order, outcome.entries)) {
        return deadLetter(closed, "It sold what is paid for already.");
      }
    }
    for (const entry of outcome.entries) append(entry, order);
  }

  /** Comes back to a report soon. One that always comes at a bad time is left to the next reconciliation. */
  #wait(id: OrderId, report: VenueOrderReport): void {
    const { context } = this.#options;
    const waits = this.#waits.get(id) ?? 0;
    if (waits >= WAITS_MAX) return void this.#waits.delete(id);
    this.#waits.set(id, waits + 1);
    context.schedule(
      { kind: "order_pushed", orderId: id, report },
      WAIT_MS_MIN + context.random.integer(WAIT_MS_MIN),
    );
  }

  /** Whether no row is on its way that the books do not know of. */
  #isQuiet(): boolean {
    const { journal, books } = this.#options;
    return isCaughtUp(journal, books.head);
  }

  /** Whether what was sold is there, and will be when the row comes. */
  #isHeld(order: Order, entries: readonly ReportEntry[]): boolean {
    const phase = this.#options.books.markets.get(order.marketId)?.market.phase;
    if (phase !== undefined && isSettling(phase)) return false;
    const sold = entries.reduce<bigint>(
      (sum, entry) =>
        entry.kind === "order_filled" ? sum + entry.fill.quantity : sum,
      0n,
    );
    return sold <= this.#options.books.positions.get(order).quantity;
  }
}

/** Returns why an order is for an operator of which the venue says what cannot be, in one sentence. */
export function contradictionOf({ status }: VenueOrderReport): string {
  return `The venue calls it ${status} with what cannot be.`;
}
