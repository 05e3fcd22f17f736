import { ROW } from "./samples.ts";

/** A row of JSON. */
export type Row = Record<string, unknown>;

/** An order of one of the fake's accounts that is on the book. */
export interface FakeOrder {
  readonly hash: string;
  readonly owner: string;
  readonly tokenId: string;
  readonly side: "BUY" | "SELL";
  /** Millionths, on the token's own scale. */
  readonly price: number;
  readonly size: number;
  matched: number;
  status: "LIVE" | "MATCHED" | "CANCELED";
  readonly orderType: string;
  readonly expiration: number;
  readonly createdAtS: number;
}

/** A trade of one of the fake's accounts. */
export interface FakeTrade {
  readonly id: string;
  readonly order: FakeOrder;
  /** Millionths. */
  readonly size: number;
  readonly price: number;
  readonly isTaker: boolean;
  status: "MATCHED" | "CONFIRMED" | "FAILED";
  readonly matchedAtS: number;
}

/** One market with the liquidity of strangers, all of it on the YES scale in millionths. */
export interface FakeMarket {
  row: Row;
  readonly yes: string;
  readonly no: string;
  readonly bids: Map<number, number>;
  readonly asks: Map<number, number>;
  changedAtMs: number;
}

/** What one wallet has, in millionths. */
export interface FakeWallet {
  collateral: number;
  allowance: string;
  readonly shares: Map<string, number>;
}

const DOLLAR = 1_000_000;

/** Returns a price or size as the venue prints it. */
export function print(millionths: number): string {
  return String(millionths / DOLLAR);
}

/**
 * The books of the fake venue: strangers' liquidity that is there until it is taken, and orders of our accounts.
 *
 * Matching is by price alone; the taker gets the better price. `onChange` and `onPrint` tell the sockets.
 */
export class FakeExchange {
  readonly markets = new Map<string, FakeMarket>();
  readonly orders = new Map<string, FakeOrder>();
  readonly trades: FakeTrade[] = [];
  readonly wallets = new Map<string, FakeWallet>();
  readonly #nowMs: () => number;
  #lastTrade = 0;
  onChange: (
    market: FakeMarket,
    changes: readonly { price: number; side: "BUY" | "SELL" }[],
  ) => void = () => {};
  onPrint: (
    market: FakeMarket,
    trade: { price: number; size: number; side: "BUY" | "SELL" },
  ) => void = () => {};
  onOrder: (order: FakeOrder) => void = () => {};
  onTrade: (trade: FakeTrade) => void = () => {};
  /** Cancels that are refused as the order is held. */
  holds = 0;
  /** Whether the chain confirms each trade at once. */
  confirms = true;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  list(fields: Row = {}): FakeMarket {
    const row: Row = { ...ROW, ...fields };
    const [yes = "", no = ""] = row.version === "v2"
      ? row.positionIds as readonly string[]
      : JSON.parse(String(row.clobTokenIds));
    const market: FakeMarket = {
      row,
      yes,
      no,
      bids: new Map(),
      asks: new Map(),
      changedAtMs: this.#nowMs(),
    };
    this.markets.set(String(row.slug), market);
    return market;
  }

  marketOfToken(token: string): FakeMarket | undefined {
    return [...this.markets.values()].find(({ yes, no }) =>
      yes === token || no === token
    );
  }

  /** Makes `size` what strangers offer at a YES price. */
  quote(
    market: FakeMarket,
    side: "BUY" | "SELL",
    [price, size]: readonly [string, string],
  ): void {
    const at = Math.round(Number(price) * DOLLAR);
    this.#set(market, side, [at, Math.round(Number(size) * DOLLAR)]);
    this.onChange(market, [{ price: at, side }]);
    this.#matchResting(market);
  }

  /** What is on the book at a YES price, our own orders among it. */
  sizeAt(market: FakeMarket, side: "BUY" | "SELL", price: number): number {
    const strangers = (side === "BUY" ? market.bids : market.asks).get(price) ??
      0;
    const own = this.#resting(market)
      .filter((order) => {
        const seen = yesView(market, order);
        return seen.side === side && seen.price === price;
      })
      .reduce((sum, order) => sum + order.size - order.matched, 0);
    return strangers + own;
  }

  /** Every YES price of one side. */
  prices(market: FakeMarket, side: "BUY" | "SELL"): readonly number[] {
    const own = this.#resting(market).map((order) => yesView(market, order))
      .filter((seen) => seen.side === side).map(({ price }) => price);
    const strangers = (side === "BUY" ? market.bids : market.asks).keys();
    return [...new Set([...strangers, ...own])].sort((a, b) => a - b);
  }

  best(market: FakeMarket): readonly [bid: number, ask: number] {
    return [
      this.prices(market, "BUY").at(-1) ?? 0,
      this.prices(market, "SELL")[0] ?? DOLLAR,
    ];
  }

  /** Takes an order that was checked: matches what it can, rests or drops what is left. */
  take(order: FakeOrder): void {
    const market = this.marketOfToken(order.tokenId);
    if (market === undefined) throw new Error("no market");
    this.orders.set(order.hash, order);
    this.#match(market, order, true);
    const isImmediate = order.orderType === "FAK" || order.orderType === "FOK";
    if (order.matched === order.size) order.status = "MATCHED";
    else if (isImmediate) order.status = "CANCELED";
    else {
      const { side, price } = yesView(market, order);
      this.onChange(market, [{ price, side }]);
    }
    this.onOrder(order);
  }

