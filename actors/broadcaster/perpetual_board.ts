import { assertNever } from "../../domain/assert_never.ts";
import { printMicros } from "../../domain/decimal.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { MarketId, OrderId } from "../../domain/ids.ts";
import type { EntryOf, JournalRow } from "../../domain/journal.ts";
import { add, printQuantity, printUsd, quantity } from "../../domain/money.ts";
import {
  averageEntry,
  type PerpetualPosition,
} from "../../domain/perpetual.ts";
import type { PerpetualEntry } from "../../domain/perpetual_entries.ts";
import {
  newerPerpetualQuote,
  type PerpetualMarket,
  type PerpetualQuote,
  type PerpetualReport,
} from "../../domain/perpetual_market.ts";
import type {
  PerpetualOrder,
  PerpetualTerms,
} from "../../domain/perpetual_order.ts";
import { VIEW_LIMITS } from "../../domain/view_limits.ts";
import type {
  PerpetualOrderView,
  PerpetualPricesView,
  PerpetualViewChange,
} from "../../domain/view_perpetuals.ts";
import type { Labels } from "./wire.ts";

type Books = Pick<ArenaBooks, "markets" | "perpetuals" | "perpetualOrders">;
/** Whose something is, and in what. */
export type Placed = Pick<PerpetualPosition, "contestantId" | "marketId">;
/** Says of something whose it is, in what, by which names, and when it was. */
type PlaceOf = (of: Placed) => Placed & Labels & { readonly atMs: number };

/** A part in a trillion, as rates of funding are held. */
const RATE_SCALE = 1e12;

/** Returns what people call a market, with an outcome or without. */
export function titleOf(id: MarketId, { markets, perpetualOrders }: Books) {
  return markets.get(id)?.market.title ??
    perpetualOrders.markets.get(id)?.coin ??
    id;
}

/** What viewers see of perpetuals: prices as they come, and what the journal says of positions, orders and fills. */
export class PerpetualBoard {
  readonly #books: Books;
  readonly #quotes = new Map<MarketId, PerpetualQuote>();
  readonly #prices = new Map<MarketId, PerpetualPricesView>();
  /** Prices that nobody was told of yet. */
  readonly #news = new Set<MarketId>();
  /** Orders that are not over. */
  readonly #open = new Map<OrderId, PerpetualOrderView>();

  /** @param books Books that have every row before `changes` is called with it. */
  constructor(books: Books) {
    this.#books = books;
  }

