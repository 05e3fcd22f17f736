import type { BookView } from "../../domain/book.ts";
import { oppositeOutcome, type Outcome } from "../../domain/market.ts";
import {
  MICROS,
  min,
  type Quantity,
  subtract,
  ZERO_QUANTITY,
} from "../../domain/money.ts";
import { type NoPrice, toNoPrice, type YesPrice } from "../../domain/price.ts";
import type { TradeTick } from "../../domain/quote.ts";
import type { Consumption } from "./consumption.ts";
import { takenQuantity, walkDepth } from "./depth_walk.ts";
import type { PaperOrder } from "./paper_order.ts";
import { QueuePlace } from "./queue_place.ts";

/** Who books what comes to resting orders. */
export interface RestingFills {
  readonly nowMs: number;
  /** Returns how many contracts an order can take now, 0 or more. */
  roomOf(order: PaperOrder): Quantity;
  /** Fills an order at its limit. */
  fill(order: PaperOrder, quantity: Quantity): void;
}

interface Resting {
  readonly order: PaperOrder;
  readonly place: QueuePlace;
  /** Since when it rests, Unix milliseconds. */
  readonly sinceMs: number;
}

/** Trades of a market that are remembered while orders rest in it, so that one that is told again counts once. */
const PRINTS_REMEMBERED = 10_000;

/**
 * The orders that rest in one market, best price first, then the oldest: they share what comes in that order.
 *
 * They fill from two things only. A print of somebody who traded with bids at their price or a worse one gives
 * them at most what was printed, behind the contracts ahead of them. An offer that the book shows at their price
 * or a better one gives them at most what is shown and was not taken before.
 */
export class RestingOrders {
  readonly #bids: Record<Outcome, Resting[]> = { yes: [], no: [] };
  readonly #printed = new Set<string>();

  get isEmpty(): boolean {
    return this.#bids.yes.length === 0 && this.#bids.no.length === 0;
  }

  /** Returns the orders, those that stand among YES bids first. */
  all(): readonly PaperOrder[] {
    return [...this.#bids.yes, ...this.#bids.no].map(({ order }) => order);
  }

  /** Puts an order behind those of its price. @param book What is shown, `null` where that is not known. */
  add(order: PaperOrder, book: BookView | null, nowMs: number): void {
    const place = new QueuePlace();
    if (book !== null) place.follow(shownAt(book, order), nowMs);
    const orders = this.#bids[order.bids];
    const behind = orders.findIndex((other) =>
      other.order.bidPrice < order.bidPrice
    );
    const resting = { order, place, sinceMs: nowMs };
    orders.splice(behind === -1 ? orders.length : behind, 0, resting);
  }

  remove(order: PaperOrder): void {
    const orders = this.#bids[order.bids];
    const index = orders.findIndex((resting) => resting.order === order);
    if (index !== -1) orders.splice(index, 1);
    if (this.isEmpty) this.#printed.clear();
  }

  /** Follows the book, and trades with what it offers at the price of an order or a better one. */
  onBook(
    book: BookView,
    consumption: Consumption,
    fills: RestingFills,
  ): void {
    for (const bids of ["yes", "no"] as const) {
      const orders = this.#bids[bids];
      const best = orders[0];
      if (best === undefined) continue;
      for (const { order, place } of orders) {
        if (place.ahead === ZERO_QUANTITY) continue;
        place.follow(shownAt(book, order), fills.nowMs);
      }
      if (!isCrossed(best.order, book)) continue;
      for (const { order } of [...orders]) {
        takeOffers(order, book, { consumption, fills });
      }
    }
  }

  /** Lets orders have what a trade with bids of their side comes to. */
  onTrade(trade: TradeTick, fills: RestingFills): void {
    const bids = oppositeOutcome(trade.takerSide);
    const orders = this.#bids[bids];
    if (orders.length === 0 || this.#isToldAgain(trade.tradeId)) return;
    const price = bids === "yes" ? trade.yesPrice : toNoPrice(trade.yesPrice);
    let left = trade.quantity;
    for (const { order, place, sinceMs } of [...orders]) {
      if (order.bidPrice < price || left === ZERO_QUANTITY) return;
      if (trade.occurredAtMs < sinceMs || order.isOver) continue;
      let offered = left;
      if (order.bidPrice === price) offered = place.pass(left, fills.nowMs);
      else place.reachFront();
      const quantity = min(offered, fills.roomOf(order));
      if (quantity === ZERO_QUANTITY) continue;
      left = subtract(left, quantity);
      fills.fill(order, quantity);
    }
  }

  #isToldAgain(tradeId: string): boolean {
    if (this.#printed.has(tradeId)) return true;
    this.#printed.add(tradeId);
    const [oldest] = this.#printed;
    if (this.#printed.size > PRINTS_REMEMBERED && oldest !== undefined) {
      this.#printed.delete(oldest);
    }
    return false;
  }
}

function isCrossed({ bids, bidPrice }: PaperOrder, book: BookView): boolean {
  const offer = bids === "yes" ? book.bestNoBid : book.bestYesBid;
  return offer !== null && bidPrice + offer >= MICROS;
}

function takeOffers(
  order: PaperOrder,
  book: BookView,
  { consumption, fills }: {
    readonly consumption: Consumption;
    readonly fills: RestingFills;
  },
): void {
  const quantity = order.isOver ? ZERO_QUANTITY : fills.roomOf(order);
  if (quantity === ZERO_QUANTITY) return;
  const taken = walkDepth({ ...order.terms, quantity }, book, consumption);
  if (taken.length === 0) return;
  for (const { bids, bidPrice, quantity } of taken) {
    consumption.take(bids, bidPrice, quantity);
  }
  // Whoever comes to a resting order trades at its price.
  fills.fill(order, takenQuantity(taken));
}

/** Returns the contracts that others bid at the price of an order. */
function shownAt(
  book: BookView,
  { bids, bidPrice }: PaperOrder,
): Quantity {
  const levels: Iterable<
    { readonly price: YesPrice | NoPrice; readonly quantity: Quantity }
  > = bids === "yes" ? book.yesBids() : book.noBids();
  for (const { price, quantity } of levels) {
    if (price === bidPrice) return quantity;
    if (price < bidPrice) break;
  }
  return ZERO_QUANTITY;
}
