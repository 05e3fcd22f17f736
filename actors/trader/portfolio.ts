import type {
  ContestantId,
  FillId,
  MarketId,
  OrderId,
} from "../../domain/ids.ts";
import type { EntryOf, JournalEntry } from "../../domain/journal.ts";
import type { Decision } from "../../domain/decision.ts";
import type { Order } from "../../domain/order.ts";
import { type Fill, fillNotional } from "../../domain/fill.ts";
import type { Market, Outcome, Resolution } from "../../domain/market.ts";
import { isSettling } from "../../domain/settlement.ts";
import {
  type Quantity,
  quantityFromMicros,
  usdFromMicros,
  type UsdMicros,
  ZERO_QUANTITY,
  ZERO_USD,
} from "../../domain/money.ts";
import { deriveOrderId } from "../../domain/digest.ts";

/** How the markets of one series resolved. */
export interface SeriesRecord {
  readonly yes: number;
  readonly no: number;
}

interface OpenOrder {
  readonly marketId: MarketId;
  readonly remaining: Quantity;
  /** When it was decided; `null` once it has left, from when on only the venue ends it. */
  readonly waitsSinceMs: number | null;
}

const NOTHING_HELD = { yes: ZERO_QUANTITY, no: ZERO_QUANTITY };
const NO_RECORD: SeriesRecord = { yes: 0, no: 0 };

/** Returns the series of a ticker: what stands before its first hyphen. */
function seriesOf(ticker: string): string {
  return ticker.split("-", 1)[0] ?? ticker;
}

/**
 * What one contestant may know of itself and of the markets, folded from the journal.
 *
 * As in the arena's books, rows that repeat a fill, a settlement, an enrolment or a listing change nothing.
 */
export class Portfolio {
  readonly #contestantId: ContestantId;
  readonly #markets = new Map<MarketId, Market>();
  readonly #held = new Map<MarketId, { yes: Quantity; no: Quantity }>();
  readonly #orders = new Map<OrderId, OpenOrder>();
  readonly #records = new Map<string, SeriesRecord>();
  /** Grows with every fill of this contestant, on purpose: one that is forgotten could be booked twice. */
  readonly #fillIds = new Set<FillId>();
  #cash: UsdMicros = ZERO_USD;
  #isEnrolled = false;

  constructor(contestantId: ContestantId) {
    this.#contestantId = contestantId;
  }

  get cash(): UsdMicros {
    return this.#cash;
  }

  get isEnrolled(): boolean {
    return this.#isEnrolled;
  }

  /** Markets that take orders. */
  openMarkets(): readonly Market[] {
    return [...this.#markets.values()].filter(({ phase }) => phase === "open");
  }

  market(id: MarketId): Market | undefined {
    return this.#markets.get(id);
  }

  held(id: MarketId): { readonly yes: Quantity; readonly no: Quantity } {
    return this.#held.get(id) ?? NOTHING_HELD;
  }

  record(market: Market): SeriesRecord {
    return this.#records.get(seriesOf(market.ticker)) ?? NO_RECORD;
  }

  /** Whether an order of this contestant in `id` has not ended. */
  hasOpenOrder(id: MarketId): boolean {
    return [...this.#orders.values()].some(({ marketId }) => marketId === id);
  }

  /** Forgets orders that were decided before `sinceMs` and have neither left nor been denied since. */
  giveUpOrders(sinceMs: number): void {
    for (const [id, { waitsSinceMs }] of this.#orders) {
      if (waitsSinceMs !== null && waitsSinceMs < sinceMs) {
        this.#orders.delete(id);
      }
    }
  }

  fold(entry: JournalEntry): void {
    switch (entry.kind) {
      case "contestant_enrolled":
        return this.#onEnrolled(entry);
      case "market_listed":
        return this.#onListed(entry.market);
      case "market_phase_changed":
        return this.#changePhase(entry);
      case "decision_made":
        return this.#onDecision(entry.decision);
      case "order_submitted":
        return this.#onSubmitted(entry.order);
      case "order_filled":
        return this.#onFill(entry.fill);
      case "order_denied":
        this.#orders.delete(entry.order.id);
        return;
      case "order_rejected":
      case "order_canceled":
      case "order_expired":
        this.#orders.delete(entry.orderId);
        return;
      case "position_settled":
        return this.#onSettled(entry);
    }
  }

  #onEnrolled(
    { contestantId, startingBalance }: EntryOf<"contestant_enrolled">,
  ): void {
    if (contestantId !== this.#contestantId || this.#isEnrolled) return;
    this.#isEnrolled = true;
    this.#cash = startingBalance;
  }

  #onListed(market: Market): void {
    if (isSettling(market.phase) || this.#markets.has(market.id)) return;
    this.#markets.set(market.id, market);
  }

  #changePhase(
    entry: EntryOf<"market_phase_changed">,
  ): void {
    const market = this.#markets.get(entry.marketId);
    if (market === undefined) return;
    if (!isSettling(entry.phase)) {
      this.#markets.set(market.id, { ...market, phase: entry.phase });
      return;
    }
    this.#markets.delete(market.id);
    this.#count(seriesOf(market.ticker), entry.resolution);
  }

  #count(series: string, resolution: Resolution | null): void {
    const { yes, no } = this.#records.get(series) ?? NO_RECORD;
    if (resolution?.kind === "yes") {
      this.#records.set(series, { yes: yes + 1, no });
    }
    if (resolution?.kind === "no") {
      this.#records.set(series, { yes, no: no + 1 });
    }
  }

  #onDecision(decision: Decision): void {
    if (
      decision.contestantId !== this.#contestantId ||
      decision.action.kind === "hold"
    ) return;
    this.#orders.set(deriveOrderId(decision.id), {
      marketId: decision.marketId,
      remaining: decision.action.quantity,
      waitsSinceMs: decision.decidedAtMs,
    });
  }

  #onSubmitted({ id, contestantId, marketId, quantity }: Order): void {
    if (contestantId !== this.#contestantId) return;
    this.#orders.set(id, { marketId, remaining: quantity, waitsSinceMs: null });
  }

  #onFill(fill: Fill): void {
    if (
      fill.contestantId !== this.#contestantId || this.#fillIds.has(fill.id)
    ) return;
    this.#fillIds.add(fill.id);
    const isBuy = fill.side === "buy";
    const amount = fillNotional(fill);
    this.#cash = usdFromMicros(
      this.#cash + (isBuy ? -amount : amount) - fill.fee,
    );
    this.#change(
      fill.marketId,
      fill.outcome,
      isBuy ? fill.quantity : -fill.quantity,
    );
    const order = this.#orders.get(fill.orderId);
    if (order === undefined) return;
    const remaining = order.remaining - fill.quantity;
    if (remaining <= 0n) this.#orders.delete(fill.orderId);
    else {
      this.#orders.set(fill.orderId, {
        ...order,
        remaining: quantityFromMicros(remaining),
      });
    }
  }

  #onSettled(entry: EntryOf<"position_settled">): void {
    const { contestantId, marketId, outcome } = entry;
    if (
      contestantId !== this.#contestantId ||
      this.held(marketId)[outcome] === 0n
    ) return;
    this.#cash = usdFromMicros(this.#cash + entry.payout);
    this.#change(marketId, outcome, -entry.quantity);
  }

  #change(id: MarketId, outcome: Outcome, by: bigint): void {
    const held = { ...this.held(id) };
    held[outcome] = quantityFromMicros(held[outcome] + by);
    if (held.yes === 0n && held.no === 0n) this.#held.delete(id);
    else this.#held.set(id, held);
  }
}
