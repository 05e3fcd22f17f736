import type { MarketId } from "../../domain/ids.ts";
import { usdFromMicros, type UsdMicros } from "../../domain/money.ts";
import { type Clock, pause } from "../../runtime/clock.ts";
import type { ChainNode, TransactionOutcome } from "./chain_node.ts";
import { type ChainId, CONTRACTS } from "./exchange_contract.ts";
import type { KnownMarkets } from "./known_markets.ts";
import type { PolymarketListing } from "./listing.ts";
import { paddedConditionId } from "./listing.ts";
import type { PolymarketRest } from "./rest.ts";
import type { HeldPosition } from "./schema/records.ts";
import { RedemptionAttempts } from "../redemption_attempts.ts";
import { type PolymarketSigner, signedAs, type SignedOf } from "./signature.ts";

/** What redemptions are made with. All durations are milliseconds above 0. */
export interface RedeemerOptions {
  readonly rest: PolymarketRest;
  readonly markets: KnownMarkets;
  readonly node: ChainNode;
  readonly signer: PolymarketSigner;
  readonly wallet: SignedOf<"account">;
  readonly chainId: ChainId;
  readonly clock: Clock;
  /** Between two looks at what can be redeemed. @default {60000} */
  readonly everyMs?: number;
  /** Hears of each redemption, in one sentence. */
  readonly onRedeemed: (sentence: string) => void;
  /** Hears what each redemption paid, by the chain's own record. */
  readonly onPaid: (redemption: PaidRedemption) => void;
  readonly onFailure: (error: unknown) => void;
}

/** A redemption that was paid. */
export interface PaidRedemption {
  readonly marketId: MarketId;
  /** The transaction's hash. */
  readonly hash: string;
  readonly amount: UsdMicros;
}

const EVERY_MS = 60_000;
const RECEIPT_CHECK_MS = 3_000;
const RECEIPT_CHECKS_MAX = 40;
/** Above what any redemption was seen to take. */
const GAS = 400_000;
/** Gas gets dearer while a transaction waits. */
const PRICE_HEADROOM = 2n;
const MICROS = 1_000_000;
/** A transaction that fails costs gas all the same. */
const RETRY_MS_MAX = 3_600_000;
/** What every position depends on, as the key of its failures. */
const WALLET = "";
/** A wallet that is its own key sends its own transactions; one that is a contract needs the venue's relayer. */
const OWN_KEY = 0;

/** What a market of the wallet's still owes it. */
interface Redeemable {
  readonly listing: PolymarketListing;
  readonly yesMicros: bigint;
  readonly noMicros: bigint;
}

/** Raised when nobody knows yet what became of a transaction: the next one would have to wait behind it. */
class UnderWayError extends Error {
  override readonly name = "UnderWayError";
}

/**
 * Turns positions of resolved markets into dollars, without anybody deciding it.
 *
 * - One transaction at a time, each followed until the chain has taken it.
 * - Each market by itself: one that fails is told of once, tried again after longer and longer, and holds up no other.
 * - Wallets that are contracts are redeemed by the venue's own relayer, and only named here.
 */
export class Redeemer {
  readonly #options: RedeemerOptions;
  readonly #attempts: RedemptionAttempts;
  #hasNamed = false;

