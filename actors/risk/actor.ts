import type { BookView } from "../../domain/book.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { MarketId, OrderId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { VenueId } from "../../domain/market.ts";
import type { Order } from "../../domain/order.ts";
import { transition } from "../../domain/order_transitions.ts";
import type { Position } from "../../domain/position.ts";
import type { Quote } from "../../domain/quote.ts";
import { isSettling } from "../../domain/settlement.ts";
import { NO_PAUSES, type TradingPauses } from "../../domain/trading_pauses.ts";
import type { VenueStatus } from "../../domain/venue_status.ts";
import {
  type Actor,
  type ActorContext,
  assert,
  assertNever,
} from "../../runtime/mod.ts";
import { JournalFollower, openBooks } from "../ports/journal_follower.ts";
import type { Denial } from "./check.ts";
import { Commitments } from "./commitments.ts";
import { controlledOrder } from "./controlled_orders.ts";
import type { RiskDependencies } from "./dependencies.ts";
import { NO_ORDERS, OrderRates } from "./order_rates.ts";
import { PerpetualDesk } from "./perpetual_desk.ts";
import type { ReviewOrder, RiskMessage } from "./protocol.ts";
import { review } from "./review.ts";
import { type RiskMoment, type RiskSources, riskView } from "./risk_view.ts";
import { TradingControl } from "./trading_control.ts";
import { VenueFunds } from "./venue_funds.ts";
import { windDownSale } from "./wind_down.ts";

/** Starts risk: every order is held to every limit, and only what it approves reaches the executor. */
export function startRisk(
  dependencies: RiskDependencies,
  context: ActorContext<RiskMessage>,
): Actor<RiskMessage> {
  return new Risk(dependencies, context);
}

class Risk implements Actor<RiskMessage> {
  readonly #dependencies: RiskDependencies;
  readonly #context: ActorContext<RiskMessage>;
  readonly #books: ArenaBooks;
  readonly #journal: JournalFollower;
  /** `null` where nobody trades perpetuals. */
  readonly #perpetuals: PerpetualDesk | null;
  readonly #control: TradingControl;
  readonly #pauses: TradingPauses;
  readonly #commitments: Commitments;
  readonly #rates = new OrderRates();
  readonly #funds = new VenueFunds();
  /** Why venues are degraded. */
  readonly #degraded = new Map<VenueId, string>();
  /** Of markets that are open. */
  readonly #quotes = new Map<MarketId, Quote>();
  /** Live books of the same markets. */
  readonly #shown = new Map<MarketId, BookView>();
  /** Approved orders that the journal does not have yet: they claim cash and contracts all the same. */
  readonly #approved = new Map<OrderId, Order>();
  /** Denied orders that the journal does not have yet. */
  readonly #denied = new Set<OrderId>();

