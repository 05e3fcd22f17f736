import { deriveOrderId, deriveWindDownOrderId } from "../../domain/digest.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import {
  type ContestantId,
  decisionId,
  type MarketId,
  type OrderId,
} from "../../domain/ids.ts";
import type { EntryOf, JournalEntry } from "../../domain/journal.ts";
import { add, ZERO_USD } from "../../domain/money.ts";
import type { PerpetualPosition } from "../../domain/perpetual.ts";
import {
  newerPerpetualQuote,
  type PerpetualQuote,
  type PerpetualReport,
} from "../../domain/perpetual_market.ts";
import type { PerpetualOrder } from "../../domain/perpetual_order.ts";
import { seasonOf } from "../../domain/season.ts";
import type { TradingPauses } from "../../domain/trading_pauses.ts";
import { type ActorRef, assert, type Clock } from "../../runtime/mod.ts";
import type { ExecutorMessage } from "../executor/protocol.ts";
import type { OrderLimits } from "./limits.ts";
import { NO_ORDERS, type OrderRates } from "./order_rates.ts";
import {
  type ControlledOrder,
  controlledPerpetual,
} from "./controlled_orders.ts";
import { closingOrder, type ClosingView } from "./perpetual_closing.ts";
import {
  equityNow,
  initialMargin,
  leverageOf,
  notionalOf,
  type PerpetualLimits,
  perpetualView,
} from "./perpetual_view.ts";
import { reviewPerpetual } from "./review.ts";
import type { ContestantState } from "./trading_states.ts";

/** What the desk works with. */
export interface PerpetualDeskDependencies {
  readonly books: ArenaBooks;
  readonly limits: OrderLimits & { readonly perpetual: PerpetualLimits };
  readonly rates: OrderRates;
  readonly executor: ActorRef<ExecutorMessage>;
  readonly tradingOf: (id: ContestantId) => ContestantState;
  /** Why the venue is degraded; `null` where it is not. */
  readonly degraded: () => string | null;
  /** When it does not trade. */
  readonly pauses: TradingPauses;
  readonly append: (entry: JournalEntry, order: PerpetualOrder) => void;
  readonly clock: Clock;
}

/**
 * Risk of perpetuals: every order is held to every limit, and positions whose margin is gone are closed.
 *
 * A contestant's perpetuals share its whole equity as their margin. When that falls under half of what opening its
 * positions at the largest leverage would need, all of them are closed at what the book offers.
 */
export class PerpetualDesk {
  readonly #dependencies: PerpetualDeskDependencies;
  readonly #quotes = new Map<MarketId, PerpetualQuote>();
  readonly #approved = new Map<OrderId, PerpetualOrder>();
  readonly #denied = new Set<OrderId>();
  /** The newest row. */
  #head = 0;

  constructor(dependencies: PerpetualDeskDependencies) {
    this.#dependencies = dependencies;
  }

  /** Takes a row of the journal after the books have it. */
  fold(entry: JournalEntry, sequence: number): void {
    this.#head = sequence;
    if (
      entry.kind !== "perpetual_order_submitted" &&
      entry.kind !== "perpetual_order_denied"
    ) return;
    this.#approved.delete(entry.order.id);
    this.#denied.delete(entry.order.id);
  }

