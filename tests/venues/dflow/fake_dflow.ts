import { createHash } from "node:crypto";
import { type Clock, SeededRandom, SystemClock } from "../../../runtime/mod.ts";
import type { WireMarket } from "../../../venues/builtin/exchange.ts";
import { VenueServer } from "../../../venues/builtin/venue_server.ts";
import { USDC_MINT } from "../../../venues/dflow/decode_market.ts";
import type { DflowMarket } from "../../../venues/dflow/schema.ts";
import type { Environment } from "../../process/arena_process.ts";
import { FakeChain } from "./fake_chain.ts";
import { base58, readTransaction, unsignedTransaction } from "./fake_wallet.ts";
import { SpokenExchange } from "./spoken_exchange.ts";

const MICROS = 1_000_000n;
const VALID_BLOCKS = 150;
const SEED = 11;

interface FakeSwap {
  readonly inputMint: string;
  readonly outputMint: string;
  readonly inAmount: bigint;
  readonly outAmount: bigint;
  /** Polls that are answered with 404 before the swap is known. */
  unknownFor: number;
  /** Parts that are still to be filled, as shares of the whole in percent. */
  parts: number[];
  readonly fills: {
    readonly signature: string;
    readonly inputMint: string;
    readonly inAmount: string;
    readonly outputMint: string;
    readonly outAmount: string;
  }[];
}

/** What changed hands in a swap, in atomic units. */
export interface SwapTotals {
  readonly isPurchase: boolean;
  readonly isOver: boolean;
  readonly given: bigint;
  readonly received: bigint;
}

interface Token {
  readonly ticker: string;
  readonly outcome: "yes" | "no";
}

/**
 * dflow over loopback: metadata and socket of the simulated exchange, with outcome tokens, and the trade API, the
 * identity service and a Solana node that belong to them. It checks signatures by itself.
 */
