import type { MarketId } from "../../domain/ids.ts";
import { usdFromMicros, type UsdMicros } from "../../domain/money.ts";
import { type Clock, pause } from "../../runtime/clock.ts";
import { UnknownShapeError } from "../net/venue_error.ts";
import type { SignedRedemption } from "../../domain/redemption.ts";
import { RedemptionAttempts } from "../redemption_attempts.ts";
import type { Redemptions } from "../redemptions.ts";
import { USDC_MINT } from "./decode_market.ts";
import type { OutcomeMints } from "./outcome_mints.ts";
import type { OutcomeToken } from "./outcome_token.ts";
import {
  type SolanaNode,
  type TokenBalance,
  TransactionRefusedError,
} from "./solana_node.ts";
import { type DflowTrade, refusalCode } from "./trade_rest.ts";
import { signSwap, type WalletSigner } from "./wallet_swaps.ts";

/** What redeems a wallet's tokens. */
export interface RedeemerOptions {
  readonly trade: DflowTrade;
  readonly node: SolanaNode;
  readonly mints: OutcomeMints;
  readonly signer: WalletSigner;
  readonly clock: Clock;
  /** Those that were signed: the next process goes on with them. */
  readonly redemptions: Redemptions;
  /** How often it looks, in milliseconds. @default {15000} */
  readonly intervalMs?: number;
  /** Hears what was redeemed, and what could not be: a sentence. */
  readonly onNews: (sentence: string) => void;
  /** Hears what each redemption paid. */
  readonly onPaid: (redemption: PaidRedemption) => void;
}

/** A redemption that was paid. */
export interface PaidRedemption {
  readonly marketId: MarketId;
  /** The transaction's signature. */
  readonly signature: string;
  readonly amount: UsdMicros;
}

/** Redemption costs nothing but the swap's own rounding, which a quarter of a percent is far above. */
const SLIPPAGE_BPS = 25;
const INTERVAL_MS = 15_000;
/** Between two looks at what is under way. */
const FOLLOW_MS = 2_500;
const RETRY = { minMs: INTERVAL_MS, maxMs: 3_600_000 };
/** What every token depends on, as the key of its failures. */
const WALLET = "";

/**
 * Gives tokens of decided markets back for what they pay, without anybody's decision.
 *
 * - Each token by itself: one that cannot be redeemed is told of once, tried again later, and holds up no other.
 * - What the chain took is not redeemed yet: it is followed until the venue says what was paid. One that expired or
 *   failed is sent again, as its tokens are still in the wallet.
 * - Each is written down before it is sent, so that a process that follows on a crash reports what it paid.
 */
export class Redeemer {
  readonly #options: RedeemerOptions;
  readonly #attempts: RedemptionAttempts;

  constructor(options: RedeemerOptions) {
    this.#options = options;
    this.#attempts = new RedemptionAttempts(options.clock, RETRY);
  }

