import { JournalCursor } from "../actors/ports/journal_cursor.ts";
import type { Journal } from "../actors/ports/journal.ts";
import type { ContestantId, OrderId } from "../domain/ids.ts";
import type { JournalRow } from "../domain/journal.ts";
import type { Order } from "../domain/order.ts";
import type { FilledTotals } from "../domain/twin_drift.ts";
import type { Clock } from "../runtime/clock.ts";
import type { SignedOrder, SignedOrders } from "./signed_orders.ts";

/**
 * What the journal says of the orders of live contestants: whose they are, and what was signed for them.
 *
 * It keeps those of live contestants alone, for good: a venue may name any of them again.
 */
export class JournaledOrders {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #contestants: ReadonlySet<ContestantId>;
  readonly #orders = new Map<OrderId, Order>();
  readonly #signed = new Map<OrderId, SignedOrder>();
  readonly #byReference = new Map<string, SignedOrder>();
  readonly #enrolled = new Set<ContestantId>();

  /** @param options Those that trade live, and where it is written. */
  constructor(
    { journal, clock, contestants }: {
      readonly journal: Journal;
      readonly clock: Clock;
      readonly contestants: ReadonlySet<ContestantId>;
    },
  ) {
    this.#journal = journal;
    this.#clock = clock;
    this.#contestants = contestants;
  }

  /** Reads the journal, and follows it from there on; nobody may append to it meanwhile. */
  async recover(): Promise<void> {
    const cursor = new JournalCursor(this.#journal, (row) => this.#fold(row));
    await cursor.catchUp();
    this.#journal.onCommit((row) => void cursor.accept(row));
  }

  /** Whether a contestant has an account in the journal. */
  isEnrolled(contestantId: ContestantId): boolean {
    return this.#enrolled.has(contestantId);
  }

  /** Whose an order is; `null` for one that is of no live contestant. */
  readonly ownerOf = (orderId: OrderId): ContestantId | null =>
    this.#orders.get(orderId)?.contestantId ?? null;

  /** What was wanted, as it was submitted; `null` for an order of no live contestant. */
  readonly orderOf = (orderId: OrderId): Order | null =>
    this.#orders.get(orderId) ?? null;

  /** Orders of one live contestant that were made since `atMs`, Unix milliseconds, oldest first. */
  readonly ordersSince = (
    contestantId: ContestantId,
    atMs: number,
  ): readonly Order[] =>
    [...this.#orders.values()].filter((order) =>
      order.contestantId === contestantId && order.createdAtMs >= atMs
    );

  /** Returns what was signed for one contestant: where two of them trade with each other, each is told of its own part alone. */
  signedBy(contestantId: ContestantId): SignedOrders {
    const own = (signed: SignedOrder | undefined) =>
      signed !== undefined && this.ownerOf(signed.orderId) === contestantId
        ? signed
        : null;
    return {
      of: (orderId) => own(this.#signed.get(orderId)),
      ofReference: (reference) => own(this.#byReference.get(reference)),
      record: (order) => this.#record(order),
    };
  }

  async #record(order: SignedOrder): Promise<void> {
    const nowMs = this.#clock.nowMs();
    await this.#journal.append({
      entry: { kind: "order_signed", ...order },
      causationId: order.orderId,
      correlationId: null,
      occurredAtMs: nowMs,
      recordedAtMs: nowMs,
    });
  }

  /** Writes down what the simulator made of a live order. A row that cannot be written costs a figure alone. */
  async recordTwin(orderId: OrderId, filled: FilledTotals): Promise<void> {
    const nowMs = this.#clock.nowMs();
    try {
      await this.#journal.append({
        entry: { kind: "twin_filled", orderId, ...filled },
        causationId: orderId,
        correlationId: null,
        occurredAtMs: nowMs,
        recordedAtMs: nowMs,
      });
    } catch {
      // A journal that cannot be written to ends the arena by itself.
    }
  }

  #fold({ entry }: JournalRow): void {
    if (entry.kind === "order_submitted") {
      const { order } = entry;
      if (this.#contestants.has(order.contestantId)) {
        this.#orders.set(order.id, order);
      }
    }
    if (entry.kind === "contestant_enrolled") {
      this.#enrolled.add(entry.contestantId);
    }
    if (entry.kind === "order_signed") {
      const { kind: _, ...order } = entry;
      this.#signed.set(entry.orderId, order);
      this.#byReference.set(entry.reference, order);
    }
  }
}
