/**
 * Orders that are told to risk at just one moment, in a market of the test's choice.
 *
 * @module
 */
import type { RiskMessage } from "../../actors/risk/protocol.ts";
import { deriveOrderId } from "../../domain/digest.ts";
import {
  contestantId,
  decisionId,
  type MarketId,
  marketId,
} from "../../domain/ids.ts";
import type { Market, VenueId } from "../../domain/market.ts";
import { quantity, ZERO_QUANTITY, ZERO_USD } from "../../domain/money.ts";
import { IMMEDIATE, type Order, type OrderTerms } from "../../domain/order.ts";
import { CENT_GRID, yesPrice } from "../../domain/price.ts";
import type { openPuppetScene } from "./puppet_scene.ts";
import { MARKET_ID } from "./scene.ts";

export type Stage = Awaited<ReturnType<typeof openPuppetScene>>;

export const PUPPET = contestantId("puppet");
/** Ten at the calm ask: 6.20 and a fee. */
export const BUY: OrderTerms = {
  side: "buy",
  outcome: "yes",
  quantity: quantity("10"),
  limit: { outcome: "yes", price: yesPrice("0.62") },
  ...IMMEDIATE,
};

let made = 0;

/** Tells risk, and waits for what comes of it. */
export async function tell(
  { scene }: Stage,
  message: RiskMessage,
): Promise<void> {
  scene.refs.risk.tell(message);
  await scene.stage.settle();
}

/** Returns an order of the contestant that is made at just this moment. */
export function orderOf(stage: Stage, change: Partial<Order> = {}): Order {
  const decision = decisionId(`d_${++made}`);
  return {
    ...BUY,
    id: deriveOrderId(decision),
    decisionId: decision,
    contestantId: PUPPET,
    marketId: MARKET_ID,
    replaces: null,
    status: "initialized",
    filledQuantity: ZERO_QUANTITY,
    filledNotional: ZERO_USD,
    createdAtMs: stage.scene.stage.clock.nowMs(),
    ...change,
  };
}

/** Has risk review an order of the contestant at just this moment. */
export function order(
  stage: Stage,
  change: Partial<Order> = {},
): Promise<void> {
  return tell(stage, { kind: "review_order", order: orderOf(stage, change) });
}

/** Lists another market, on whatever venue, and quotes it like the first. */
export async function listAnother(
  { scene: { stage } }: Stage,
  ticker: string,
  { eventTicker, venue = "kalshi" }: Pick<Market, "eventTicker"> & {
    readonly venue?: VenueId;
  },
): Promise<MarketId> {
  const id = marketId(venue, ticker);
  const nowMs = stage.clock.nowMs();
  await stage.emit([
    {
      kind: "market_listed",
      market: {
        id,
        venue,
        ticker,
        eventTicker,
        title: ticker,
        phase: "open",
        opensAtMs: nowMs,
        closesAtMs: nowMs + 900_000,
        strike: null,
        priceRanges: CENT_GRID,
        quantityMin: quantity("1"),
      },
    },
    {
      kind: "quote_changed",
      quote: {
        marketId: id,
        yesBid: yesPrice("0.60"),
        yesAsk: yesPrice("0.62"),
        occurredAtMs: nowMs,
      },
    },
  ]);
  return id;
}
