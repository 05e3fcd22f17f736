import { z } from "zod";
import { AmbiguousOutcomeError } from "../../actors/ports/execution.ts";
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

/**
 * What the chain says of a transaction. `failed` is for good: it is in a block that nothing takes back, and changed
 * nothing but what its sender paid for it.
 */
export type TransactionFate = "unseen" | "taken" | "failed";

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
  value: z.array(
    z.object({
      slot: z.int(),
      err: z.unknown().optional(),
      confirmationStatus: z.string().nullish(),
    }).nullable(),
  ).length(1),
});

/**
 * The node's own checks, before it passes a transaction on: a call that does not hold, a failed simulation, a wrong
 * signature, a node that is behind. Any other error may have come after that.
 */
const REFUSALS: ReadonlySet<number> = new Set([
  -32600,
  -32601,
  -32602,
  -32002,
  -32003,
  -32005,
]);
/** What the simulation of a transaction that was sent before fails with. */
const ALREADY_TAKEN = /already been processed|AlreadyProcessed/;

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
    if (ALREADY_TAKEN.test(message)) return;
    const sentence =
      `Cannot send a transaction as the node must take it: current value is ${code}, ${message}`;
    throw REFUSALS.has(code)
      ? new TransactionRefusedError(sentence)
      : new AmbiguousOutcomeError(sentence);
  }

  /**
   * Whether the chain can never take a transaction any more: no block that may still hold it is to come, and none
   * that there is has it.
   *
   * @param validUntil The last block height at which it can be taken.
   */
  async isVoid(
    { reference, validUntil }: {
      readonly reference: string;
      readonly validUntil: string;
    },
    signal: AbortSignal,
  ): Promise<boolean> {
    // In this order: what is not there before its last block may be there after it.
    const height = await this.#finalHeight(signal);
    if (height <= BigInt(validUntil)) return false;
    return await this.fateOf(reference, signal) === "unseen";
  }

  /** Returns what became of the transaction of a signature. */
  async fateOf(
    signature: string,
    signal: AbortSignal,
  ): Promise<TransactionFate> {
    const { value: [status] } = await this.#read({
      method: "getSignatureStatuses",
      params: [[signature], { searchTransactionHistory: true }],
      result: statusesSchema,
    }, signal);
    if (status === null || status === undefined) return "unseen";
    const { err = null, confirmationStatus } = status;
    // A fork of the chain in which it failed may still be given up.
    return err !== null && confirmationStatus === "finalized"
      ? "failed"
      : "taken";
  }

  /** Blocks that nothing takes back any more: a later one may still be replaced by one that holds more. */
  async #finalHeight(signal: AbortSignal): Promise<bigint> {
    const result = z.int();
    const params = [{ commitment: "finalized" }];
    return BigInt(
      await this.#read({ method: "getBlockHeight", params, result }, signal),
    );
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
