import type { HttpClient } from "../net/http_client.ts";
import { answerOf, answerStatus } from "../net/venue_error.ts";
import {
  type Swap,
  swapSchema,
  type SwapStatus,
  swapStatusSchema,
  tradeErrorSchema,
  verifiedSchema,
} from "./trade_schema.ts";

/** What is to be swapped for what. */
export interface SwapRequest {
  readonly inputMint: string;
  readonly outputMint: string;
  /** Of the input, in atomic units, above 0. */
  readonly amount: bigint;
}

/** A swap that is to be signed. */
export interface SignedSwapRequest extends SwapRequest {
  /** The wallet that pays and signs. */
  readonly wallet: string;
  /** How much less may come out than was quoted, 0 to 10,000. */
  readonly slippageBps: number;
}

const NOT_FOUND = 404;

/** dflow's trade API, the calls for outcome tokens. Asking for an order changes nothing: only sending it does. */
export class DflowTrade {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** Asks what a swap would give. @throws {VenueAnswerError} If there is no route. */
  price(request: SwapRequest, signal: AbortSignal): Promise<Swap> {
    return this.#order(queryOf(request), signal);
  }

  /** Asks for a transaction to be signed. @throws {VenueAnswerError} If there is no route. */
  build(
    { wallet, slippageBps, ...request }: SignedSwapRequest,
    signal: AbortSignal,
  ): Promise<Swap> {
    const query = queryOf(request);
    query.set("userPublicKey", wallet);
    query.set("slippageBps", String(slippageBps));
    query.set("predictionMarketSlippageBps", String(slippageBps));
    return this.#order(query, signal);
  }

  /** Asks what became of a transaction; `null` where the venue does not know it, as it does just after sending. */
  async status(
    signature: string,
    validUntil: string | null,
    signal: AbortSignal,
  ): Promise<SwapStatus | null> {
    const query = new URLSearchParams({ signature });
    if (validUntil !== null) query.set("lastValidBlockHeight", validUntil);
    try {
      return await this.#http.read(
        { method: "GET", path: `/order-status?${query}` },
        swapStatusSchema,
        signal,
      );
    } catch (error) {
      if (answerStatus(error) === NOT_FOUND) return null;
      throw error;
    }
  }

  #order(query: URLSearchParams, signal: AbortSignal): Promise<Swap> {
    return this.#http.read(
      { method: "GET", path: `/order?${query}` },
      swapSchema,
      signal,
    );
  }
}

/** Asks dflow's identity service whether a wallet may buy; selling and redeeming need no identity. */
export async function isVerified(
  proof: HttpClient,
  wallet: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { verified } = await proof.read(
    { method: "GET", path: `/verify/${wallet}` },
    verifiedSchema,
    signal,
  );
  return verified;
}

/** Returns the venue's own code for why it refused; `null` where it did not answer with one. */
export function refusalCode(error: unknown): string | null {
  const body = answerOf(error)?.body;
  if (body === undefined) return null;
  try {
    const parsed = tradeErrorSchema.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data.code : null;
  } catch {
    return null;
  }
}

function queryOf(
  { inputMint, outputMint, amount }: SwapRequest,
): URLSearchParams {
  return new URLSearchParams({
    inputMint,
    outputMint,
    amount: String(amount),
  });
}
