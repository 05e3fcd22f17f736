import { z } from "zod";

/**
 * The part of dflow's trade API that we use. Amounts are whole atomic units as text: a contract and a dollar are
 * 1,000,000 of them each.
 *
 * @module
 */

const amountField = z.string().regex(/^\d{1,20}$/, "must be a text of digits")
  .transform(BigInt);
/** Base58, as long as a key or a signature. */
export const addressField = z.string().regex(
  /^[1-9A-HJ-NP-Za-km-z]{32,88}$/,
  "must be base58 of 32 to 88 characters",
);

/** The answer to `GET /order`; what is there for whoever signs comes only when a wallet was named. */
export const swapSchema = z.object({
  inputMint: addressField,
  inAmount: amountField,
  outputMint: addressField,
  outAmount: amountField,
  minOutAmount: amountField,
  transaction: z.base64().optional(),
  lastValidBlockHeight: z.int().min(0).optional(),
});

const swapFillSchema = z.object({
  signature: addressField,
  inputMint: addressField,
  inAmount: amountField,
  outputMint: addressField,
  outAmount: amountField,
});

/** The answer to `GET /order-status`. `closed` does not say that all of it was filled. */
export const swapStatusSchema = z.object({
  status: z.enum([
    "pending",
    "open",
    "pendingClose",
    "closed",
    "expired",
    "failed",
  ]),
  fills: z.array(swapFillSchema).max(1_000).default([]),
});

/** What a refusal says. */
export const tradeErrorSchema = z.object({
  code: z.string().max(200),
  msg: z.string().max(1_000).default(""),
});

/** The answer to `GET /verify/:wallet` of the identity service. */
export const verifiedSchema = z.object({ verified: z.boolean() });

export type Swap = z.output<typeof swapSchema>;
export type SwapStatus = z.output<typeof swapStatusSchema>;
export type SwapFill = z.output<typeof swapFillSchema>;
