import {
  AmbiguousOutcomeError,
  type CancelReport,
  type Execution,
  FatalVenueError,
  type ReportListener,
  TransientVenueError,
  type VenueAccountReport,
  type VenueOrderReport,
} from "../../actors/ports/execution.ts";
import type { Approved } from "../../domain/approval.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { Order } from "../../domain/order.ts";
import { pause } from "../../runtime/clock.ts";
import { VenueAnswerError } from "../net/venue_error.ts";
import { accountReport } from "./account_report.ts";
import { shortageOf } from "./allowance.ts";
import { TAKER_DELAY } from "./facts.ts";
import { bodyOf, wordsOfAnswer } from "./order_body.ts";
import type { PolymarketExecutionOptions } from "./execution_options.ts";
import { ARRIVES_WITHIN_MS, lookUp } from "./order_lookup.ts";
import { type OrderTerms, termsOf } from "./order_terms.ts";
import { OwnOrder } from "./own_order.ts";
import type { OwnOrderRow, OwnTradeRow } from "./schema/clob.ts";
import { signedAs, type SignedOf } from "./signature.ts";

/** A refusal of the venue's that only an operator can mend. */
const FATAL_WORDS =
  /order_version_mismatch|invalid order version|address has to be the address of the API KEY|not allowed to trade|closed only/i;
/** What the venue says of an order that it has already. */
const DUPLICATE_WORDS = /duplicate|already exists|order .* exists/i;
const TAKE_BACK_ATTEMPTS_MAX = 8;

/**
 * Live order entry at Polymarket for one contestant, with one wallet.
 *
 * - What is signed follows from the order alone, so the same order sent twice is one order: its hash is the venue's
 *   own id, and is written down before anything is sent.
 * - A trade is a fill once the chain has confirmed it.
 * - Orders that the venue would refuse for tick, size or duration are refused here, in one sentence.
 */
export class PolymarketExecution implements Execution {
  readonly venue = "polymarket";
  readonly mode = "live";
  readonly arrivesWithinMs = ARRIVES_WITHIN_MS;
  readonly #options: PolymarketExecutionOptions;
  readonly #orders = new Map<string, OwnOrder>();
  readonly #listeners = new Set<ReportListener>();

  constructor(options: PolymarketExecutionOptions) {
    this.#options = options;
  }

