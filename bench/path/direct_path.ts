import type { ArenaOptions } from "../../actors/arena.ts";
import { MarketWatch } from "../../actors/detector/market_watch.ts";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type { RiskView } from "../../actors/risk/check.ts";
import { costMax } from "../../actors/risk/exposure.ts";
import { offeredQuantity } from "../../actors/risk/offered_quantity.ts";
import { review } from "../../actors/risk/review.ts";
import { PriceHistory } from "../../domain/price_history.ts";
import type { BookView } from "../../domain/book.ts";
import type { Decision } from "../../domain/decision.ts";
import {
  deriveDecisionId,
  deriveFillId,
  deriveOrderId,
} from "../../domain/digest.ts";
import { marketFeesAt } from "../../domain/fee_schedules.ts";
import { feeOf, NO_FEES } from "../../domain/fees.ts";
import type { Fill } from "../../domain/fill.ts";
import { contestantId } from "../../domain/ids.ts";
import type { Market } from "../../domain/market.ts";
import { ZERO_QUANTITY, ZERO_USD } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { transition } from "../../domain/order_transitions.ts";
import { OPEN_SEASON } from "../../domain/season.ts";
import { mid } from "../../domain/price.ts";
import type { MarketSignal } from "../../domain/signal.ts";
import type { Strategy, StrategyState } from "../../strategies/strategy.ts";
import { Consumption } from "../../venues/paper/consumption.ts";
import { walkDepth } from "../../venues/paper/depth_walk.ts";
import { DirectAccount } from "./direct_account.ts";
import type { PlayedFeed } from "./played_feed.ts";
import { LATENCY_MS, type PathFact, pathOptions } from "./setup.ts";

/** One market and what is known of it. */
interface Listing {
  readonly market: Market;
  readonly watch: MarketWatch;
  readonly consumption: Consumption;
  book: BookView | null;
}

interface Follower {
  readonly strategy: Strategy;
  readonly account: DirectAccount;
}

interface Leaving {
  readonly order: Order;
  readonly listing: Listing;
  readonly account: DirectAccount;
  readonly arrivesAtMs: number;
}

const NONE_RESOLVED = { yes: 0, no: 0 };
/** Nobody who runs here draws. */
const DRAWS = [0.5, 0.5, 0.5] as const;

/**
 * The facts of a path by calls of the same rules, one after the other: what is left of the arena without actors,
 * journal and everything that makes it safe to stop.
 */
const NO_SEASON = {
  id: OPEN_SEASON,
  isOver: false,
  isPaused: false,
  venues: null,
};

export class DirectPath {
  readonly #options: Omit<ArenaOptions, "random"> = pathOptions();
  readonly #followers: readonly Follower[];
  readonly #listings = new Map<string, Listing>();
  readonly #prices = new PriceHistory();
  readonly #facts: PathFact[] = [];
  /** Oldest first: all take equally long. */
  #leaving: Leaving[] = [];

