/**
 * A paper exchange with one market that the test plays the venue of. Only tests import it.
 *
 * @module
 */
import type { VenueOrderReport } from "../../actors/ports/execution.ts";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type { Approved } from "../../domain/approval.ts";
import { OrderBook } from "../../domain/book.ts";
import type { Fill } from "../../domain/fill.ts";
import {
  contestantId,
  decisionId,
  marketId,
  type OrderId,
  orderId,
} from "../../domain/ids.ts";
import type { Market, MarketPhase, Outcome } from "../../domain/market.ts";
import { quantity, ZERO_QUANTITY, ZERO_USD } from "../../domain/money.ts";
import { IMMEDIATE, type Order } from "../../domain/order.ts";
import {
  CENT_GRID,
  noPrice,
  type OutcomePrice,
  yesPrice,
} from "../../domain/price.ts";
import { SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { SimulatedClock } from "../../runtime/simulated_clock.ts";
import { approvedOrder } from "../../tests/actors/approved_order.ts";
import { PaperExchange, type PaperExchangeOptions } from "./paper_exchange.ts";

export const NEVER = new AbortController().signal;

/** A market of cents and hundredths that is open from the start of `PaperVenue`'s clock to 60 seconds. */
export const MARKET: Market = {
  id: marketId("kalshi", "M1"),
  venue: "kalshi",
  ticker: "M1",
  eventTicker: "E1",
  title: "A market",
  phase: "open",
  opensAtMs: 0,
  closesAtMs: 60_000,
  strike: null,
  priceRanges: CENT_GRID,
  quantityMin: quantity("0.01"),
};

/** Buys 8 YES at up to 0.48, at once. */
export const ORDER: Order = {
  id: orderId("o_1"),
  decisionId: decisionId("d_1"),
  contestantId: contestantId("momentum"),
  marketId: MARKET.id,
  side: "buy",
  outcome: "yes",
  quantity: quantity("8"),
  limit: { outcome: "yes", price: yesPrice("0.48") },
  ...IMMEDIATE,
  replaces: null,
  status: "submitted",
  filledQuantity: ZERO_QUANTITY,
  filledNotional: ZERO_USD,
  createdAtMs: 0,
};

/** An order that risk let through, with changes that risk would have caught: the exchange has its own rules. */
export function approved(more: Partial<Order> = {}): Approved<Order> {
  return { ...approvedOrder(SAMPLE_ORDER), ...ORDER, ...more };
}

/** Price and contracts. */
export type Level = readonly [price: string, contracts: string];

/** Sides of a book; each is empty where it is left out. */
export interface ShownBook {
  readonly yes?: readonly Level[];
  readonly no?: readonly Level[];
}

/** A trade that the venue prints. */
export interface PrintedTrade {
  readonly yes: string;
  readonly contracts: string;
  /** The outcome that whoever came last bought. */
  readonly taker: Outcome;
  readonly atMs?: number;
  readonly id?: string;
}

/** A paper exchange under a simulated clock, and the venue that it imitates. */
export class PaperVenue {
  readonly clock: SimulatedClock;
  readonly book = new OrderBook(MARKET.id);
  readonly exchange: PaperExchange;
  /** What the exchange said by itself, in order. */
  readonly reports: (readonly [id: OrderId, report: VenueOrderReport])[] = [];
  #trades = 0;

  constructor(
    {
      market = MARKET,
      clock = new SimulatedClock({ startMs: 1_000 }),
      ...more
    }:
      & Partial<Omit<PaperExchangeOptions, "clock">>
      & { readonly market?: Market; readonly clock?: SimulatedClock } = {},
  ) {
    this.clock = clock;
    this.exchange = new PaperExchange({
      venue: "kalshi",
      latencyMs: 0,
      clock,
      ...more,
    });
    this.exchange.onReport((id, report) => this.reports.push([id, report]));
    this.emit({ kind: "market_listed", market });
  }

  emit(event: MarketEvent): void {
    this.exchange.onMarketEvent(event);
  }

  show({ yes = [], no = [] }: ShownBook): void {
    this.book.replace({
      yesBids: yes.map(([price, contracts]) => ({
        price: yesPrice(price),
        quantity: quantity(contracts),
      })),
      noBids: no.map(([price, contracts]) => ({
        price: noPrice(price),
        quantity: quantity(contracts),
      })),
      occurredAtMs: this.clock.nowMs(),
    });
    this.showAgain();
  }

  /** Tells of the book as it is. */
  showAgain(): void {
    const { book } = this;
    this.emit({
      kind: "book_changed",
      book,
      depth: {
        marketId: MARKET.id,
        yesBidDepth: book.yesBidDepth,
        noBidDepth: book.noBidDepth,
        occurredAtMs: this.clock.nowMs(),
      },
    });
  }

  print({ yes, contracts, taker, atMs, id }: PrintedTrade): void {
    this.emit({
      kind: "trade_printed",
      trade: {
        marketId: MARKET.id,
        tradeId: id ?? `t_${this.#trades++}`,
        yesPrice: yesPrice(yes),
        quantity: quantity(contracts),
        takerSide: taker,
        occurredAtMs: atMs ?? this.clock.nowMs(),
      },
    });
  }

  phase(phase: MarketPhase): void {
    this.emit({
      kind: "market_phase_changed",
      marketId: MARKET.id,
      phase,
      resolution: null,
      occurredAtMs: this.clock.nowMs(),
    });
  }

  disconnect(): void {
    this.emit({
      kind: "connection_changed",
      status: "disconnected",
      reason: "the recording ended",
    });
  }

  /** Sends an order that stays until it is filled or canceled, unless `more` says otherwise. */
  place(id: string, more: Partial<Order> = {}): Promise<VenueOrderReport> {
    return this.exchange.submit(
      approved({ id: orderId(id), timeInForce: "gtc", ...more }),
      NEVER,
    );
  }

  /** Returns how an order stands: its status, and price and contracts of its fills. */
  async standing(id: string): Promise<readonly unknown[]> {
    return standingOf(await this.exchange.query(orderId(id)));
  }
}

/** Returns a report's status, and price, contracts and liquidity of its fills. */
export function standingOf(report: VenueOrderReport): readonly unknown[] {
  return [report.status, ...fillsOf(report).map(shownFill)];
}

/** Returns the fills of a report; none where it has none. */
export function fillsOf(report: VenueOrderReport): readonly Fill[] {
  return "fills" in report ? report.fills : [];
}

function shownFill({ price, quantity, liquidity }: Fill): string {
  return `${Number(quantity) / 1e6} @ ${
    Number(price.price) / 1e6
  } ${liquidity}`;
}

/** Returns a limit on the YES scale. */
export function yesLimit(text: string): { readonly limit: OutcomePrice } {
  return { limit: { outcome: "yes", price: yesPrice(text) } };
}

/** Returns outcome and limit of an order for NO. */
export function noLimit(
  text: string,
): { readonly outcome: "no"; readonly limit: OutcomePrice } {
  return { outcome: "no", limit: { outcome: "no", price: noPrice(text) } };
}
