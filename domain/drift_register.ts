import type { Fill } from "./fill.ts";
import type { ContestantId, OrderId } from "./ids.ts";
import type { JournalEntry } from "./journal.ts";
import { NewestMap } from "./newest_map.ts";
import { driftBps, type FilledTotals } from "./twin_drift.ts";

/** How a contestant's live orders traded beside the simulator's copies of them. */
export interface Drift {
  /** Orders that both filled, 1 or more. */
  readonly orders: number;
  /** Mean over them of `driftBps`: above 0 the live orders traded worse. */
  readonly bps: number;
}

interface Twins {
  fills: readonly Fill[];
  copy: FilledTotals | null;
  /** What counts of it now; `null` while one of the two filled nothing. */
  bps: number | null;
}

/** Orders that are still looked at: fills and copies of one order come within minutes of one another. */
const ORDERS_MAX = 5_000;

/** Follows live fills and what the simulator made of the same orders. */
export class DriftRegister {
  readonly #twins = new NewestMap<OrderId, Twins>(ORDERS_MAX);
  readonly #sums = new Map<ContestantId, { orders: number; bps: number }>();

  /** Returns a contestant's drift; `null` where nothing of it was filled twice. */
  of(contestantId: ContestantId): Drift | null {
    const sum = this.#sums.get(contestantId);
    return sum === undefined || sum.orders === 0
      ? null
      : { orders: sum.orders, bps: sum.bps / sum.orders };
  }

  /** Takes a row of the journal; rows of other kinds change nothing. Returns whose drift it may have changed. */
  apply(entry: JournalEntry): ContestantId | null {
    switch (entry.kind) {
      case "order_filled": {
        const twins = this.#of(entry.fill.orderId);
        twins.fills = [...twins.fills, entry.fill];
        return this.#weigh(twins);
      }
      case "twin_filled": {
        const twins = this.#of(entry.orderId);
        twins.copy = entry;
        return this.#weigh(twins);
      }
      default:
        return null;
    }
  }

  #of(orderId: OrderId): Twins {
    const known = this.#twins.get(orderId);
    if (known !== undefined) return known;
    const twins: Twins = { fills: [], copy: null, bps: null };
    this.#twins.set(orderId, twins);
    return twins;
  }

  #weigh(twins: Twins): ContestantId | null {
    const [first] = twins.fills;
    if (first === undefined || twins.copy === null) return null;
    const { contestantId } = first;
    const sum = this.#sums.get(contestantId) ?? { orders: 0, bps: 0 };
    if (twins.bps !== null) {
      sum.orders -= 1;
      sum.bps -= twins.bps;
    }
    twins.bps = driftBps(twins.fills, twins.copy);
    if (twins.bps !== null) {
      sum.orders += 1;
      sum.bps += twins.bps;
    }
    this.#sums.set(contestantId, sum);
    return contestantId;
  }
}
