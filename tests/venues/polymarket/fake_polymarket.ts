import {
  endpointsAt,
  type PolymarketEndpoint,
} from "../../../venues/polymarket/facts.ts";
import { CONTRACTS } from "../../../venues/polymarket/exchange_contract.ts";
import { SocketTraffic } from "../socket_traffic.ts";
import { FakeAuth, type FakeKey } from "./fake_auth.ts";
import { FakeChain } from "./fake_chain.ts";
import {
  FakeExchange,
  type FakeMarket,
  type FakeOrder,
  type Row,
} from "./fake_exchange.ts";
import { FakeSockets, orderRow, tradeRow } from "./fake_sockets.ts";
import type { WireOrder } from "./independent_crypto.ts";

/** How the fake treats a request instead of answering it well. */
export type Fault =
  | {
    readonly kind: "status";
    readonly status: number;
    readonly headers?: HeadersInit;
  }
  /** Does what was asked, and answers in another shape. */
  | { readonly kind: "other_shape"; readonly answer: Row }
  /** Does what was asked, and loses the answer. */
  | { readonly kind: "lost_answer" }
  /** Does nothing, and answers with this. */
  | { readonly kind: "answer"; readonly status: number; readonly body: Row }
  /** Answers well, with nothing. */
  | { readonly kind: "empty" }
  /** Does what was asked, and never answers. */
  | { readonly kind: "hang" };

const DOLLAR = 1_000_000;
/** Without a heartbeat for longer, the venue cancels what a key has. */
const SILENCE_MS = 10_000;

