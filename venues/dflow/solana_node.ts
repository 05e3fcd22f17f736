import { z } from "zod";
import type { HttpClient } from "../net/http_client.ts";
import { UnknownShapeError } from "../net/venue_error.ts";
import { describeMismatch } from "../schema_issue.ts";
import { addressField } from "./trade_schema.ts";

/** The program of the tokens that outcomes are. */
const TOKEN_2022 = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb";

/** What a wallet holds of one token, in atomic units above 0. */
export interface TokenBalance {
  readonly mint: string;
  readonly amount: bigint;
}

/** Raised when the node refuses a transaction before it passes it on: it is on no chain. */
export class TransactionRefusedError extends Error {
  override readonly name = "TransactionRefusedError";
}

const errorSchema = z.object({
  error: z.object({ code: z.int(), message: z.string().max(2_000) }),
});

const tokensSchema = z.object({
  value: z.array(z.object({
    account: z.object({
      data: z.object({
        parsed: z.object({
          info: z.object({
            mint: addressField,
            tokenAmount: z.object({
              amount: z.string().regex(/^\d{1,20}$/).transform(BigInt),
            }),
          }),
        }),
      }),
    }),
  })).max(10_000),
});

const statusesSchema = z.object({
  value: z.array(z.object({ slot: z.int() }).nullable()).length(1),
});

/** A Solana node's JSON-RPC, the five calls that we make. */
export class SolanaNode {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /**
   * Sends a signed transaction. Sending it again is harmless: the chain takes each signature once.
   *
   * @throws {TransactionRefusedError} If the node found that it cannot succeed, and passed it on to nobody.
   * @throws {AmbiguousOutcomeError} If nobody can tell whether it is on its way.
   */
  async send(transaction: string, signal: AbortSignal): Promise<void> {
    const answer = await this.#http.write(
      request("sendTransaction", [transaction, { encoding: "base64" }]),
      z.union([z.object({ result: addressField }), errorSchema]),
      signal,
    );
    if (!("error" in answer)) return;
    const { code, message } = answer.error;
    throw new TransactionRefusedError(
      `Cannot send a transaction as the node must take it: current value is ${code}, ${message}`,
    );
  }

  /** Returns how many blocks there are: a transaction is void once that is above its last valid height. */
  async blockHeight(signal: AbortSignal): Promise<bigint> {
    return BigInt(
      await this.#read({ method: "getBlockHeight", result: z.int() }, signal),
    );
  }

  /** Whether the chain has a transaction of this signature. */
  async hasTransaction(
    signature: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { value } = await this.#read({
      method: "getSignatureStatuses",
      params: [[signature], { searchTransactionHistory: true }],
      result: statusesSchema,
    }, signal);
    return value[0] !== null;
  }

  /** Returns what a wallet holds of Token-2022 tokens, which outcomes are. */
  async outcomeTokens(
    owner: string,
    signal: AbortSignal,
  ): Promise<readonly TokenBalance[]> {
    return await this.#tokens(owner, { programId: TOKEN_2022 }, signal);
  }

  /** Returns what a wallet holds of one token, in atomic units. */
  async balanceOf(
    owner: string,
    mint: string,
    signal: AbortSignal,
  ): Promise<bigint> {
    const tokens = await this.#tokens(owner, { mint }, signal);
    return tokens.reduce((sum, { amount }) => sum + amount, 0n);
  }

  async #tokens(
    owner: string,
    filter: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<readonly TokenBalance[]> {
    const { value } = await this.#read({
      method: "getTokenAccountsByOwner",
      params: [
        owner,
        filter,
        { encoding: "jsonParsed", commitment: "confirmed" },
      ],
      result: tokensSchema,
    }, signal);
    return value.map(({ account }) => {
      const { mint, tokenAmount } = account.data.parsed.info;
      return { mint, amount: tokenAmount.amount };
    }).filter(({ amount }) => amount > 0n);
  }

  async #read<Schema extends z.ZodType>(
    { method, params = [], result }: {
      readonly method: string;
      readonly params?: readonly unknown[];
      readonly result: Schema;
    },
    signal: AbortSignal,
  ): Promise<z.output<Schema>> {
    const answer = await this.#http.read(
      request(method, params),
      z.object({ result: z.unknown() }),
      signal,
    );
    const parsed = result.safeParse(answer.result);
    if (parsed.success) return parsed.data;
    throw new UnknownShapeError(
      describeMismatch(
        `read the node's answer to ${method}`,
        parsed.error,
        answer.result,
      ),
    );
  }
}

function request(method: string, params: readonly unknown[]) {
  return {
    method: "POST" as const,
    path: "",
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  };
}
