import { assertEquals } from "@std/assert";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { marketId } from "../../domain/ids.ts";
import { SeededRandom, SystemClock } from "../../runtime/mod.ts";
import { wideBucket } from "../net/net_testing.ts";
import { DflowMarketData } from "./market_data.ts";

const DEADLINE_MS = 120_000;
const RAIN = marketId("dflow", "RAIN");

function market(ticker: string, status = "active", result = "") {
  return {
    ticker,
    eventTicker: "WEATHER",
    title: `Will there be ${ticker}?`,
    openTime: 1_764_720_000,
    closeTime: 1_764_781_200,
    status,
    result,
  };
}

const PRICES = JSON.stringify({
  channel: "prices",
  type: "ticker",
  market_ticker: "RAIN",
  yes_bid: "0.45",
  yes_ask: "0.47",
  no_bid: "0.53",
  no_ask: "0.55",
});

/** Lets a test wait until something that others change is true. */
class Condition {
  #waiting: (() => void)[] = [];

  notify(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async until(isTrue: () => boolean): Promise<void> {
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    while (!isTrue()) {
      deadline.throwIfAborted();
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      deadline.addEventListener("abort", () => resolve(), { once: true });
      await promise;
    }
  }
}

/** Records events and lets a test wait for one. */
class EventLog extends Condition {
  readonly events: MarketEvent[] = [];

  readonly listen = (event: MarketEvent): void => {
    this.events.push(event);
    this.notify();
  };

  statuses(): string[] {
    return this.events.flatMap((event) =>
      event.kind === "connection_changed" ? [event.status] : []
    );
  }

  count(kind: MarketEvent["kind"]): number {
    return this.events.filter((event) => event.kind === kind).length;
  }
}

/** An in-process server of the protocol, scripted by its test. */
class FakeDflow extends Condition implements AsyncDisposable {
  markets = [market("RAIN"), market("SNOW"), market("HAIL")];
  readonly requests: string[] = [];
  readonly keys = new Set<string | null>();
  readonly received: unknown[] = [];
  readonly sockets = new Set<WebSocket>();
  pageSize = 2;
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => this.#answer(request),
  );

  readonly endpoint = () => {
    const host = `127.0.0.1:${this.#server.addr.port}/api/v1`;
    return { restUrl: `http://${host}`, wsUrl: `ws://${host}/ws` };
  };

  send(text: string): void {
    for (const socket of this.sockets) socket.send(text);
  }

  drop(): void {
    for (const socket of this.sockets) socket.close();
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.replace("/api/v1", "");
    this.keys.add(request.headers.get("x-api-key"));
    this.requests.push(`${request.method} ${path}${url.search}`);
    if (path === "/ws") return this.#upgrade(request);
    if (path === "/markets") {
      const cursor = Number(url.searchParams.get("cursor") ?? 0);
      const active = this.markets.filter(({ status }) => status === "active");
      const end = cursor + this.pageSize;
      return Response.json({
        markets: active.slice(cursor, end),
        cursor: end < active.length ? end : null,
      });
    }
    if (path === "/markets/batch") {
      const { tickers } = await request.json();
      return Response.json({
        markets: this.markets.filter(({ ticker }) => tickers.includes(ticker)),
      });
    }
    if (path === "/orderbook/RAIN") {
      return Response.json({
        yes_bids: { "0.40": 10 },
        no_bids: { "0.58": 20 },
        sequence: 3,
      });
    }
    return Response.json({ code: "not_found" }, { status: 404 });
  }

  #upgrade(request: Request): Response {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onopen = () => this.sockets.add(socket);
    socket.onmessage = ({ data }) => {
      this.received.push(JSON.parse(data));
      this.notify();
    };
    socket.onclose = () => this.sockets.delete(socket);
    return response;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.drop();
    await this.#server.shutdown();
  }
}

