import type { VenueOrderReport } from "../../actors/ports/execution.ts";
import { deriveFillId } from "../../domain/digest.ts";
import { feeOf, NO_FEES } from "../../domain/fees.ts";
import { marketFeesAt } from "../../domain/fee_schedules.ts";
import type { Fill } from "../../domain/fill.ts";
import type { ContestantId, OrderId } from "../../domain/ids.ts";
import type { Outcome } from "../../domain/market.ts";
import { quantityFromMicros } from "../../domain/money.ts";
import type { OrderSide } from "../../domain/order.ts";
import { microsOf } from "./decimal_text.ts";
import type { PolymarketListing } from "./listing.ts";
import { tokenOf, tokenPrice } from "./outcome_token.ts";
import type { OwnOrderRow, OwnTradeRow } from "./schema/clob.ts";

/** Which order it is, and what of it the venue's rows do not say. */
export interface OwnOrderTerms {
  readonly orderId: OrderId;
  readonly contestantId: ContestantId;
  /** By which the venue knows it. */
  readonly hash: string;
  readonly listing: PolymarketListing;
  readonly outcome: Outcome;
  readonly side: OrderSide;
  /** Millionths of shares. */
  readonly quantity: bigint;
  /** Unix milliseconds; 0 where nobody knows. */
  readonly createdAtMs: number;
  /** Unix milliseconds; `null` for one without an end. */
  readonly expiresAtMs: number | null;
}

/** What a fill of an order is read with. */
export type FillTerms = Omit<
  OwnOrderTerms,
  "quantity" | "createdAtMs" | "expiresAtMs"
>;

/** One trade of an order, in the venue's newest words. */
interface OwnTrade {
  readonly status: OwnTradeRow["status"];
  readonly fill: Fill;
}

/** Statuses of an order on which the venue works no more, whatever was matched of it. */
const OVER: ReadonlySet<OwnOrderRow["status"]> = new Set([
  "CANCELED",
  "UNMATCHED",
  "INVALID",
]);

/**
 * One order of ours as the venue tells of it: rows and events in any order, each as often as it likes.
 *
 * A trade is a fill once the chain has confirmed it: before that it can fail, and nobody could take a fill back.
 */
export class OwnOrder {
  readonly terms: OwnOrderTerms;
  readonly #trades = new Map<string, OwnTrade>();
  #matchedMicros = 0;
  #wasTaken = false;
  #isOver = false;

  constructor(terms: OwnOrderTerms) {
    this.terms = terms;
  }

  /** Whether the venue has ever said that it has the order. */
  get wasTaken(): boolean {
    return this.#wasTaken;
  }

  /** Whether the venue works on it no more. Parts that were matched may still wait for the chain. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Hears that the venue has the order. */
  hearTaken(): void {
    this.#wasTaken = true;
  }

  /** Hears how the order stands. What was heard out of turn never takes anything back. */
  hearOrder(row: OwnOrderRow): void {
    this.#wasTaken = true;
    const matched = microsOf(row.size_matched);
    this.#matchedMicros = Math.max(this.#matchedMicros, matched);
    this.#isOver ||= endsOrder(row);
  }

  /** Hears that the venue works on the order no more. */
  hearEnd(): void {
    this.#wasTaken = true;
    this.#isOver = true;
  }

  /** Hears of a trade. @throws {RangeError} If it is of another order, or of another token than the order. */
  hearTrade(trade: OwnTradeRow): void {
    const known = this.#trades.get(trade.id);
    if (known !== undefined && isFinal(known.status)) return;
    this.#wasTaken = true;
    this.#trades.set(trade.id, {
      status: trade.status,
      fill: fillOf(trade, this.terms),
    });
  }

  /** Whether nothing more can happen to it. */
  isClosed(nowMs: number): boolean {
    return this.report(nowMs).status !== "accepted";
  }

  /** Returns how the order stands at `nowMs` (Unix milliseconds). */
  report(
    nowMs: number,
  ): Extract<VenueOrderReport, { readonly fills: readonly Fill[] }> {
    const trades = [...this.#trades.values()];
    const fills = trades.filter(({ status }) => status === "CONFIRMED")
      .map(({ fill }) => fill)
      .sort((left, right) => left.occurredAtMs - right.occurredAtMs);
    const filled = sumOf(fills);
    if (filled === this.terms.quantity) return { status: "filled", fills };
    const failed = sumOf(
      trades.filter(({ status }) => status === "FAILED")
        .map(({ fill }) => fill),
    );
    const settled = filled + failed;
    const isPending = trades.some(({ status }) => !isFinal(status)) ||
      settled < BigInt(this.#matchedMicros);
    if (!this.#isOver || isPending) return { status: "accepted", fills };
    const { expiresAtMs } = this.terms;
    const isExpired = expiresAtMs !== null && nowMs >= expiresAtMs;
    return { status: isExpired ? "expired" : "canceled", fills };
  }
}

/** Returns the fill that a trade is of an order. @throws {RangeError} If it is of another order or token. */
export function fillOf(trade: OwnTradeRow, terms: FillTerms): Fill {
  const { orderId, contestantId, hash, listing, outcome, side } = terms;
  const maker = trade.maker_orders.find(({ order_id: id }) => id === hash);
  if (maker === undefined && trade.taker_order_id !== hash) {
    throw new RangeError(
      `Cannot fill ${orderId} as a trade must name its order: current value is ${trade.id}`,
    );
  }
  const part = maker === undefined
    ? { token: trade.asset_id, price: trade.price, size: trade.size }
    : {
      token: maker.asset_id,
      price: maker.price,
      size: maker.matched_amount,
    };
  if (part.token !== tokenOf(listing.tokens, outcome)) {
    throw new RangeError(
      `Cannot fill ${orderId} as a trade must be of its token: current value is ${part.token}`,
    );
  }
  const price = tokenPrice(outcome, part.price);
  const quantity = quantityFromMicros(BigInt(microsOf(part.size)));
  const occurredAtMs = (trade.match_time ?? trade.matchtime ?? 0) * 1_000;
  const liquidity = maker === undefined ? "taker" : "maker";
  const { fee } = feeOf(marketFeesAt(listing.market, occurredAtMs), {
    side,
    price,
    quantity,
    liquidity,
    before: NO_FEES,
  });
  return {
    id: deriveFillId(orderId, trade.id),
    orderId,
    contestantId,
    marketId: listing.market.id,
    side,
    outcome,
    quantity,
    price,
    fee,
    liquidity,
    occurredAtMs,
  };
}

/** A part that is matched leaves the rest on the book, unless the order was to fill at once. */
function endsOrder(row: OwnOrderRow): boolean {
  const { status, size_matched: matched, original_size: size } = row;
  if (status !== "MATCHED") return OVER.has(status);
  const isImmediate = row.order_type === "FAK" || row.order_type === "FOK";
  return isImmediate || microsOf(matched) >= microsOf(size);
}

function isFinal(status: OwnTradeRow["status"]): boolean {
  return status === "CONFIRMED" || status === "FAILED";
}

function sumOf(fills: readonly Fill[]): bigint {
  return fills.reduce((sum, { quantity }) => sum + quantity, 0n);
}
