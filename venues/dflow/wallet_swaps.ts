import type { Signer } from "../signer/signer.ts";
import { TransientVenueError } from "../../actors/ports/execution.ts";
import { UnknownShapeError } from "../net/venue_error.ts";
import type { SignedTransaction } from "./signed_transaction.ts";
import type { TransactionRequest } from "./signing.ts";
import type { SignedSwapRequest } from "./trade_rest.ts";
import type { Swap } from "./trade_schema.ts";

/** A swap that is signed and not sent yet. */
export interface SignedSwap extends SignedTransaction {
  /** The chain takes it up to this block height. */
  readonly validUntil: string;
}

/** Who signs swaps. */
export type WalletSigner = Signer<TransactionRequest, SignedTransaction>;

/**
 * Signs the transaction of a swap, if it is of what was asked for.
 *
 * @throws {TransientVenueError} If the venue's answer is of another swap, or has nothing to sign; nothing is signed then.
 */
export async function signSwap(
  signer: WalletSigner,
  swap: Swap,
  request: Omit<SignedSwapRequest, "slippageBps" | "wallet">,
): Promise<SignedSwap> {
  const { transaction, lastValidBlockHeight } = swap;
  const isAsked = swap.inputMint === request.inputMint &&
    swap.outputMint === request.outputMint && swap.inAmount <= request.amount;
  if (
    !isAsked || transaction === undefined || lastValidBlockHeight === undefined
  ) {
    const error = new UnknownShapeError(
      `Cannot sign a swap of dflow as its answer must be of the swap that was asked for: current value is ${swap.inAmount} of ${swap.inputMint} for ${swap.outputMint}`,
    );
    throw new TransientVenueError(error.message, { cause: error });
  }
  const signed = await signer.sign({ kind: "transaction", transaction });
  return { ...signed, validUntil: String(lastValidBlockHeight) };
}
