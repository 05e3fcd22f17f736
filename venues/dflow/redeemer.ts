import { type Clock, pause } from "../../runtime/clock.ts";
import { USDC_MINT } from "./decode_market.ts";
import type { OutcomeMints } from "./outcome_mints.ts";
import type { SolanaNode, TokenBalance } from "./solana_node.ts";
import type { DflowTrade } from "./trade_rest.ts";
import { signSwap, type WalletSigner } from "./wallet_swaps.ts";

/** What redeems a wallet's tokens. */
export interface RedeemerOptions {
  readonly trade: DflowTrade;
  readonly node: SolanaNode;
  readonly mints: OutcomeMints;
  readonly signer: WalletSigner;
  readonly clock: Clock;
  /** How often it looks, in milliseconds. @default {15000} */
  readonly intervalMs?: number;
  /** Hears what was redeemed, and what could not be: a sentence. */
  readonly onNews: (sentence: string) => void;
}

/** Redemption costs nothing but the swap's own rounding, which a quarter of a percent is far above. */
const SLIPPAGE_BPS = 25;

/**
 * Gives tokens of decided markets back for what they pay, without anybody's decision.
 *
 * A token that is on its way is left alone until the block height up to which its transaction can pass: after that
 * whatever is still in the wallet is sent again.
 */
export class Redeemer {
  readonly #options: RedeemerOptions;
  /** Block heights up to which transactions of tokens can pass. */
  readonly #underWay = new Map<string, bigint>();

  constructor(options: RedeemerOptions) {
    this.#options = options;
  }

  /** Looks again and again until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, intervalMs = 15_000, onNews } = this.#options;
    while (!signal.aborted) {
      try {
        await this.redeemAll(signal);
      } catch (error) {
        if (!signal.aborted) {
          onNews(error instanceof Error ? error.message : String(error));
        }
      }
      await pause(clock, intervalMs, signal);
    }
  }

  /** Redeems everything that can be redeemed now. @throws {Error} If venue or node cannot be asked now. */
  async redeemAll(signal: AbortSignal): Promise<void> {
    const { node, mints, signer } = this.#options;
    const held = await node.outcomeTokens(signer.identity, signal);
    if (held.length === 0) return;
    const tokens = await mints.outcomesOf(
      held.map(({ mint }) => mint),
      signal,
    );
    const height = await node.blockHeight(signal);
    for (const balance of held) {
      const isUnderWay = (this.#underWay.get(balance.mint) ?? -1n) >= height;
      if (tokens.get(balance.mint)?.isRedeemable !== true || isUnderWay) {
        continue;
      }
      await this.#redeem(balance, signal);
    }
  }

  async #redeem(
    { mint, amount }: TokenBalance,
    signal: AbortSignal,
  ): Promise<void> {
    const { trade, node, signer, onNews } = this.#options;
    const request = { inputMint: mint, outputMint: USDC_MINT, amount };
    const swap = await trade.build({
      ...request,
      wallet: signer.identity,
      slippageBps: SLIPPAGE_BPS,
    }, signal);
    const signed = await signSwap(signer, swap, request);
    this.#underWay.set(mint, BigInt(signed.validUntil));
    await node.send(signed.transaction, signal);
    onNews(`Redeemed ${amount} of ${mint} by ${signed.signature}.`);
  }
}
