import type { FakeAuth } from "./fake_auth.ts";
import {
  type FakeExchange,
  type FakeMarket,
  type FakeOrder,
  type FakeTrade,
  print,
  type Row,
} from "./fake_exchange.ts";

const DOLLAR = 1_000_000;

/** The fake's sockets: books by token, our own orders by key, reference prices. */
export class FakeSockets {
  readonly #exchange: FakeExchange;
  readonly #auth: FakeAuth;
  readonly #nowMs: () => number;
  readonly #market = new Map<WebSocket, Set<string>>();
  readonly #user = new Map<WebSocket, string>();
  readonly #prices = new Map<WebSocket, boolean>();
  /** While set, nothing is said on open connections, answers to pings neither. */
  isFrozen = false;
  /** While set, pings are answered and nothing else is said. */
  isMute = false;
  /** Messages of books that are lost on their way. */
  loses = 0;
  connections = 0;

  constructor(
    exchange: FakeExchange,
    auth: FakeAuth,
    nowMs: () => number,
  ) {
    this.#exchange = exchange;
    this.#auth = auth;
    this.#nowMs = nowMs;
    exchange.onChange = (market, changes) => this.#tellChange(market, changes);
    exchange.onPrint = (market, trade) => this.#tellPrint(market, trade);
    exchange.onOrder = (order) => this.#tellOrder(order);
    exchange.onTrade = (trade) => this.#tellTrade(trade);
  }

  get open(): number {
    return this.#market.size;
  }

  /** Keys whose orders somebody listens to. */
  get users(): number {
    return this.#user.size;
  }

  follows(token: string): boolean {
    return [...this.#market.values()].some((tokens) => tokens.has(token));
  }

  accept(path: string, socket: WebSocket): void {
    socket.onopen = () => {
      this.connections += 1;
      if (path === "/ws/market") this.#market.set(socket, new Set());
      if (path === "/prices") this.#prices.set(socket, false);
    };
    socket.onmessage = ({ data }) => {
      if (this.isFrozen) return;
      if (data === "PING") return socket.send("PONG");
      const message = JSON.parse(String(data));
      if (path === "/ws/market") this.#follow(socket, message);
      if (path === "/ws/user") this.#logIn(socket, message);
      if (path === "/prices") this.#price(socket, message);
    };
    const end = () => {
      this.#market.delete(socket);
      this.#user.delete(socket);
      this.#prices.delete(socket);
    };
    socket.onclose = end;
    socket.onerror = end;
  }

  /** Ends every connection. */
  drop(): void {
    const all = [
      ...this.#market.keys(),
      ...this.#user.keys(),
      ...this.#prices.keys(),
    ];
    for (const socket of all) socket.close();
    this.#market.clear();
    this.#user.clear();
    this.#prices.clear();
  }

  /** Returns a token's whole book. */
  book(market: FakeMarket, token: string): Row {
    const isYes = token === market.yes;
    const level = (side: "BUY" | "SELL") => (price: number) => ({
      price: print(isYes ? price : DOLLAR - price),
      size: print(this.#exchange.sizeAt(market, side, price)),
    });
    const bids = this.#exchange.prices(market, "BUY").map(level("BUY"));
    const asks = this.#exchange.prices(market, "SELL").map(level("SELL"));
    return {
      market: market.row.conditionId,
      asset_id: token,
      timestamp: String(market.changedAtMs),
      hash: "00",
      bids: isYes ? bids : asks,
      asks: isYes ? asks : bids,
      tick_size: String(market.row.orderPriceMinTickSize),
    };
  }

  /** Tells everybody who follows the market how it resolved. */
  tellResolved(market: FakeMarket, winner: string): void {
    this.#send(market.yes, {
      event_type: "market_resolved",
      market: market.row.conditionId,
      assets_ids: [market.yes, market.no],
      winning_asset_id: winner,
      winning_outcome: winner === market.yes ? "Up" : "Down",
      timestamp: String(this.#nowMs()),
    });
  }

  /** Sends any message to everybody who follows a market. */
  sendRaw(market: FakeMarket, message: Row): void {
    this.#send(market.yes, message);
  }

  /** Prints a reference price to those who may hear it. */
  tellPrice(value: string): void {
    if (this.isFrozen) return;
    for (const [socket, isSubscribed] of this.#prices) {
      if (!isSubscribed) continue;
      socket.send(JSON.stringify({
        v: 1,
        channel: "price.crypto.twap",
        seq: 2,
        ts: this.#nowMs(),
        payload: {
          symbol: "btcusd",
          source: "chainlink",
          window_seconds: 60,
          timestamp: this.#nowMs(),
          value: Number(value),
          full_accuracy_value: value,
        },
      }));
    }
  }

  #follow(socket: WebSocket, message: Row): void {
    const tokens = this.#market.get(socket);
    const ids = message.assets_ids;
    if (tokens === undefined || !Array.isArray(ids)) return;
    if (message.operation === "unsubscribe") {
      for (const id of ids) tokens.delete(id);
      return;
    }
    if (message.type !== "market" && message.operation !== "subscribe") return;
    const books = ids.flatMap((id: string) => {
      tokens.add(id);
      const market = this.#exchange.marketOfToken(id);
      return market === undefined
        ? []
        : [{ ...this.book(market, id), event_type: "book" }];
    });
    if (!this.isMute) socket.send(JSON.stringify(books));
  }

