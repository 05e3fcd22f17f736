import {
  checkedTerms,
  FakeRefusal,
  MILLION,
  type OrderBody,
  printFixed,
} from "./fake_order_check.ts";
import type { FakeOrder, Row } from "./fake_order.ts";
import { SAMPLE_ROWS } from "./sample_rows.ts";

interface FakeMarket {
  row: Row;
  /** Sizes by price, each side on its own scale. */
  readonly yes: Map<number, number>;
  readonly no: Map<number, number>;
}

/**
 * A small exchange with the venue's rules: YES and NO bids that are each other's asks, partial fills, times in force,
 * positions that net, settlements that pay. Its arithmetic is its own.
 */
export class FakeExchange {
  readonly markets = new Map<string, FakeMarket>();
  readonly orders = new Map<string, FakeOrder>();
  readonly fills: Row[] = [];
  readonly settlements: Row[] = [];
  readonly positions = new Map<string, number>();
  cash = 1_000 * MILLION;
  /** Contracts that an incoming order gets at most; what is left rests or is canceled. */
  fillAtMost = Infinity;
  readonly #nowMs: () => number;
  #lastId = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Lists a market like the sample, open for a quarter of an hour unless told otherwise. */
  list(ticker: string, more: Row = {}): void {
    const nowMs = this.#nowMs();
    this.markets.set(ticker, {
      row: {
        ...SAMPLE_ROWS.market,
        ticker,
        event_ticker: ticker.slice(0, ticker.lastIndexOf("-")),
        open_time: new Date(nowMs - 60_000).toISOString(),
        close_time: new Date(nowMs + 900_000).toISOString(),
        ...more,
      },
      yes: new Map(),
      no: new Map(),
    });
  }

  /** Puts levels on a side, in dollars and contracts. */
  quote(
    ticker: string,
    side: "yes" | "no",
    levels: readonly [string, string][],
  ): void {
    const bids = this.#market(ticker)[side];
    bids.clear();
    for (const [price, size] of levels) {
      bids.set(
        Math.round(Number(price) * MILLION),
        Math.round(Number(size) * MILLION),
      );
    }
  }

  /** Returns the market's row with the prices that its book has. */
  row(ticker: string): Row {
    const market = this.#market(ticker);
    const yesBid = Math.max(0, ...market.yes.keys());
    const noBid = Math.max(0, ...market.no.keys());
    return {
      ...market.row,
      yes_bid_dollars: printFixed(yesBid, 4),
      no_ask_dollars: printFixed(MILLION - yesBid, 4),
      no_bid_dollars: printFixed(noBid, 4),
      yes_ask_dollars: printFixed(MILLION - noBid, 4),
    };
  }

