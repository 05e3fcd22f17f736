import { z } from "zod";
import * as field from "./field_schemas.ts";
import { PERPETUAL_ORDER_ENDS } from "./perpetual_entries.ts";
import { PERPETUAL_ORDER_CAUSES } from "./perpetual_order.ts";
import { decimal, type Frozen, placed, unixMs } from "./view_fields.ts";
import { VIEW_LIMITS } from "./view_limits.ts";

/** A perpetual with its newest prices, in dollars. */
export const perpetualMarketSchema = z.object({
  id: z.string(),
  /** What the venue calls it, such as `BTC`. */
  coin: z.string(),
  leverageMax: z.int().min(1),
  bid: decimal.nullable(),
  ask: decimal.nullable(),
  oraclePrice: decimal.nullable(),
  /** What longs pay to shorts for the hour under way, of their worth: 0.0001 for a hundredth of a percent. */
  fundingRate: z.number().nullable(),
  quotedAtMs: unixMs.nullable(),
});

/** What a contestant holds of one perpetual. */
export const perpetualPositionSchema = z.object({
  ...placed,
  /** Coins, below 0 for short. */
  size: decimal,
  /** What one coin was entered for on average, without fees. */
  entryPrice: decimal,
});

const termsSchema = z.object({
  side: field.orderSideField,
  quantity: decimal,
  limit: decimal,
  reduceOnly: z.boolean(),
});

/** What a contestant wants to hold of a perpetual. */
export const perpetualDecisionSchema = z.object({
  ...placed,
  id: z.string(),
  /** What the position is to be worth, of the equity: below 0 for short. */
  exposure: z.number(),
  confidence: field.probabilityField,
  reason: z.string(),
  /** The order that leads there; `null` where it holds what it wants to hold. */
  terms: termsSchema.nullable(),
});

/** An order for a perpetual as it stands. */
export const perpetualOrderSchema = z.object({
  ...placed,
  ...termsSchema.shape,
  id: z.string(),
  cause: z.enum(PERPETUAL_ORDER_CAUSES),
  filledQuantity: decimal,
  status: z.enum(["submitted", "denied", ...PERPETUAL_ORDER_ENDS]),
  /** Why risk refused it; `null` for every other order. */
  denialCode: z.string().nullable(),
});

/** Coins that changed hands. */
export const perpetualFillSchema = z.object({
  ...placed,
  id: z.string(),
  orderId: z.string(),
  side: field.orderSideField,
  quantity: decimal,
  price: decimal,
  fee: decimal,
});

/** All that the site shows of perpetuals; lists are newest first, positions in the order of their opening. */
export const perpetualsSchema = z.object({
  markets: z.array(perpetualMarketSchema),
  positions: z.array(perpetualPositionSchema),
  decisions: z.array(perpetualDecisionSchema),
  orders: z.array(perpetualOrderSchema),
  fills: z.array(perpetualFillSchema),
});

export type PerpetualMarketView = Frozen<z.infer<typeof perpetualMarketSchema>>;
export type PerpetualPositionView = Frozen<
  z.infer<typeof perpetualPositionSchema>
>;
export type PerpetualDecisionView = Frozen<
  z.infer<typeof perpetualDecisionSchema>
>;
export type PerpetualOrderView = Frozen<z.infer<typeof perpetualOrderSchema>>;
export type PerpetualFillView = Frozen<z.infer<typeof perpetualFillSchema>>;
export type PerpetualsView = Frozen<z.infer<typeof perpetualsSchema>>;

/** The newest prices of one perpetual, without the rest of it. */
export type PerpetualPricesView = Omit<
  PerpetualMarketView,
  "coin" | "leverageMax"
>;

/** One change of what the view has of perpetuals. */
export type PerpetualViewChange =
  /** Inserts or replaces by id. */
  | {
    readonly kind: "perpetual_market_changed";
    readonly market: PerpetualMarketView;
  }
  /** Perpetuals that the view does not hold are passed over. */
  | {
    readonly kind: "perpetual_prices_changed";
    readonly prices: readonly PerpetualPricesView[];
  }
  /** Inserts or replaces by contestant and market; a size of 0 takes it out. */
  | {
    readonly kind: "perpetual_position_changed";
    readonly position: PerpetualPositionView;
  }
  | {
    readonly kind: "perpetual_decided";
    readonly decision: PerpetualDecisionView;
  }
  /** Replaces the order in its place where the view holds it, else puts it first. */
  | {
    readonly kind: "perpetual_order_changed";
    readonly order: PerpetualOrderView;
  }
  | { readonly kind: "perpetual_filled"; readonly fill: PerpetualFillView };

const CHANGES = {
  perpetual_market_changed: true,
  perpetual_prices_changed: true,
  perpetual_position_changed: true,
  perpetual_decided: true,
  perpetual_order_changed: true,
  perpetual_filled: true,
} as const satisfies Record<PerpetualViewChange["kind"], true>;

/** Whether `change` is about perpetuals. */
export function isPerpetualChange<Change extends { readonly kind: string }>(
  change: Change,
): change is Extract<Change, PerpetualViewChange> {
  return Object.hasOwn(CHANGES, change.kind);
}

/** What a view has of perpetuals while none is listed. */
export const NO_PERPETUALS: PerpetualsView = {
  markets: [],
  positions: [],
  decisions: [],
  orders: [],
  fills: [],
};

/** Returns `held` after one change; parts that it does not touch keep their identity. */
export function withPerpetual(
  held: PerpetualsView,
  change: PerpetualViewChange,
): PerpetualsView {
  switch (change.kind) {
    case "perpetual_market_changed":
      return {
        ...held,
        markets: put(held.markets, change.market, ({ id }) => id),
      };
    case "perpetual_prices_changed":
      return { ...held, markets: withPrices(held.markets, change.prices) };
    case "perpetual_position_changed":
      return {
        ...held,
        positions: put(held.positions, change.position, positionKey)
          .filter(({ size }) => Number(size) !== 0)
          .slice(0, VIEW_LIMITS.perpetualPositions),
      };
    case "perpetual_decided":
      return {
        ...held,
        decisions: [change.decision, ...held.decisions]
          .slice(0, VIEW_LIMITS.decisions),
      };
    case "perpetual_order_changed":
      return { ...held, orders: withOrder(held.orders, change.order) };
    case "perpetual_filled":
      return {
        ...held,
        fills: [change.fill, ...held.fills].slice(0, VIEW_LIMITS.fills),
      };
  }
}

function positionKey({ contestantId, marketId }: PerpetualPositionView) {
  return `${contestantId} ${marketId}`;
}

/** Replaces the item of that key in its place, or puts it last. */
function put<Item>(
  items: readonly Item[],
  item: Item,
  keyOf: (item: Item) => string,
): readonly Item[] {
  const key = keyOf(item);
  return items.some((held) => keyOf(held) === key)
    ? items.map((held) => keyOf(held) === key ? item : held)
    : [...items, item];
}

function withPrices(
  markets: readonly PerpetualMarketView[],
  prices: readonly PerpetualPricesView[],
): readonly PerpetualMarketView[] {
  const newest = new Map(prices.map((price) => [price.id, price]));
  return markets.map((market) => ({ ...market, ...newest.get(market.id) }));
}

function withOrder(
  orders: readonly PerpetualOrderView[],
  order: PerpetualOrderView,
): readonly PerpetualOrderView[] {
  return orders.some(({ id }) => id === order.id)
    ? orders.map((held) => held.id === order.id ? order : held)
    : [order, ...orders].slice(0, VIEW_LIMITS.orders);
}
