import type { Decision, DecisionPlan } from "../../domain/decision.ts";
import { deriveExitDecisionId, deriveOrderId } from "../../domain/digest.ts";
import type {
  ContestantId,
  DecisionId,
  MarketId,
  OrderId,
} from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { Market, Outcome } from "../../domain/market.ts";
import {
  min,
  type Quantity,
  quantityFromMicros,
  subtract,
  ZERO_QUANTITY,
} from "../../domain/money.ts";
import type { PositionExit } from "../../domain/position_exit.ts";
import type { OutcomePrice } from "../../domain/price.ts";
import { quotedPrice } from "../../domain/quoted_price.ts";
import type { Quote } from "../../domain/quote.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { Portfolio } from "./portfolio.ts";

/** Between two sales by one plan, so that a bid that is gone when the order comes does not set off a storm. */
const PAUSE_MS = 5_000;

/** A plan, and what has been done by it. */
interface Planned {
  readonly planId: DecisionId;
  readonly marketId: MarketId;
  readonly outcome: Outcome;
  readonly plan: DecisionPlan;
  /** Sales that it has set off. */
  attempts: number;
  /** Unix milliseconds; `null` before the first. */
  triedAtMs: number | null;
}

/** What exits are made for. */
export interface ExitWatchOptions {
  readonly contestantId: ContestantId;
  readonly portfolio: Pick<Portfolio, "market" | "held" | "orders">;
  /** Contracts of one order at most: what is more is sold in turns. */
  readonly orderQuantityMax: Quantity;
}

/**
 * Watches what one contestant's purchases were planned to end with. The plan of the purchase that was filled last is
 * the one that counts for all that is held of an outcome.
 */
export class ExitWatch {
  readonly #options: ExitWatchOptions;
  /** Of decisions whose orders may still fill. */
  readonly #byOrder = new Map<OrderId, Planned>();
  /** Of what is or was held, by market and outcome. */
  readonly #plans = new Map<string, Planned>();

  constructor(options: ExitWatchOptions) {
    this.#options = options;
  }

  fold(entry: JournalEntry): void {
    switch (entry.kind) {
      case "decision_made":
        return this.#onDecision(entry.decision);
      case "order_filled": {
        const planned = this.#byOrder.get(entry.fill.orderId);
        if (planned !== undefined) this.#plans.set(keyOf(planned), planned);
        return;
      }
      case "exit_triggered": {
        const planned = this.#plans.get(keyOf(entry));
        if (planned?.planId !== entry.planId) return;
        planned.attempts += 1;
        planned.triedAtMs = entry.triggeredAtMs;
        return;
      }
      case "market_phase_changed":
        if (isSettling(entry.phase)) this.#forget(entry.marketId);
        return;
    }
  }

  /** Returns the sales that a quote sets off at a time in Unix milliseconds. */
  due(quote: Quote, nowMs: number): readonly PositionExit[] {
    const { portfolio } = this.#options;
    const market = portfolio.market(quote.marketId);
    if (market?.phase !== "open" || nowMs >= market.closesAtMs) return [];
    return (["yes", "no"] as const).flatMap((outcome) => {
      const planned = this.#plans.get(keyOf({ ...quote, outcome }));
      const bid = quotedPrice(quote, outcome, "bid");
      if (planned === undefined || bid === null || bid.price === 0n) return [];
      const exit = this.#exitOf(planned, { market, bid, nowMs });
      if (exit === null) return [];
      // Until the journal has it.
      planned.triedAtMs = nowMs;
      return [exit];
    });
  }

  #exitOf(
    { planId, marketId, outcome, plan, attempts, triedAtMs }: Planned,
    { market, bid, nowMs }: {
      readonly market: Market;
      readonly bid: OutcomePrice;
      readonly nowMs: number;
    },
  ): PositionExit | null {
    const { contestantId, portfolio } = this.#options;
    const crossed = crossedBy(bid, plan);
    const isPaused = triedAtMs !== null && nowMs >= triedAtMs &&
      nowMs - triedAtMs < PAUSE_MS;
    if (
      crossed === null || isPaused || portfolio.orders.isUnsettled(marketId)
    ) return null;
    const quantity = this.#sellable(market, outcome);
    if (quantity === 0n) return null;
    const exitId = deriveExitDecisionId(planId, attempts + 1);
    return {
      kind: "exit_triggered",
      contestantId,
      marketId,
      planId,
      exitId,
      orderId: deriveOrderId(exitId),
      cause: crossed,
      outcome,
      level: plan[crossed],
      bid,
      quantity,
      triggeredAtMs: nowMs,
    };
  }

  /** Whole lots of what is held and in no open sale. */
  #sellable(market: Market, outcome: Outcome): Quantity {
    const { portfolio, orderQuantityMax } = this.#options;
    const free = portfolio.orders.working(market.id)
      .filter((order) => order.side === "sell" && order.outcome === outcome)
      .reduce(
        (left, { quantity, filledQuantity }) =>
          subtract(left, subtract(quantity, filledQuantity)),
        portfolio.held(market.id)[outcome],
      );
    if (free <= 0n) return ZERO_QUANTITY;
    const most = min(free, orderQuantityMax);
    const lot = market.quantityMin > 0n ? market.quantityMin : 1n;
    return quantityFromMicros(most - most % lot);
  }

  #onDecision({ id, contestantId, marketId, action, plan }: Decision): void {
    const isPurchase = contestantId === this.#options.contestantId &&
      action.kind === "trade" && action.side === "buy";
    if (!isPurchase || plan === undefined) return;
    this.#byOrder.set(deriveOrderId(id), {
      planId: id,
      marketId,
      outcome: action.outcome,
      plan,
      attempts: 0,
      triedAtMs: null,
    });
  }

  #forget(id: MarketId): void {
    for (const [orderId, { marketId }] of this.#byOrder) {
      if (marketId === id) this.#byOrder.delete(orderId);
    }
    for (const outcome of ["yes", "no"] as const) {
      this.#plans.delete(keyOf({ marketId: id, outcome }));
    }
  }
}

function keyOf(
  { marketId, outcome }: Pick<Planned, "marketId" | "outcome">,
): string {
  return `${outcome} ${marketId}`;
}

/** Positions are marked at the bid: what is bid is what the plan is held to. */
function crossedBy(
  { price }: OutcomePrice,
  { target, stop }: DecisionPlan,
): PositionExit["cause"] | null {
  if (price <= stop.price) return "stop";
  return price >= target.price ? "target" : null;
}