/** Polymarket's services on one loopback port: catalogue, order book, data, sockets and chain. */
export class FakePolymarket {
  readonly exchange: FakeExchange;
  readonly auth: FakeAuth;
  readonly traffic = new SocketTraffic();
  readonly sockets: FakeSockets;
  readonly chain: FakeChain;
  /** What wallets let the venue's other contracts take, by contract. */
  otherAllowances: Readonly<Record<string, string>> = {};
  /** While set, nobody is answered and no socket opens. */
  isDown = false;
  /** Asked for each request; what it returns happens instead. */
  fault: (
    request: { readonly method: string; readonly path: string },
  ) => Fault | null = () => null;
  /** Requests so far, as `METHOD /path`. */
  readonly requests: string[] = [];
  /** Heartbeats by key, and when the last one came, Unix milliseconds. */
  readonly heartbeats = new Map<string, { id: string; atMs: number }>();
  readonly #nowMs: () => number;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #hanging = new AbortController();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.exchange = new FakeExchange(nowMs);
    this.auth = new FakeAuth(nowMs);
    this.chain = new FakeChain(this.exchange);
    this.sockets = new FakeSockets(this.exchange, this.auth, nowMs);
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      (request) => this.#handle(request),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  get endpoint(): PolymarketEndpoint {
    return endpointsAt(this.url);
  }

  /** Opens an account for a private key, with dollars. */
  fund(privateKey: string, dollars: number): FakeKey {
    const key = this.auth.grant(privateKey);
    this.exchange.wallets.set(key.address, {
      collateral: dollars * DOLLAR,
      allowance: String(2n ** 200n),
      shares: new Map(),
    });
    return key;
  }

  async stop(): Promise<void> {
    this.sockets.drop();
    this.#hanging.abort();
    await this.#server.shutdown();
  }

  async #handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (request.headers.get("upgrade") === "websocket") {
      if (this.isDown) return new Response(null, { status: 503 });
      const { socket, response } = Deno.upgradeWebSocket(request);
      this.traffic.accept(socket);
      this.sockets.accept(url.pathname, socket);
      return response;
    }
    const body = await request.text();
    const path = url.pathname;
    this.requests.push(`${request.method} ${path}`);
    if (this.isDown) return new Response("down", { status: 503 });
    const fault = this.fault({ method: request.method, path });
    if (fault?.kind === "status") {
      return new Response("<html>", {
        status: fault.status,
        headers: fault.headers ?? {},
      });
    }
    if (fault?.kind === "answer") {
      return Response.json(fault.body, { status: fault.status });
    }
    const answer = this.#answer(request, url, body);
    if (fault?.kind === "lost_answer") return brokenAnswer();
    if (fault?.kind === "other_shape") return Response.json(fault.answer);
    if (fault?.kind === "empty") return new Response(null, { status: 200 });
    if (fault?.kind === "hang") {
      await new Promise((resolve) =>
        this.#hanging.signal.addEventListener("abort", resolve)
      );
    }
    return answer;
  }

  #answer(request: Request, url: URL, body: string): Response {
    const [, service = "", ...rest] = url.pathname.split("/");
    const path = `/${rest.join("/")}`;
    switch (service) {
      case "gamma":
        return this.#gamma(path, url.searchParams);
      case "data":
        return this.#data(path, url.searchParams);
      case "rpc":
        return Response.json(this.chain.answer(JSON.parse(body)));
      case "clob":
        return this.#clob(request, { path, body, query: url.searchParams });
      default:
        return error(404, "not found");
    }
  }

  #gamma(path: string, query: URLSearchParams): Response {
    const rows = [...this.exchange.markets.values()].map(({ row }) => row);
    const slug = path.match(/^\/markets\/slug\/(.+)$/)?.[1];
    if (slug !== undefined) {
      const found = this.exchange.markets.get(decodeURIComponent(slug));
      return found === undefined
        ? error(404, "not found")
        : Response.json(found.row);
    }
    const tagSlug = path.match(/^\/tags\/slug\/(.+)$/)?.[1];
    if (tagSlug !== undefined) {
      const tag = rows.flatMap(tagsOf).find(({ slug }) => slug === tagSlug);
      return tag === undefined ? error(404, "not found") : Response.json(tag);
    }
    const isClosed = query.get("closed") === "true";
    const tagId = query.get("tag_id");
    const seriesId = query.get("series_id");
    const slugs = query.getAll("slug");
    const tokens = query.getAll("clob_token_ids");
    const from = query.get("end_date_min");
    const until = query.get("end_date_max");
    const wanted = rows.filter((row) =>
      row.closed === isClosed &&
      (tagId === null || tagsOf(row).some(({ id }) => id === tagId)) &&
      (seriesId ?? seriesOf(row)) === seriesOf(row) &&
      (slugs.length === 0 || slugs.includes(String(row.slug))) &&
      tokens.every((token) =>
        JSON.stringify([row.clobTokenIds, row.positionIds]).includes(token)
      ) &&
      (from === null || String(row.endDate) >= from.replace(".000Z", "Z")) &&
      (until === null || String(row.endDate) <= until)
    );
    const limit = Number(query.get("limit") ?? 100);
    const at = Number(query.get("after_cursor") ?? 0);
    const page = wanted.slice(at, at + limit);
    const cursor = at + limit < wanted.length
      ? { next_cursor: String(at + limit) }
      : {};
    if (path === "/markets/keyset") {
      return Response.json({ markets: page, ...cursor });
    }
    const words = (query.get("q") ?? "").toLowerCase().split(" ");
    const events = (path === "/public-search" ? rows : page)
      .filter((row) =>
        words.every((word) => String(row.question).toLowerCase().includes(word))
      )
      .map((row) => ({ slug: row.slug, markets: [row] }));
    return Response.json({
      events,
      ...(path === "/public-search" ? {} : cursor),
    });
  }

  #data(path: string, query: URLSearchParams): Response {
    if (path === "/positions") {
      const wallet = this.exchange.wallets.get(
        query.get("user")?.toLowerCase() ?? "",
      );
      const data = [...wallet?.shares ?? []].filter(([, size]) => size > 0)
        .map(([token, size]) => {
          const market = this.exchange.marketOfToken(token);
          return {
            // Gamma leaves the last byte of V2's conditions out, and nobody else does.
            condition_id: String(market?.row.conditionId).padEnd(66, "0"),
            token_id: token,
            size: size / DOLLAR,
            redeemable: market?.row.closed === true,
          };
        });
      return Response.json({ data, pagination: { next_cursor: null } });
    }
    if (path === "/resolutions") {
      const market = [...this.exchange.markets.values()].find(({ row }) =>
        row.conditionId === query.get("condition")
      );
      const prices: readonly string[] = JSON.parse(
        String(market?.row.outcomePrices ?? "[]"),
      );
      return Response.json({
        data: market?.row.umaResolutionStatus !== "resolved" ? [] : [{
          condition_id: market.row.conditionId,
          status: "resolved",
          payouts: prices.map((price) => Math.round(Number(price) * DOLLAR)),
          resolved_at: new Date(this.#nowMs()).toISOString(),
        }],
      });
    }
    if (path === "/trades") {
      const data = this.exchange.trades.toReversed().map((trade) => ({
        condition_id: this.exchange.marketOfToken(trade.order.tokenId)?.row
          .conditionId,
        token_id: trade.order.tokenId,
        side: trade.order.side,
        price: trade.price / DOLLAR,
        size: trade.size / DOLLAR,
        timestamp: trade.matchedAtS,
        transaction_hash: `0x${trade.id}`,
      }));
      return Response.json({ data });
    }
    return error(404, "not found");
  }

  #clob(
    request: Request,
    { path, body, query }: {
      path: string;
      body: string;
      query: URLSearchParams;
    },
  ): Response {
    const { method, headers } = request;
    if (path === "/book") {
      const token = query.get("token_id") ?? "";
      const market = this.exchange.marketOfToken(token);
      return market === undefined
        ? error(404, "No orderbook exists for the requested token id")
        : Response.json(this.sockets.book(market, token));
    }
    if (path === "/prices-history") {
      return Response.json({
        history: [{ t: 60, p: 0.4 }, { t: 120, p: 0.6 }],
      });
    }
    if (path.startsWith("/auth/")) return this.#giveKey(headers, path);
    const key = this.auth.request(headers, { method, path, body });
    if (typeof key === "string") return error(401, key);
    this.#cancelSilent(key);
    const hash = path.match(/^\/data\/order\/(.+)$/)?.[1];
    if (hash !== undefined) {
      const order = this.exchange.orders.get(hash);
      return order === undefined
        ? error(404, "order not found")
        : Response.json(orderRow(this.exchange, order));
    }
    switch (`${method} ${path}`) {
      case "POST /order":
        return this.#submit(key, JSON.parse(body));
      case "DELETE /order":
        return this.#cancel(String(JSON.parse(body).orderID));
      case "GET /data/orders":
        return pageOf(
          [...this.exchange.orders.values()]
            .filter(({ owner, status }) =>
              owner === key.address && status === "LIVE"
            )
            .map((order) => orderRow(this.exchange, order)),
          query,
        );
      case "GET /data/trades":
        return pageOf(
          this.exchange.trades
            .filter(({ order, matchedAtS }) =>
              order.owner === key.address &&
              matchedAtS >= Number(query.get("after") ?? 0)
            )
            .map((trade) => tradeRow(this.exchange, trade)),
          query,
        );
      case "GET /balance-allowance": {
        const wallet = this.exchange.wallets.get(key.address);
        return Response.json({
          balance: String(wallet?.collateral ?? 0),
          allowances: {
            [CONTRACTS.exchangeV2]: wallet?.allowance ?? "0",
            ...this.otherAllowances,
          },
        });
      }
      case "POST /v1/heartbeats":
        return this.#beat(key, String(JSON.parse(body).heartbeat_id));
      default:
        return error(404, "not found");
    }
  }

  #giveKey(headers: Headers, path: string): Response {
    try {
      const creates = path === "/auth/api-key";
      const address = this.auth.wallet(headers, { chainId: 137, creates });
      const known = this.auth.keyOf(`key-${address.slice(2, 10)}`);
      if (known === undefined) return error(400, "Could not derive api key");
      const { address: _, ...key } = known;
      return Response.json(key);
    } catch (reason) {
      return error(401, reason instanceof Error ? reason.message : "no");
    }
  }

  #submit(
    key: FakeKey,
    request: {
      order: WireOrder & { expiration: string };
      orderType: string;
      owner: string;
      postOnly?: boolean;
    },
  ): Response {
    const { order, orderType, owner, postOnly } = request;
    const market = this.exchange.marketOfToken(order.tokenId);
    if (market === undefined) return error(400, "invalid token id");
    const { hash, signer } = this.auth.order(order, {
      chainId: 137,
      negRisk: market.row.negRisk === true,
      protocol: market.row.version === "v2" ? "v2" : "v1",
    });
    if (signer !== key.address || order.signer.toLowerCase() !== key.address) {
      return error(400, "invalid signature");
    }
    if (owner !== key.apiKey) return error(400, "invalid owner");
    if (this.exchange.orders.has(hash)) {
      return error(400, "order already exists: Duplicated");
    }
    const fake = orderOf({
      hash,
      order,
      orderType,
      owner: key.address,
      nowMs: this.#nowMs(),
    });
    const refusal = this.#refusalOf(market, fake, postOnly === true);
    if (refusal !== null) return error(400, refusal);
    this.exchange.take(fake);
    return Response.json({
      success: true,
      errorMsg: "",
      orderID: hash,
      status: fake.status === "LIVE" ? "live" : "matched",
      makingAmount: "",
      takingAmount: "",
    });
  }

  #refusalOf(
    market: FakeMarket,
    order: FakeOrder,
    postOnly: boolean,
  ): string | null {
    if (market.row.acceptingOrders !== true) {
      return "the market is not yet ready to process new orders";
    }
    const tick = Number(market.row.orderPriceMinTickSize) * DOLLAR;
    const isOnTick = order.price % tick === 0 && order.price >= tick &&
      order.price <= DOLLAR - tick;
    if (!isOnTick) return "invalid price, breaks minimum tick size rule";
    if (order.size % 10_000 !== 0) return "invalid amounts";
    const wallet = this.exchange.wallets.get(order.owner);
    const cost = order.side === "BUY" ? order.size * order.price / DOLLAR : 0;
    const held = wallet?.shares.get(order.tokenId) ?? 0;
    const isShort = order.side === "SELL" && held < order.size;
    if (isShort || (wallet?.collateral ?? 0) < cost) {
      return "not enough balance / allowance";
    }
    const takeable = this.exchange.takeable(order);
    if (postOnly && takeable > 0) {
      return "invalid post-only order: order crosses book";
    }
    if (order.orderType === "FOK" && takeable < order.size) {
      return "order couldn't be fully filled. FOK orders are fully filled or killed.";
    }
    if (order.orderType === "FAK" && takeable === 0) {
      return "no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.";
    }
    return null;
  }

  #cancel(hash: string): Response {
    const reason = this.exchange.cancel(hash);
    return Response.json(
      reason === null
        ? { canceled: [hash], not_canceled: {} }
        : { canceled: [], not_canceled: { [hash]: reason } },
    );
  }

  /** Heartbeats that began and stopped take every order of the key with them. */
  #cancelSilent(key: FakeKey): void {
    const beat = this.heartbeats.get(key.apiKey);
    if (beat === undefined || this.#nowMs() - beat.atMs <= SILENCE_MS) return;
    for (const { hash, owner, status } of this.exchange.orders.values()) {
      if (owner === key.address && status === "LIVE") {
        this.exchange.cancel(hash);
      }
    }
  }

  #beat(key: FakeKey, id: string): Response {
    const known = this.heartbeats.get(key.apiKey);
    if (known !== undefined && known.id !== id) {
      return Response.json({
        heartbeat_id: known.id,
        error: "invalid heartbeat",
      }, {
        status: 400,
      });
    }
    const next = `h${this.requests.length}`;
    this.heartbeats.set(key.apiKey, { id: next, atMs: this.#nowMs() });
    return Response.json({ heartbeat_id: next });
  }
}

