import type { FakeExchange } from "./fake_exchange.ts";
import type { Row } from "./fake_order.ts";

interface Session {
  readonly socket: WebSocket;
  /** By channel. */
  readonly subscriptions: Map<
    string,
    { sid: number; seq: number; tickers: Set<string> }
  >;
  lastSid: number;
}

/** The fake venue's WebSocket: subscriptions with numbers and sequences, snapshots, deltas, and ways to break. */
export class FakeSocket {
  readonly #exchange: FakeExchange;
  readonly #nowMs: () => number;
  readonly #sessions = new Set<Session>();
  /** While set, nothing is said on open connections, heartbeats neither. */
  isFrozen = false;
  /** Commands received, newest last. */
  readonly commands: Row[] = [];
  connections = 0;

  constructor(exchange: FakeExchange, nowMs: () => number) {
    this.#exchange = exchange;
    this.#nowMs = nowMs;
  }

  /** Connections that are open. */
  get open(): number {
    return this.#sessions.size;
  }

  /** Whether somebody gets the books of a market. */
  follows(ticker: string): boolean {
    return [...this.#sessions].some(({ subscriptions }) =>
      subscriptions.get("orderbook_delta")?.tickers.has(ticker) === true
    );
  }

  accept(socket: WebSocket): void {
    const session: Session = { socket, subscriptions: new Map(), lastSid: 0 };
    socket.onopen = () => {
      this.connections += 1;
      this.#sessions.add(session);
    };
    socket.onmessage = ({ data }) => this.#command(session, JSON.parse(data));
    socket.onclose = () => this.#sessions.delete(session);
    socket.onerror = () => this.#sessions.delete(session);
  }

  /** Ends every connection. */
  drop(): void {
    for (const { socket } of this.#sessions) socket.close();
    this.#sessions.clear();
  }

  /** Changes a level and tells of it. */
  delta(
    ticker: string,
    side: "yes" | "no",
    change: readonly [string, string],
  ): void {
    this.#exchange.change(ticker, side, change);
    const [price, delta] = change;
    this.#tell("orderbook_delta", ticker, {
      price_dollars: price,
      delta_fp: delta,
      side,
      ts: new Date(this.#nowMs()).toISOString(),
      ts_ms: this.#nowMs(),
    });
    this.ticker(ticker);
  }

