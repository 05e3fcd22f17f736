import type { VenuePosition } from "../../actors/ports/execution.ts";
import { type ContestantId, marketId } from "../../domain/ids.ts";
import { quantityFromMicros } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import type { KalshiFill, KalshiPosition } from "./portfolio_schema.ts";
import { tickerOf } from "./ticker_of.ts";

/** Fills remembered, so that one that is reported twice counts once. */
const FILLS_MAX = 100_000;

/** What an account holds per market, YES above 0 and NO below it, as the venue nets them. */
export class NetPositions {
  readonly #net = new Map<string, bigint>();
  readonly #fills = new Set<string>();
  #isKnown = false;

  /** Whether the venue has told what is held. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Takes what the venue says of every market. */
  replace(rows: readonly KalshiPosition[]): void {
    this.#isKnown = true;
    this.#net.clear();
    for (const { ticker, position_fp: net } of rows) this.#net.set(ticker, net);
  }

  /** Takes a fill, once. One that the venue had counted before is corrected by its next report. */
  fill(
    { fill_id: id, ticker, outcome_side: side, count_fp: count }: KalshiFill,
  ): void {
    if (this.#fills.has(id)) return;
    this.#fills.add(id);
    const oldest = this.#fills.values().next().value;
    if (this.#fills.size > FILLS_MAX && oldest !== undefined) {
      this.#fills.delete(oldest);
    }
    const before = this.#net.get(ticker) ?? 0n;
    this.#net.set(ticker, side === "yes" ? before + count : before - count);
  }

  /** Whether the account holds the outcome opposite to the one that an order buys. */
  holdsOther(
    { marketId, outcome }: Pick<Order, "marketId" | "outcome">,
  ): boolean {
    const net = this.#net.get(tickerOf(marketId)) ?? 0n;
    return outcome === "yes" ? net < 0n : net > 0n;
  }
}

/** Returns what a row says is held; `null` for one of nothing. */
export function positionOf(
  { ticker, position_fp: net }: KalshiPosition,
  contestantId: ContestantId,
): VenuePosition | null {
  if (net === 0n) return null;
  return {
    contestantId,
    marketId: marketId("kalshi", ticker),
    outcome: net > 0n ? "yes" : "no",
    quantity: quantityFromMicros(net > 0n ? net : -net),
  };
}