  constructor(options: RedeemerOptions) {
    const { clock, everyMs = EVERY_MS } = options;
    this.#options = options;
    this.#attempts = new RedemptionAttempts(clock, {
      minMs: everyMs,
      maxMs: Math.max(everyMs, RETRY_MS_MAX),
    });
  }

  /** Redeems until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, everyMs = EVERY_MS } = this.#options;
    while (!signal.aborted) {
      try {
        await this.redeemAll(signal);
        this.#attempts.succeeded(WALLET);
      } catch (error) {
        if (!signal.aborted) this.#tell(WALLET, error);
      }
      await pause(clock, everyMs, signal);
    }
  }

  /** Redeems everything that can be redeemed now. */
  async redeemAll(signal: AbortSignal): Promise<void> {
    const { rest, wallet, onFailure } = this.#options;
    const rows = await rest.positions(wallet.maker, signal);
    const due = rows.filter(({ redeemable, size }) =>
      redeemable === true && size > 0
    );
    if (due.length === 0) return;
    if (wallet.signatureType !== OWN_KEY) {
      if (this.#hasNamed) return;
      this.#hasNamed = true;
      onFailure(
        new RangeError(
          `Cannot redeem as wallet ${wallet.maker} must be a key of its own: current value is signature type ${wallet.signatureType}, which the venue redeems by itself`,
        ),
      );
      return;
    }
    const redeemables = await this.#markets(due, signal);
    for (const part of redeemables.flatMap(partsOf)) {
      const { listing: { conditionId }, yesMicros } = part;
      const key = `${conditionId} ${yesMicros > 0n ? "yes" : "no"}`;
      await this.#each(key, signal, () => this.#redeem(part, signal));
    }
  }

  /** Does one position's part, unless it failed lately: its failure is its own. */
  async #each(
    key: string,
    signal: AbortSignal,
    work: () => Promise<void>,
  ): Promise<void> {
    if (!this.#attempts.isDue(key)) return;
    try {
      await work();
      this.#attempts.succeeded(key);
    } catch (error) {
      if (signal.aborted || error instanceof UnderWayError) throw error;
      this.#tell(key, error);
    }
  }

  #tell(key: string, error: unknown): void {
    if (this.#attempts.failed(key, error) !== null) {
      this.#options.onFailure(error);
    }
  }

  async #markets(
    rows: readonly HeldPosition[],
    signal: AbortSignal,
  ): Promise<readonly Redeemable[]> {
    const byCondition = new Map<string, Redeemable>();
    for (const { token_id: token, condition_id: condition, size } of rows) {
      await this.#each(token, signal, async () => {
        const listing = await this.#options.markets.ofToken(token, signal);
        const id = paddedConditionId(condition);
        const micros = BigInt(Math.floor(size * MICROS));
        const isYes = token === listing.tokens.yes;
        const known = byCondition.get(id);
        byCondition.set(id, {
          listing,
          yesMicros: (known?.yesMicros ?? 0n) + (isYes ? micros : 0n),
          noMicros: (known?.noMicros ?? 0n) + (isYes ? 0n : micros),
        });
      });
    }
    return [...byCondition.values()];
  }

  async #redeem(
    { listing, yesMicros, noMicros }: Redeemable,
    signal: AbortSignal,
  ): Promise<void> {
    const { node, signer, wallet, chainId, onRedeemed, onPaid } = this.#options;
    const price = await node.gasPrice(signal);
    const { transaction, hash } = signedAs(
      "redemption",
      await signer.sign({
        kind: "redemption",
        chainId,
        protocol: listing.protocol,
        negRisk: listing.negRisk,
        conditionId: listing.conditionId,
        yesAmount: String(yesMicros),
        noAmount: String(noMicros),
        nonce: await node.nonce(wallet.address, signal),
        gas: GAS,
        maxFeePerGas: String(price * PRICE_HEADROOM),
        maxPriorityFeePerGas: String(price),
      }),
    );
    await node.send(transaction, signal);
    const outcome = await this.#follow(hash, signal);
    const { id: marketId, ticker } = listing.market;
    if (outcome?.status === "succeeded") {
      onRedeemed(`redeemed ${ticker} in transaction ${hash}`);
      const amount = paidTo(wallet.address, outcome);
      if (amount !== null) onPaid({ marketId, hash, amount });
      return;
    }
    const sentence = (value: string) =>
      `Cannot redeem ${ticker} as transaction ${hash} must go through: current value is ${value}`;
    throw outcome === null
      ? new UnderWayError(sentence("no receipt"))
      : new RangeError(sentence(outcome.status));
  }

  async #follow(
    hash: string,
    signal: AbortSignal,
  ): Promise<TransactionOutcome | null> {
    const { node, clock } = this.#options;
    for (let check = 0; check < RECEIPT_CHECKS_MAX; check++) {
      const outcome = await node.outcome(hash, signal);
      if (outcome !== null || signal.aborted) return outcome;
      await pause(clock, RECEIPT_CHECK_MS, signal);
    }
    return null;
  }
}

/** Returns the dollars that a wallet got; `null` where none were sent to it, as by a ledger that pays in another token. */
function paidTo(
  wallet: string,
  { transfers }: TransactionOutcome,
): UsdMicros | null {
  const paid = transfers.filter(({ token, to }) =>
    token === CONTRACTS.collateral.toLowerCase() && to === wallet.toLowerCase()
  );
  return paid.length === 0
    ? null
    : usdFromMicros(paid.reduce((sum, { amount }) => sum + amount, 0n));
}

/** Protocol V2 takes a call for each outcome. */
function partsOf(redeemable: Redeemable): readonly Redeemable[] {
  const { listing, yesMicros, noMicros } = redeemable;
  const isSplit = listing.protocol === "v2" && yesMicros > 0n && noMicros > 0n;
  return isSplit
    ? [{ ...redeemable, noMicros: 0n }, { ...redeemable, yesMicros: 0n }]
    : [redeemable];
}