  /** Levels of a side, worst first, as the venue sends them. */
  levels(ticker: string, side: "yes" | "no"): [string, string][] {
    return [...this.#market(ticker)[side]]
      .filter(([, size]) => size > 0)
      .sort(([left], [right]) => left - right)
      .map(([price, size]) => [printFixed(price, 4), printFixed(size, 2)]);
  }

  /** Changes one level, in dollars and signed contracts. */
  change(
    ticker: string,
    side: "yes" | "no",
    [price, delta]: readonly [string, string],
  ): void {
    const bids = this.#market(ticker)[side];
    const key = Math.round(Number(price) * MILLION);
    const size = (bids.get(key) ?? 0) + Math.round(Number(delta) * MILLION);
    if (size > 0) bids.set(key, size);
    else bids.delete(key);
  }

  /** Takes an order. @throws {FakeRefusal} If the venue does not. */
  place(body: OrderBody): Row {
    const market = this.#market(body.ticker);
    if (market.row.status !== "active") {
      throw new FakeRefusal(400, "MARKET_INACTIVE");
    }
    const { price, count } = checkedTerms(body);
    for (const order of this.orders.values()) {
      if (order.clientOrderId === body.client_order_id) {
        throw new FakeRefusal(409, "order_already_exists");
      }
    }
    return this.#match(body, price, count);
  }

  #match(body: OrderBody, price: number, count: number): Row {
    const held = this.positions.get(body.ticker) ?? 0;
    const closes = body.side === "bid" ? Math.max(0, -held) : Math.max(0, held);
    const stake = (body.side === "bid" ? price : MILLION - price) / MILLION;
    if (Math.max(0, count - closes) * stake > this.cash) {
      throw new FakeRefusal(400, "insufficient_balance");
    }
    const takes = this.#crossing(body, price);
    const offered = takes.reduce((sum, [, size]) => sum + size, 0);
    if (body.post_only === true && offered > 0) {
      throw new FakeRefusal(400, "post_only_would_cross");
    }
    if (
      body.time_in_force === "fill_or_kill" &&
      Math.min(offered, this.fillAtMost * MILLION) < count
    ) {
      throw new FakeRefusal(409, "fill_or_kill_insufficient_resting_volume");
    }
    const order: FakeOrder = {
      id: this.#id("order"),
      clientOrderId: body.client_order_id,
      ticker: body.ticker,
      side: body.side,
      price,
      count,
      atMs: this.#nowMs(),
      filled: 0,
      status: "resting",
    };
    this.orders.set(order.id, order);
    let left = Math.min(count, this.fillAtMost * MILLION);
    for (const [level, size] of takes) {
      const taken = Math.min(left, size);
      if (taken <= 0) break;
      this.#take(body, level, taken);
      this.#fill(order, { price: level, count: taken, isTaker: true });
      left -= taken;
    }
    if (
      order.filled < order.count && body.time_in_force !== "good_till_canceled"
    ) {
      order.status = "canceled";
    }
    return {
      order_id: order.id,
      client_order_id: order.clientOrderId,
      fill_count: printFixed(order.filled, 2),
      remaining_count: printFixed(
        order.status === "resting" ? order.count - order.filled : 0,
        2,
      ),
      ts_ms: order.atMs,
    };
  }