function orderOf(
  { hash, order, orderType, owner, nowMs }: {
    readonly hash: string;
    readonly order: WireOrder & { readonly expiration: string };
    readonly orderType: string;
    readonly owner: string;
    readonly nowMs: number;
  },
): FakeOrder {
  const isBuy = order.side === "BUY";
  const size = Number(isBuy ? order.takerAmount : order.makerAmount);
  const dollars = Number(isBuy ? order.makerAmount : order.takerAmount);
  return {
    hash,
    owner,
    tokenId: order.tokenId,
    side: isBuy ? "BUY" : "SELL",
    price: Math.round(dollars / size * DOLLAR),
    size,
    matched: 0,
    status: "LIVE",
    orderType,
    expiration: Number(order.expiration),
    createdAtS: Math.floor(nowMs / 1_000),
  };
}

/** Pages of two, so that paging is always met. */
function pageOf(rows: readonly Row[], query: URLSearchParams): Response {
  const cursor = query.get("next_cursor") ?? "MA==";
  const at = cursor === "MA==" ? 0 : Number(atob(cursor));
  const next = at + 2 < rows.length ? btoa(String(at + 2)) : "LTE=";
  return Response.json({ data: rows.slice(at, at + 2), next_cursor: next });
}

function tagsOf({ tags }: Row): readonly { id: string; slug: string }[] {
  return Array.isArray(tags) ? tags : [];
}

/** The rounds that most tests are about, unless a row says otherwise. */
function seriesOf({ seriesId = "10192" }: Row): unknown {
  return seriesId;
}

function error(status: number, words: string): Response {
  return Response.json({ error: words }, { status });
}

/** An answer that breaks off after its first character. */
function brokenAnswer(): Response {
  return new Response("{");
}
