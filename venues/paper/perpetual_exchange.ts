import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type {
  PerpetualExecution,
  PerpetualOrderReport,
} from "../../actors/ports/perpetual_execution.ts";
import type { Approved } from "../../domain/approval.ts";
import { deriveFillId } from "../../domain/digest.ts";
import type { MarketId, OrderId } from "../../domain/ids.ts";
import { add, min, type Quantity, ZERO_QUANTITY } from "../../domain/money.ts";
import { NewestMap } from "../../domain/newest_map.ts";
import {
  filledPerpetual,
  flatPerpetual,
  perpetualNotional,
  type PerpetualPosition,
} from "../../domain/perpetual.ts";
import {
  perpetualFeeOf,
  perpetualFeesAt,
} from "../../domain/perpetual_fees.ts";
import {
  isPerpetualTick,
  PERPETUAL_NOTIONAL_MIN,
  sizeStep,
} from "../../domain/perpetual_grid.ts";
import type {
  PerpetualLevel,
  PerpetualMarket,
  PerpetualReport,
} from "../../domain/perpetual_market.ts";
import type {
  BookedPerpetualFill,
  PerpetualOrder,
} from "../../domain/perpetual_order.ts";
import { unlessAborted } from "./answer.ts";
import { Latency, type LatencyOptions } from "./latency.ts";
import { PerpetualDepth } from "./perpetual_depth.ts";

/** How many orders that are over are remembered; after that the journal knows them. */
const ORDERS_REMEMBERED = 100_000;

/** What an account of the paper exchange is charged by: nothing traded before, nothing staked, nobody referred. */
const ACCOUNT = {
  venue: "hyperliquid",
  tier: 0,
  stakingDiscountPercent: 0,
  referralDiscountPercent: 0,
} as const;

/**
 * A simulated exchange for perpetuals over the real books of Hyperliquid.
 *
 * - Orders walk the depth that is shown after `latencyMs`, as takers; the rest is canceled. All contestants share one
 *   depth, and never trade with one another.
 * - It turns down what the venue would: a price off the tick, a size too fine or too small. One that may only reduce
 *   is cut to what is held.
 * - Fees are those that the venue charges at the time of the fill.
 * - It keeps no cash: whether a margin carries a position is for risk to say, which also liquidates.
 * - The same order id again makes no second order: the answer is what came of the first one.
 */