export class FakeDflow implements AsyncDisposable {
  readonly chain = new FakeChain();
  readonly requests: string[] = [];
  readonly verified = new Set<string>();
  /** How many polls pass before the venue knows an order, and in which parts it is filled. */
  unknownFor = 0;
  parts = [100];
  /** Answers that are refusals for too many requests, or failures of the server, before the next good one. */
  tooMany = 0;
  failures = 0;
  /** What a refusal for too many requests asks for, in seconds. */
  retryAfterS = 1;
  /** What `/order` refuses with. */
  refusal: string | null = null;
  /** Of the contracts on offer; the price that everything is swapped at when there is one. */
  price: bigint | null = null;
  /** Added to the price between the question and the transaction. */
  priceMove = 0n;
  /** By how many percent more comes out of a swap than was told before it. */
  improvement = 0n;
  /** By how many basis points less each swap that was to be signed might bring: on its route, and of a market's tokens. */
  readonly tolerances: (readonly [
    route: string | null,
    market: string | null,
  ])[] = [];
  /** Whether nothing answers. */
  isDown = false;
  /** Whether the metadata API is gone. */
  isWithdrawn = false;
  /** Whether tokens are swapped back for dollars. */
  takesTokens = true;
  /** Mints that no route leads from: what asks for one is refused. */
  readonly unroutable = new Set<string>();
  /** Mints that wallets hold of markets whose description nobody understands. */
  readonly garbled = new Set<string>();
  /** Makes of each answer of the metadata API what is really given. */
  answers: (path: string, answer: object) => object = (_, answer) => answer;
  readonly #exchange: SpokenExchange;
  readonly #venue: VenueServer;
  readonly #clock: Clock;
  readonly #random = new SeededRandom(5);
  #thawed: PromiseWithResolvers<void> | null = null;
  readonly #tokens = new Map<string, Token>();
  readonly #settled = new Map<string, "yes" | "no">();
  readonly #swaps = new Map<string, FakeSwap>();
  /** What decided markets paid, once somebody was told. */
  readonly #results = new Map<string, "yes" | "no">();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(clock: Clock = new SystemClock()) {
    this.#clock = clock;
    this.#exchange = new SpokenExchange({ seed: SEED });
    this.#venue = new VenueServer(this.#exchange, this.#clock);
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#handle(request),
    );
  }

  /** Sends frames from now on. */
  start(): void {
    this.#venue.start();
  }

  /** Sends what `speech` makes of each frame of the socket in its place. */
  speakAs(speech: (text: string) => readonly string[]): void {
    this.#exchange.speech = speech;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** What an arena needs to trade here. Keys are by the contestant whose wallet they open. */
  settings(keys: Readonly<Record<string, string>>): Environment {
    return {
      ARENA_VENUE: "dflow",
      ARENA_DFLOW_URL: `${this.url}/api/v1`,
      ARENA_DFLOW_TRADE_URL: `${this.url}/trade`,
      ARENA_DFLOW_PROOF_URL: `${this.url}/proof`,
      ARENA_SOLANA_RPC_URL: `${this.url}/rpc`,
      ARENA_KEYS: JSON.stringify(Object.fromEntries(
        Object.entries(keys).map(([account, key]) => [
          `dflow.${account}.private_key`,
          key,
        ]),
      )),
    };
  }

  /** Ends every connection. */
  drop(): void {
    this.#venue.dropConnections();
  }

  /** Takes requests and answers none of them until `thaw`. */
  freezeRequests(): void {
    this.#thawed = Promise.withResolvers();
  }

  thaw(): void {
    this.#thawed?.resolve();
    this.#thawed = null;
  }

  /** Keeps sockets open and says nothing on them. */
  freeze(forMs: number): void {
    this.#venue.fault({ kind: "freeze", forMs });
  }

  /** Markets that trade now, or in `inMs` milliseconds, as they are quoted. */
  trading(inMs = 0): readonly WireMarket[] {
    return this.#exchange.markets(this.#clock.nowMs() + inMs, "active");
  }

  /** A market that trades now. */
  market(): DflowMarket {
    const [market] = this.#exchange.markets(this.#clock.nowMs(), "active");
    if (market === undefined) throw new Error("no market trades");
    return market;
  }

  /** Markets that are over and still listed, the newest first. */
  decided(): readonly DflowMarket[] {
    const nowMs = this.#clock.nowMs();
    return this.#exchange.markets(nowMs, "finalized")
      .map((market) => this.#describe(market));
  }

  /** Has a market pay, whatever its own time says. */
  settle(ticker: string, result: "yes" | "no"): void {
    this.#settled.set(ticker, result);
  }

  mint(ticker: string, outcome: "yes" | "no"): string {
    const mint = base58(
      createHash("sha256").update(`${ticker} ${outcome}`).digest(),
    );
    this.#tokens.set(mint, { ticker, outcome });
    return mint;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.thaw();
    this.chain.speak();
    await this.#server.shutdown();
  }

  async #handle(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    this.requests.push(`${request.method} ${pathname}`);
    await this.#thawed?.promise;
    if (this.isDown) return new Response("bad gateway", { status: 502 });
    if (pathname === "/rpc" || pathname === "/rpc/") {
      return await this.chain.handle(request);
    }
    if (pathname.startsWith("/proof/verify/")) {
      const wallet = pathname.slice("/proof/verify/".length);
      return Response.json({ verified: this.verified.has(wallet) });
    }
    if (this.tooMany > 0) {
      this.tooMany -= 1;
      return new Response("Rate limit exceeded", {
        status: 429,
        headers: { "retry-after": String(this.retryAfterS) },
      });
    }
    if (this.failures > 0) {
      this.failures -= 1;
      return Response.json({ code: "failed_to_compute_route" }, {
        status: 500,
      });
    }
    if (pathname === "/trade/order") return this.#order(searchParams);
    if (pathname === "/trade/order-status") return this.#status(searchParams);
    if (this.isWithdrawn) return new Response("gone", { status: 410 });
    const listed = this.#listed(pathname, searchParams);
    if (listed !== null) return Response.json(listed);
    if (pathname === "/api/v1/filter_outcome_mints") {
      const { addresses } = await request.json();
      return Response.json({
        outcomeMints: addresses.filter((mint: string) =>
          this.#tokens.has(mint)
        ),
      });
    }
    return await this.#metadata(request, pathname);
  }

  /** Series of a category or tag, and events by series or words, one a page; `null` for another question. */
  #listed(pathname: string, query: URLSearchParams): object | null {
    if (pathname === "/api/v1/series") {
      const [category, tag] = [query.get("category"), query.get("tags")];
      return {
        series: this.#exchange.series().filter((series) =>
          (category ?? series.category) === series.category &&
          (tag === null || series.tags?.includes(tag) === true)
        ),
      };
    }
    const isSearch = pathname === "/api/v1/search";
    if (!isSearch && pathname !== "/api/v1/events") return null;
    const wanted = query.get("seriesTickers")?.split(",") ?? [];
    const words = (query.get("q") ?? "").toLowerCase();
    const events = this.trading()
      .filter(({ ticker, title }) =>
        isSearch
          ? title.toLowerCase().includes(words)
          : wanted.some((series) => ticker.startsWith(`${series}-`))
      )
      .map((market) => ({ ticker: market.eventTicker, markets: [market] }));
    const start = Number(query.get("cursor") ?? 0);
    const end = start + 1;
    return {
      events: events.slice(start, end),
      cursor: end < events.length ? end : null,
    };
  }

  async #metadata(request: Request, pathname: string): Promise<Response> {
    if (pathname === "/api/v1/markets/batch") {
      const body = await request.clone().json();
      if (body.mints !== undefined) return this.#byMints(body.mints);
    }
    const response = await this.#venue.handle(request);
    if (!response.headers.get("content-type")?.includes("json")) {
      return response;
    }
    const answer = await response.json();
    const { status } = response;
    if (answer.ticker !== undefined) {
      return Response.json(this.#describe(answer), { status });
    }
    const markets = answer.markets?.map((market: DflowMarket) =>
      this.#describe(market)
    );
    const given = this.answers(pathname, { ...answer, markets });
    return Response.json(given, { status });
  }

  #byMints(mints: readonly string[]): Response {
    const nowMs = this.#clock.nowMs();
    const tickers = new Set(
      mints.flatMap((mint) => this.#tokens.get(mint)?.ticker ?? []),
    );
    const markets = [...tickers].flatMap((ticker) => {
      const market = this.#exchange.market(ticker, nowMs);
      return market === null ? [] : [this.#describe(market)];
    });
    const isGarbled = mints.some((mint) => this.garbled.has(mint));
    return Response.json({
      markets: isGarbled ? [{ status: "retired" }] : markets,
      cursor: null,
    });
  }

  #describe(market: DflowMarket): DflowMarket {
    const isDecided = market.status === "determined" ||
      market.status === "finalized";
    const account = {
      yesMint: this.mint(market.ticker, "yes"),
      noMint: this.mint(market.ticker, "no"),
      isInitialized: true,
      redemptionStatus: isDecided ? "open" : null,
      scalarOutcomePct: null,
    };
    const result = this.#resultOf(market) ?? market.result;
    return { ...market, result, accounts: { [USDC_MINT]: account } };
  }

  /** What a decided market pays: the side that wallets hold more of, so that no test hangs on luck. */
  #resultOf({ ticker, result }: DflowMarket): "yes" | "no" | null {
    const settled = this.#settled.get(ticker);
    if (settled !== undefined) return settled;
    if (result !== "yes" && result !== "no") return null;
    const known = this.#results.get(ticker);
    if (known !== undefined) return known;
    const yes = this.chain.held(this.mint(ticker, "yes"));
    const no = this.chain.held(this.mint(ticker, "no"));
    const decided = yes === no ? result : yes > no ? "yes" : "no";
    this.#results.set(ticker, decided);
    return decided;
  }

  /** Micro-dollars of one contract now; what a decided one pays. */
  #priceOf({ ticker, outcome }: Token, isPurchase: boolean): bigint {
    const nowMs = this.#clock.nowMs();
    const market = this.#exchange.market(ticker, nowMs);
    const result = market === null ? null : this.#resultOf(market);
    if (result !== null) return result === outcome ? MICROS : 0n;
    if (this.price !== null) return this.price;
    const quoted = outcome === "yes"
      ? (isPurchase ? market?.yesAsk : market?.yesBid)
      : (isPurchase ? market?.noAsk : market?.noBid);
    return quoted === null || quoted === undefined
      ? 0n
      : BigInt(Math.round(Number(quoted) * 1e6));
  }

  #order(query: URLSearchParams): Response {
    const refuse = (code: string) =>
      Response.json({ code, msg: code }, { status: 400 });
    if (this.refusal !== null) return refuse(this.refusal);
    const inputMint = query.get("inputMint") ?? "";
    const outputMint = query.get("outputMint") ?? "";
    const inAmount = BigInt(query.get("amount") ?? "0");
    const wallet = query.get("userPublicKey");
    const isPurchase = inputMint === USDC_MINT;
    const token = this.#tokens.get(isPurchase ? outputMint : inputMint);
    const isTaken = isPurchase || this.takesTokens;
    if (token === undefined || !isTaken || this.unroutable.has(inputMint)) {
      return refuse("route_not_found");
    }
    const price = this.#priceOf(token, isPurchase) +
      (wallet === null ? 0n : this.priceMove);
    if (price <= 0n || inAmount === 0n) return refuse("route_not_found");
    const outAmount = isPurchase
      ? inAmount * MICROS / price
      : inAmount * price / MICROS;
    const slippage = BigInt(query.get("slippageBps") ?? "50");
    const swap = {
      inputMint,
      outputMint,
      inAmount: String(inAmount),
      outAmount: String(outAmount),
      minOutAmount: String(outAmount * (10_000n - slippage) / 10_000n),
      executionMode: "async",
    };
    if (wallet === null) return Response.json(swap);
    this.tolerances.push([
      query.get("slippageBps"),
      query.get("predictionMarketSlippageBps"),
    ]);
    const transaction = this.#prepare(wallet, {
      inputMint,
      outputMint,
      inAmount,
      outAmount,
      unknownFor: this.unknownFor,
      parts: [...this.parts],
      fills: [],
    });
    return Response.json({
      ...swap,
      transaction: transaction.toBase64(),
      lastValidBlockHeight: this.chain.height + VALID_BLOCKS,
    });
  }

  #prepare(wallet: string, swap: FakeSwap): Uint8Array<ArrayBuffer> {
    const nonce = Uint8Array.from(
      { length: 32 },
      () => this.#random.integer(256),
    );
    const transaction = unsignedTransaction(bytesOf(wallet), nonce);
    this.chain.prepare(readTransaction(transaction).message, {
      wallet,
      isPurchase: swap.inputMint === USDC_MINT,
      validUntil: this.chain.height + VALID_BLOCKS,
      land: (signature) => {
        this.chain.pay(wallet, swap.inputMint, -swap.inAmount);
        this.#swaps.set(signature, swap);
        this.#owners.set(signature, wallet);
      },
    });
    return transaction;
  }

  readonly #owners = new Map<string, string>();

  /** What every transaction that was taken swapped so far, by its signature. */
  swaps(): ReadonlyMap<string, SwapTotals> {
    return new Map(
      [...this.#swaps].map(([signature, { fills, inputMint, parts }]) => [
        signature,
        {
          isPurchase: inputMint === USDC_MINT,
          isOver: parts.length === 0,
          given: fills.reduce((sum, fill) => sum + BigInt(fill.inAmount), 0n),
          received: fills.reduce(
            (sum, fill) => sum + BigInt(fill.outAmount),
            0n,
          ),
        },
      ]),
    );
  }

  #status(query: URLSearchParams): Response {
    const signature = query.get("signature") ?? "";
    const swap = this.#swaps.get(signature);
    if (swap === undefined || swap.unknownFor > 0) {
      if (swap !== undefined) swap.unknownFor -= 1;
      return Response.json({ code: "not_found" }, { status: 404 });
    }
    const isOver = this.#fill(signature, swap);
    return Response.json({
      status: isOver ? "closed" : "open",
      inAmount: String(swap.inAmount),
      outAmount: String(swap.outAmount),
      fills: swap.fills,
      reverts: [],
    });
  }

  /** Fills the next part; what no part is left for comes back at the end. */
  #fill(signature: string, swap: FakeSwap): boolean {
    const wallet = this.#owners.get(signature) ?? "";
    const part = swap.parts.shift();
    if (part !== undefined) {
      const inAmount = swap.inAmount * BigInt(part) / 100n;
      const outAmount = swap.outAmount * BigInt(part) *
        (100n + this.improvement) / 10_000n;
      this.chain.pay(wallet, swap.outputMint, outAmount);
      swap.fills.push({
        signature,
        inputMint: swap.inputMint,
        inAmount: String(inAmount),
        outputMint: swap.outputMint,
        outAmount: String(outAmount),
      });
      if (swap.parts.length > 0) return false;
      const given = swap.fills.reduce(
        (sum, fill) => sum + BigInt(fill.inAmount),
        0n,
      );
      this.chain.pay(wallet, swap.inputMint, swap.inAmount - given);
    }
    return true;
  }
}

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Reads base58 by hand: the client's own library is not asked what it meant. */
function bytesOf(address: string): Uint8Array {
  let value = 0n;
  for (const character of address) {
    value = value * 58n + BigInt(ALPHABET.indexOf(character));
  }
  return Uint8Array.fromHex(value.toString(16).padStart(64, "0"));
}
