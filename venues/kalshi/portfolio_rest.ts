import type { z } from "zod";
import { HttpClient, type VenueRequest } from "../net/http_client.ts";
import type { TokenBucket } from "../net/token_bucket.ts";
import { answerOf, UnknownShapeError } from "../net/venue_error.ts";
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
import { type KalshiRestOptions, searchOf } from "./rest.ts";
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

/** Which of a list's rows: those of now, or those that moved to the venue's history. */
type Kept = "now" | "history";

/** A list of the account, and what narrows it. */
interface PortfolioList {
  readonly path: string;
  readonly query: PortfolioQuery;
}

const FOLDERS = { now: "/portfolio", history: "/historical" } as const;
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
        isUrgent: true,
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

  /**
   * Goes through the account's orders, page by page: those of about two weeks, or the older ones, which the venue keeps
   * apart.
   */
  async *orders(
    query: PortfolioQuery,
    signal: AbortSignal,
    kept: Kept = "now",
  ): AsyncGenerator<readonly KalshiOrder[]> {
    const list = { path: `${FOLDERS[kept]}/orders`, query } as const;
    for await (
      const { orders } of this.#pages(list, PORTFOLIO_ENVELOPES.orders, signal)
    ) yield orders;
  }

  /** Lists fills, the only rows that are any: the newer ones, or the older ones, which the venue keeps apart. */
  async fills(
    query: PortfolioQuery,
    signal: AbortSignal,
    kept: Kept = "now",
  ): Promise<readonly KalshiFill[]> {
    const list = { path: `${FOLDERS[kept]}/fills`, query } as const;
    const rows: KalshiFill[] = [];
    for await (
      const { fills } of this.#pages(list, PORTFOLIO_ENVELOPES.fills, signal)
    ) rows.push(...fills);
    return rows;
  }

  /** Lists what is held. */
  async positions(signal: AbortSignal): Promise<readonly KalshiPosition[]> {
    const list = { path: "/portfolio/positions", query: {} } as const;
    const rows: KalshiPosition[] = [];
    for await (
      const { market_positions: positions } of this.#pages(
        list,
        PORTFOLIO_ENVELOPES.positions,
        signal,
      )
    ) rows.push(...positions);
    return rows;
  }

  /** Lists what markets paid. */
  async settlements(
    query: Pick<PortfolioQuery, "minTs">,
    signal: AbortSignal,
  ): Promise<readonly KalshiSettlement[]> {
    const list = { path: "/portfolio/settlements", query } as const;
    const rows: KalshiSettlement[] = [];
    for await (
      const { settlements } of this.#pages(
        list,
        PORTFOLIO_ENVELOPES.settlements,
        signal,
      )
    ) rows.push(...settlements);
    return rows;
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

  /**
   * Goes through every page of a list.
   *
   * @throws {UnknownShapeError} If it has no end: what is left out of our own account would pass for what is not there.
   */
  async *#pages<Page extends { readonly cursor: string }>(
    { path, query }: PortfolioList,
    schema: z.ZodType<Page>,
    signal: AbortSignal,
  ): AsyncGenerator<Page> {
    let cursor: string | null = null;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const answer: Page = await this.#get(
        `${path}?${pageOf(query, cursor)}`,
        schema,
        signal,
      );
      yield answer;
      if (answer.cursor === "") return;
      if (answer.cursor === cursor) break;
      cursor = answer.cursor;
    }
    throw new UnknownShapeError(
      `Cannot list ${path} as its pages must end, and within ${PAGES_MAX}: current value is another one`,
    );
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
