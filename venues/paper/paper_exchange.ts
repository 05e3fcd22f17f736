import type {
  CancelReport,
  Execution,
  ReportListener,
  VenueAccountReport,
  VenueOrderReport,
} from "../../actors/ports/execution.ts";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type { Approved } from "../../domain/approval.ts";
import { marketFeesAt } from "../../domain/fee_schedules.ts";
import type { Fill } from "../../domain/fill.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { VenueId } from "../../domain/market.ts";
import { NewestMap } from "../../domain/newest_map.ts";
import type { Order } from "../../domain/order.ts";
import { NO_PAUSES, type TradingPauses } from "../../domain/trading_pauses.ts";
import { unlessAborted } from "./answer.ts";
import { Latency, type LatencyOptions } from "./latency.ts";
import { Matching } from "./matching.ts";
import { rests } from "./order_check.ts";
import { PaperOrder } from "./paper_order.ts";
import type { PaperStanding } from "./paper_standing.ts";

/** What a paper exchange imitates, and how. `latencyMs` passes until an order or a cancel is there. */
export interface PaperExchangeOptions extends LatencyOptions {
  readonly venue: VenueId;
  /** When the venue does not trade. @default {it trades around the clock} */
  readonly pauses?: TradingPauses | undefined;
}

/** An order that is on its way or works here. */
interface Working {
  readonly order: PaperOrder;
  /** `null` once it is here. */
  answer: PromiseWithResolvers<VenueOrderReport> | null;
}

/**
 * How many orders that are over are remembered. Repeats come within seconds; after that the journal knows them.
 */
const ORDERS_REMEMBERED = 100_000;
const ON_ITS_WAY: VenueOrderReport = { status: "accepted", fills: [] };

/**
 * A simulated exchange over the real books and trades of another venue's market data.
 *
 * - Orders walk the depth that is shown after `latencyMs`, at the shown prices; own takings are not there a
 *   second time. All contestants share one book, and never trade with one another.
 * - What a `gtc` or `gtd` order does not fill at once rests at its limit. It fills as a maker, behind what the
 *   book showed at its price, by printed trades and by offers that come to its price: see `RestingOrders`.
 * - It never fills more than is shown or printed, and never at a worse price than the limit.
 * - What rests ends at its expiry, at the close of its market, and after a pause.
 * - Everything is deterministic: fill ids come from order ids, times from the clock, and chance, where there is
 *   any, from the order's id and a seed.
 * - While the venue pauses it takes no orders and fills none. Cancels pass, and what rests stays and goes on afterwards,
 *   as at Kalshi for orders that are not sent with a wish to end then: ours are not.
 * - When the venue is disconnected all books are forgotten: nothing fills until the market's next one, and an
 *   order that would rest meets that one. What was taken stays taken, as the venue will show it again.
 * - A market that is final or void is forgotten with its book and what was held in it; orders in it are rejected.
 * - The same order id again makes no second order: the answer is how the first one stands.
 * - It keeps no cash, so it has no balances to report.
 */
export class PaperExchange implements Execution {
  readonly mode = "paper";
  /** An order is here when `submit` returns, or never will be: it did not outlive its process. */
  readonly arrivesWithinMs = 0;
  readonly venue: VenueId;
  readonly #latency: Latency;
  readonly #matching: Matching;
  readonly #working = new Map<OrderId, Working>();
  /** How orders ended, the newest last. */
  readonly #over = new NewestMap<OrderId, VenueOrderReport>(ORDERS_REMEMBERED);
  readonly #listeners = new Set<ReportListener>();

