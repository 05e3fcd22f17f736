import type { MarketId, OrderId } from "../../domain/ids.ts";
import type { Outcome } from "../../domain/market.ts";
import { MICROS } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { VenueAnswerError } from "../net/venue_error.ts";
import type { SignedOrders } from "../signed_orders.ts";
import { USDC_MINT } from "./decode_market.ts";
import type { OutcomeToken } from "./outcome_token.ts";
import type { DflowTrade } from "./trade_rest.ts";

/** What the tokens of a wallet are told by. */
export interface OwnTokensOptions {
  readonly trade: DflowTrade;
  readonly signed: Pick<SignedOrders, "of">;
  /** All orders that were ever made for the wallet. */
  readonly orders: () => readonly Order[];
}

/** A contract that is redeemed pays a dollar but for the rounding; no bid of a market that trades comes as near. */
const PAYS_IN_FULL = MICROS - 1n;

/**
 * Tells the tokens that a wallet bought by its own orders, for when dflow describes its markets no more.
 *
 * What a token is of follows from what the venue says of the swap that brought it. It can be redeemed once a contract
 * of it is swapped for a dollar. One that pays a part of a dollar is left alone: nobody can tell that from a price.
 */
export class OwnTokens {
  readonly #options: OwnTokensOptions;
  readonly #bought = new Map<
    string,
    { readonly marketId: MarketId; readonly outcome: Outcome }
  >();
  readonly #asked = new Set<OrderId>();

  constructor(options: OwnTokensOptions) {
    this.#options = options;
  }

  /** Returns those of `mints` that were bought here. @throws {Error} If the trade API cannot be asked now. */
  async outcomesOf(
    mints: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, OutcomeToken>> {
    const found = new Map<string, OutcomeToken>();
    for (const mint of mints) {
      const token = await this.#tokenOf(mint, signal);
      if (token === undefined) continue;
      const isRedeemable = await this.#paysInFull(mint, signal);
      found.set(mint, { mint, ...token, isRedeemable });
    }
    return found;
  }

  /** Asks about purchases, the newest first, until one is of the token. */
  async #tokenOf(mint: string, signal: AbortSignal) {
    const { trade, signed, orders } = this.#options;
    for (const order of orders().toReversed()) {
      if (this.#bought.has(mint)) break;
      const sent = signed.of(order.id);
      const isNews = order.side === "buy" && !this.#asked.has(order.id);
      if (!isNews || sent === null) continue;
      const { reference, validUntil } = sent;
      const status = await trade.status(reference, validUntil, signal);
      if (status === null) continue;
      this.#asked.add(order.id);
      const { marketId, outcome } = order;
      for (const { outputMint } of status.fills) {
        this.#bought.set(outputMint, { marketId, outcome });
      }
    }
    return this.#bought.get(mint);
  }

  async #paysInFull(mint: string, signal: AbortSignal): Promise<boolean> {
    try {
      const { outAmount } = await this.#options.trade.price({
        inputMint: mint,
        outputMint: USDC_MINT,
        amount: MICROS,
      }, signal);
      return outAmount >= PAYS_IN_FULL;
    } catch (error) {
      // There is no route: it lost, or is not decided.
      if (error instanceof VenueAnswerError) return false;
      throw error;
    }
  }
}
