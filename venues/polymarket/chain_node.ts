import { z } from "zod";
import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { type Fetch, HttpClient } from "../net/http_client.ts";
import type { RateBuckets } from "../rate_buckets.ts";
import { polymarketBuckets } from "./rate_buckets.ts";

/** What the chain's node is asked with. */
export interface ChainNodeOptions {
  readonly url: () => string;
  readonly clock: Clock;
  readonly random: Random;
  /** Those of all clients of this process. @default {its own} */
  readonly buckets?: RateBuckets;
  /** @default {globalThis.fetch} */
  readonly fetch?: Fetch;
}

const quantityHex = z.string().regex(/^0x[0-9a-f]{1,64}$/i)
  .transform((text) => BigInt(text));
const hashHex = z.string().regex(/^0x[0-9a-f]{64}$/i);
const wordHex = z.string().regex(/^0x[0-9a-f]{64}$/i);
const receipt = z.object({
  status: z.enum(["0x0", "0x1"]),
  logs: z.array(z.object({
    address: z.string().max(100),
    topics: z.array(wordHex).max(4),
    data: z.string().max(100_000),
  })).max(1_000).default([]),
}).nullable();

/** keccak-256 of `Transfer(address,address,uint256)`. */
const TRANSFER =
  "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

/** What became of a transaction. */
export interface TransactionOutcome {
  readonly status: "succeeded" | "failed";
  /** Tokens that changed hands, in atomic units. */
  readonly transfers: readonly {
    /** The token's contract and who got them, as lower-case hex. */
    readonly token: string;
    readonly to: string;
    readonly amount: bigint;
  }[];
}

/** A node of the chain, over JSON-RPC: what redemptions need of it. */
export class ChainNode {
  readonly #http: HttpClient;
  #lastId = 0;

  constructor({ url, clock, random, buckets, ...options }: ChainNodeOptions) {
    this.#http = new HttpClient({
      ...options,
      clock,
      random,
      venue: "polymarket",
      baseUrl: url,
      bucket: (buckets ?? polymarketBuckets({ clock, random }))
        .of("Polygon node"),
    });
  }

  /**
   * Returns the number of the wallet's next transaction: after those that are `mined`, or after those that wait for
   * it as well.
   */
  async nonce(
    address: string,
    of: "mined" | "known",
    signal: AbortSignal,
  ): Promise<number> {
    const block = of === "mined" ? "latest" : "pending";
    return Number(
      await this.#ask("eth_getTransactionCount", [address, block], {
        schema: quantityHex,
        signal,
      }),
    );
  }

  /** Returns what gas costs now, in wei. */
  gasPrice(signal: AbortSignal): Promise<bigint> {
    return this.#ask("eth_gasPrice", [], { schema: quantityHex, signal });
  }

  /** Sends a signed transaction and returns its hash. Sending the same one again changes nothing. */
  send(transaction: string, signal: AbortSignal): Promise<string> {
    return this.#ask("eth_sendRawTransaction", [transaction], {
      schema: hashHex,
      signal,
    });
  }

  /** Returns what became of a transaction; `null` while it is under way. */
  async outcome(
    hash: string,
    signal: AbortSignal,
  ): Promise<TransactionOutcome | null> {
    const found = await this.#ask("eth_getTransactionReceipt", [hash], {
      schema: receipt,
      signal,
    });
    if (found === null) return null;
    return {
      status: found.status === "0x1" ? "succeeded" : "failed",
      transfers: found.logs.flatMap(({ address, topics, data }) => {
        const [kind, , to] = topics;
        const isTransfer = kind?.toLowerCase() === TRANSFER &&
          to !== undefined && wordHex.safeParse(data).success;
        return !isTransfer ? [] : [{
          token: address.toLowerCase(),
          to: `0x${to.slice(-40).toLowerCase()}`,
          amount: BigInt(data),
        }];
      }),
    };
  }

  async #ask<Schema extends z.ZodType>(
    method: string,
    params: readonly unknown[],
    { schema, signal }: {
      readonly schema: Schema;
      readonly signal: AbortSignal;
    },
  ): Promise<z.output<Schema>> {
    const id = this.#lastId += 1;
    const body = JSON.stringify({ jsonrpc: "2.0", id, method, params });
    const answer = await this.#http.read(
      { method: "POST", path: "", body },
      z.object({
        result: schema.optional(),
        error: z.object({ message: z.string() }).optional(),
      }),
      signal,
    );
    if (answer.result !== undefined) return answer.result;
    throw new RangeError(
      `Cannot ask the chain for ${method} as its node must answer: current value is ${
        answer.error?.message ?? "nothing"
      }`,
    );
  }
}
