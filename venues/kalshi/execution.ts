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
import type { Fill } from "../../domain/fill.ts";
import type { ContestantId, OrderId } from "../../domain/ids.ts";
import type { Order } from "../../domain/order.ts";
import type { TradingPauses } from "../../domain/trading_pauses.ts";
import { type Clock, pause } from "../../runtime/clock.ts";
import { VenueAnswerError } from "../net/venue_error.ts";
import { orderOfClientId } from "./client_order_id.ts";
import { NetPositions, positionOf } from "./net_positions.ts";
import { contractsIn, fillOf, fillsOf, reportOf } from "./order_report.ts";
import { oppositeOf } from "./opposite_order.ts";
import { newOrderOf } from "./order_terms.ts";
import { type KalshiPortfolio, refusalCode } from "./portfolio_rest.ts";
import type {
  KalshiCreatedOrder,
  KalshiFill,
  KalshiOrder,
} from "./portfolio_schema.ts";
import { VenueOrders } from "./venue_orders.ts";

/** What live order entry works with. */
export interface KalshiExecutionOptions {
  readonly portfolio: KalshiPortfolio;
  readonly clock: Clock;
  /** Whose account it is: one account is one contestant's. */
  readonly contestantId: ContestantId;
  /** What was wanted with an order of theirs, also before this process; `null` for one that is not known. */
  readonly orderOf: (orderId: OrderId) => Order | null;
  /** When nothing is sent, as nobody there trades. */
  readonly pauses: TradingPauses;
}

/** A request waits for its answer for ten seconds, and the venue's matching is not asked how far it is. */
const ARRIVES_WITHIN_MS = 30_000;
/** How often fills that a new order already has are asked for, and how far apart. */
const FILL_ASKS_MAX = 4;
const FILL_ASK_MS = 250;

/**
 * Live order entry at Kalshi, for the account of one contestant.
 *
 * - Our order id is the client order id, so sending an order twice is refused by the venue and asked about here.
 * - Only fill records are fills: an answer that counts contracts is believed once their records add up to it.
 * - An order is unknown only when the venue's rows are complete up to after the question was asked.
 * - The venue nets YES against NO. A purchase of the side opposite to what is held is refused here, as it would
 *   close a position that the journal keeps.
 */
export class KalshiExecution implements Execution {
  readonly venue = "kalshi";
  readonly mode = "live";
  readonly arrivesWithinMs = ARRIVES_WITHIN_MS;
  readonly #options: KalshiExecutionOptions;
  readonly #orders: VenueOrders;
  readonly #positions = new NetPositions();
  readonly #listeners = new Set<ReportListener>();
  readonly #working = new Set<OrderId>();

  constructor(options: KalshiExecutionOptions) {
    this.#options = options;
    this.#orders = new VenueOrders(options.portfolio);
  }

