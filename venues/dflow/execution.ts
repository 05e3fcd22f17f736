import {
  AmbiguousOutcomeError,
  type CancelReport,
  type Execution,
  type ReportListener,
  TransientVenueError,
  type VenueAccountReport,
  type VenueOrderReport,
  type VenuePosition,
} from "../../actors/ports/execution.ts";
import type { Approved } from "../../domain/approval.ts";
import type { DflowTier } from "../../domain/dflow_tier.ts";
import { marketFeesAt } from "../../domain/fee_schedules.ts";
import type { ContestantId, OrderId } from "../../domain/ids.ts";
import { quantityFromMicros, usdFromMicros } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import type { TradingPauses } from "../../domain/trading_pauses.ts";
import { type Clock, pause } from "../../runtime/clock.ts";
import type { SignedOrders } from "../signed_orders.ts";
import { USDC_MINT } from "./decode_market.ts";
import { isOver, reportOf } from "./order_progress.ts";
import type { OutcomeMints } from "./outcome_mints.ts";
import { type SolanaNode, TransactionRefusedError } from "./solana_node.ts";
import { buildSwap } from "./swap_builder.ts";
import type { DflowTrade } from "./trade_rest.ts";
import type { SignedSwap, WalletSigner } from "./wallet_swaps.ts";

/** What live order entry works with. */
export interface DflowExecutionOptions {
  readonly trade: DflowTrade;
  readonly node: SolanaNode;
  readonly mints: OutcomeMints;
  readonly signer: WalletSigner;
  readonly signed: Pick<SignedOrders, "of" | "record">;
  readonly clock: Clock;
  /** Whose wallet it is: one wallet is one contestant's. */
  readonly contestantId: ContestantId;
  readonly orderOf: (orderId: OrderId) => Order | null;
  /** Orders of that contestant that were made since a time, Unix milliseconds. */
  readonly ordersSince: (atMs: number) => readonly Order[];
  readonly tier: DflowTier;
  /** When nothing is sent, as nobody there trades. */
  readonly pauses: TradingPauses;
  /** Ends the following of orders. */
  readonly stopping: AbortSignal;
}

/** A blockhash is good for 150 blocks of about 0.4 s. */
const ARRIVES_WITHIN_MS = 90_000;
const POLL_MS = 2_500;
/** An asynchronous swap is closed within two minutes or so. */
const FOLLOW_POLLS_MAX = 100;

/**
 * Live order entry at dflow, for the wallet of one contestant.
 *
 * - An order is a swap of exactly what goes in. It is built so that at the worst price that the chain lets pass it
 *   keeps its limit, and so that no more contracts are quoted than were wanted.
 * - The venue does not know our ids. What is signed is journaled before it is sent, so its signature finds the
 *   order after a crash, and an order that was signed once is never signed again.
 * - A transaction that the chain took is no fill: only the fills that the venue lists are.
 * - Orders fill at once or not: the venue has no resting orders, and nothing that was sent can be taken back.
 */
export class DflowExecution implements Execution {
  readonly venue = "dflow";
  readonly mode = "live";
  readonly arrivesWithinMs = ARRIVES_WITHIN_MS;
  readonly #options: DflowExecutionOptions;
  readonly #listeners = new Set<ReportListener>();
  readonly #open = new Set<OrderId>();
  /** Transactions that may not have arrived. */
  readonly #sent = new Map<OrderId, string>();
  readonly #seenAtMs = new Map<string, number>();

  constructor(options: DflowExecutionOptions) {
    this.#options = options;
  }

