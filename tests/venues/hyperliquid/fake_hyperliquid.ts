/** What a fake venue has of one coin. */
export interface FakeCoin {
  readonly name: string;
  readonly szDecimals: number;
  readonly maxLeverage: number;
}

/** What a fake venue says of an hour that is over, and of the one that it opens. */
export interface FakeRate {
  /** Some milliseconds after the hour, as the venue puts it. */
  readonly time: number;
  readonly fundingRate: string;
  readonly open: string;
}

interface HourQuery {
  readonly coin: string;
  readonly startTime: number;
  readonly endTime: number;
}

/** Hyperliquid's public market data on one loopback port: `POST /info` and the socket at `/ws`. */
export class FakeHyperliquid {
  /** Subscriptions so far, as `channel coin`. */
  readonly subscriptions: string[] = [];
  /** Bodies of questions so far. */
  readonly questions: unknown[] = [];
  /** Questions that are answered with a 500 first. */
  failures = 0;
  /** Rates of hours that are over, of every coin. */
  fundingRates: readonly FakeRate[] = [];
  readonly #coins: readonly FakeCoin[];
  readonly #sockets = new Set<WebSocket>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(coins: readonly FakeCoin[]) {
    this.#coins = coins;
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      (request) => this.#handle(request),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** Sends a message to everybody. */
  send(message: unknown): void {
    for (const socket of this.#sockets) {
      if (socket.readyState === WebSocket.OPEN) {
        socket.send(JSON.stringify(message));
      }
    }
  }

  /** Sends a book with one level on each side, and the rate and oracle's price beside it. */
  quote(coin: string, bid: string, ask: string): void {
    const time = Date.now();
    const level = (px: string) => [{ px, sz: "50", n: 1 }];
    this.send({
      channel: "l2Book",
      data: { coin, time, levels: [level(bid), level(ask)] },
    });
    const ctx = { funding: "0.0000125", oraclePx: bid, markPx: bid };
    this.send({ channel: "activeAssetCtx", data: { coin, ctx } });
  }

  /** Ends every connection. */
  drop(): void {
    for (const socket of this.#sockets) socket.close();
  }

  async stop(): Promise<void> {
    this.drop();
    await this.#server.shutdown();
  }

  #between(
    rates: readonly FakeRate[],
    { coin, startTime, endTime }: HourQuery,
  ) {
    return rates.filter(({ time }) => time >= startTime && time <= endTime)
      .map(({ open: _open, ...rate }) => ({
        ...rate,
        coin,
        premium: "0.0001",
      }));
  }

  #candles(asked: HourQuery) {
    const opened = this.fundingRates.map(({ time, open }) => ({
      t: time - time % 3_600_000,
      T: time + 3_599_999,
      s: asked.coin,
      i: "1h",
      o: open,
      c: open,
      h: open,
      l: open,
      v: "1",
      n: 1,
    }));
    return opened.filter(({ t }) => t >= asked.startTime && t <= asked.endTime);
  }

  async #handle(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/ws") return this.#open(request);
    if (pathname !== "/info" || request.method !== "POST") {
      return new Response(null, { status: 404 });
    }
    const question = await request.json();
    this.questions.push(question);
    if (this.failures > 0) {
      this.failures -= 1;
      return new Response("later", { status: 500 });
    }
    switch (question.type) {
      case "fundingHistory":
        return Response.json(this.#between(this.fundingRates, question));
      case "candleSnapshot":
        return Response.json(this.#candles(question.req));
      default:
        return Response.json({ universe: this.#coins, marginTables: [] });
    }
  }

  #open(request: Request): Response {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.addEventListener("open", () => this.#sockets.add(socket));
    socket.addEventListener("close", () => this.#sockets.delete(socket));
    socket.addEventListener("message", ({ data }) => {
      const { method, subscription } = JSON.parse(String(data));
      if (method === "ping") socket.send('{"channel":"pong"}');
      if (method !== "subscribe") return;
      this.subscriptions.push(`${subscription.type} ${subscription.coin}`);
      socket.send(
        JSON.stringify({ channel: "subscriptionResponse", data: {} }),
      );
    });
    return response;
  }
}
