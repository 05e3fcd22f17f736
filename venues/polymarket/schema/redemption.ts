import { z } from "zod";
import { CHAIN_IDS } from "../exchange_contract.ts";
import { conditionId } from "./field.ts";

const whole = z.string().regex(/^\d{1,30}$/);

/** A request to sign the payment of a resolved market, for an account that sends its own transactions. */
export const redemptionSchema = z.object({
  kind: z.literal("redemption"),
  chainId: z.literal(CHAIN_IDS),
  protocol: z.enum(["v1", "v2"]),
  negRisk: z.boolean(),
  conditionId,
  /** Millionths of shares of either outcome, as decimal texts. */
  yesAmount: whole,
  noAmount: whole,
  /** Of the wallet's transactions. */
  nonce: z.int().min(0),
  gas: z.int().min(21_000).max(2_000_000),
  /** Wei, as decimal texts. */
  maxFeePerGas: whole,
  maxPriorityFeePerGas: whole,
});

/** A request to sign a redemption. */
export type RedemptionRequest = z.infer<typeof redemptionSchema>;
