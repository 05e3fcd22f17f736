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
import type { SignedRedemption } from "../../domain/redemption.ts";
import { RedemptionAttempts } from "../redemption_attempts.ts";
import type { Redemptions } from "../redemptions.ts";
import { microsOfSize } from "./share_size.ts";
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
  /** Those that were signed: the next process goes on with them. */
  readonly redemptions: Redemptions;
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
 * - One transaction at a time, each written down before it is sent and followed until the chain has taken it, also
 *   by the process that follows on a crash.
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

  /** Redeems everything that can be redeemed now, once nothing that was sent is on its way any more. */
  async redeemAll(signal: AbortSignal): Promise<void> {
    const { rest, wallet, redemptions, onFailure } = this.#options;
    for (const sent of redemptions.open()) {
      await this.#each(
        sent.position,
        signal,
        () => this.#followOpen(sent, signal),
      );
    }
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
      await this.#each(key, signal, () => this.#redeem(key, part, signal));
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
        const micros = microsOfSize(size);
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

  /** Looks what became of a redemption of which nobody had heard the end. */
  async #followOpen(
    sent: SignedRedemption,
    signal: AbortSignal,
  ): Promise<void> {
    const { node, wallet, redemptions } = this.#options;
    const { reference, validUntil } = sent;
    const number = Number(validUntil);
    const mined = await node.nonce(wallet.address, "mined", signal);
    const outcome = await node.outcome(reference, signal);
    if (outcome !== null) return this.#conclude(sent, outcome);
    if (mined > number) {
      const reason = "Another transaction of the wallet took its place.";
      return redemptions.failed(reference, reason);
    }
    // What no node has heard of may be made anew under the same number: the chain takes one of the two.
    if (await node.nonce(wallet.address, "known", signal) > number) {
      throw new UnderWayError(goesOn(sent, "no receipt"));
    }
  }

  async #redeem(
    position: string,
    { listing, yesMicros, noMicros }: Redeemable,
    signal: AbortSignal,
  ): Promise<void> {
    const { node, signer, wallet, chainId, redemptions } = this.#options;
    const nonce = await node.nonce(wallet.address, "known", signal);
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
        nonce,
        gas: GAS,
        maxFeePerGas: String(price * PRICE_HEADROOM),
        maxPriorityFeePerGas: String(price),
      }),
    );
    const sent: SignedRedemption = {
      marketId: listing.market.id,
      position,
      reference: hash,
      validUntil: String(nonce),
    };
    // Before it is sent: where the answer is lost, nobody knows that it did not arrive.
    await redemptions.record(sent);
    await node.send(transaction, signal);
    const outcome = await this.#follow(hash, signal);
    if (outcome === null) throw new UnderWayError(goesOn(sent, "no receipt"));
    this.#conclude(sent, outcome);
  }

  /** @throws {RangeError} If the chain took it and did not do it. */
  #conclude(
    sent: SignedRedemption,
    { status, transfers }: TransactionOutcome,
  ): void {
    const { redemptions, wallet, onRedeemed, onPaid } = this.#options;
    const { marketId, reference: hash } = sent;
    if (status === "failed") {
      redemptions.failed(hash, "Its transaction failed.");
      throw new RangeError(goesOn(sent, status));
    }
    onRedeemed(`redeemed ${marketId} in transaction ${hash}`);
    const amount = paidTo(wallet.address, transfers);
    if (amount === null) {
      return redemptions.failed(hash, "It sent the wallet no dollars.");
    }
    redemptions.paid(hash);
    onPaid({ marketId, hash, amount });
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
  transfers: TransactionOutcome["transfers"],
): UsdMicros | null {
  const paid = transfers.filter(({ token, to }) =>
    token === CONTRACTS.collateral.toLowerCase() && to === wallet.toLowerCase()
  );
  return paid.length === 0
    ? null
    : usdFromMicros(paid.reduce((sum, { amount }) => sum + amount, 0n));
}

function goesOn(
  { marketId, reference }: SignedRedemption,
  value: string,
): string {
  return `Cannot redeem ${marketId} as transaction ${reference} must go through: current value is ${value}`;
}

/** Protocol V2 takes a call for each outcome. */
function partsOf(redeemable: Redeemable): readonly Redeemable[] {
  const { listing, yesMicros, noMicros } = redeemable;
  const isSplit = listing.protocol === "v2" && yesMicros > 0n && noMicros > 0n;
  return isSplit
    ? [{ ...redeemable, noMicros: 0n }, { ...redeemable, yesMicros: 0n }]
    : [redeemable];
}