  /** Hears what the venue says, and closes what its prices leave without a margin. */
  onReport(report: PerpetualReport): void {
    const quote = newerPerpetualQuote(report, this.#quotes);
    if (quote === null) return;
    this.#quotes.set(quote.marketId, quote);
    this.#liquidate(quote.marketId);
  }

  /** Orders that were let through and are in no row yet. */
  approved(): readonly ControlledOrder[] {
    return [...this.#approved.values()].map(controlledPerpetual);
  }

  /**
   * Closes a position for the wind-down that the row of that sequence set. It is nobody's idea of a trade: it is held
   * to every limit but how often its contestant may trade.
   */
  windDown(position: PerpetualPosition, sequence: number): void {
    const id = this.#windDownId(position, sequence);
    this.#close(position, { id, cause: "wind_down" });
  }

  /** Reviews an order; the same id again changes nothing. */
  review(order: PerpetualOrder, decidedAtMs: number): void {
    const { id, contestantId } = order;
    const { books, rates, clock, pauses } = this.#dependencies;
    if (this.#isKnown(id)) return;
    assert(
      books.contestants.has(contestantId),
      `Cannot review order "${id}" as its contestant must be enrolled: current value is "${contestantId}"`,
    );
    const isDecided = order.cause === "decision";
    const view = perpetualView(order, {
      books,
      quotes: this.#quotes,
      approved: this.#approved,
      degraded: this.#dependencies.degraded(),
      pause: pauses.at(clock.nowMs()),
    }, {
      nowMs: clock.nowMs(),
      decidedAtMs,
      trading: this.#dependencies.tradingOf(contestantId),
      isSeasonOver: books.seasons.isOver(seasonOf(contestantId)),
      rate: isDecided ? rates.of(contestantId, clock.monotonicMs()) : NO_ORDERS,
    });
    const verdict = reviewPerpetual(order, view, this.#dependencies.limits);
    if (verdict.kind === "denied") {
      return this.#deny({
        kind: "perpetual_order_denied",
        order,
        ...verdict.denial,
      });
    }
    if (isDecided) rates.count(contestantId, clock.monotonicMs());
    this.#approved.set(id, order);
    this.#dependencies.executor.tell({
      kind: "submit_perpetual",
      order: verdict.order,
    });
  }

  #isKnown(id: OrderId): boolean {
    return this.#dependencies.books.perpetualOrders.hasOrder(id) ||
      this.#approved.has(id) || this.#denied.has(id);
  }

  #deny(entry: EntryOf<"perpetual_order_denied">): void {
    this.#denied.add(entry.order.id);
    this.#dependencies.append(entry, entry.order);
  }

  #liquidate(moved: MarketId): void {
    const { books } = this.#dependencies;
    const affected = new Set(
      [...books.perpetuals.all()].filter(({ marketId }) => marketId === moved)
        .map(({ contestantId }) => contestantId),
    );
    for (const id of affected) {
      if (!this.#isUnderMargin(id)) continue;
      for (const position of books.perpetuals.of(id)) {
        const id = this.#liquidationId(position);
        this.#close(position, { id, cause: "liquidation" });
      }
    }
  }

  #isUnderMargin(id: ContestantId): boolean {
    const { books } = this.#dependencies;
    const contestant = books.contestants.get(id);
    if (contestant === undefined) return false;
    const equity = equityNow(contestant, { books, quotes: this.#quotes });
    if (equity === null) return false;
    let needed = ZERO_USD;
    for (const held of books.perpetuals.of(id)) {
      const notional = notionalOf(held, this.#quotes);
      needed = add(needed, initialMargin(notional, leverageOf(held, books)));
    }
    return equity * MAINTENANCE_DIVISOR < needed;
  }

  /** One for each state of the journal: what comes of it is a row. */
  #liquidationId({ contestantId, marketId }: PerpetualPosition): OrderId {
    return deriveOrderId(
      decisionId(`liquidation:${contestantId}:${marketId}:${this.#head}`),
    );
  }

  /** Which try it is follows from the journal, so that no restart closes anything twice. */
  #windDownId(position: PerpetualPosition, sequence: number): OrderId {
    const { contestantId, marketId } = position;
    const cause = { sequence, contestantId, marketId, outcome: null };
    let attempt = 1;
    while (this.#isKnown(deriveWindDownOrderId(cause, attempt))) attempt++;
    return deriveWindDownOrderId(cause, attempt);
  }

  /** While one is under way the next one waits: what it closes is not known yet. */
  #close(
    position: PerpetualPosition,
    { id, cause }: Pick<ClosingView, "id" | "cause">,
  ): void {
    const { contestantId, marketId } = position;
    const { books, limits, clock } = this.#dependencies;
    const isUnderWay = [
      ...books.perpetualOrders.open.values(),
      ...this.#approved.values(),
    ].some((order) =>
      order.contestantId === contestantId && order.marketId === marketId
    );
    if (isUnderWay) return;
    const nowMs = clock.nowMs();
    const order = closingOrder(position, {
      id,
      cause,
      market: books.perpetualOrders.markets.get(marketId),
      quote: this.#quotes.get(marketId) ?? null,
      priceBandMaxMicros: limits.perpetual.priceBandMaxMicros,
      nowMs,
    });
    if (order !== null) this.review(order, nowMs);
  }
}

/** Of the margin at the start, the half must stay. */
const MAINTENANCE_DIVISOR = 2n;
