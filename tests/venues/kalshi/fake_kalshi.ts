import type { KalshiEndpoint } from "../../../venues/kalshi/facts.ts";
import { hungUp } from "../hung_up.ts";
import { SocketTraffic } from "../socket_traffic.ts";
import { FakeAuth } from "./fake_auth.ts";
import { FakeExchange } from "./fake_exchange.ts";
import { orderRow, pageOf, type Row } from "./fake_order.ts";
import {
  FakeRefusal,
  orderBodySchema,
  printFixed,
} from "./fake_order_check.ts";
import { FakeSocket } from "./fake_socket.ts";
import { SAMPLE_ROWS } from "./sample_rows.ts";

const BASE = "/trade-api/v2";

/** A way in which the venue misbehaves, for some of the requests that begin with `path`. */
interface Fault {
  readonly method: string;
  readonly path: string;
  /**
   * `refuse` answers with `status` and does nothing; `drop_ack` does what was asked and hangs up; `hang_up` does
   * nothing and hangs up; `garble` does it and answers in another shape.
   */
  readonly kind: "refuse" | "drop_ack" | "hang_up" | "garble";
  readonly status?: number;
  readonly retryAfter?: string;
  times: number;
}

/**
 * A Kalshi of our own on loopback: REST and WebSocket of the real paths, signatures verified by another
 * implementation, and faults on demand.
 */