/** Runs a client against `server` while `body` looks at what it hears. */
async function withClient(
  server: FakeDflow,
  body: (log: EventLog) => Promise<void>,
): Promise<void> {
  const log = new EventLog();
  const stop = new AbortController();
  const clock = new SystemClock();
  const client = new DflowMarketData({
    endpoint: server.endpoint,
    clock,
    random: new SeededRandom(1),
    bucket: wideBucket(clock),
    apiKey: "secret",
    refreshMs: 20,
  });
  const running = client.run(log.listen, stop.signal);
  try {
    await body(log);
  } finally {
    stop.abort();
    await running;
  }
}

Deno.test("run() lists every page of active markets, subscribes to all channels and sends its key", async () => {
  await using server = new FakeDflow();
  await withClient(server, async (log) => {
    await log.until(() => log.count("market_listed") === 3);
    await log.until(() => log.statuses().includes("connected"));
    server.send(PRICES);
    await log.until(() =>
      log.events.some((event) =>
        event.kind === "quote_changed" && event.quote.yesBid === 450_000n
      )
    );
    await server.until(() => server.received.length === 3);
  });
  assertEquals(
    server.received,
    ["prices", "trades", "orderbook"].map((channel) => ({
      type: "subscribe",
      channel,
      all: true,
    })),
  );
  assertEquals([...server.keys], ["secret"]);
});

Deno.test("run() fetches the book of a newly listed market and takes 404 for an empty one", async () => {
  await using server = new FakeDflow();
  await withClient(server, async (log) => {
    await log.until(() => log.count("book_changed") === 3);
    const bids = new Map(
      log.events.flatMap((event) =>
        event.kind === "quote_changed"
          ? [[event.quote.marketId, event.quote.yesBid]]
          : []
      ),
    );
    assertEquals(bids.get(RAIN), 400_000n);
    assertEquals(bids.get(marketId("dflow", "SNOW")), null);
    assertEquals(log.count("frame_rejected"), 0);
  });
});

Deno.test("run() connects and subscribes again after a drop and fetches the books anew", async () => {
  await using server = new FakeDflow();
  await withClient(server, async (log) => {
    await log.until(() => log.count("book_changed") === 3);
    await log.until(() => log.statuses().includes("connected"));
    server.send(PRICES);
    await log.until(() => log.count("quote_changed") >= 4);
    server.drop();
    await log.until(() => log.count("book_changed") >= 6);
    assertEquals(log.statuses(), [
      "connecting",
      "connected",
      "disconnected",
      "connecting",
      "connected",
    ]);
    await server.until(() => server.received.length === 6);
  });
});

Deno.test("run() lists new markets and follows old ones until they are final", async () => {
  await using server = new FakeDflow();
  await withClient(server, async (log) => {
    await log.until(() => log.count("market_listed") === 3);
    const phases = () =>
      log.events.flatMap((event) =>
        event.kind === "market_phase_changed" ? [event.phase] : []
      );
    server.markets = [market("RAIN", "closed"), market("FOG")];
    await log.until(() => phases().includes("closed"));
    await log.until(() => log.count("market_listed") === 4);
    server.markets = [market("RAIN", "determined", "yes")];
    await log.until(() => phases().includes("proposed"));
    server.markets = [market("RAIN", "finalized", "yes")];
    await log.until(() => phases().includes("final"));
    assertEquals(phases(), ["closed", "proposed", "final"]);
  });
});

Deno.test("run() counts malformed frames and markets and goes on", async () => {
  await using server = new FakeDflow();
  server.markets = [market("RAIN"), market("TORN", "active", "perhaps")];
  await withClient(server, async (log) => {
    await log.until(() => log.count("market_listed") === 1);
    await log.until(() => log.statuses().includes("connected"));
    server.send(PRICES.slice(0, 20));
    server.send(PRICES);
    await log.until(() =>
      log.events.some((event) =>
        event.kind === "quote_changed" && event.quote.yesBid === 450_000n
      )
    );
    const sources = new Set(
      log.events.flatMap((event) =>
        event.kind === "frame_rejected" ? [event.rejection.source] : []
      ),
    );
    assertEquals(sources, new Set(["dflow REST", "dflow WebSocket"]));
  });
});