  async submit(
    order: Approved<Order>,
    signal: AbortSignal,
    onSigned?: () => void,
  ): Promise<VenueOrderReport> {
    const refusal = await this.#refusal(order, signal);
    if (refusal !== null) return { status: "rejected", reason: refusal };
    let created: KalshiCreatedOrder;
    try {
      onSigned?.();
      created = await this.#options.portfolio.createOrder(
        newOrderOf(order),
        signal,
      );
    } catch (error) {
      return await this.#refused(order, error, signal);
    }
    this.#orders.learn(order.id, created.order_id);
    return await this.#placed(order, created, signal);
  }

  async query(
    orderId: OrderId,
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    const { portfolio, clock } = this.#options;
    const askedAtMs = clock.nowMs();
    const row = await this.#asking(() => this.#orders.find(orderId, signal));
    if (row !== null) return await this.#reportOf(orderId, row, signal);
    const untilMs = await this.#asking(() => portfolio.completeUntilMs(signal));
    if (untilMs >= askedAtMs) return { status: "unknown" };
    throw new AmbiguousOutcomeError(
      `Cannot tell whether Kalshi has ${orderId} as its rows must be complete up to the question: current value is ${
        askedAtMs - untilMs
      } ms behind`,
    );
  }

  async cancel(orderId: OrderId, signal: AbortSignal): Promise<CancelReport> {
    const row = await this.#asking(() => this.#orders.find(orderId, signal));
    if (row === null) return await this.query(orderId, signal);
    if (row.status !== "resting") {
      return await this.#reportOf(orderId, row, signal);
    }
    let reason: string | null = null;
    try {
      await this.#options.portfolio.cancelOrder(row.order_id, signal);
    } catch (error) {
      reason = refusalCode(error);
      if (!(error instanceof VenueAnswerError) || reason === null) throw error;
    }
    const report = await this.query(orderId, signal);
    return report.status === "accepted"
      ? {
        status: "cancel_refused",
        reason: `Kalshi says ${reason ?? "that it did, and shows it open"}.`,
      }
      : report;
  }

  async account(
    sinceMs: number,
    signal: AbortSignal,
  ): Promise<VenueAccountReport> {
    const { portfolio, contestantId } = this.#options;
    const [resting, fills, balance] = await this.#asking(() =>
      Promise.all([
        this.#orders.resting(signal),
        portfolio.fills({ minTs: Math.floor(sinceMs / 1_000) }, signal),
        portfolio.balance(signal),
      ])
    );
    const ours = await this.#asking(() => this.#ownFills(fills, signal));
    // Asked after the fills, and taken after them: it counts them, and they must not be counted on top of it.
    const positions = await this.#asking(() => portfolio.positions(signal));
    this.#positions.replace(positions);
    return {
      openOrders: resting.flatMap(({ client_order_id: id }) =>
        orderOfClientId(id) ?? []
      ),
      fills: ours.filter(({ occurredAtMs }) => occurredAtMs >= sinceMs)
        .toSorted((left, right) => left.occurredAtMs - right.occurredAtMs),
      positions: positions.flatMap((row) =>
        positionOf(row, contestantId) ?? []
      ),
      balances: [{ contestantId, cash: balance.balance_dollars }],
    };
  }

  onReport(listener: ReportListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Orders that rested when the venue last spoke of them. */
  workingOrders(): readonly OrderId[] {
    return [...this.#working];
  }

  /** Hears that something happened to an order: it is asked about, and what comes of it is told. */
  async touched(orderId: OrderId, signal: AbortSignal): Promise<void> {
    const report = await this.query(orderId, signal);
    for (const listener of this.#listeners) listener(orderId, report);
  }

  /** Returns why an order is not sent; `null` if it is. */
  async #refusal(order: Order, signal: AbortSignal): Promise<string | null> {
    const { clock, contestantId, portfolio, pauses } = this.#options;
    if (order.contestantId !== contestantId) {
      throw new FatalVenueError(
        `Cannot place ${order.id} as the account must be its contestant's: current value is ${contestantId}`,
      );
    }
    const pause = pauses.sentenceAt("Kalshi", clock.nowMs());
    if (pause !== null) return pause;
    try {
      newOrderOf(order);
    } catch (error) {
      if (error instanceof RangeError) return error.message;
      throw error;
    }
    if (order.side === "sell") return null;
    const opposite = oppositeOf(order, this.#working, this.#options.orderOf);
    if (opposite !== null) {
      return `Kalshi would net it against ${opposite}, which rests on the other side: take that back first.`;
    }
    if (!this.#positions.isKnown) {
      try {
        this.#positions.replace(await portfolio.positions(signal));
      } catch (error) {
        throw asNotSent(error);
      }
    }
    return this.#positions.holdsOther(order)
      ? `Kalshi would net it against the ${
        order.outcome === "yes" ? "NO" : "YES"
      } contracts that are held: sell those instead.`
      : null;
  }

  async #refused(
    order: Order,
    error: unknown,
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    if (!(error instanceof VenueAnswerError)) throw error;
    const code = refusalCode(error) ?? `status ${error.status}`;
    // Its own client order id may be taken: by an earlier sending whose answer was lost.
    if (error.status === 409) {
      const report = await this.query(order.id, signal);
      if (report.status !== "unknown") return report;
    }
    return { status: "rejected", reason: `Kalshi refused: ${code}.` };
  }

  /** Reports a new order, once the records of the fills that it is said to have are there. */
  async #placed(
    order: Order,
    created: KalshiCreatedOrder,
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    const wanted = created.fill_count;
    if (created.remaining_count > 0n) this.#working.add(order.id);
    const rows = await this.#fillRows(created.order_id, wanted, signal);
    const fills = rows.map((row) => this.#take(row, order));
    if (created.remaining_count > 0n) return { status: "accepted", fills };
    const status = wanted >= order.quantity ? "filled" : "canceled";
    return { status, fills };
  }

  async #reportOf(
    orderId: OrderId,
    row: KalshiOrder,
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    const order = this.#options.orderOf(orderId);
    if (order === null) {
      throw new AmbiguousOutcomeError(
        `Cannot read ${orderId} as the journal must know what was wanted: current value is nothing`,
      );
    }
    const rows = await this.#fillRows(
      row.order_id,
      row.fill_count_fp,
      signal,
    );
    const fills = rows.map((fill) => this.#take(fill, order));
    if (row.status === "resting") this.#working.add(orderId);
    else this.#working.delete(orderId);
    return reportOf(row, fills, this.#options.clock.nowMs());
  }

  /** Returns an order's fill records. @throws {AmbiguousOutcomeError} If they do not add up to what it is said to have. */
  async #fillRows(
    venueOrderId: string,
    wanted: bigint,
    signal: AbortSignal,
  ): Promise<readonly KalshiFill[]> {
    if (wanted === 0n) return [];
    const { portfolio, clock } = this.#options;
    const query = { orderId: venueOrderId } as const;
    let rows: readonly KalshiFill[] = [];
    for (let ask = 1; ask <= FILL_ASKS_MAX; ask += 1) {
      rows = await this.#asking(() => portfolio.fills(query, signal));
      if (contractsIn(rows) >= wanted) return rows;
      await pause(clock, FILL_ASK_MS, signal);
    }
    const older = await this.#asking(() =>
      portfolio.fills(query, signal, "history")
    );
    const all = [...rows, ...fillsOf(venueOrderId, older)];
    if (contractsIn(all) >= wanted) return all;
    throw new AmbiguousOutcomeError(
      `Cannot report an order as its fill records must add up to ${wanted} millionths: current value is ${
        contractsIn(all)
      }`,
    );
  }

  async #ownFills(
    rows: readonly KalshiFill[],
    signal: AbortSignal,
  ): Promise<readonly Fill[]> {
    const fills: Fill[] = [];
    for (const row of rows) {
      const orderId = await this.#orders.ourId(row.order_id, signal);
      const order = orderId === null ? null : this.#options.orderOf(orderId);
      // What was traded by hand shows in positions and cash, which are compared as well.
      if (order !== null) fills.push(this.#take(row, order));
    }
    return fills;
  }

  #take(row: KalshiFill, order: Order): Fill {
    const { contestantId } = this.#options;
    const { id: orderId, side, outcome } = order;
    const fill = fillOf(row, { orderId, contestantId, side, outcome });
    this.#positions.fill(row);
    return fill;
  }

  /** Whatever keeps the venue from answering says nothing of what it has. */
  async #asking<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      if (
        error instanceof TransientVenueError ||
        error instanceof AmbiguousOutcomeError
      ) throw error;
      if (error instanceof FatalVenueError) {
        throw new TransientVenueError(error.message, { cause: error });
      }
      const message = error instanceof Error ? error.message : String(error);
      throw new AmbiguousOutcomeError(message, { cause: error });
    }
  }
}

/** Nothing has been sent: the same order may be, later. */
function asNotSent(error: unknown): Error {
  if (
    error instanceof TransientVenueError || error instanceof FatalVenueError
  ) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new TransientVenueError(message, { cause: error });
}