  /** Orders that the venue works on, as far as we have heard. */
  get working(): number {
    const nowMs = this.#options.clock.nowMs();
    return [...this.#orders.values()]
      .filter((order) => !order.isClosed(nowMs)).length;
  }

  async submit(
    order: Approved<Order>,
    signal: AbortSignal,
    onSigned?: () => void,
  ): Promise<VenueOrderReport> {
    const { markets, clock, chainId } = this.#options;
    const listing = await this.#prepare(() => markets.ofOrder(order, signal));
    const terms = termsOf(order, listing, { chainId, nowMs: clock.nowMs() });
    if ("refusal" in terms) {
      return { status: "rejected", reason: terms.refusal };
    }
    const shortage = await this.#prepare(() => this.#shortage(terms, signal));
    if (shortage !== null) return { status: "rejected", reason: shortage };
    const signed = signedAs(
      "order",
      await this.#options.signer.sign(terms.request),
    );
    onSigned?.();
    await this.#remember(order.id, signed.hash);
    this.#orders.set(
      signed.hash,
      this.#orders.get(signed.hash) ?? new OwnOrder({
        orderId: order.id,
        contestantId: order.contestantId,
        hash: signed.hash,
        listing,
        outcome: order.outcome,
        side: order.side,
        quantity: order.quantity,
        createdAtMs: order.createdAtMs,
        expiresAtMs: order.expiresAtMs,
      }),
    );
    return await this.#send(order.id, { terms, signed }, signal);
  }

  async query(
    orderId: OrderId,
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    const hash = this.#options.signed.of(orderId)?.reference;
    // What was never signed never left.
    if (hash === undefined) return { status: "unknown" };
    const own = await this.#refresh(orderId, hash, signal);
    return own?.report(this.#options.clock.nowMs()) ?? { status: "unknown" };
  }

  async cancel(orderId: OrderId, signal: AbortSignal): Promise<CancelReport> {
    const { account, signed, clock } = this.#options;
    const hash = signed.of(orderId)?.reference;
    if (hash === undefined) return { status: "unknown" };
    const reason = await account.cancel(hash, signal);
    // It may be that the venue knows nothing any more of what it took back.
    if (reason === null) this.#orders.get(hash)?.hearEnd();
    const own = await this.#refresh(orderId, hash, signal);
    if (own === null) return { status: "unknown" };
    if (reason === null) own.hearEnd();
    const report = own.report(clock.nowMs());
    return reason !== null && report.status === "accepted"
      ? { status: "cancel_refused", reason }
      : report;
  }

  account(sinceMs: number, signal: AbortSignal): Promise<VenueAccountReport> {
    return accountReport(this.#options, { sinceMs, signal });
  }

  onReport(listener: ReportListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Hears an order event of the user channel. */
  hearOrder(row: OwnOrderRow): void {
    const own = this.#orders.get(row.id);
    if (own === undefined) return;
    own.hearOrder(row);
    this.#tell(own);
  }

  /** Hears a trade event of the user channel; both sides of it may be ours. */
  hearTrade(row: OwnTradeRow): void {
    const hashes = [
      row.taker_order_id,
      ...row.maker_orders.map(({ order_id: id }) => id),
    ];
    for (const hash of hashes) {
      const own = this.#orders.get(hash);
      if (own === undefined) continue;
      try {
        own.hearTrade(row);
        this.#tell(own);
      } catch (error) {
        this.#options.onFailure(error);
      }
    }
  }

  /** Asks about every order that works: nobody told what happened while there was no connection. */
  async catchUp(signal: AbortSignal): Promise<void> {
    const nowMs = this.#options.clock.nowMs();
    for (const [hash, own] of this.#orders) {
      if (own.isClosed(nowMs) || signal.aborted) continue;
      try {
        await this.#refresh(own.terms.orderId, hash, signal);
        this.#tell(own);
      } catch (error) {
        if (!signal.aborted) this.#options.onFailure(error);
      }
    }
  }

  async #send(
    orderId: OrderId,
    { terms, signed }: {
      readonly terms: OrderTerms;
      readonly signed: SignedOf<"order">;
    },
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    const { account } = this.#options;
    try {
      const answer = await account.submit(bodyOf(terms, signed), signal);
      const isTaken = answer.success && answer.status !== "unmatched";
      if (!isTaken) {
        return await this.#refused(
          orderId,
          answer.errorMsg || answer.status || "the venue does not say why",
          signal,
        );
      }
    } catch (error) {
      if (!(error instanceof VenueAnswerError)) throw error;
      return await this.#refused(orderId, wordsOfAnswer(error), signal);
    }
    this.#orders.get(signed.hash)?.hearTaken();
    if (terms.cancelsRest) return await this.#takeRestBack(orderId, signal);
    return await this.#state(orderId, signal);
  }

  /** The venue's no: to an order that it has already, or for good. */
  async #refused(
    orderId: OrderId,
    reason: string,
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    if (DUPLICATE_WORDS.test(reason)) return await this.query(orderId, signal);
    if (FATAL_WORDS.test(reason)) {
      throw new FatalVenueError(
        `Cannot send orders to polymarket as it must take those of this account: current value is ${reason}`,
      );
    }
    const hash = this.#options.signed.of(orderId)?.reference;
    if (hash !== undefined) this.#orders.delete(hash);
    return { status: "rejected", reason };
  }

  /** The order is at the venue: if nobody can tell how it stands now, that it was taken is known. */
  async #state(
    orderId: OrderId,
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    try {
      const report = await this.query(orderId, signal);
      return report.status === "unknown"
        ? { status: "accepted", fills: [] }
        : report;
    } catch (error) {
      this.#options.onFailure(error);
      return { status: "accepted", fills: [] };
    }
  }

  /** Orders that trade at once may be held for a moment, in which the venue takes none of them back. */
  async #takeRestBack(
    orderId: OrderId,
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    try {
      for (let attempt = 1;; attempt += 1) {
        const report = await this.cancel(orderId, signal);
        if (report.status === "unknown") {
          return { status: "accepted", fills: [] };
        }
        if (report.status !== "cancel_refused") return report;
        if (attempt >= TAKE_BACK_ATTEMPTS_MAX) {
          throw new RangeError(
            `Cannot take back what is left of ${orderId} as the venue must let go of it: current value is ${report.reason}`,
          );
        }
        await pause(this.#options.clock, TAKER_DELAY.msMax, signal);
      }
    } catch (error) {
      this.#options.onFailure(error);
      return await this.#state(orderId, signal);
    }
  }

  /** Brings an order up to date over REST; `null` for one that the venue never had. */
  async #refresh(
    orderId: OrderId,
    hash: string,
    signal: AbortSignal,
  ): Promise<OwnOrder | null> {
    const lookup = { ...this.#options, orders: this.#orders };
    try {
      return await lookUp({ orderId, hash }, lookup, signal);
    } catch (error) {
      if (error instanceof FatalVenueError || signal.aborted) throw error;
      throw new AmbiguousOutcomeError(messageOf(error), { cause: error });
    }
  }

  /** Says what the wallet lacks for a purchase: the venue would refuse it after every try. */
  async #shortage(
    terms: OrderTerms,
    signal: AbortSignal,
  ): Promise<string | null> {
    if (terms.request.order.side === "SELL") return null;
    const { account, wallet } = this.#options;
    return shortageOf(
      terms,
      await account.collateral(wallet.signatureType, signal),
    );
  }

  /** @throws {TransientVenueError} If it cannot be written down now: then nothing is sent. */
  async #remember(orderId: OrderId, reference: string): Promise<void> {
    const { signed } = this.#options;
    if (signed.of(orderId)?.reference === reference) return;
    await this.#prepare(() =>
      signed.record({ orderId, reference, validUntil: null })
    );
  }

  /** Does what has to be done before anything is sent: whatever fails, the venue does not have the order. */
  async #prepare<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof FatalVenueError) throw error;
      throw new TransientVenueError(messageOf(error), { cause: error });
    }
  }

  #tell(own: OwnOrder): void {
    const report = own.report(this.#options.clock.nowMs());
    for (const listener of this.#listeners) {
      listener(own.terms.orderId, report);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
