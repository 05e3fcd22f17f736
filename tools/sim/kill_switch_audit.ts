import type { ArenaBooks } from "../../domain/fold.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { EntryOf, JournalRow } from "../../domain/journal.ts";
import type { Order } from "../../domain/order.ts";
import {
  holdsFor,
  scopeKey,
  type TradingScope,
  type TradingState,
} from "../../domain/trading_state.ts";
import type { Findings } from "./findings.ts";

type StateEntry = EntryOf<"trading_state_changed">;

/** One restriction, and what has come of the orders that it takes back. */
interface Restriction {
  readonly set: StateEntry;
  readonly open: Set<OrderId>;
  canceled: number;
  /** All counts that were ever true of it. */
  readonly counts: Set<string>;
}

/**
 * Holds kill switches to what they say: an acknowledgment names counts that were true when it was made. Counted
 * anew from the rows alone.
 */
export class KillSwitchAudit {
  readonly #findings: Findings;
  readonly #states = new Map<string, TradingState>();
  /** Of each scope, the newest first: an acknowledgment may be on its way when others are set. */
  readonly #restrictions = new Map<string, readonly Restriction[]>();
  readonly #acknowledged = new Map<string, string>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** Returns what a scope, by its key, is set to. */
  stateOf(scope: string): TradingState {
    return this.#states.get(scope) ?? "active";
  }

  /** Takes a row that `books` has applied. */
  fold({ entry, sequence }: JournalRow, { orders }: ArenaBooks): void {
    switch (entry.kind) {
      case "trading_state_changed":
        return this.#onSet(entry, orders.working.values());
      case "order_submitted":
        return this.#onSubmitted(entry.order);
      case "order_canceled":
        return this.#onOver(entry.orderId, true);
      case "order_rejected":
      case "order_expired":
        return this.#onOver(entry.orderId, false);
      case "order_filled": {
        const { orderId } = entry.fill;
        if (!orders.working.has(orderId)) this.#onOver(orderId, false);
        return;
      }
      case "kill_switch_acknowledged":
        return this.#onAcknowledged(entry, sequence);
    }
  }

  /** Holds every restriction that stands to an acknowledgment of how it ended, once nothing is under way. */
  checkEnd(): void {
    for (const [scope, [restriction]] of this.#restrictions) {
      if (restriction === undefined || this.stateOf(scope) === "active") {
        continue;
      }
      const counts = countsOf(restriction);
      const said = this.#acknowledged.get(scope);
      this.#findings.check(
        said === counts,
        "a kill switch counts what it took back",
        () =>
          `At the end that of the ${scope} comes to ${counts}, the last word on it was ${said}`,
      );
    }
  }

  #onSet(set: StateEntry, working: Iterable<Order>): void {
    const scope = scopeKey(set.scope);
    this.#states.set(scope, set.state);
    if (set.state === "active") return;
    const open = new Set<OrderId>();
    for (const order of working) {
      const isTaken = set.state === "halted" || set.step === "flatten" ||
        order.side === "buy";
      if (isTaken && isOf(set.scope, order)) open.add(order.id);
    }
    const restriction = { set, open, canceled: 0, counts: new Set<string>() };
    restriction.counts.add(countsOf(restriction));
    const before = this.#restrictions.get(scope) ?? [];
    this.#restrictions.set(scope, [restriction, ...before]);
  }

  /** Passed before and left only now: what a restriction lets through is not its business. */
  #onSubmitted(order: Order): void {
    for (const [restriction] of this.#restrictions.values()) {
      if (restriction === undefined) continue;
      const { set: { scope, state } } = restriction;
      if (this.stateOf(scopeKey(scope)) === "active") continue;
      if (!isOf(scope, order)) continue;
      if (state !== "halted" && order.side === "sell") continue;
      restriction.open.add(order.id);
      restriction.counts.add(countsOf(restriction));
    }
  }

  #onOver(id: OrderId, isCanceled: boolean): void {
    for (const restrictions of this.#restrictions.values()) {
      for (const restriction of restrictions) {
        if (!restriction.open.delete(id)) continue;
        if (isCanceled) restriction.canceled += 1;
        restriction.counts.add(countsOf(restriction));
      }
    }
  }

  #onAcknowledged(
    { scope, canceled, stillOpen }: EntryOf<"kill_switch_acknowledged">,
    sequence: number,
  ): void {
    const key = scopeKey(scope);
    const said = `${canceled} canceled, ${stillOpen} open`;
    this.#acknowledged.set(key, said);
    const restrictions = this.#restrictions.get(key) ?? [];
    this.#findings.check(
      restrictions.some(({ counts }) => counts.has(said)),
      "a kill switch counts what it took back",
      () => {
        const were = restrictions.map(({ counts }) => [...counts].join("; "));
        return `Row ${sequence} says of the ${key}: ${said}. It was ${
          were.join(", before ")
        }`;
      },
    );
  }
}

function isOf(scope: TradingScope, { contestantId }: Order): boolean {
  return holdsFor(scope, contestantId);
}

function countsOf({ canceled, open }: Restriction): string {
  return `${canceled} canceled, ${open.size} open`;
}
