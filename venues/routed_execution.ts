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
import { type Clock, pause } from "../runtime/clock.ts";

/** Who trades where. */
export interface RoutedExecutionOptions {
  /** Takes the orders of everybody else. */
  readonly paper: Execution;
  /** One per contestant that trades live, at the same venue. */
  readonly live: ReadonlyMap<ContestantId, Execution>;
  /** Whose an order of the journal is; `null` for one that is not known. */
  readonly ownerOf: (orderId: OrderId) => ContestantId | null;
  readonly clock: Clock;
}

/** Longest wait for one account, in milliseconds: less than the reconciler waits for the report of all. */
const ACCOUNT_MS_MAX = 20_000;

/**
 * One order entry for an arena in which some trade real money and the others paper.
 *
 * - An order goes where its contestant trades, and so does every question about it, also after a restart.
 * - A report of all accounts names those that did not answer in time: nobody waits for another one's.
 */
export class RoutedExecution implements Execution {
  readonly mode = "live";
  readonly venue: VenueId;
  readonly arrivesWithinMs: number;
  readonly ownAccounts: ReadonlySet<ContestantId>;
  readonly #options: RoutedExecutionOptions;
  readonly #all: readonly Execution[];

  constructor(options: RoutedExecutionOptions) {
    const { paper, live } = options;
    this.#options = options;
    this.#all = [paper, ...live.values()];
    this.venue = paper.venue;
    this.ownAccounts = new Set(live.keys());
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
    const { paper, live } = this.#options;
    const [ours, ...theirs] = await Promise.all([
      paper.account(sinceMs, signal),
      ...[...live.values()].map((execution) =>
        this.#accountOf(execution, sinceMs, signal)
      ),
    ]);
    const reports = [ours, ...theirs.filter((report) => report !== null)];
    const owners = [...live.keys()].flatMap((id, at) =>
      theirs[at]?.openOrders.map((orderId) => [orderId, id] as const) ?? []
    );
    return {
      openOrders: reports.flatMap(({ openOrders }) => openOrders),
      fills: reports.flatMap(({ fills }) => fills)
        .toSorted((left, right) => left.occurredAtMs - right.occurredAtMs),
      positions: reports.flatMap(({ positions }) => positions),
      balances: reports.flatMap(({ balances }) => balances),
      owners: new Map(owners),
      unanswered: [...live.keys()].filter((_, at) => theirs[at] === null),
    };
  }

  /** Returns what one account has; `null` where that is not to be had in time, whatever keeps it. */
  async #accountOf(
    execution: Execution,
    sinceMs: number,
    signal: AbortSignal,
  ): Promise<VenueAccountReport | null> {
    const over = new AbortController();
    const asking = AbortSignal.any([signal, over.signal]);
    try {
      return await Promise.race([
        execution.account(sinceMs, asking),
        pause(this.#options.clock, ACCOUNT_MS_MAX, asking).then(() => null),
      ]);
    } catch {
      return null;
    } finally {
      over.abort();
    }
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
