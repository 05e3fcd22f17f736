import {
  AmbiguousOutcomeError,
  type Execution,
  type VenueOrderReport,
} from "../../actors/ports/execution.ts";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type { Approved } from "../../domain/approval.ts";
import { assertNever } from "../../domain/assert_never.ts";
import type { BookView } from "../../domain/book.ts";
import { deriveFillId } from "../../domain/digest.ts";
import { feeOf, type FeeSchedule, NO_FEES } from "../../domain/fees.ts";
import type { Fill } from "../../domain/fill.ts";
import type { MarketId, OrderId } from "../../domain/ids.ts";
import type { Market, VenueId } from "../../domain/market.ts";
import type { Order } from "../../domain/order.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { Clock } from "../../runtime/clock.ts";
import { Consumption } from "./consumption.ts";
import { type TakenLevel, takenQuantity, walkDepth } from "./depth_walk.ts";
import { refusalOf } from "./order_check.ts";

/** What a paper exchange imitates, and how. */
export interface PaperExchangeOptions {
  readonly venue: VenueId;
  readonly fees: FeeSchedule;
  /** From submission to the moment at which the book is walked, in milliseconds, 0 or more. */
  readonly latencyMs: number;
  readonly clock: Clock;
}

/** An order that is on its way or was answered. */
interface PaperOrder {
  /** `null` while the order is on its way. */
  report: VenueOrderReport | null;
  readonly answered: Promise<VenueOrderReport>;
}

/**
 * How many answered orders are remembered. Repeats come within seconds; after that the journal knows them.
 */
const ORDERS_REMEMBERED = 100_000;
const ON_ITS_WAY: VenueOrderReport = { status: "accepted", fills: [] };

/**
 * A simulated exchange over the real books of another venue's market data.
 *
 * - Orders walk the depth that is shown after `latencyMs`, at the shown prices; own takings are not there a
 *   second time. All contestants share one book.
 * - It never fills more than is shown, and never at a worse price than the limit.
 * - Everything is deterministic: fill ids come from order ids, times from the clock, no randomness.
 * - A market that is final or void is forgotten with its book; orders in it are rejected.
 * - The same order id again gets the first answer and makes no second order.
 */
export class PaperExchange implements Execution {
  readonly mode = "paper";
  /** An order is here when `submit` returns, or never will be: it did not outlive its process. */
  readonly arrivesWithinMs = 0;
  readonly venue: VenueId;
  readonly #options: PaperExchangeOptions;
  readonly #markets = new Map<MarketId, Market>();
  readonly #books = new Map<MarketId, BookView>();
  readonly #consumptions = new Map<MarketId, Consumption>();
  readonly #orders = new Map<OrderId, PaperOrder>();

  constructor(options: PaperExchangeOptions) {
    this.venue = options.venue;
    this.#options = options;
  }