  async submit(
    order: Approved<Order>,
    signal: AbortSignal,
    onSigned?: () => void,
  ): Promise<VenueOrderReport> {
    if (this.#options.signed.of(order.id) !== null) {
      return await this.query(order.id, signal);
    }
    if (order.timeInForce !== "ioc" || order.postOnly) {
      return {
        status: "rejected",
        reason:
          `Cannot place order ${order.id} as dflow takes orders that fill at once, in part or not at all: current value is ${order.timeInForce}`,
      };
    }
    const { pauses, clock } = this.#options;
    const pause = pauses.sentenceAt("dflow", clock.nowMs());
    if (pause !== null) return { status: "rejected", reason: pause };
    const built = await buildSwap(order, this.#options, signal);
    if ("status" in built) return built;
    await this.#record(order, built);
    onSigned?.();
    return await this.#send(order, built, signal);
  }

  async query(
    orderId: OrderId,
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    const { signed, trade, orderOf } = this.#options;
    const found = signed.of(orderId);
    const order = orderOf(orderId);
    // What was never signed never left.
    if (found === null || order === null) return { status: "unknown" };
    const { reference, validUntil } = found;
    const status = await asked(trade.status(reference, validUntil, signal));
    if (status === null) return await this.#unlisted(orderId, signal);
    const report = reportOf(status, {
      order,
      fees: this.#feesOf(order),
      seenAtMs: (id) => this.#firstSeen(id),
    });
    this.#sent.delete(orderId);
    if (isOver(report)) this.#open.delete(orderId);
    else this.#open.add(orderId);
    return report;
  }

  async cancel(orderId: OrderId, signal: AbortSignal): Promise<CancelReport> {
    const report = await this.query(orderId, signal);
    return report.status === "accepted"
      ? {
        status: "cancel_refused",
        reason:
          `Cannot take order ${orderId} back as dflow lets no sent transaction be taken back: current value is sent`,
      }
      : report;
  }

  async account(
    sinceMs: number,
    signal: AbortSignal,
  ): Promise<VenueAccountReport> {
    const { node, signer, contestantId, ordersSince, signed } = this.#options;
    const reports: VenueOrderReport[] = [];
    for (const { id } of ordersSince(sinceMs - ARRIVES_WITHIN_MS)) {
      if (signed.of(id) === null) continue;
      reports.push(await this.query(id, signal));
    }
    const [positions, cash] = await Promise.all([
      this.#positions(signal),
      asked(node.balanceOf(signer.identity, USDC_MINT, signal)),
    ]);
    return {
      openOrders: [...this.#open],
      fills: reports.flatMap((report) => "fills" in report ? report.fills : [])
        .filter(({ occurredAtMs }) => occurredAtMs >= sinceMs)
        .toSorted((left, right) => left.occurredAtMs - right.occurredAtMs),
      positions,
      balances: [{ contestantId, cash: usdFromMicros(cash) }],
    };
  }

  onReport(listener: ReportListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #positions(signal: AbortSignal): Promise<readonly VenuePosition[]> {
    const { node, mints, signer, contestantId } = this.#options;
    const tokens = await asked(node.outcomeTokens(signer.identity, signal));
    const outcomes = await asked(
      mints.outcomesOf(tokens.map(({ mint }) => mint), signal),
    );
    return tokens.flatMap(({ mint, amount }) => {
      const token = outcomes.get(mint);
      if (token === undefined) return [];
      const { marketId, outcome } = token;
      const quantity = quantityFromMicros(amount);
      return [{ contestantId, marketId, outcome, quantity }];
    });
  }

  async #record(order: Order, swap: SignedSwap): Promise<void> {
    try {
      await this.#options.signed.record({
        orderId: order.id,
        reference: swap.signature,
        validUntil: swap.validUntil,
      });
    } catch (error) {
      throw new TransientVenueError(
        `Cannot send order ${order.id} as its signature must be journaled first: current value is a failed write`,
        { cause: error },
      );
    }
  }

  async #send(
    order: Order,
    swap: SignedSwap,
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    this.#sent.set(order.id, swap.transaction);
    try {
      await this.#options.node.send(swap.transaction, signal);
    } catch (error) {
      if (!(error instanceof TransactionRefusedError)) {
        // It may have arrived all the same; a question will send it again, which is harmless.
        void this.#follow(order.id);
        throw new AmbiguousOutcomeError(
          `Cannot tell whether order ${order.id} arrived as the node must confirm it: current value is no confirmation`,
          { cause: error },
        );
      }
      this.#sent.delete(order.id);
      return { status: "rejected", reason: error.message };
    }
    this.#open.add(order.id);
    void this.#follow(order.id);
    return { status: "accepted", fills: [] };
  }

  /** The venue has not heard of the transaction: it is on its way, was lost, or can never come any more. */
  async #unlisted(
    orderId: OrderId,
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    const { signed, node } = this.#options;
    const found = signed.of(orderId);
    if (found === null) return { status: "unknown" };
    const { reference, validUntil } = found;
    if (
      validUntil !== null &&
      await asked(node.isVoid({ reference, validUntil }, signal))
    ) {
      this.#forget(orderId);
      return { status: "unknown" };
    }
    const fate = await asked(node.fateOf(reference, signal));
    if (fate === "failed") {
      // Nothing was opened by it, so the venue will never list it.
      this.#forget(orderId);
      return { status: "canceled", fills: [] };
    }
    const transaction = this.#sent.get(orderId);
    if (transaction !== undefined && fate === "unseen") {
      // The chain takes a signature once, so a second sending makes no second order.
      await asked(node.send(transaction, signal));
    }
    throw new AmbiguousOutcomeError(
      `Cannot tell what became of order ${orderId} as dflow must list it: current value is ${
        fate === "taken" ? "on the chain alone" : "not listed yet"
      }`,
    );
  }

  #forget(orderId: OrderId): void {
    this.#sent.delete(orderId);
    this.#open.delete(orderId);
  }

  /** Asks until the venue is done with an order, and tells each time that it stands otherwise. */
  async #follow(orderId: OrderId): Promise<void> {
    const { clock, stopping } = this.#options;
    let fills = -1;
    for (let poll = 0; poll < FOLLOW_POLLS_MAX; poll += 1) {
      await pause(clock, POLL_MS, stopping);
      if (stopping.aborted) return;
      let report: VenueOrderReport;
      try {
        report = await this.query(orderId, stopping);
      } catch {
        // Whoever waits for the order asks by itself; here the next poll does.
        continue;
      }
      const news = "fills" in report ? report.fills.length : 0;
      if (news !== fills || isOver(report)) {
        for (const listener of this.#listeners) listener(orderId, report);
      }
      fills = news;
      if (isOver(report)) return;
    }
  }

  #feesOf({ createdAtMs }: Order) {
    const { tier } = this.#options;
    return marketFeesAt({
      venue: "dflow",
      fees: { schedule: "dflow_tier", tier },
      opensAtMs: createdAtMs,
    }, createdAtMs);
  }

  #firstSeen(id: string): number {
    const seen = this.#seenAtMs.get(id) ?? this.#options.clock.nowMs();
    this.#seenAtMs.set(id, seen);
    return seen;
  }
}

/** A question that was not answered says nothing of what was asked about. */
async function asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof AmbiguousOutcomeError
      ? error
      : new AmbiguousOutcomeError(
        error instanceof Error ? error.message : String(error),
        { cause: error },
      );
  }
}
