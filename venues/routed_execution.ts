import type {
  CancelReport,
  Execution,
  ReportListener,
  VenueAccountReport,
  VenueOrderReport,
} from "../actors/ports/execution.ts";
import type { Approved } from "../domain/approval.ts";
import type { ContestantId, OrderId } from "../domain/ids.ts";
import type { VenueId } from "../domain/market.ts";
import type { Order } from "../domain/order.ts";

/** Who trades where. */
export interface RoutedExecutionOptions {
  /** Takes the orders of everybody else. */
  readonly paper: Execution;
  /** One per contestant that trades live, at the same venue. */
  readonly live: ReadonlyMap<ContestantId, Execution>;
  /** Whose an order of the journal is; `null` for one that is not known. */
  readonly ownerOf: (orderId: OrderId) => ContestantId | null;
}

/**
 * One order entry for an arena in which some trade real money and the others paper.
 *
 * - An order goes where its contestant trades, and so does every question about it, also after a restart.
 * - A report of all accounts is there when every one of them answered: what one has nobody can tell without it.
 */
export class RoutedExecution implements Execution {
  readonly mode = "live";
  readonly venue: VenueId;
  readonly arrivesWithinMs: number;
  readonly #options: RoutedExecutionOptions;
  readonly #all: readonly Execution[];

  constructor(options: RoutedExecutionOptions) {
    const { paper, live } = options;
    this.#options = options;
    this.#all = [paper, ...live.values()];
    this.venue = paper.venue;
    this.arrivesWithinMs = Math.max(
      ...this.#all.map(({ arrivesWithinMs }) => arrivesWithinMs),
    );
  }

  submit(
    order: Approved<Order>,
    signal: AbortSignal,
    onSigned?: () => void,
  ): Promise<VenueOrderReport> {
    return this.#of(order.contestantId).submit(order, signal, onSigned);
  }

  query(orderId: OrderId, signal: AbortSignal): Promise<VenueOrderReport> {
    return this.#owning(orderId).query(orderId, signal);
  }

  cancel(orderId: OrderId, signal: AbortSignal): Promise<CancelReport> {
    return this.#owning(orderId).cancel(orderId, signal);
  }

  async account(
    sinceMs: number,
    signal: AbortSignal,
  ): Promise<VenueAccountReport> {
    const reports = await Promise.all(
      this.#all.map((execution) => execution.account(sinceMs, signal)),
    );
    return {
      openOrders: reports.flatMap(({ openOrders }) => openOrders),
      fills: reports.flatMap(({ fills }) => fills)
        .toSorted((left, right) => left.occurredAtMs - right.occurredAtMs),
      positions: reports.flatMap(({ positions }) => positions),
      balances: reports.flatMap(({ balances }) => balances),
    };
  }

  onReport(listener: ReportListener): () => void {
    const cancels = this.#all.map((execution) => execution.onReport(listener));
    return () => cancels.forEach((cancel) => cancel());
  }

  #of(contestantId: ContestantId): Execution {
    const { live, paper } = this.#options;
    return live.get(contestantId) ?? paper;
  }

  #owning(orderId: OrderId): Execution {
    const { ownerOf, paper } = this.#options;
    const owner = ownerOf(orderId);
    return owner === null ? paper : this.#of(owner);
  }
}
