import type { z } from "zod";
import { HttpClient, type VenueRequest } from "../net/http_client.ts";
import type { TokenBucket } from "../net/token_bucket.ts";
import { answerOf } from "../net/venue_error.ts";
import { COSTS } from "./facts.ts";
import type { KalshiNewOrder } from "./order_terms.ts";
import {
  balanceSchema,
  canceledOrderSchema,
  createdOrderSchema,
  errorSchema,
  type KalshiCreatedOrder,
  type KalshiFill,
  type KalshiOrder,
  type KalshiPosition,
  type KalshiSettlement,
  PORTFOLIO_ENVELOPES,
  userTimestampSchema,
} from "./portfolio_schema.ts";
import { type KalshiRestOptions, nextCursor, searchOf } from "./rest.ts";
import { type KalshiSigner, signedHeaders } from "./signature.ts";

/** What the client of one account needs. */
export interface KalshiPortfolioOptions extends KalshiRestOptions {
  readonly signer: KalshiSigner;
  /** Paces orders and cancels. */
  readonly writeBucket: TokenBucket;
}

/** Which orders or fills are wanted; what is left out does not narrow. */
export interface PortfolioQuery {
  readonly status?: "resting" | "canceled" | "executed";
  readonly orderId?: string;
  readonly ticker?: string;
  /** Unix seconds. */
  readonly minTs?: number;
}

const PAGE_SIZE = 1_000;
/** Two hundred thousand rows: more orders than an account may have open. */
const PAGES_MAX = 200;

/** One account at Kalshi over REST. Errors are those of `HttpClient`. */
export class KalshiPortfolio {
  readonly #http: HttpClient;
  readonly #writeBucket: TokenBucket;

  constructor(options: KalshiPortfolioOptions) {
    const { readBucket, writeBucket, endpoint, signer, ...rest } = options;
    this.#writeBucket = writeBucket;
    this.#http = new HttpClient({
      ...rest,
      venue: "kalshi",
      bucket: readBucket,
      baseUrl: () => endpoint().restUrl,
      headers: ({ method, path }) =>
        signedHeaders(signer, {
          atMs: options.clock.nowMs(),
          method,
          path: `${new URL(endpoint().restUrl).pathname}${path}`,
        }),
    });
  }

  /** Places an order, once. */
  createOrder(
    order: KalshiNewOrder,
    signal: AbortSignal,
  ): Promise<KalshiCreatedOrder> {
    return this.#http.write(
      {
        method: "POST",
        path: "/portfolio/events/orders",
        body: JSON.stringify(order),
        cost: COSTS.request,
        bucket: this.#writeBucket,
      },
      createdOrderSchema,
      signal,
    );
  }

  /** Takes an order back. */
  async cancelOrder(venueOrderId: string, signal: AbortSignal): Promise<void> {
    await this.#http.write(
      {
        method: "DELETE",
        path: `/portfolio/events/orders/${encodeURIComponent(venueOrderId)}`,
        cost: COSTS.cancel,
        bucket: this.#writeBucket,
      },
      canceledOrderSchema,
      signal,
    );
  }

  /** Asks for one order by the venue's own id. */
  async order(venueOrderId: string, signal: AbortSignal): Promise<KalshiOrder> {
    const answer = await this.#get(
      `/portfolio/orders/${encodeURIComponent(venueOrderId)}`,
      PORTFOLIO_ENVELOPES.order,
      signal,
    );
    return answer.order;
  }

  /** Goes through the account's orders, page by page. */
  async *orders(
    query: PortfolioQuery,
    signal: AbortSignal,
  ): AsyncGenerator<readonly KalshiOrder[]> {
    let cursor: string | null = null;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const answer: z.output<typeof PORTFOLIO_ENVELOPES.orders> = await this
        .#get(
          `/portfolio/orders?${pageOf(query, cursor)}`,
          PORTFOLIO_ENVELOPES.orders,
          signal,
        );
      yield answer.orders;
      cursor = nextCursor(answer.cursor, cursor);
      if (cursor === null) return;
    }
  }

  /** Lists fills: the only rows that are any. */
  async fills(
    query: PortfolioQuery,
    signal: AbortSignal,
  ): Promise<readonly KalshiFill[]> {
    const fills: KalshiFill[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const answer: z.output<typeof PORTFOLIO_ENVELOPES.fills> = await this
        .#get(
          `/portfolio/fills?${pageOf(query, cursor)}`,
          PORTFOLIO_ENVELOPES.fills,
          signal,
        );
      fills.push(...answer.fills);
      cursor = nextCursor(answer.cursor, cursor);
      if (cursor === null) break;
    }
    return fills;
  }

  /** Lists what is held. */
  async positions(signal: AbortSignal): Promise<readonly KalshiPosition[]> {
    const positions: KalshiPosition[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const answer: z.output<typeof PORTFOLIO_ENVELOPES.positions> = await this
        .#get(
          `/portfolio/positions?${pageOf({}, cursor)}`,
          PORTFOLIO_ENVELOPES.positions,
          signal,
        );
      positions.push(...answer.market_positions);
      cursor = nextCursor(answer.cursor, cursor);
      if (cursor === null) break;
    }
    return positions;
  }

  /** Lists what markets paid. */
  async settlements(
    query: Pick<PortfolioQuery, "minTs">,
    signal: AbortSignal,
  ): Promise<readonly KalshiSettlement[]> {
    const settlements: KalshiSettlement[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const answer: z.output<typeof PORTFOLIO_ENVELOPES.settlements> =
        await this.#get(
          `/portfolio/settlements?${pageOf(query, cursor)}`,
          PORTFOLIO_ENVELOPES.settlements,
          signal,
        );
      settlements.push(...answer.settlements);
      cursor = nextCursor(answer.cursor, cursor);
      if (cursor === null) break;
    }
    return settlements;
  }

  /** Asks for the account's cash, settled and exact. */
  async balance(
    signal: AbortSignal,
  ): Promise<z.output<typeof balanceSchema>> {
    return await this.#get("/portfolio/balance", balanceSchema, signal);
  }

  /** Asks up to when the account's rows are complete, Unix milliseconds: they lag behind what was done. */
  async completeUntilMs(signal: AbortSignal): Promise<number> {
    const answer = await this.#get(
      "/exchange/user_data_timestamp",
      userTimestampSchema,
      signal,
    );
    return answer.as_of_time;
  }

  #get<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<z.output<Schema>> {
    const request: VenueRequest = { method: "GET", path, cost: COSTS.request };
    return this.#http.read(request, schema, signal);
  }
}

function pageOf(query: PortfolioQuery, cursor: string | null): string {
  return searchOf({
    limit: PAGE_SIZE,
    status: query.status,
    order_id: query.orderId,
    ticker: query.ticker,
    min_ts: query.minTs,
    cursor: cursor ?? undefined,
  });
}

/** Returns the venue's code for its refusal, its status where it wrote none; `null` for an error that is no refusal. */
export function refusalCode(error: unknown): string | null {
  const answer = answerOf(error);
  if (answer === null) return null;
  let body: unknown = null;
  try {
    body = JSON.parse(answer.body);
  } catch {
    // What is no JSON has no code; its status says enough.
  }
  const parsed = errorSchema.safeParse(body);
  return parsed.success ? parsed.data.code : `status ${answer.status}`;
}
