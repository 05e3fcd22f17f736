import type { z } from "zod";
import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import {
  type Fetch,
  HttpClient,
  type VenueRequest,
} from "../net/http_client.ts";
import type { TokenBucket } from "../net/token_bucket.ts";
import { answerOf } from "../net/venue_error.ts";
import type { ChainId } from "./exchange_contract.ts";
import type { PolymarketEndpoint } from "./facts.ts";
import { nextCursor, searchOf } from "./rest.ts";
import {
  apiKeySchema,
  balanceSchema,
  cancelAnswerSchema,
  heartbeatSchema,
  type OrderAnswer,
  orderAnswerSchema,
  type OwnOrderRow,
  ownOrderSchema,
  ownRowsSchema,
  type OwnTradeRow,
  ownTradeSchema,
} from "./schema/clob.ts";
import { describeMismatch } from "../schema_issue.ts";
import type { RateBuckets } from "../rate_buckets.ts";
import { polymarketBuckets } from "./rate_buckets.ts";
import { type PolymarketSigner, signedAs, type SignedOf } from "./signature.ts";

/** What an account's order entry is reached with. */
export interface ClobAccountOptions {
  readonly endpoint: () => PolymarketEndpoint;
  readonly clock: Clock;
  readonly random: Random;
  /** Those of all clients of this process. @default {its own} */
  readonly buckets?: RateBuckets;
  readonly signer: PolymarketSigner;
  readonly chainId: ChainId;
  /** @default {globalThis.fetch} */
  readonly fetch?: Fetch;
  /** @default {10000} */
  readonly requestTimeoutMs?: number;
}

/** Where the first page of our own rows begins, and where the last one ends. */
const FIRST_PAGE = "MA==";
const LAST_PAGE = "LTE=";
const PAGES_MAX = 100;
const BAD_REQUEST = 400;

/**
 * One wallet's account at Polymarket's order book.
 *
 * Requests carry the account's API key and an HMAC of time, method, path and body. Reads throw what
 * `HttpClient.read` throws, everything else what `HttpClient.write` throws.
 */
export class ClobAccount {
  readonly #options: ClobAccountOptions;
  readonly #http: HttpClient;
  readonly #wallet: HttpClient;
  readonly #orders: TokenBucket;
  readonly #cancels: TokenBucket;
  /** Nothing else that the venue asks patience for may hold heartbeats back. */
  readonly #heartbeats: TokenBucket;

  constructor(options: ClobAccountOptions) {
    const { endpoint, signer } = options;
    this.#options = options;
    const buckets = options.buckets ?? polymarketBuckets(options);
    const client = (headers: (request: VenueRequest) => Promise<Headers>) =>
      new HttpClient({
        ...options,
        venue: "polymarket",
        baseUrl: () => endpoint().clobUrl,
        bucket: buckets.of("own orders"),
        headers,
      });
    this.#http = client((request) => this.#requestHeaders(request));
    this.#wallet = client(() => this.#walletHeaders());
    this.#orders = buckets.of("POST /order", signer.identity);
    this.#cancels = buckets.of("DELETE /order", signer.identity);
    this.#heartbeats = buckets.of("heartbeats", signer.identity);
  }