  /** Follows market data; every event of the imitated venue goes through here before anybody acts on it. */
  onMarketEvent(event: MarketEvent): void {
    switch (event.kind) {
      case "market_listed":
        this.#markets.set(event.market.id, event.market);
        return;
      case "market_phase_changed": {
        const market = this.#markets.get(event.marketId);
        if (market === undefined) return;
        this.#markets.set(market.id, { ...market, phase: event.phase });
        if (isSettling(event.phase)) this.#forgetMarket(market.id);
        return;
      }
      case "book_changed":
        // A book that comes before its listing is heard of again; one after the end would stay for ever.
        if (!this.#markets.has(event.book.marketId)) return;
        this.#books.set(event.book.marketId, event.book);
        this.#follow(event.book);
        return;
      case "quote_changed":
      case "trade_printed":
      case "spot_printed":
      case "frame_rejected":
      case "connection_changed":
        return;
      default:
        assertNever(event);
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
    const known = this.#orders.get(order.id) ?? this.#send(order);
    return known.report === null
      ? unlessAborted(known.answered, signal)
      : known.answered;
  }

  /** Returns the report of an order, `unknown` if it never came in. An order on its way is `accepted`. */
  query(orderId: OrderId): Promise<VenueOrderReport> {
    const known = this.#orders.get(orderId);
    const report = known === undefined
      ? { status: "unknown" } as const
      : known.report ?? ON_ITS_WAY;
    return Promise.resolve(report);
  }

  #send(order: Approved<Order>): PaperOrder {
    const { promise, resolve } = Promise.withResolvers<VenueOrderReport>();
    const sent: PaperOrder = { report: null, answered: promise };
    this.#orders.set(order.id, sent);
    this.#forgetOldest();
    const arrive = (): void => {
      sent.report = this.#execute(order);
      resolve(sent.report);
    };
    const { clock, latencyMs } = this.#options;
    if (latencyMs === 0) arrive();
    else clock.setTimer(arrive, latencyMs);
    return sent;
  }

  #execute(order: Order): VenueOrderReport {
    const nowMs = this.#options.clock.nowMs();
    const { marketId } = order;
    const reason = refusalOf(order, this.#markets.get(marketId), nowMs);
    if (reason !== null) return { status: "rejected", reason };
    const book = this.#books.get(marketId);
    if (book === undefined) return { status: "canceled", fills: [] };
    const consumption = this.#consumptionOf(marketId);
    const taken = walkDepth(order, book, consumption);
    for (const { bids, bidPrice, quantity } of taken) {
      consumption.take(bids, bidPrice, quantity);
    }
    const isFilled = takenQuantity(taken) === order.quantity;
    return {
      status: isFilled ? "filled" : "canceled",
      fills: this.#fillsOf(order, taken, nowMs),
    };
  }

  #fillsOf(
    order: Order,
    taken: readonly TakenLevel[],
    nowMs: number,
  ): readonly Fill[] {
    const fills: Fill[] = [];
    let before = NO_FEES;
    for (const [index, { price, quantity }] of taken.entries()) {
      const { fee, after } = feeOf(this.#options.fees, {
        price,
        quantity,
        liquidity: "taker",
        before,
      });
      before = after;
      fills.push({
        id: deriveFillId(order.id, index),
        orderId: order.id,
        contestantId: order.contestantId,
        marketId: order.marketId,
        side: order.side,
        outcome: order.outcome,
        quantity,
        price,
        fee,
        liquidity: "taker",
        occurredAtMs: nowMs,
      });
    }
    return fills;
  }

  #consumptionOf(marketId: MarketId): Consumption {
    let consumption = this.#consumptions.get(marketId);
    if (consumption === undefined) {
      consumption = new Consumption();
      this.#consumptions.set(marketId, consumption);
    }
    return consumption;
  }

  #follow(book: BookView): void {
    const consumption = this.#consumptions.get(book.marketId);
    if (consumption === undefined) return;
    consumption.follow(book);
    if (consumption.isEmpty) this.#consumptions.delete(book.marketId);
  }

  #forgetMarket(marketId: MarketId): void {
    this.#markets.delete(marketId);
    this.#books.delete(marketId);
    this.#consumptions.delete(marketId);
  }

  #forgetOldest(): void {
    if (this.#orders.size <= ORDERS_REMEMBERED) return;
    for (const [id, { report }] of this.#orders) {
      if (report === null) continue;
      this.#orders.delete(id);
      return;
    }
  }
}

function unlessAborted(
  answered: Promise<VenueOrderReport>,
  signal: AbortSignal,
): Promise<VenueOrderReport> {
  const { promise, resolve, reject } = Promise.withResolvers<
    VenueOrderReport
  >();
  const onAbort = (): void =>
    reject(
      new AmbiguousOutcomeError(
        "Cannot tell what became of the order as the venue must answer in time: current value is no answer",
      ),
    );
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  answered.then((report) => {
    signal.removeEventListener("abort", onAbort);
    resolve(report);
  });
  return promise;
}
