import { z } from "zod";

/** A transaction as it is sent, and the signature that it is known by. */
export const signedTransactionSchema = z.object({
  transaction: z.base64(),
  /** Base58 of the payer's signature, which names the transaction on chain. */
  signature: z.string().regex(/^[1-9A-HJ-NP-Za-km-z]{64,88}$/),
});

/** A transaction as it is sent, and the signature that it is known by. */
export type SignedTransaction = z.infer<typeof signedTransactionSchema>;