  /** Tells the best prices. */
  ticker(ticker: string): void {
    const row = this.#exchange.row(ticker);
    this.#tell("ticker", ticker, {
      price_dollars: "0.5000",
      yes_bid_dollars: row.yes_bid_dollars,
      yes_ask_dollars: row.yes_ask_dollars,
      ts: Math.floor(this.#nowMs() / 1_000),
      ts_ms: this.#nowMs(),
    });
  }

  /** Prints a trade of the book, or one agreed on outside of it. */
  trade(
    ticker: string,
    yesPrice: string,
    { isBlock = false, count = "1.00" } = {},
  ): void {
    this.#tell("trade", ticker, {
      trade_id: crypto.randomUUID(),
      yes_price_dollars: yesPrice,
      no_price_dollars: (1 - Number(yesPrice)).toFixed(4),
      count_fp: count,
      taker_outcome_side: "yes",
      taker_book_side: "bid",
      is_block_trade: isBlock,
      ts_ms: this.#nowMs(),
    });
  }

  /** Tells the account that one of its orders changed. */
  touched(clientOrderId: string): void {
    for (const session of this.#sessions) {
      const subscription = session.subscriptions.get("fill");
      if (subscription === undefined) continue;
      this.#send(session, {
        type: "fill",
        sid: subscription.sid,
        msg: { client_order_id: clientOrderId },
      });
    }
  }

  /** Tells of a market's life; everybody who listens to lives hears it. */
  lifecycle(ticker: string, body: Row): void {
    for (const session of this.#sessions) {
      const subscription = session.subscriptions.get("market_lifecycle_v2");
      if (subscription === undefined) continue;
      this.#send(session, {
        type: "market_lifecycle_v2",
        sid: subscription.sid,
        msg: { market_ticker: ticker, ...body },
      });
    }
  }

  /** Leaves a number out of the sequence of books, and the change that it stands for unsaid. */
  skip(
    ticker: string,
    side: "yes" | "no",
    change: readonly [string, string],
  ): void {
    this.#exchange.change(ticker, side, change);
    for (const session of this.#sessions) {
      const subscription = session.subscriptions.get("orderbook_delta");
      if (subscription !== undefined) subscription.seq += 1;
    }
  }

  /** Sends any text to everybody. */
  sendRaw(text: string): void {
    for (const { socket } of this.#sessions) socket.send(text);
  }

  #command(session: Session, command: Row): void {
    this.commands.push(command);
    if (this.isFrozen) return;
    const params = Object(command.params);
    switch (command.cmd) {
      case "list_subscriptions":
        return this.#send(session, { id: command.id, type: "ok", msg: [] });
      case "subscribe":
        for (const channel of params.channels) {
          const sid = session.lastSid += 1;
          const tickers = new Set<string>(params.market_tickers ?? []);
          session.subscriptions.set(channel, { sid, seq: 0, tickers });
          this.#send(session, {
            id: command.id,
            type: "subscribed",
            msg: { channel, sid },
          });
          if (channel === "orderbook_delta") {
            if (params.use_yes_price !== false) {
              throw new Error("name the scale");
            }
            for (const ticker of tickers) this.#snapshot(session, ticker);
          }
        }
        return;
      case "update_subscription":
        return this.#update(session, command.id, params);
    }
  }

  #update(session: Session, id: unknown, params: Row): void {
    const entry = [...session.subscriptions].find(([, { sid }]) =>
      sid === params.sid
    );
    const tickers = params.market_tickers;
    if (entry === undefined || !Array.isArray(tickers)) {
      return this.#send(session, {
        id,
        type: "error",
        msg: { code: 12, msg: "unknown sid" },
      });
    }
    const [channel, subscription] = entry;
    if (params.action === "get_snapshot") {
      for (const ticker of tickers) this.#snapshot(session, ticker);
      return;
    }
    for (const ticker of tickers) {
      if (params.action === "delete_markets") {
        subscription.tickers.delete(ticker);
      } else {
        subscription.tickers.add(ticker);
        if (channel === "orderbook_delta") this.#snapshot(session, ticker);
      }
    }
    subscription.seq += 1;
    this.#send(session, {
      id,
      type: "ok",
      sid: subscription.sid,
      seq: subscription.seq,
      msg: { market_tickers: [...subscription.tickers] },
    });
  }

  #snapshot(session: Session, ticker: string): void {
    const subscription = session.subscriptions.get("orderbook_delta");
    if (subscription === undefined) return;
    subscription.seq += 1;
    const yes = this.#exchange.levels(ticker, "yes");
    const no = this.#exchange.levels(ticker, "no");
    this.#send(session, {
      type: "orderbook_snapshot",
      sid: subscription.sid,
      seq: subscription.seq,
      msg: {
        market_ticker: ticker,
        market_id: "0445cdcb-e22f-4522-9981-aed4b66015ff",
        ...(yes.length === 0 ? {} : { yes_dollars_fp: yes }),
        ...(no.length === 0 ? {} : { no_dollars_fp: no }),
      },
    });
  }

  #tell(channel: string, ticker: string, body: Row): void {
    for (const session of this.#sessions) {
      const subscription = session.subscriptions.get(channel);
      if (subscription?.tickers.has(ticker) !== true) continue;
      if (channel === "orderbook_delta") subscription.seq += 1;
      this.#send(session, {
        type: channel,
        sid: subscription.sid,
        ...(channel === "orderbook_delta" ? { seq: subscription.seq } : {}),
        msg: { market_ticker: ticker, ...body },
      });
    }
  }

  #send({ socket }: Session, frame: Row): void {
    if (this.isFrozen || socket.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify(frame));
  }
}