  /** Hears what the venue says. Returns whether anybody is to hear of it. */
  hear(report: PerpetualReport): boolean {
    const quote = newerPerpetualQuote(report, this.#quotes);
    if (quote !== null) {
      const { marketId, bid, ask, occurredAtMs: quotedAtMs } = quote;
      this.#quotes.set(marketId, quote);
      return this.#price(marketId, {
        bid: printNullable(bid),
        ask: printNullable(ask),
        quotedAtMs,
      });
    }
    if (report.kind !== "context") return false;
    const { marketId, oraclePrice, fundingRate } = report.context;
    return this.#price(marketId, {
      oraclePrice: printMicros(oraclePrice),
      fundingRate: Number(fundingRate) / RATE_SCALE,
    });
  }

  /** Returns the prices that changed since the last call. */
  takePrices(): readonly PerpetualViewChange[] {
    const prices = [...this.#news].map((id) => this.#pricesOf(id));
    this.#news.clear();
    return prices.length === 0
      ? []
      : [{ kind: "perpetual_prices_changed", prices }];
  }

  /** Returns what a row changes. */
  changes(
    entry: PerpetualEntry,
    { occurredAtMs: atMs }: Pick<JournalRow, "occurredAtMs">,
    labelsOf: (of: Placed) => Labels,
  ): readonly PerpetualViewChange[] {
    const placeOf: PlaceOf = (of) => {
      const { contestantId, marketId } = of;
      return { ...labelsOf(of), contestantId, marketId, atMs };
    };
    switch (entry.kind) {
      case "perpetual_listed":
        return [this.#market(entry.market)];
      case "perpetual_decided": {
        const { decision } = entry;
        const { id, exposureMicros, confidence, reason, terms } = decision;
        return [{
          kind: "perpetual_decided",
          decision: {
            ...placeOf(decision),
            id,
            exposure: Number(exposureMicros) / 1e6,
            confidence,
            reason: reason.slice(0, VIEW_LIMITS.reasonLength),
            terms: terms === null ? null : termsView(terms),
          },
        }];
      }
      case "perpetual_order_denied":
        return this.#order(entry.order, placeOf, entry.code);
      case "perpetual_order_submitted":
        return this.#order(entry.order, placeOf, null);
      case "perpetual_filled":
        return this.#fill(entry, placeOf);
      case "perpetual_order_closed": {
        const order = this.#open.get(entry.orderId);
        this.#open.delete(entry.orderId);
        return order === undefined ? [] : [{
          kind: "perpetual_order_changed",
          order: { ...order, status: entry.end },
        }];
      }
      case "perpetual_corrected":
        return [this.#position(placeOf(entry))];
      default:
        return assertNever(entry);
    }
  }

  #market({ id, coin, leverageMax }: PerpetualMarket): PerpetualViewChange {
    const market = { ...this.#pricesOf(id), coin, leverageMax };
    return { kind: "perpetual_market_changed", market };
  }

  #order(
    order: PerpetualOrder,
    placeOf: PlaceOf,
    denialCode: string | null,
  ): readonly PerpetualViewChange[] {
    const view: PerpetualOrderView = {
      ...placeOf(order),
      ...termsView(order),
      id: order.id,
      cause: order.cause,
      filledQuantity: "0",
      status: denialCode === null ? "submitted" : "denied",
      denialCode,
    };
    if (denialCode === null) this.#open.set(order.id, view);
    return [{ kind: "perpetual_order_changed", order: view }];
  }

  #fill(
    { fill }: EntryOf<"perpetual_filled">,
    placeOf: PlaceOf,
  ): readonly PerpetualViewChange[] {
    const labels = placeOf(fill);
    const order = this.#open.get(fill.orderId);
    const changes: PerpetualViewChange[] = [];
    if (order !== undefined) {
      const filled = add(quantity(order.filledQuantity), fill.quantity);
      const changed = { ...order, filledQuantity: printQuantity(filled) };
      this.#open.set(fill.orderId, changed);
      changes.push({ kind: "perpetual_order_changed", order: changed });
    }
    const { id, orderId, side, price, fee } = fill;
    changes.push({
      kind: "perpetual_filled",
      fill: {
        ...labels,
        id,
        orderId,
        side,
        quantity: printQuantity(fill.quantity),
        price: printMicros(price),
        fee: printUsd(fee),
      },
    });
    return [...changes, this.#position(labels)];
  }

  #position(placed: ReturnType<PlaceOf>): PerpetualViewChange {
    const position = this.#books.perpetuals.get(placed);
    return {
      kind: "perpetual_position_changed",
      position: {
        ...placed,
        size: printMicros(position.size),
        entryPrice: printMicros(averageEntry(position) ?? 0n),
      },
    };
  }

  #price(
    id: MarketId,
    newest: Partial<Omit<PerpetualPricesView, "id">>,
  ): boolean {
    this.#prices.set(id, { ...this.#pricesOf(id), ...newest });
    if (!this.#books.perpetualOrders.markets.has(id)) return false;
    this.#news.add(id);
    return true;
  }

  #pricesOf(id: MarketId): PerpetualPricesView {
    return this.#prices.get(id) ?? {
      id,
      bid: null,
      ask: null,
      oraclePrice: null,
      fundingRate: null,
      quotedAtMs: null,
    };
  }
}

function termsView({ side, quantity, limit, reduceOnly }: PerpetualTerms) {
  return {
    side,
    quantity: printQuantity(quantity),
    limit: printMicros(limit),
    reduceOnly,
  };
}

function printNullable(price: bigint | null): string | null {
  return price === null ? null : printMicros(price);
}
