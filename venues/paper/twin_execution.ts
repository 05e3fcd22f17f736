import type {
  CancelReport,
  Execution,
  ReportListener,
  VenueAccountReport,
  VenueOrderReport,
} from "../../actors/ports/execution.ts";
import type { Approved } from "../../domain/approval.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { VenueId } from "../../domain/market.ts";
import type { Order } from "../../domain/order.ts";
import { type FilledTotals, filledTotals } from "../../domain/twin_drift.ts";
import type { PaperExchange } from "./paper_exchange.ts";

/** What a twin execution is made of. */
export interface TwinExecutionOptions {
  readonly live: Execution;
  /** Follows the same venue's market data, and takes no orders but these. */
  readonly paper: PaperExchange;
  /** Hears once per order what the simulator made of it, when that is over. */
  readonly onTwin: (orderId: OrderId, filled: FilledTotals) => void;
}

/** An order's copy is never given up on: nobody waits for it. */
const NEVER = new AbortController().signal;

/**
 * A live execution whose every order is also filled by the simulator, so that the two can be compared.
 *
 * - What the live venue answers and reports goes through unchanged, and nothing here can delay or fail it.
 * - The copy leaves with the first sending, is taken back with the order, and ends with a live refusal.
 * - A copy that rests does not outlive its process: of such an order nothing is heard.
 */
export class TwinExecution implements Execution {
  readonly mode = "live";
  readonly venue: VenueId;
  readonly arrivesWithinMs: number;
  readonly #options: TwinExecutionOptions;
  /** Orders whose copies are not over. */
  readonly #open = new Set<OrderId>();

  constructor(options: TwinExecutionOptions) {
    const { live, paper } = options;
    this.venue = live.venue;
    this.arrivesWithinMs = live.arrivesWithinMs;
    this.#options = options;
    paper.onReport((orderId, report) => this.#onCopy(orderId, report));
  }

  async submit(
    order: Approved<Order>,
    signal: AbortSignal,
    onSigned?: () => void,
  ): Promise<VenueOrderReport> {
    this.#copy(order);
    const report = await this.#options.live.submit(order, signal, onSigned);
    if (report.status === "rejected") this.#takeBack(order.id);
    return report;
  }

  query(orderId: OrderId, signal: AbortSignal): Promise<VenueOrderReport> {
    return this.#options.live.query(orderId, signal);
  }

  cancel(orderId: OrderId, signal: AbortSignal): Promise<CancelReport> {
    this.#takeBack(orderId);
    return this.#options.live.cancel(orderId, signal);
  }

  account(sinceMs: number, signal: AbortSignal): Promise<VenueAccountReport> {
    return this.#options.live.account(sinceMs, signal);
  }

  onReport(listener: ReportListener): () => void {
    return this.#options.live.onReport(listener);
  }

  #copy(order: Approved<Order>): void {
    const { paper } = this.#options;
    if (paper.has(order.id)) return;
    this.#open.add(order.id);
    paper.submit(order, NEVER).then((report) => this.#onCopy(order.id, report));
  }

  #takeBack(orderId: OrderId): void {
    if (this.#open.has(orderId)) this.#options.paper.cancel(orderId, NEVER);
  }

  #onCopy(orderId: OrderId, report: VenueOrderReport): void {
    if (report.status === "accepted" || !this.#open.delete(orderId)) return;
    const fills = "fills" in report ? report.fills : [];
    this.#options.onTwin(orderId, filledTotals(fills));
  }
}