export class FakeKalshi implements AsyncDisposable {
  readonly auth: FakeAuth;
  readonly exchange: FakeExchange;
  readonly socket: FakeSocket;
  readonly traffic = new SocketTraffic();
  /** `METHOD path` of every request, oldest first. */
  readonly requests: string[] = [];
  /** While set, nobody gets in. */
  isDown = false;
  /** While set, everything is refused with this status, sockets too. */
  storm: number | null = null;
  /** How far the account's rows lag behind, in milliseconds. */
  lagMs = 0;
  /** Orders and fills from before it are in the history alone, Unix milliseconds. */
  historyUntilMs = 0;
  /** What every page of the account's rows names as the next one, `null` for another one each time; unset, they end. */
  alwaysMore: string | null | undefined = undefined;
  /** While set, orders count their fills and the records are not there yet. */
  hidesFills = false;
  readonly #faults: Fault[] = [];
  readonly #end = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.auth = new FakeAuth(nowMs);
    this.exchange = new FakeExchange(nowMs);
    this.socket = new FakeSocket(this.exchange, nowMs);
    this.#server = Deno.serve(
      {
        port: 0,
        hostname: "127.0.0.1",
        signal: this.#end.signal,
        onListen() {},
        onError: () => new Response(null, { status: 500 }),
      },
      (request) => this.#serve(request),
    );
  }

  get endpoint(): KalshiEndpoint {
    const { port } = this.#server.addr;
    return {
      restUrl: `http://127.0.0.1:${port}${BASE}`,
      wsUrl: `ws://127.0.0.1:${port}/trade-api/ws/v2`,
    };
  }

  /** Misbehaves with the next `times` requests. */
  fault(fault: Omit<Fault, "times">, times = 1): void {
    this.#faults.push({ ...fault, times });
  }

  /** Ends every fault. */
  heal(): void {
    this.#faults.length = 0;
  }

  /** Requests of a method whose path begins with `path`. */
  count(method: string, path: string): number {
    return this.requests.filter((line) => line.startsWith(`${method} ${path}`))
      .length;
  }

  async stop(): Promise<void> {
    this.socket.drop();
    // A shutdown would wait for connections that their clients gave up in the middle.
    this.#end.abort();
    await this.#server.finished;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #serve(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (this.isDown) return hungUp();
    if (this.storm !== null) {
      this.requests.push(`${request.method} ${url.pathname}`);
      return refusal(this.storm, "storm");
    }
    if (url.pathname === "/trade-api/ws/v2") {
      return await this.#upgrade(request);
    }
    if (!url.pathname.startsWith(BASE)) return refusal(404, "not_found");
    const path = url.pathname.slice(BASE.length);
    this.requests.push(`${request.method} ${path}`);
    const body = request.body === null ? "" : await request.text();
    const fault = this.#faults.find((one) =>
      one.times > 0 && one.method === request.method &&
      path.startsWith(one.path)
    );
    if (fault !== undefined) fault.times -= 1;
    if (fault?.kind === "hang_up") return hungUp();
    if (fault?.kind === "refuse") {
      const { status = 500, retryAfter } = fault;
      return Response.json(
        status === 429
          ? { error: "too many requests" }
          : { error: { code: "internal", message: "no" } },
        {
          status,
          headers: retryAfter === undefined
            ? {}
            : { "retry-after": retryAfter },
        },
      );
    }
    const answer = await this.#answer(request, url, body);
    if (fault?.kind === "drop_ack") return hungUp();
    if (fault?.kind === "garble") return Response.json({ surprise: true });
    return answer;
  }

  async #upgrade(request: Request): Promise<Response> {
    const reason = await this.auth.refusal(request);
    if (reason !== null) return refusal(401, reason);
    const { socket, response } = Deno.upgradeWebSocket(request);
    this.traffic.accept(socket);
    this.socket.accept(socket);
    return response;
  }

  async #answer(request: Request, url: URL, body: string): Promise<Response> {
    const path = url.pathname.slice(BASE.length);
    try {
      if (/^\/(portfolio|account|historical\/(orders|fills)$)/.test(path)) {
        const reason = await this.auth.refusal(request);
        if (reason !== null) return refusal(401, reason);
        return Response.json(
          this.#endless(this.#portfolio(request.method, path, {
            query: url.searchParams,
            body,
          })),
          { status: request.method === "POST" ? 201 : 200 },
        );
      }
      return Response.json(this.#publicAnswer(path, url.searchParams));
    } catch (error) {
      if (error instanceof FakeRefusal) {
        return refusal(error.status, error.code);
      }
      throw error;
    }
  }

  #portfolio(
    method: string,
    path: string,
    { query, body }: { query: URLSearchParams; body: string },
  ): Row {
    const { exchange } = this;
    const isOld = path.startsWith("/historical");
    const wanted = (row: Row) =>
      (query.get("ticker") ?? row.ticker) === row.ticker;
    if (method === "POST" && path === "/portfolio/events/orders") {
      const parsed = orderBodySchema.safeParse(JSON.parse(body));
      if (!parsed.success) throw new FakeRefusal(400, "invalid_order");
      return exchange.place(parsed.data);
    }
    const [, , , orders, id = ""] = path.split("/");
    if (method === "DELETE" && path.startsWith("/portfolio/events/orders/")) {
      return exchange.cancel(id);
    }
    if (method !== "GET") {
      throw new FakeRefusal(410, "deprecated_v1_order_endpoint");
    }
    switch (path) {
      case "/historical/orders":
      case "/portfolio/orders": {
        const status = query.get("status");
        const rows = [...exchange.orders.values()]
          .filter(({ atMs }) => this.#isHistory(atMs) === isOld)
          .filter((order) => status === null || order.status === status)
          .map((order) => orderRow(order)).filter(wanted);
        return pageOf("orders", rows, query);
      }
      case "/historical/fills":
      case "/portfolio/fills": {
        const order = query.get("order_id");
        const from = Number(query.get("min_ts") ?? 0);
        const rows = (this.hidesFills ? [] : exchange.fills).filter(wanted)
          .filter(({ ts }) => this.#isHistory(Number(ts) * 1_000) === isOld)
          .filter((fill) => order === null || fill.order_id === order)
          .filter((fill) => Number(fill.ts) >= from);
        return pageOf("fills", rows, query);
      }
      case "/portfolio/positions":
        return {
          ...pageOf("market_positions", this.#positionRows(), query),
          event_positions: [],
        };
      case "/portfolio/settlements":
        return pageOf("settlements", exchange.settlements, query);
      case "/portfolio/balance":
        return {
          balance: Math.floor(exchange.cash / 10_000),
          balance_dollars: printFixed(exchange.cash, 6),
          portfolio_value: 0,
          updated_ts: Math.floor(this.#nowMs() / 1_000),
        };
      default: {
        const order = exchange.orders.get(orders ?? "");
        if (order === undefined || this.#isHistory(order.atMs)) {
          throw new FakeRefusal(404, "not_found");
        }
        return { order: orderRow(order) };
      }
    }
  }

  #endless(answer: Row): Row {
    const next = this.alwaysMore;
    return next === undefined || !("cursor" in answer)
      ? answer
      : { ...answer, cursor: next ?? `page-${this.requests.length}` };
  }

  #isHistory(atMs: number): boolean {
    return atMs < this.historyUntilMs;
  }

  #positionRows(): Row[] {
    return [...this.exchange.positions].map(([ticker, held]) => ({
      ...SAMPLE_ROWS.position,
      ticker,
      position_fp: printFixed(held, 2),
    }));
  }

  #publicAnswer(path: string, query: URLSearchParams): Row {
    const { exchange } = this;
    const [, first, second, third] = path.split("/");
    if (path === "/markets") return this.#marketList(query);
    if (path === "/exchange/user_data_timestamp") {
      const untilMs = this.#nowMs() - this.lagMs;
      return { as_of_time: new Date(untilMs).toISOString() };
    }
    if (path === "/markets/trades") return { trades: [], cursor: "" };
    if (path === "/exchange/status") {
      return { exchange_active: true, trading_active: true };
    }
    if (first === "markets" && third === "orderbook" && second !== undefined) {
      return {
        orderbook_fp: {
          yes_dollars: exchange.levels(second, "yes"),
          no_dollars: exchange.levels(second, "no"),
        },
      };
    }
    if (first === "markets" && second !== undefined) {
      return { market: exchange.row(second) };
    }
    if (first === "events") {
      return {
        event: { ...SAMPLE_ROWS.event, event_ticker: second },
        markets: [],
      };
    }
    if (path === "/series") return { series: seriesFor(query) };
    if (first === "series" && path.endsWith("/candlesticks")) {
      return { ticker: path.split("/")[4], candlesticks: [SAMPLE_ROWS.candle] };
    }
    if (first === "series") {
      return { series: { ...SAMPLE_ROWS.series, ticker: second } };
    }
    throw new FakeRefusal(404, "not_found");
  }

  #marketList(query: URLSearchParams): Row {
    const tickers = query.get("tickers")?.split(",");
    const series = query.get("series_ticker");
    const isOpen = query.get("status") === "open";
    const maxClose = Number(query.get("max_close_ts") ?? Infinity);
    const rows = [...this.exchange.markets.keys()]
      .map((ticker) => this.exchange.row(ticker))
      .filter((row) => tickers?.includes(String(row.ticker)) ?? true)
      .filter((row) =>
        series === null || String(row.ticker).startsWith(`${series}-`)
      )
      .filter((row) => !isOpen || row.status === "active")
      .filter((row) => Date.parse(String(row.close_time)) / 1_000 <= maxClose);
    return pageOf("markets", rows, query);
  }
}

/** Series of a category or tag. */
function seriesFor(query: URLSearchParams): readonly Row[] {
  const weather = {
    ...SAMPLE_ROWS.series,
    ticker: "KXHIGHNY",
    title: "Highest temperature in NYC",
    category: "Climate and Weather",
    tags: ["Daily temperature"],
  };
  const [category, tag] = [query.get("category"), query.get("tags")];
  return [SAMPLE_ROWS.series, weather].filter((series) =>
    (category ?? series.category) === series.category &&
    (tag === null || series.tags.some((one) => one === tag))
  );
}

function refusal(status: number, code: string): Response {
  return Response.json({ error: { code, message: code, service: "fake" } }, {
    status,
  });
}
