import type { VenuePosition } from "../../actors/ports/execution.ts";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { assertNever } from "../../domain/assert_never.ts";
import type { BookView } from "../../domain/book.ts";
import { marketFeesAt } from "../../domain/fee_schedules.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { Market, MarketPhase, VenueId } from "../../domain/market.ts";
import { min, type Quantity } from "../../domain/money.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { TradingPauses } from "../../domain/trading_pauses.ts";
import type { CancelTimer, Clock } from "../../runtime/clock.ts";
import { type TakenLevel, walkDepth } from "./depth_walk.ts";
import { Holdings } from "./holdings.ts";
import {
  crossingRefusal,
  pauseRefusal,
  refusalOf,
  rests,
  unlistedRefusal,
} from "./order_check.ts";
import { PaperMarket } from "./paper_market.ts";
import type { PaperOrder, PaperTrade } from "./paper_order.ts";
import type { RestingFills } from "./resting_orders.ts";

/** What the paper exchange matches with. */
export interface MatchingOptions {
  readonly venue: VenueId;
  readonly pauses: TradingPauses;
  readonly clock: Clock;
  /** Hears of what happens to an order after it was received. */
  readonly onChange: (order: PaperOrder) => void;
}

/** What matters of a trade before it has a schedule and a time. */
type Traded = Pick<PaperTrade, "price" | "quantity" | "liquidity">;

/**
 * Matches our orders with what the imitated venue shows and prints: what trades at once, what rests, and what
 * ends it. Our orders never trade with one another.
 */
export class Matching implements RestingFills {
  readonly #options: MatchingOptions;
  readonly #markets = new Map<MarketId, PaperMarket>();
  readonly #holdings = new Holdings();
  /** When each order that stays is looked at again, for its expiry or the close of its market. */
  readonly #deadlines = new Map<PaperOrder, CancelTimer>();

  constructor(options: MatchingOptions) {
    this.#options = options;
  }

  get nowMs(): number {
    return this.#options.clock.nowMs();
  }

  get positions(): readonly VenuePosition[] {
    return this.#holdings.all();
  }

  onMarketEvent(event: MarketEvent): void {
    switch (event.kind) {
      case "market_listed":
        return this.#list(event.market);
      case "market_phase_changed":
        return this.#changePhase(event.marketId, event.phase);
      case "book_changed": {
        // A book that comes before its listing is heard of again; one after the end would stay for ever.
        const market = this.#markets.get(event.book.marketId);
        if (market === undefined) return;
        market.show(event.book);
        if (!market.isQuiet) this.#onBook(market);
        return;
      }
      case "trade_printed": {
        const market = this.#markets.get(event.trade.marketId);
        if (market === undefined || market.resting.isEmpty) return;
        if (this.#isTrading(market)) market.resting.onTrade(event.trade, this);
        return;
      }
      case "quote_changed":
      case "spot_printed":
      case "perpetual_reported":
      case "frame_rejected":
        return;
      case "connection_changed":
        if (event.status !== "disconnected") return;
        for (const market of this.#markets.values()) market.loseBook();
        return;
      default:
        assertNever(event);
    }
  }

  /** Takes an order in: it is refused, filled, canceled, or stays. */
  receive(order: PaperOrder): void {
    const { terms } = order;
    const market = this.#markets.get(terms.marketId);
    if (market === undefined) return order.reject(unlistedRefusal(terms));
    const { listing, book } = market;
    const held = this.#holdings.of(terms);
    const { nowMs } = this;
    const { venue, pauses } = this.#options;
    const pause = pauses.at(nowMs);
    if (pause !== null) return order.reject(pauseRefusal(terms, venue, pause));
    const refusal = refusalOf(terms, { market: listing, held, nowMs });
    if (refusal !== null) return order.reject(refusal);
    if (book !== null) this.#meet(order, market, book);
    else if (rests(terms)) market.waiting.add(order);
    else order.end("canceled");
    if (!order.isOver) this.#watch(order, market);
  }

  /** Takes on an order that rested when an earlier process ended, at the end of its queue. */
  resume(order: PaperOrder): void {
    const market = this.#markets.get(order.terms.marketId);
    if (market === undefined || !isAlive(market.listing.phase)) {
      return order.end("canceled");
    }
    market.resting.add(order, market.book, this.nowMs);
    this.#onDeadline(order, market);
  }

  /** Takes on what an earlier process held. */
  hold(position: VenuePosition): void {
    this.#holdings.put(position);
  }

  /** Takes an order out that works. */
  withdraw(order: PaperOrder): void {
    const market = this.#markets.get(order.terms.marketId);
    if (market !== undefined) this.#leave(order, market, "canceled");
  }

  roomOf(order: PaperOrder): Quantity {
    const { terms, left } = order;
    return terms.reduceOnly ? min(left, this.#holdings.of(terms)) : left;
  }

  fill(order: PaperOrder, quantity: Quantity): void {
    const market = this.#markets.get(order.terms.marketId);
    if (market === undefined) return;
    const price = order.terms.limit;
    this.#trade(order, market, { price, quantity, liquidity: "maker" });
    if (order.left === 0n) this.#leave(order, market, "filled");
    else if (this.roomOf(order) === 0n) this.#leave(order, market, "canceled");
    else this.#options.onChange(order);
  }

  #list(listing: Market): void {
    const market = this.#markets.get(listing.id);
    if (market === undefined) {
      this.#markets.set(listing.id, new PaperMarket(listing));
      return;
    }
    const { phase } = market.listing;
    market.listing = listing;
    if (market.isQuiet) return;
    this.#onPhase(market, phase);
    for (const order of market.orders()) this.#onDeadline(order, market);
  }

  #changePhase(id: MarketId, phase: MarketPhase): void {
    if (isSettling(phase)) this.#holdings.forget(id);
    const market = this.#markets.get(id);
    if (market === undefined) return;
    const before = market.listing.phase;
    market.listing = { ...market.listing, phase };
    this.#onPhase(market, before);
    if (isSettling(phase)) this.#markets.delete(id);
  }

  /** What rests outlives a pause alone, and is taken out when trading goes on, as Kalshi does. */
  #onPhase(market: PaperMarket, before: MarketPhase): void {
    const { phase } = market.listing;
    const goesOn = phase === "open" && before === "paused";
    if (isAlive(phase) && !goesOn) return;
    for (const order of market.orders()) {
      this.#leave(order, market, "canceled");
    }
  }

