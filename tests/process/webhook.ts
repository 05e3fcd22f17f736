/** What the arena posts to `ARENA_ALERT_URL`. */
export interface HeardAlert {
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Somebody's webhook on loopback: everything that was posted to it, oldest first. */
export class Webhook implements AsyncDisposable {
  readonly heard: HeardAlert[] = [];
  /** The same as it came, for what must not be in it. */
  readonly bodies: string[] = [];
  /** While set, requests are taken and never answered. */
  isDeaf = false;
  /** Requests that were not answered. */
  unanswered = 0;
  readonly #end = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve(
      {
        port: 0,
        hostname: "127.0.0.1",
        signal: this.#end.signal,
        onListen: () => {},
      },
      async (request) => {
        const body = await request.text();
        if (this.isDeaf) return await this.#never();
        this.bodies.push(body);
        this.heard.push(JSON.parse(body));
        return new Response();
      },
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/alerts`;
  }

  /** Returns the newest alert of a kind; `null` before there is one. */
  newest(kind: string): HeardAlert | null {
    return this.heard.findLast((alert) => alert.kind === kind) ?? null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#server.finished;
  }

  #never(): Promise<Response> {
    this.unanswered += 1;
    return new Promise((resolve) =>
      this.#end.signal.addEventListener(
        "abort",
        () => resolve(new Response(null, { status: 503 })),
      )
    );
  }
}