  #logIn(socket: WebSocket, message: Row): void {
    const { apiKey, secret, passphrase } = Object(message.auth);
    const key = this.#auth.keyOf(String(apiKey));
    const isRight = message.type === "user" && key !== undefined &&
      key.secret === secret && key.passphrase === passphrase;
    if (isRight) this.#user.set(socket, key.apiKey);
    else socket.close(4001);
  }

  #price(socket: WebSocket, message: Row): void {
    if (message.op === "auth") {
      const { apiKey, secret } = Object(message.auth);
      const isRight = this.#auth.keyOf(String(apiKey))?.secret === secret;
      if (!isRight) return socket.close(4001);
      this.#prices.set(socket, false);
      return socket.send(JSON.stringify({ op: "authed", rid: message.rid }));
    }
    this.#prices.set(socket, true);
    socket.send(
      JSON.stringify({
        op: "subscribed",
        channel: "price.crypto.twap",
        rid: message.rid,
      }),
    );
  }

  #tellChange(
    market: FakeMarket,
    changes: readonly { price: number; side: "BUY" | "SELL" }[],
  ): void {
    const [bid, ask] = this.#exchange.best(market);
    const rows = changes.flatMap(({ price, side }) => {
      const size = print(this.#exchange.sizeAt(market, side, price));
      return [
        {
          asset_id: market.yes,
          price: print(price),
          size,
          side,
          hash: "00",
          best_bid: print(bid),
          best_ask: print(ask),
        },
        {
          asset_id: market.no,
          price: print(DOLLAR - price),
          size,
          side: side === "BUY" ? "SELL" : "BUY",
          hash: "00",
          best_bid: print(DOLLAR - ask),
          best_ask: print(DOLLAR - bid),
        },
      ];
    });
    if (this.loses > 0) {
      this.loses -= 1;
      return;
    }
    this.#send(market.yes, {
      market: market.row.conditionId,
      price_changes: rows,
      timestamp: String(market.changedAtMs),
      event_type: "price_change",
    });
  }

  #tellPrint(
    market: FakeMarket,
    { price, size, side }: {
      price: number;
      size: number;
      side: "BUY" | "SELL";
    },
  ): void {
    this.#send(market.yes, {
      event_type: "last_trade_price",
      market: market.row.conditionId,
      asset_id: market.yes,
      price: print(price),
      size: print(size),
      side,
      timestamp: String(this.#nowMs()),
      transaction_hash: `0x${this.#nowMs().toString(16)}`,
    });
  }

  #tellOrder(order: FakeOrder): void {
    this.#sendUser(order.owner, {
      event_type: "order",
      ...orderRow(this.#exchange, order),
    });
  }

  #tellTrade(trade: FakeTrade): void {
    this.#sendUser(trade.order.owner, {
      event_type: "trade",
      type: "TRADE",
      ...tradeRow(this.#exchange, trade),
    });
  }

  #send(token: string, frame: Row): void {
    if (this.isFrozen || this.isMute) return;
    for (const [socket, tokens] of this.#market) {
      if (!tokens.has(token) || socket.readyState !== WebSocket.OPEN) continue;
      socket.send(JSON.stringify(frame));
    }
  }

  #sendUser(owner: string, frame: Row): void {
    if (this.isFrozen) return;
    for (const [socket, apiKey] of this.#user) {
      const isTheirs = this.#auth.keyOf(apiKey)?.address === owner;
      if (isTheirs && socket.readyState === WebSocket.OPEN) {
        socket.send(JSON.stringify(frame));
      }
    }
  }
}

/** Returns an order as REST and the user channel tell it. */
export function orderRow(exchange: FakeExchange, order: FakeOrder): Row {
  return {
    id: order.hash,
    market: exchange.marketOfToken(order.tokenId)?.row.conditionId,
    asset_id: order.tokenId,
    side: order.side,
    original_size: print(order.size),
    size_matched: print(order.matched),
    price: print(order.price),
    status: `ORDER_STATUS_${order.status}`,
    expiration: String(order.expiration),
    created_at: order.createdAtS,
    order_type: order.orderType,
  };
}

/** Returns a trade as REST and the user channel tell it. */
export function tradeRow(
  exchange: FakeExchange,
  { id, order, size, price, isTaker, status, matchedAtS }: FakeTrade,
): Row {
  const market = exchange.marketOfToken(order.tokenId)?.row.conditionId;
  const stranger = `0x${"e".repeat(64)}`;
  return {
    id,
    taker_order_id: isTaker ? order.hash : stranger,
    market,
    asset_id: order.tokenId,
    side: isTaker ? order.side : order.side === "BUY" ? "SELL" : "BUY",
    size: print(size),
    price: print(price),
    status: `TRADE_STATUS_${status}`,
    match_time: String(matchedAtS),
    maker_orders: [{
      order_id: isTaker ? stranger : order.hash,
      matched_amount: print(size),
      price: print(price),
      asset_id: order.tokenId,
      side: isTaker ? (order.side === "BUY" ? "SELL" : "BUY") : order.side,
    }],
  };
}