  /** Levels that an order crosses, best for it first, by YES price. */
  #crossing(body: OrderBody, price: number): [number, number][] {
    const market = this.#market(body.ticker);
    return body.side === "bid"
      ? [...market.no].map((
        [no, size],
      ): [number, number] => [MILLION - no, size])
        .filter(([ask]) => ask <= price).sort(([a], [b]) => a - b)
      : [...market.yes].filter(([bid]) => bid >= price).sort(([a], [b]) =>
        b - a
      );
  }

  #take(body: OrderBody, price: number, count: number): void {
    const side = body.side === "bid" ? "no" : "yes";
    const level = side === "no" ? MILLION - price : price;
    this.change(body.ticker, side, [
      printFixed(level, 4),
      printFixed(-count, 2),
    ]);
  }

  /** Fills a resting order with so many more contracts at its own price. */
  fillResting(clientOrderId: string, contracts: number): void {
    const order = this.#byClientId(clientOrderId);
    this.#fill(order, {
      price: order.price,
      count: contracts * MILLION,
      isTaker: false,
    });
  }

  #fill(
    order: FakeOrder,
    { price, count, isTaker }: {
      price: number;
      count: number;
      isTaker: boolean;
    },
  ): void {
    order.filled += count;
    if (order.filled >= order.count) order.status = "executed";
    const signed = order.side === "bid" ? count : -count;
    const before = this.positions.get(order.ticker) ?? 0;
    const after = before + signed;
    this.positions.set(order.ticker, after);
    const paid = Math.round(
      count * (order.side === "bid" ? price : MILLION - price) / MILLION,
    );
    // A YES and a NO contract of one account pay each other off at once.
    const paired = (Math.abs(before) + count - Math.abs(after)) / 2;
    const fee = isTaker
      ? Math.ceil(
        0.07 * count / MILLION * price / MILLION * (MILLION - price) / 100,
      ) * 100
      : 0;
    this.cash += paired - paid - fee;
    this.fills.push({
      fill_id: this.#id("fill"),
      trade_id: this.#id("trade"),
      order_id: order.id,
      client_order_id: order.clientOrderId,
      ticker: order.ticker,
      market_ticker: order.ticker,
      outcome_side: order.side === "bid" ? "yes" : "no",
      book_side: order.side,
      count_fp: printFixed(count, 2),
      yes_price_dollars: printFixed(price, 4),
      no_price_dollars: printFixed(MILLION - price, 4),
      fee_cost: printFixed(fee, 6),
      is_taker: isTaker,
      created_time: new Date(this.#nowMs()).toISOString(),
      ts: Math.floor(this.#nowMs() / 1_000),
    });
  }

  /** Takes an order back. @throws {FakeRefusal} If there is none, or nothing left of it. */
  cancel(id: string): Row {
    const order = this.orders.get(id);
    if (order === undefined) throw new FakeRefusal(404, "not_found");
    if (this.#market(order.ticker).row.status !== "active") {
      throw new FakeRefusal(400, "MARKET_INACTIVE");
    }
    if (order.status !== "resting") throw new FakeRefusal(404, "not_found");
    order.status = "canceled";
    return {
      order_id: id,
      client_order_id: order.clientOrderId,
      reduced_by: printFixed(order.count - order.filled, 2),
      ts_ms: this.#nowMs(),
    };
  }

  /** Moves a market to another status; resting orders end with trading. */
  move(ticker: string, status: string, more: Row = {}): void {
    const market = this.#market(ticker);
    market.row = { ...market.row, status, ...more };
    if (status === "active") return;
    for (const order of this.orders.values()) {
      if (order.ticker === ticker && order.status === "resting") {
        order.status = "canceled";
      }
    }
  }

  /** Pays a market out: `value` dollars per YES contract. */
  settle(ticker: string, result: "yes" | "no" | "scalar", value: number): void {
    const held = this.positions.get(ticker) ?? 0;
    const yesPays = Math.round(value * MILLION);
    this.move(ticker, "finalized", {
      result,
      settlement_value_dollars: printFixed(yesPays, 4),
      settlement_ts: new Date(this.#nowMs()).toISOString(),
    });
    const revenue = Math.round(
      Math.abs(held) * (held > 0 ? yesPays : MILLION - yesPays) / MILLION,
    );
    this.cash += revenue;
    this.positions.delete(ticker);
    if (held === 0) return;
    this.settlements.push({
      ticker,
      event_ticker: ticker.slice(0, ticker.lastIndexOf("-")),
      market_result: result,
      yes_count_fp: printFixed(Math.max(0, held), 2),
      yes_total_cost_dollars: "0.000000",
      no_count_fp: printFixed(Math.max(0, -held), 2),
      no_total_cost_dollars: "0.000000",
      revenue: Math.round(revenue / 10_000),
      fee_cost: printFixed(this.#charged(ticker), 6),
      settled_time: new Date(this.#nowMs()).toISOString(),
      value: yesPays / 10_000,
    });
  }

  /** Fees of all fills in a market. */
  #charged(ticker: string): number {
    return this.fills.filter((fill) => fill.ticker === ticker)
      .reduce(
        (sum, fill) => sum + Math.round(Number(fill.fee_cost) * MILLION),
        0,
      );
  }

  #byClientId(clientOrderId: string): FakeOrder {
    for (const order of this.orders.values()) {
      if (order.clientOrderId === clientOrderId) return order;
    }
    throw new FakeRefusal(404, "not_found");
  }

  #market(ticker: string): FakeMarket {
    const market = this.markets.get(ticker);
    if (market === undefined) throw new FakeRefusal(404, "market_not_found");
    return market;
  }

  #id(kind: string): string {
    this.#lastId += 1;
    return `${kind}-${String(this.#lastId).padStart(8, "0")}`;
  }
}