  #onBook(market: PaperMarket): void {
    const { book } = market;
    if (book === null || !this.#isTrading(market)) return;
    market.resting.onBook(book, market.consumption, this);
    for (const order of [...market.waiting]) {
      if (order.isOver) continue;
      market.waiting.delete(order);
      this.#meet(order, market, book);
      if (order.isOver) this.#forgetDeadline(order);
      this.#options.onChange(order);
    }
  }

  #isTrading({ book, listing }: PaperMarket): boolean {
    const { nowMs } = this;
    return book !== null && listing.phase === "open" &&
      nowMs < listing.closesAtMs && this.#options.pauses.at(nowMs) === null;
  }

  /** An order and the book see each other for the first time. */
  #meet(order: PaperOrder, market: PaperMarket, book: BookView): void {
    const { terms } = order;
    const taken = this.#offersTo(order, market, book);
    const [best] = taken;
    if (terms.postOnly && best !== undefined) {
      return order.reject(crossingRefusal(terms, best.price));
    }
    for (const { bids, bidPrice, price, quantity } of taken) {
      market.consumption.take(bids, bidPrice, quantity);
      this.#trade(order, market, { price, quantity, liquidity: "taker" });
    }
    if (order.left === 0n) order.end("filled");
    else if (!rests(terms) || this.roomOf(order) === 0n) order.end("canceled");
    else market.resting.add(order, book, this.nowMs);
  }

  #offersTo(
    order: PaperOrder,
    { consumption }: PaperMarket,
    book: BookView,
  ): readonly TakenLevel[] {
    const { terms } = order;
    const quantity = this.roomOf(order);
    if (quantity === terms.quantity) return walkDepth(terms, book, consumption);
    return terms.timeInForce === "fok"
      ? []
      : walkDepth({ ...terms, quantity }, book, consumption);
  }

  #trade(order: PaperOrder, market: PaperMarket, traded: Traded): void {
    const atMs = this.nowMs;
    const schedule = marketFeesAt(market.listing, atMs);
    const fill = order.trade({ ...traded, schedule, atMs });
    this.#holdings.fill(fill);
    if (fill.side === "buy" || this.#holdings.of(fill) > 0n) return;
    for (const other of market.orders()) {
      const { reduceOnly, contestantId, outcome } = other.terms;
      const isPointless = reduceOnly && other !== order &&
        contestantId === fill.contestantId && outcome === fill.outcome;
      if (isPointless) this.#leave(other, market, "canceled");
    }
  }

  #leave(
    order: PaperOrder,
    market: PaperMarket,
    how: "filled" | "canceled" | "expired",
  ): void {
    market.remove(order);
    this.#forgetDeadline(order);
    order.end(how);
    this.#options.onChange(order);
  }

  /** Looks at an order now, and again when its time or its market's is up. */
  #onDeadline(order: PaperOrder, market: PaperMarket): void {
    if (order.isOver) return;
    const { nowMs } = this;
    if (deadlineOf(order, market) > nowMs) return this.#watch(order, market);
    const { expiresAtMs } = order.terms;
    const hasExpired = expiresAtMs !== null && expiresAtMs <= nowMs;
    this.#leave(order, market, hasExpired ? "expired" : "canceled");
  }

  #watch(order: PaperOrder, market: PaperMarket): void {
    this.#forgetDeadline(order);
    const cancel = this.#options.clock.setTimer(
      () => this.#onDeadline(order, market),
      Math.max(0, deadlineOf(order, market) - this.nowMs),
    );
    this.#deadlines.set(order, cancel);
  }

  #forgetDeadline(order: PaperOrder): void {
    this.#deadlines.get(order)?.();
    this.#deadlines.delete(order);
  }
}

/** Whether orders may rest in a market of this phase. */
function isAlive(phase: MarketPhase): boolean {
  return phase === "open" || phase === "paused";
}

function deadlineOf({ terms }: PaperOrder, { listing }: PaperMarket): number {
  return Math.min(terms.expiresAtMs ?? Infinity, listing.closesAtMs);
}