  /** Makes sure that there is an API key: the signer's own, else the one that the venue knows the wallet by, else a new one. */
  async logIn(signal: AbortSignal): Promise<SignedOf<"account">> {
    const { signer } = this.#options;
    const who = async () =>
      signedAs("account", await signer.sign({ kind: "account" }));
    const account = await who();
    if (account.apiKey !== null) return account;
    let key: z.output<typeof apiKeySchema>;
    try {
      key = await this.#wallet.read(
        { method: "GET", path: "/auth/derive-api-key", isSecret: true },
        apiKeySchema,
        signal,
      );
    } catch (error) {
      if (answerOf(error)?.status !== BAD_REQUEST) throw error;
      key = await this.#wallet.write(
        { method: "POST", path: "/auth/api-key", isSecret: true },
        apiKeySchema,
        signal,
      );
    }
    await signer.sign({ kind: "adopt_api_key", ...key });
    return await who();
  }

  /** Sends an order whose body is ready. */
  submit(body: string, signal: AbortSignal): Promise<OrderAnswer> {
    return this.#http.write(
      { method: "POST", path: "/order", body, bucket: this.#orders },
      orderAnswerSchema,
      signal,
    );
  }

  /** Takes an order back. Returns the venue's reason where it does not; `null` where it does. */
  async cancel(hash: string, signal: AbortSignal): Promise<string | null> {
    const answer = await this.#http.write(
      {
        method: "DELETE",
        path: "/order",
        body: JSON.stringify({ orderID: hash }),
        bucket: this.#cancels,
      },
      cancelAnswerSchema,
      signal,
    );
    if (answer.canceled?.includes(hash) === true) return null;
    return answer.not_canceled?.[hash] ?? "the venue does not say why";
  }

  /** Looks an order up; `null` for one that the venue does not know. */
  async order(hash: string, signal: AbortSignal): Promise<OwnOrderRow | null> {
    try {
      return await this.#http.read(
        { method: "GET", path: `/data/order/${hash}` },
        ownOrderSchema.nullable(),
        signal,
      );
    } catch (error) {
      const status = answerOf(error)?.status;
      if (status === 404) return null;
      throw error;
    }
  }

  /** Lists the orders that work. */
  openOrders(signal: AbortSignal): Promise<readonly OwnOrderRow[]> {
    return this.#pages("/data/orders", [], { schema: ownOrderSchema, signal });
  }

  /** Lists trades since a time in Unix seconds, of one market where it is given. */
  trades(
    { afterS, conditionId }: {
      readonly afterS: number;
      readonly conditionId?: string;
    },
    signal: AbortSignal,
  ): Promise<readonly OwnTradeRow[]> {
    const query = [["after", afterS], ["market", conditionId]] as const;
    return this.#pages("/data/trades", query, {
      schema: ownTradeSchema,
      signal,
    });
  }

  /** Asks what the wallet has in dollars, and what it lets the exchanges take of it. */
  collateral(
    signatureType: number,
    signal: AbortSignal,
  ): Promise<z.output<typeof balanceSchema>> {
    const query = searchOf([
      ["asset_type", "COLLATERAL"],
      ["signature_type", signatureType],
    ]);
    return this.#http.read(
      { method: "GET", path: `/balance-allowance?${query}` },
      balanceSchema,
      signal,
    );
  }

  /** Sends a heartbeat and returns the id that the next one has to carry; an old id is answered with the right one. */
  async heartbeat(id: string, signal: AbortSignal): Promise<string> {
    try {
      const answer = await this.#http.write(
        {
          method: "POST",
          path: "/v1/heartbeats",
          body: JSON.stringify({ heartbeat_id: id }),
          bucket: this.#heartbeats,
        },
        heartbeatSchema,
        signal,
      );
      return answer.heartbeat_id;
    } catch (error) {
      const answer = answerOf(error);
      const expected = answer?.status === BAD_REQUEST
        ? expectedId(answer.body)
        : null;
      if (expected === null) throw error;
      return expected;
    }
  }

  async #pages<Schema extends z.ZodType>(
    path: string,
    query: readonly (readonly [string, string | number | undefined])[],
    { schema, signal }: {
      readonly schema: Schema;
      readonly signal: AbortSignal;
    },
  ): Promise<readonly z.output<Schema>[]> {
    const rows: z.output<Schema>[] = [];
    let cursor: string | null = FIRST_PAGE;
    for (let page = 0; page < PAGES_MAX; page++) {
      const search = searchOf([...query, ["next_cursor", cursor]]);
      const answer: z.output<typeof ownRowsSchema> = await this.#http.read(
        { method: "GET", path: `${path}?${search}` },
        ownRowsSchema,
        signal,
      );
      for (const row of answer.data) rows.push(this.#row(schema, row));
      cursor = nextCursor(answer.next_cursor, cursor);
      if (cursor === null || cursor === LAST_PAGE) return rows;
    }
    throw new RangeError(
      `Cannot list our own rows as they must fit on ${PAGES_MAX} pages: current value is more`,
    );
  }

  /** A row that does not decode may be an order or a fill: nothing is said without it. */
  #row<Schema extends z.ZodType>(
    schema: Schema,
    row: unknown,
  ): z.output<Schema> {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    throw new RangeError(
      describeMismatch("decode a Polymarket row of ours", parsed.error, row),
    );
  }

  async #requestHeaders(request: VenueRequest): Promise<Headers> {
    const { signer, clock } = this.#options;
    const timestampS = Math.floor(clock.nowMs() / 1_000);
    const { method, path, body = "" } = request;
    if (method === "PUT") {
      throw new RangeError(
        `Cannot sign a request as its method must be GET, POST or DELETE: current value is ${method}`,
      );
    }
    const signed = signedAs(
      "request_auth",
      await signer.sign({
        kind: "request_auth",
        timestampS,
        method,
        path: path.split("?", 1)[0] ?? path,
        body,
      }),
    );
    return {
      POLY_ADDRESS: signed.address,
      POLY_SIGNATURE: signed.signature,
      POLY_TIMESTAMP: String(timestampS),
      POLY_API_KEY: signed.apiKey,
      POLY_PASSPHRASE: signed.passphrase,
    };
  }

  async #walletHeaders(): Promise<Headers> {
    const { signer, clock, chainId } = this.#options;
    const timestampS = Math.floor(clock.nowMs() / 1_000);
    const signed = signedAs(
      "wallet_auth",
      await signer.sign({ kind: "wallet_auth", chainId, timestampS, nonce: 0 }),
    );
    return {
      POLY_ADDRESS: signed.address,
      POLY_SIGNATURE: signed.signature,
      POLY_TIMESTAMP: String(timestampS),
      POLY_NONCE: "0",
    };
  }
}

type Headers = Readonly<Record<string, string>>;

function expectedId(body: string): string | null {
  try {
    const parsed = heartbeatSchema.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data.heartbeat_id : null;
  } catch {
    return null;
  }
}