  constructor(options: PaperExchangeOptions) {
    const { venue, clock, pauses = NO_PAUSES } = options;
    this.venue = venue;
    this.#latency = new Latency(options);
    this.#matching = new Matching({
      venue,
      pauses,
      clock,
      onChange: (order) => this.#onChange(order),
    });
  }

  /** Follows market data; every event of the imitated venue goes through here before anybody acts on it. */
  onMarketEvent(event: MarketEvent): void {
    this.#matching.onMarketEvent(event);
  }

  /**
   * Takes on what an earlier process left, before anything else is asked of it: orders that rested do so again,
   * behind all that the book shows. An order that was on its way never came in.
   */
  restore(
    { markets, orders, fills, positions }: Omit<PaperStanding, "perpetuals">,
  ): void {
    const listings = new Map(markets.map((market) => [market.id, market]));
    for (const market of markets) {
      this.#matching.onMarketEvent({ kind: "market_listed", market });
    }
    for (const position of positions) this.#matching.hold(position);
    for (const terms of orders) {
      if (!rests(terms) || terms.status === "submitted") continue;
      const market = listings.get(terms.marketId);
      if (market === undefined) continue;
      const order = new PaperOrder(terms);
      for (const fill of fills) {
        if (fill.orderId !== terms.id) continue;
        order.resume(fill, marketFeesAt(market, fill.occurredAtMs));
      }
      this.#working.set(terms.id, { order, answer: null });
      this.#matching.resume(order);
      if (order.isOver) this.#close(terms.id, order.report());
    }
  }

  /**
   * Sends an approved order and reports what came of it after `latencyMs`.
   *
   * @throws {AmbiguousOutcomeError} If `signal` is aborted while the order is on its way; it still arrives.
   */
  submit(
    order: Approved<Order>,
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    const over = this.#over.get(order.id);
    if (over !== undefined) return Promise.resolve(over);
    const sent = this.#working.get(order.id) ?? this.#send(order);
    return sent.answer === null
      ? Promise.resolve(sent.order.report())
      : unlessAborted(sent.answer.promise, signal);
  }

  /** Whether an order of this id was ever sent, and is not forgotten. */
  has(orderId: OrderId): boolean {
    return this.#working.has(orderId) || this.#over.has(orderId);
  }

  /** Returns the report of an order, `unknown` if it never came in. An order on its way is `accepted`. */
  query(orderId: OrderId): Promise<VenueOrderReport> {
    return Promise.resolve(this.#reportOf(orderId));
  }

  /**
   * Takes an order back after `latencyMs`: what fills until then is filled.
   *
   * @returns How the order stands then; a cancel that overtook its order is refused.
   * @throws {AmbiguousOutcomeError} If `signal` is aborted while the cancel is on its way; it still arrives.
   */
  cancel(orderId: OrderId, signal: AbortSignal): Promise<CancelReport> {
    const { promise, resolve } = Promise.withResolvers<CancelReport>();
    this.#latency.after(
      `cancel ${orderId}`,
      () => resolve(this.#withdraw(orderId)),
    );
    return unlessAborted(promise, signal);
  }

  /** Returns open orders, positions, and the fills of the orders that it remembers. */
  account(sinceMs: number): Promise<VenueAccountReport> {
    const openOrders: OrderId[] = [];
    const reports = [...this.#over.values()];
    for (const [id, { order, answer }] of this.#working) {
      if (answer !== null) continue;
      openOrders.push(id);
      reports.push(order.report());
    }
    const fills: Fill[] = [];
    for (const report of reports) {
      if (!("fills" in report)) continue;
      for (const fill of report.fills) {
        if (fill.occurredAtMs >= sinceMs) fills.push(fill);
      }
    }
    fills.sort((left, right) => left.occurredAtMs - right.occurredAtMs);
    const { positions } = this.#matching;
    return Promise.resolve({ openOrders, fills, positions, balances: [] });
  }

  onReport(listener: ReportListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #send(terms: Approved<Order>): Working {
    const order = new PaperOrder(terms);
    const sent: Working = { order, answer: Promise.withResolvers() };
    this.#working.set(terms.id, sent);
    this.#latency.after(`submit ${terms.id}`, () => {
      this.#matching.receive(order);
      const report = order.report();
      sent.answer?.resolve(report);
      sent.answer = null;
      if (order.isOver) this.#close(terms.id, report);
    });
    return sent;
  }

  #withdraw(orderId: OrderId): CancelReport {
    const working = this.#working.get(orderId);
    if (working !== undefined && working.answer !== null) {
      return {
        status: "cancel_refused",
        reason:
          `Cannot cancel order ${orderId} as it must have come in: current value is on its way`,
      };
    }
    if (working !== undefined) this.#matching.withdraw(working.order);
    return this.#reportOf(orderId);
  }

  #reportOf(orderId: OrderId): VenueOrderReport {
    const working = this.#working.get(orderId);
    if (working === undefined) {
      return this.#over.get(orderId) ?? { status: "unknown" };
    }
    return working.answer === null ? working.order.report() : ON_ITS_WAY;
  }

  #onChange(order: PaperOrder): void {
    const { id } = order.terms;
    const report = order.report();
    if (order.isOver) this.#close(id, report);
    for (const listener of this.#listeners) listener(id, report);
  }

  #close(id: OrderId, report: VenueOrderReport): void {
    this.#working.delete(id);
    this.#over.set(id, report);
  }
}
