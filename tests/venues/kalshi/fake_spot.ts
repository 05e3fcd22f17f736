/** Coinbase's socket over loopback: prints one price to whoever asks for its product. */
export class FakeSpot implements AsyncDisposable {
  readonly #end = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(symbol: string, price: string) {
    this.#server = Deno.serve(
      {
        port: 0,
        hostname: "127.0.0.1",
        signal: this.#end.signal,
        onListen: () => {},
      },
      (request) => {
        const { socket, response } = Deno.upgradeWebSocket(request);
        socket.onmessage = ({ data }) => {
          const { type, product_ids: asked, channels } = JSON.parse(data);
          if (type !== "subscribe" || !asked.includes(symbol)) return;
          socket.send(JSON.stringify({ type: "subscriptions", channels }));
          socket.send(JSON.stringify({
            type: "ticker",
            sequence: 1,
            product_id: symbol,
            price,
            side: "buy",
            time: new Date().toISOString(),
            trade_id: 1,
          }));
        };
        return response;
      },
    );
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A shutdown would wait for the arena to let go.
    this.#end.abort();
    await this.#server.finished;
  }
}