  constructor({ markets }: PlayedFeed) {
    const { contestants, startingBalance, thresholds } = this.#options;
    this.#followers = contestants.map((strategy) => ({
      strategy,
      account: new DirectAccount(contestantId(strategy.id), startingBalance),
    }));
    for (const market of markets) {
      this.#listings.set(market.id, {
        market,
        watch: new MarketWatch(market, thresholds),
        consumption: new Consumption(),
        book: null,
      });
    }
  }

  /** What happened, in order. */
  get facts(): readonly PathFact[] {
    return this.#facts;
  }

  /** Plays every step and fills what is under way at its end. */
  play({ steps }: PlayedFeed): void {
    for (const { atMs, events } of steps) {
      this.#arrive(atMs);
      for (const event of events) this.#take(event, atMs);
    }
    this.#arrive(Infinity);
  }

  #take(event: MarketEvent, nowMs: number): void {
    if (event.kind === "book_changed") {
      const listing = this.#listings.get(event.book.marketId);
      if (listing === undefined) return;
      listing.book = event.book;
      if (!listing.consumption.isEmpty) listing.consumption.follow(event.book);
      this.#onSignal(listing, listing.watch.onDepth(event.depth), nowMs);
    } else if (event.kind === "quote_changed") {
      const listing = this.#listings.get(event.quote.marketId);
      if (listing === undefined) return;
      this.#prices.add(event.quote);
      this.#onSignal(listing, listing.watch.onQuote(event.quote), nowMs);
    }
  }

  #onSignal(
    listing: Listing,
    signal: MarketSignal | null,
    nowMs: number,
  ): void {
    if (signal === null) return;
    this.#facts.push({ kind: "signal_detected", signal });
    for (const { strategy, account } of this.#followers) {
      if (!strategy.wakesOn.includes(signal.type)) continue;
      const state = this.#state(listing.market, { account, signal, nowMs });
      if (state === null) continue;
      const decision = decided(strategy, state, account);
      this.#facts.push({ kind: "decision_made", decision });
      this.#order(listing, account, decision);
    }
  }

  #state(
    market: Market,
    { account, signal, nowMs }: {
      readonly account: DirectAccount;
      readonly signal: MarketSignal;
      readonly nowMs: number;
    },
  ): StrategyState | null {
    const quote = this.#prices.quote(market.id);
    if (quote === undefined) return null;
    return {
      market,
      quote,
      mid: mid(quote.yesBid, quote.yesAsk),
      history: this.#prices.points(market.id),
      held: account.held(market.id),
      working: [],
      freeCash: account.cash,
      resolved: NONE_RESOLVED,
      leader: null,
      signal,
      draws: DRAWS,
      nowMs,
    };
  }

  #order(
    listing: Listing,
    account: DirectAccount,
    { id, contestantId, marketId, action, decidedAtMs }: Decision,
  ): void {
    if (action.kind !== "trade") return;
    const { kind: _kind, ...terms } = action;
    const order: Order = {
      id: deriveOrderId(id),
      decisionId: id,
      contestantId,
      marketId,
      ...terms,
      replaces: null,
      status: "initialized",
      filledQuantity: ZERO_QUANTITY,
      filledNotional: ZERO_USD,
      createdAtMs: decidedAtMs,
    };
    const view = this.#riskView(order, listing, account);
    if (review(order, view, this.#options.limits).kind === "denied") return;
    account.countOrder(decidedAtMs);
    // As the executor sends it.
    const reduceOnly = order.reduceOnly || order.side === "sell";
    const submitted = transition({ ...order, reduceOnly }, {
      kind: "order_submitted",
    });
    this.#facts.push({ kind: "order_submitted", order: submitted });
    const arrivesAtMs = decidedAtMs + LATENCY_MS;
    this.#leaving.push({ order: submitted, listing, account, arrivesAtMs });
  }

  /** What nothing of the path depends on is as at the start. */
  #riskView(
    order: Order,
    { market, book }: Listing,
    account: DirectAccount,
  ): RiskView {
    const { createdAtMs: nowMs, marketId, outcome } = order;
    const exposure = account.cost(marketId);
    const { startingBalance } = account;
    return {
      nowMs,
      season: NO_SEASON,
      tradingState: "active",
      tradingStateDetail: "",
      decidedAtMs: nowMs,
      liftedAtMs: null,
      circuit: "closed",
      degraded: null,
      pause: null,
      market,
      quote: this.#prices.quote(marketId) ?? null,
      offeredQuantity: order.side === "sell" || book === null
        ? null
        : offeredQuantity(order, book),
      isReplacedOpen: null,
      freeHolding: account.held(marketId)[outcome],
      positionCost: exposure,
      accountExposure: exposure,
      instrumentExposure: exposure,
      underlyingExposure: exposure,
      globalExposure: exposure,
      freeCash: account.cash,
      venueFreeCash: null,
      costMax: costMax(order, market),
      ordersInLastSecond: 0,
      ordersInLastMinute: account.ordersInLastMinute(nowMs),
      ordersInRound: 0,
      lossesInARow: 0,
      lostAtMs: null,
      equity: startingBalance,
      equityPeak: startingBalance,
      equityAtDayStart: startingBalance,
    };
  }

  #arrive(nowMs: number): void {
    let arrived = 0;
    for (const leaving of this.#leaving) {
      if (leaving.arrivesAtMs > nowMs) break;
      arrived += 1;
      this.#fill(leaving);
    }
    if (arrived > 0) this.#leaving = this.#leaving.slice(arrived);
  }

  #fill({ order, listing, account, arrivesAtMs }: Leaving): void {
    if (listing.book === null) return;
    const { consumption } = listing;
    const taken = walkDepth(order, listing.book, consumption);
    const schedule = marketFeesAt(listing.market, arrivesAtMs);
    let before = NO_FEES;
    for (const [index, level] of taken.entries()) {
      const { bids, bidPrice, price, quantity } = level;
      consumption.take(bids, bidPrice, quantity);
      const liquidity = "taker";
      const charged = feeOf(schedule, { price, quantity, liquidity, before });
      before = charged.after;
      const fill: Fill = {
        id: deriveFillId(order.id, index),
        orderId: order.id,
        contestantId: order.contestantId,
        marketId: order.marketId,
        side: order.side,
        outcome: order.outcome,
        quantity,
        price,
        fee: charged.fee,
        liquidity,
        occurredAtMs: arrivesAtMs,
      };
      this.#facts.push({ kind: "order_filled", fill });
      account.book(fill);
    }
  }
}

function decided(
  strategy: Strategy,
  state: StrategyState,
  { contestantId }: DirectAccount,
): Decision {
  const { market: { id: marketId }, signal, mid, nowMs } = state;
  const causationId = signal?.id ?? "";
  const { probabilityYes, confidence, reason, action } = strategy.evaluate(
    state,
  );
  return {
    id: deriveDecisionId({ contestantId, marketId, causationId }),
    contestantId,
    marketId,
    probabilityYes,
    confidence,
    reason,
    action,
    causationId,
    marketProbability: mid,
    decidedAtMs: nowMs,
  };
}