  /** Looks again and again until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, intervalMs = INTERVAL_MS } = this.#options;
    while (!signal.aborted) {
      try {
        await this.redeemAll(signal);
        this.#attempts.succeeded(WALLET);
      } catch (error) {
        if (!signal.aborted) this.#tell(WALLET, error);
      }
      const isFollowing = this.#options.redemptions.open().length > 0;
      const waitMs = isFollowing ? Math.min(FOLLOW_MS, intervalMs) : intervalMs;
      await pause(clock, waitMs, signal);
    }
  }

  /** Redeems everything that can be redeemed now. @throws {Error} If nobody says what the wallet holds. */
  async redeemAll(signal: AbortSignal): Promise<void> {
    const { node, signer, redemptions } = this.#options;
    for (const sent of redemptions.open()) {
      await this.#each(
        sent.position,
        signal,
        () => this.#follow(sent, signal),
      );
    }
    const underWay = new Set(
      redemptions.open().map(({ position }) => position),
    );
    const held = await node.outcomeTokens(signer.identity, signal);
    const mints = held.map(({ mint }) => mint);
    this.#attempts.keepOnly(new Set([WALLET, ...mints]));
    if (held.length === 0) return;
    const tokens = await this.#tokensOf(mints, signal);
    for (const balance of held) {
      const { mint } = balance;
      const token = tokens.get(mint);
      if (token?.isRedeemable !== true) continue;
      if (underWay.has(mint) || !this.#attempts.isDue(mint)) continue;
      const { marketId } = token;
      await this.#each(
        mint,
        signal,
        () => this.#redeem({ ...balance, marketId }, signal),
      );
    }
  }

  /** Asks for all at once; where one of them is of a shape that nobody knows, for each by itself. */
  async #tokensOf(
    held: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, OutcomeToken>> {
    const { mints } = this.#options;
    try {
      return await mints.outcomesOf(held, signal);
    } catch (error) {
      if (!(error instanceof UnknownShapeError) || held.length === 1) {
        throw error;
      }
    }
    const tokens = new Map<string, OutcomeToken>();
    for (const mint of held) {
      if (!this.#attempts.isDue(mint)) continue;
      await this.#each(mint, signal, async () => {
        for (const [of, token] of await mints.outcomesOf([mint], signal)) {
          tokens.set(of, token);
        }
      });
    }
    return tokens;
  }

  /** Does one token's part: its failure is its own. */
  async #each(
    mint: string,
    signal: AbortSignal,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (signal.aborted) throw error;
      const code = refusalCode(error);
      this.#tell(
        mint,
        code === null ? error : new RangeError(
          `Cannot redeem ${mint} as dflow must give it a route: current value is ${code}`,
          { cause: error },
        ),
      );
    }
  }

  #tell(key: string, error: unknown): void {
    const sentence = this.#attempts.failed(key, error);
    if (sentence !== null) this.#options.onNews(sentence);
  }

  async #redeem(
    { mint, amount, marketId }: TokenBalance & {
      readonly marketId: MarketId;
    },
    signal: AbortSignal,
  ): Promise<void> {
    const { trade, node, signer, redemptions } = this.#options;
    const request = { inputMint: mint, outputMint: USDC_MINT, amount };
    const swap = await trade.build({
      ...request,
      wallet: signer.identity,
      slippageBps: SLIPPAGE_BPS,
    }, signal);
    const { signature, validUntil, transaction } = await signSwap(
      signer,
      swap,
      request,
    );
    // Before it is sent: where the answer is lost, nobody knows that it did not arrive.
    await redemptions.record({
      marketId,
      position: mint,
      reference: signature,
      validUntil,
    });
    try {
      await node.send(transaction, signal);
    } catch (error) {
      if (error instanceof TransactionRefusedError) {
        redemptions.failed(signature, error.message);
      }
      throw error;
    }
  }

  async #follow(
    { marketId, position: mint, reference: signature, validUntil }:
      SignedRedemption,
    signal: AbortSignal,
  ): Promise<void> {
    const { trade, node, redemptions, onNews, onPaid } = this.#options;
    const found = await trade.status(signature, validUntil, signal);
    if (found === null) {
      if (await node.isVoid({ reference: signature, validUntil }, signal)) {
        redemptions.failed(signature, "The chain can take it no more.");
      } else if (await node.fateOf(signature, signal) === "failed") {
        redemptions.failed(signature, "It failed on the chain.");
      }
      return;
    }
    const { status, fills } = found;
    if (status !== "closed" && status !== "expired" && status !== "failed") {
      return;
    }
    const given = fills.reduce((sum, { inAmount }) => sum + inAmount, 0n);
    const paid = fills.reduce((sum, { outAmount }) => sum + outAmount, 0n);
    if (given === 0n) {
      redemptions.failed(signature, `The venue says that it is ${status}.`);
      throw new RangeError(
        `Cannot redeem ${mint} as transaction ${signature} must be filled: current value is ${status}`,
      );
    }
    this.#attempts.succeeded(mint);
    onNews(`Redeemed ${given} of ${mint} for ${paid} by ${signature}.`);
    redemptions.paid(signature);
    onPaid({ marketId, signature, amount: usdFromMicros(paid) });
  }
}