export class PaperPerpetuals implements PerpetualExecution {
  readonly #options: LatencyOptions;
  readonly #latency: Latency;
  readonly #markets = new Map<MarketId, PerpetualMarket>();
  readonly #depths = new Map<MarketId, PerpetualDepth>();
  /** What is held, by contestant and market. */
  readonly #held = new Map<string, PerpetualPosition>();
  readonly #sent = new NewestMap<OrderId, Promise<PerpetualOrderReport>>(
    ORDERS_REMEMBERED,
  );

  constructor(options: LatencyOptions) {
    this.#options = options;
    this.#latency = new Latency(options);
  }

  /** Takes on what an earlier process left: orders that were on their way never came in. */
  restore(positions: Iterable<PerpetualPosition>): void {
    for (const position of positions) {
      this.#held.set(accountOf(position), position);
    }
  }

  /** Follows market data; every event of the venue goes through here before anybody acts on it. */
  onMarketEvent(event: MarketEvent): void {
    if (event.kind === "perpetual_reported") this.#onReport(event.report);
  }

  submit(
    order: Approved<PerpetualOrder>,
    signal: AbortSignal,
  ): Promise<PerpetualOrderReport> {
    return unlessAborted(
      this.#sent.get(order.id) ?? this.#send(order),
      signal,
    );
  }

  query(orderId: OrderId): Promise<PerpetualOrderReport> {
    return this.#sent.get(orderId) ?? Promise.resolve({ status: "unknown" });
  }

  positions(): Promise<readonly PerpetualPosition[]> {
    const held = [...this.#held.values()].filter(({ size }) => size !== 0n);
    return Promise.resolve(held);
  }

  #send(order: PerpetualOrder): Promise<PerpetualOrderReport> {
    const { promise, resolve } = Promise.withResolvers<PerpetualOrderReport>();
    this.#sent.set(order.id, promise);
    this.#latency.after(
      `submit ${order.id}`,
      () => resolve(this.#receive(order)),
    );
    return promise;
  }

  #onReport(report: PerpetualReport): void {
    switch (report.kind) {
      case "listed":
        this.#markets.set(report.market.id, report.market);
        return;
      case "book":
        return this.#depthOf(report.book.marketId).show(report.book);
      case "quote":
        return this.#depthOf(report.quote.marketId).hear(report.quote);
      case "trade":
      case "context":
        return;
    }
  }

  #depthOf(id: MarketId): PerpetualDepth {
    const known = this.#depths.get(id);
    if (known !== undefined) return known;
    const depth = new PerpetualDepth();
    this.#depths.set(id, depth);
    return depth;
  }

  #receive(order: PerpetualOrder): PerpetualOrderReport {
    const market = this.#markets.get(order.marketId);
    if (market === undefined) {
      return { status: "rejected", reason: "The market is not listed." };
    }
    const wanted = this.#wanted(order);
    const reason = refusalOf(order, wanted, market);
    if (reason !== null) return { status: "rejected", reason };
    const levels = this.#depthOf(market.id).take(order, wanted);
    const fills = levels.map((level, place) =>
      this.#fill({ order, market, level, place })
    );
    const filled = levels.reduce(
      (sum, { quantity }) => add(sum, quantity),
      ZERO_QUANTITY,
    );
    return filled === order.quantity
      ? { status: "filled", fills, reason: "" }
      : {
        status: "canceled",
        fills,
        reason: filled === 0n
          ? "Order could not immediately match against any resting orders."
          : "What was not there at once is canceled.",
      };
  }

  #wanted(order: PerpetualOrder): Quantity {
    if (!order.reduceOnly) return order.quantity;
    const size = this.#held.get(accountOf(order))?.size ?? 0n;
    const against = order.side === "buy" ? -size : size;
    return min(
      order.quantity,
      (against > 0n ? against : 0n) as Quantity,
    );
  }

  #fill(
    { order, market, level: { price, quantity }, place }: {
      readonly order: PerpetualOrder;
      readonly market: PerpetualMarket;
      readonly level: PerpetualLevel;
      readonly place: number;
    },
  ): BookedPerpetualFill {
    const { contestantId, marketId, side } = order;
    const occurredAtMs = this.#options.clock.nowMs();
    const deployment = market.coin.includes(":") ? "builder" : "validator";
    const fees = perpetualFeesAt({ ...ACCOUNT, deployment }, occurredAtMs);
    const liquidity = "taker";
    const account = accountOf(order);
    const held = this.#held.get(account) ?? flatPerpetual(order);
    const { position } = filledPerpetual(held, { side, quantity, price });
    this.#held.set(account, position);
    return {
      id: deriveFillId(order.id, place),
      orderId: order.id,
      contestantId,
      marketId,
      side,
      quantity,
      price,
      fee: perpetualFeeOf(fees, { price, quantity, liquidity }),
      liquidity,
      occurredAtMs,
    };
  }
}

/** Returns why the venue would turn an order down, in its words; `null` where it would not. */
function refusalOf(
  { limit, quantity, reduceOnly }: PerpetualOrder,
  wanted: Quantity,
  market: PerpetualMarket,
): string | null {
  if (!isPerpetualTick(market, limit)) {
    return "Price must be divisible by tick size.";
  }
  if (quantity === 0n || quantity % sizeStep(market) !== 0n) {
    return "Order has invalid size.";
  }
  if (reduceOnly) {
    return wanted > 0n ? null : "Reduce only order would increase position.";
  }
  return perpetualNotional(limit, quantity, "floor") < PERPETUAL_NOTIONAL_MIN
    ? "Order must have minimum value of $10."
    : null;
}

function accountOf(
  { contestantId, marketId }: Pick<
    PerpetualPosition,
    "contestantId" | "marketId"
  >,
): string {
  return `${contestantId} ${marketId}`;
}