  /** How much of an order could trade at once. */
  takeable(order: FakeOrder): number {
    const market = this.marketOfToken(order.tokenId);
    if (market === undefined) return 0;
    return this.#levels(market, order)
      .reduce((sum, [, size]) => sum + size, 0);
  }

  cancel(hash: string): string | null {
    const order = this.orders.get(hash);
    if (order === undefined) return "order not found";
    if (this.holds > 0) {
      this.holds -= 1;
      return "order is delayed";
    }
    if (order.status !== "LIVE") {
      return `order is ${order.status.toLowerCase()}`;
    }
    order.status = "CANCELED";
    const market = this.marketOfToken(order.tokenId);
    if (market !== undefined) {
      const { side, price } = yesView(market, order);
      this.onChange(market, [{ price, side }]);
    }
    this.onOrder(order);
    return null;
  }

  /** The chain confirms or fails a trade. */
  settle(trade: FakeTrade, status: "CONFIRMED" | "FAILED"): void {
    trade.status = status;
    if (status === "CONFIRMED") this.#book(trade);
    this.onTrade(trade);
  }

  /** Resolves a market and makes its shares redeemable. */
  resolve(market: FakeMarket, [yes, no]: readonly [string, string]): void {
    market.row = {
      ...market.row,
      closed: true,
      acceptingOrders: false,
      outcomePrices: JSON.stringify([yes, no]),
      umaResolutionStatus: "resolved",
    };
  }

  #match(market: FakeMarket, order: FakeOrder, isTaker: boolean): void {
    const isYes = order.tokenId === market.yes;
    const opposite = yesView(market, order).side === "BUY" ? "SELL" : "BUY";
    for (const [price, size] of this.#levels(market, order)) {
      const taken = Math.min(size, order.size - order.matched);
      if (taken <= 0) break;
      this.#set(market, opposite, [price, size - taken]);
      order.matched += taken;
      const trade: FakeTrade = {
        id: `t${this.#lastTrade += 1}`,
        order,
        size: taken,
        price: isYes ? price : DOLLAR - price,
        isTaker,
        status: "MATCHED",
        matchedAtS: Math.floor(this.#nowMs() / 1_000),
      };
      this.trades.push(trade);
      this.onChange(market, [{ price, side: opposite }]);
      this.onPrint(market, {
        price,
        size: taken,
        side: opposite === "SELL" ? "BUY" : "SELL",
      });
      this.onTrade(trade);
      if (this.confirms) this.settle(trade, "CONFIRMED");
    }
  }

  /** Strangers who come to our resting orders trade with them. */
  #matchResting(market: FakeMarket): void {
    for (const order of this.#resting(market)) {
      const before = order.matched;
      this.#match(market, order, false);
      if (order.matched === before) continue;
      if (order.matched === order.size) order.status = "MATCHED";
      this.onOrder(order);
    }
  }

  #levels(
    market: FakeMarket,
    order: FakeOrder,
  ): readonly (readonly [number, number])[] {
    const { side, price: limit } = yesView(market, order);
    const levels = side === "BUY"
      ? [...market.asks].filter(([price]) => price <= limit)
        .sort(([a], [b]) => a - b)
      : [...market.bids].filter(([price]) => price >= limit)
        .sort(([a], [b]) => b - a);
    let left = order.size - order.matched;
    return levels.flatMap(([price, size]) => {
      const taken = Math.min(left, size);
      left -= taken;
      return taken > 0 ? [[price, size] as const] : [];
    });
  }

  #book({ order, size, price, isTaker }: FakeTrade): void {
    const wallet = this.wallets.get(order.owner);
    if (wallet === undefined) return;
    const sign = order.side === "BUY" ? 1 : -1;
    const fee = isTaker ? feeOf(size, price) : 0;
    wallet.collateral -= sign * Math.round(size * price / DOLLAR) + fee;
    wallet.shares.set(
      order.tokenId,
      (wallet.shares.get(order.tokenId) ?? 0) + sign * size,
    );
  }

  #resting(market: FakeMarket): readonly FakeOrder[] {
    return [...this.orders.values()].filter((order) =>
      order.status === "LIVE" && order.matched < order.size &&
      (order.tokenId === market.yes || order.tokenId === market.no)
    );
  }

  #set(
    market: FakeMarket,
    side: "BUY" | "SELL",
    [price, size]: readonly [number, number],
  ): void {
    const levels = side === "BUY" ? market.bids : market.asks;
    if (size === 0) levels.delete(price);
    else levels.set(price, size);
    market.changedAtMs = this.#nowMs();
  }
}

/** Returns an order as one of the YES token. */
function yesView(
  market: FakeMarket,
  { tokenId, side, price }: FakeOrder,
): { readonly side: "BUY" | "SELL"; readonly price: number } {
  return tokenId === market.yes
    ? { side, price }
    : { side: side === "BUY" ? "SELL" : "BUY", price: DOLLAR - price };
}

/** 0.07 · shares · p · (1 − p) in whole steps of 0.00001 dollars, in millionths. */
function feeOf(size: number, price: number): number {
  const p = price / DOLLAR;
  const dollars = 0.07 * (size / DOLLAR) * p * (1 - p);
  return Math.floor(dollars * 100_000 + 1e-9) * 10;
}
