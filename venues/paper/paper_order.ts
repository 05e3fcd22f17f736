import type { VenueOrderReport } from "../../actors/ports/execution.ts";
import { deriveFillId } from "../../domain/digest.ts";
import { feeOf, type FeeSchedule, NO_FEES } from "../../domain/fees.ts";
import type { Fill } from "../../domain/fill.ts";
import { oppositeOutcome, type Outcome } from "../../domain/market.ts";
import { type Quantity, subtract } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import {
  type NoPrice,
  onScaleOf,
  type OutcomePrice,
  type YesPrice,
  yesScale,
} from "../../domain/price.ts";

/** A trade of an order, before its fee. */
export interface PaperTrade {
  /** On the scale of the order's outcome. */
  readonly price: OutcomePrice;
  readonly quantity: Quantity;
  readonly liquidity: Fill["liquidity"];
  readonly schedule: FeeSchedule;
  readonly atMs: number;
}

/** An order as the paper exchange has it: its terms, its fills, and how it ended. */
export class PaperOrder {
  readonly terms: Order;
  /** Whose bids it stands among while it rests: a sale at `p` is a bid for the other outcome at `1 − p`. */
  readonly bids: Outcome;
  /** Its limit on the scale of `bids`. */
  readonly bidPrice: YesPrice | NoPrice;
  readonly #fills: Fill[] = [];
  #fees = NO_FEES;
  #left: Quantity;
  #end: VenueOrderReport | null = null;

  /** @param terms What is asked for; what they say of fills and status does not count. */
  constructor(terms: Order) {
    this.terms = terms;
    this.bids = terms.side === "buy"
      ? terms.outcome
      : oppositeOutcome(terms.outcome);
    this.bidPrice = onScaleOf(this.bids, yesScale(terms.limit)).price;
    this.#left = terms.quantity;
  }

  /** Contracts that are not filled. */
  get left(): Quantity {
    return this.#left;
  }

  /** Whether it works no more. */
  get isOver(): boolean {
    return this.#end !== null;
  }

  /** Returns how it stands, with all its fills. */
  report(): VenueOrderReport {
    return this.#end ?? { status: "accepted", fills: [...this.#fills] };
  }

  /** Takes on a fill that an earlier process journaled. */
  resume(fill: Fill, schedule: FeeSchedule): void {
    this.#fees = feeOf(schedule, { ...fill, before: this.#fees }).after;
    this.#add(fill);
  }

  /** Trades, and returns the fill: its id follows from the order's id and how many fills came before. */
  trade(
    { price, quantity, liquidity, schedule, atMs }: PaperTrade,
  ): Fill {
    const { id, contestantId, marketId, side, outcome } = this.terms;
    const { fee, after } = feeOf(schedule, {
      side,
      price,
      quantity,
      liquidity,
      before: this.#fees,
    });
    this.#fees = after;
    const fill: Fill = {
      id: deriveFillId(id, this.#fills.length),
      orderId: id,
      contestantId,
      marketId,
      side,
      outcome,
      quantity,
      price,
      fee,
      liquidity,
      occurredAtMs: atMs,
    };
    this.#add(fill);
    return fill;
  }

  /** Ends it with the fills that it has. */
  end(status: "filled" | "canceled" | "expired"): void {
    this.#end = { status, fills: this.#fills };
  }

  /** Ends it as if it had never been there. */
  reject(reason: string): void {
    this.#end = { status: "rejected", reason };
  }

  #add(fill: Fill): void {
    this.#fills.push(fill);
    this.#left = subtract(this.#left, fill.quantity);
  }
}
