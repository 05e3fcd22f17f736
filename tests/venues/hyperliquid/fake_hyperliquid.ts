/** What a fake venue has of one coin. */
export interface FakeCoin {
  readonly name: string;
  readonly szDecimals: number;
  readonly maxLeverage: number;
}

/** Hyperliquid's public market data on one loopback port: `POST /info` and the socket at `/ws`. */
export class FakeHyperliquid {
  /** Subscriptions so far, as `channel coin`. */
  readonly subscriptions: string[] = [];
  /** Bodies of questions so far. */
  readonly questions: unknown[] = [];
  /** Questions that are answered with a 500 first. */
  failures = 0;
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

  async #handle(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/ws") return this.#open(request);
    if (pathname !== "/info" || request.method !== "POST") {
      return new Response(null, { status: 404 });
    }
    this.questions.push(await request.json());
    if (this.failures > 0) {
      this.failures -= 1;
      return new Response("later", { status: 500 });
    }
    return Response.json({ universe: this.#coins, marginTables: [] });
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