  constructor(
    dependencies: RiskDependencies,
    context: ActorContext<RiskMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#pauses = dependencies.pauses ?? NO_PAUSES;
    this.#books = openBooks(dependencies);
    this.#commitments = new Commitments(this.#books);
    this.#journal = new JournalFollower(
      dependencies,
      context,
      (row) => this.#fold(row),
    );
    this.#control = new TradingControl({
      books: this.#books,
      limits: dependencies.limits,
      approved: () => [
        ...[...this.#approved.values()].map(controlledOrder),
        ...this.#perpetuals?.approved() ?? [],
      ],
      append: (entry) =>
        this.#journal.append({
          entry,
          causationId: null,
          correlationId: null,
        }),
      cancel: (orderId, reason) =>
        dependencies.executor.tell({ kind: "cancel_order", orderId, reason }),
      sell: (position, sequence) => this.#sell(position, sequence),
      close: (position, sequence) =>
        this.#perpetuals?.windDown(position, sequence),
      schedule: (message, delayMs) => void context.schedule(message, delayMs),
      pausedMs: () => {
        const nowMs = context.clock.nowMs();
        return (this.#pauses.at(nowMs)?.resumesAtMs ?? nowMs) - nowMs;
      },
    });
    const { perpetualLimits: perpetual } = dependencies;
    this.#perpetuals = perpetual === undefined ? null : new PerpetualDesk({
      books: this.#books,
      limits: { ...dependencies.limits, perpetual },
      rates: this.#rates,
      executor: dependencies.executor,
      tradingOf: (id) => this.#control.of(id),
      degraded: () => this.#degraded.get("hyperliquid") ?? null,
      pauses: this.#pauses,
      append: (entry, { id, decisionId }) =>
        this.#journal.append({
          entry,
          causationId: decisionId ?? id,
          correlationId: decisionId,
        }),
      clock: context.clock,
    });
  }

  async recover(): Promise<void> {
    this.#subscribe();
    await this.#journal.recover().then(() => this.#commitments.recover());
    this.#control.resume();
  }

  receive(message: RiskMessage): void {
    switch (message.kind) {
      case "review_order":
        return this.#onOrder(message);
      case "cancel_order":
        return this.#onCancel(message);
      case "set_trading_state":
        return this.#control.set(message);
      case "quote_changed":
        return this.#keep(this.#quotes, message.quote);
      case "book_shown":
        return this.#keep(this.#shown, message.book);
      case "review_perpetual":
        return this.#perpetuals?.review(message.order, message.decidedAtMs);
      case "perpetual_reported":
        return this.#perpetuals?.onReport(message.report);
      case "round_started":
        return this.#rates.startRound();
      case "venue_balances_reported":
        return this.#funds.report(message.balances);
      case "venue_degraded":
        return this.#onDegraded(message.status);
      case "kill_due":
        return this.#control.onKillDue(message.sequence);
      case "wind_down_due":
        return this.#control.onWindDownDue(message.sequence);
      case "row_committed":
        if (this.#journal.accept(message.row)) {
          this.#control.follow(message.row);
        }
        return;
      case "appended":
        return;
      case "append_failed":
        throw message.error;
      default:
        return assertNever(message);
    }
  }

  #subscribe(): void {
    const { bus } = this.#dependencies;
    const { self } = this.#context;
    bus.subscribe(
      "quote_changed",
      self,
      (quote): RiskMessage => ({ kind: "quote_changed", quote }),
    );
    bus.subscribe(
      "book_shown",
      self,
      (book): RiskMessage => ({ kind: "book_shown", book }),
    );
    if (this.#perpetuals !== null) {
      bus.subscribe(
        "perpetual_reported",
        self,
        (report): RiskMessage => ({ kind: "perpetual_reported", report }),
      );
    }
    bus.subscribe(
      "round_started",
      self,
      (): RiskMessage => ({ kind: "round_started" }),
    );
    bus.subscribe(
      "venue_degraded",
      self,
      (status): RiskMessage => ({ kind: "venue_degraded", status }),
    );
    bus.subscribe(
      "venue_balances_reported",
      self,
      (balances): RiskMessage => ({
        kind: "venue_balances_reported",
        balances,
      }),
    );
  }

  #onDegraded({ venue, status, reason }: VenueStatus): void {
    if (status === "degraded") this.#degraded.set(venue, reason);
    else this.#degraded.delete(venue);
  }

  #fold(row: JournalRow): void {
    this.#books.apply(row);
    const { entry } = row;
    if (entry.kind === "order_submitted" || entry.kind === "order_denied") {
      this.#approved.delete(entry.order.id);
      this.#denied.delete(entry.order.id);
    }
    if (entry.kind === "market_phase_changed" && entry.phase !== "open") {
      this.#quotes.delete(entry.marketId);
      this.#shown.delete(entry.marketId);
    }
    this.#commitments.fold(entry);
    this.#funds.fold(entry);
    this.#perpetuals?.fold(entry, row.sequence);
    this.#control.fold(row);
  }

  #marketOf({ marketId }: Pick<Order, "marketId">) {
    return this.#books.markets.get(marketId)?.market ?? null;
  }

  /** What is shown of a market after its end is late and would be kept for good. */
  #keep<Shown extends { readonly marketId: MarketId }>(
    newest: Map<MarketId, Shown>,
    shown: Shown,
  ): void {
    const phase = this.#marketOf(shown)?.phase;
    if (phase !== undefined && isSettling(phase)) return;
    newest.set(shown.marketId, shown);
  }

  #isKnown(id: OrderId): boolean {
    return this.#books.orders.has(id) || this.#approved.has(id) ||
      this.#denied.has(id);
  }

  /** The same intent may be delivered twice; it is reviewed once, whatever came of it. */
  #onOrder(message: ReviewOrder): void {
    const { order } = message;
    const { id, contestantId } = order;
    if (this.#isKnown(id)) return;
    // No fold accepts a row of somebody who is not there, so not even a denial could be journaled.
    assert(
      this.#books.contestants.has(contestantId),
      `Cannot review order "${id}" as its contestant must be enrolled: current value is "${contestantId}"`,
    );
    const { clock } = this.#context;
    const rate = this.#rates.of(contestantId, clock.monotonicMs());
    if (this.#review(message, rate)) {
      this.#rates.count(contestantId, clock.monotonicMs());
    }
  }

  /** Returns whether the order passed. */
  #review(
    { order, stamps, decidedAtMs = order.createdAtMs }: Omit<
      ReviewOrder,
      "kind"
    >,
    rate: RiskMoment["rate"],
  ): boolean {
    const { limits, executor } = this.#dependencies;
    const view = riskView(order, this.#sources, {
      nowMs: this.#context.clock.nowMs(),
      decidedAtMs,
      trading: this.#control.of(order.contestantId),
      rate,
    });
    const verdict = review(order, view, limits);
    if (verdict.kind === "denied") {
      this.#deny(order, verdict.denial);
      return false;
    }
    this.#approved.set(order.id, order);
    this.#commitments.open(order);
    if (view.market !== null) {
      const { venue } = view.market;
      this.#funds.spend({ ...order, venue }, view.costMax);
    }
    const approvedAtMs = this.#context.clock.monotonicMs();
    executor.tell({
      kind: "submit_order",
      order: verdict.order,
      ...(stamps === undefined ? {} : { stamps: { ...stamps, approvedAtMs } }),
    });
    return true;
  }

  get #sources(): RiskSources {
    return {
      books: this.#books,
      quotes: this.#quotes,
      shown: this.#shown,
      commitments: this.#commitments,
      funds: this.#funds,
      degraded: this.#degraded,
      pauses: this.#pauses,
    };
  }

  /** Somebody else's order is none of the contestant's business, and of one that is over nothing is left. */
  #onCancel(
    { contestantId, orderId, reason }: Extract<
      RiskMessage,
      { kind: "cancel_order" }
    >,
  ): void {
    if (!this.#commitments.isOpen(orderId, contestantId)) return;
    this.#dependencies.executor.tell({ kind: "cancel_order", orderId, reason });
  }

  /** A wind-down is nobody's idea of a trade: it is held to every limit but how often its contestant may trade. */
  #sell(position: Position, sequence: number): void {
    const sale = windDownSale(position, {
      sequence,
      market: this.#marketOf(position),
      quote: this.#quotes.get(position.marketId) ?? null,
      freeHolding: this.#commitments.freeOf(position),
      orderQuantityMax: this.#dependencies.limits.orderQuantityMax,
      isKnown: (id) => this.#isKnown(id),
      nowMs: this.#context.clock.nowMs(),
    });
    if (sale !== null) this.#review({ order: sale }, NO_ORDERS);
  }

  #deny(order: Order, { code, detail }: Denial): void {
    const denied = transition(order, { kind: "order_denied" });
    this.#denied.add(order.id);
    this.#journal.append({
      entry: { kind: "order_denied", order: denied, code, detail },
      causationId: order.decisionId,
      correlationId: order.decisionId,
    });
  }
}
