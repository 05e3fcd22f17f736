import {
  FatalVenueError,
  TransientVenueError,
  type VenueOrderReport,
} from "../../actors/ports/execution.ts";
import type { Order } from "../../domain/order.ts";
import { VenueAnswerError } from "../net/venue_error.ts";
import { USDC_MINT } from "./decode_market.ts";
import type { OutcomeMints } from "./outcome_mints.ts";
import {
  inputAtLimit,
  inputAtPrice,
  isWithinLimit,
  slippageBps,
} from "./swap_terms.ts";
import { type DflowTrade, refusalCode } from "./trade_rest.ts";
import type { Swap } from "./trade_schema.ts";
import {
  type SignedSwap,
  signSwap,
  type WalletSigner,
} from "./wallet_swaps.ts";

/** What swaps are built with. */
export interface SwapBuilderOptions {
  readonly trade: DflowTrade;
  readonly mints: OutcomeMints;
  readonly signer: WalletSigner;
}

/** How often terms are asked for anew when the price moved between two questions. */
const BUILDS_MAX = 3;

const NOTHING_FILLED: VenueOrderReport = { status: "canceled", fills: [] };

/**
 * Returns a signed swap within the order's limit, or the report of an order for which there is none: nothing is
 * sent either way.
 *
 * @throws {TransientVenueError} If the venue cannot be asked now.
 * @throws {FatalVenueError} If it lets us trade no more, or nobody signs.
 */
export async function buildSwap(
  order: Order,
  options: SwapBuilderOptions,
  signal: AbortSignal,
): Promise<SignedSwap | VenueOrderReport> {
  try {
    return await build(order, options, signal);
  } catch (error) {
    if (!(error instanceof VenueAnswerError)) throw notSent(error);
    const reason = refusalCode(error) ?? error.message;
    return { status: "rejected", reason: `dflow refused it: ${reason}` };
  }
}

async function build(
  order: Order,
  { trade, mints, signer }: SwapBuilderOptions,
  signal: AbortSignal,
): Promise<SignedSwap | VenueOrderReport> {
  const mint = await mints.mintOf(order.marketId, order.outcome, signal);
  const pair = order.side === "buy"
    ? { inputMint: USDC_MINT, outputMint: mint }
    : { inputMint: mint, outputMint: USDC_MINT };
  let quoted: Swap = await trade.price(
    { ...pair, amount: inputAtLimit(order) },
    signal,
  );
  for (let attempt = 0; attempt < BUILDS_MAX; attempt += 1) {
    const { inAmount: given, outAmount: received } = quoted;
    if (!isWithinLimit(order, { given, received })) return NOTHING_FILLED;
    const request = { ...pair, amount: inputAtPrice(order, quoted) };
    if (request.amount === 0n) return NOTHING_FILLED;
    quoted = await trade.build({
      ...request,
      wallet: signer.identity,
      slippageBps: slippageBps(order, quoted),
    }, signal);
    if (isSound(order, quoted)) return await signSwap(signer, quoted, request);
  }
  return NOTHING_FILLED;
}

/** Whether a swap keeps the limit at its worst, and brings no more contracts than were wanted. */
function isSound(order: Order, swap: Swap): boolean {
  const worst = { given: swap.inAmount, received: swap.minOutAmount };
  const isEnough = order.side === "sell" || swap.outAmount <= order.quantity;
  return isEnough && isWithinLimit(order, worst);
}

/** Whatever kept an order from being signed, nothing was sent. */
function notSent(error: unknown): Error {
  if (
    error instanceof TransientVenueError || error instanceof FatalVenueError
  ) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new TransientVenueError(message, { cause: error });
}
