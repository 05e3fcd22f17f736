import type { ContestantId } from "../../domain/ids.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** How many orders of one contestant passed lately. */
export interface OrderRate {
  readonly ordersInLastSecond: number;
  readonly ordersInLastMinute: number;
  readonly ordersInRound: number;
}

/** Of somebody who sent none. */
export const NO_ORDERS: OrderRate = {
  ordersInLastSecond: 0,
  ordersInLastMinute: 0,
  ordersInRound: 0,
};

/** When the orders of one contestant passed, oldest first; what is before `first` is forgotten. */
interface Passed {
  readonly atMs: number[];
  first: number;
  inRound: number;
}

/** Forgotten times are cut off once they are this many and half of all. */
const FORGOTTEN_MAX = 64;

/** Counts orders as they pass, by a clock that never goes back. */
export class OrderRates {
  readonly #passed = new Map<ContestantId, Passed>();
  /** Before the first round there is nothing to count from. */
  #hasRound = false;

  /** Begins to count anew for the round limit. */
  startRound(): void {
    this.#hasRound = true;
    for (const passed of this.#passed.values()) passed.inRound = 0;
  }

  /** Counts an order that passes at `monotonicMs`. */
  count(contestantId: ContestantId, monotonicMs: number): void {
    let passed = this.#passed.get(contestantId);
    if (passed === undefined) {
      passed = { atMs: [], first: 0, inRound: 0 };
      this.#passed.set(contestantId, passed);
    }
    passed.atMs.push(monotonicMs);
    if (this.#hasRound) passed.inRound++;
    forget(passed, monotonicMs - MINUTE_MS);
  }

  /** Returns how many passed within the second, the minute and the round before `monotonicMs`. */
  of(contestantId: ContestantId, monotonicMs: number): OrderRate {
    const passed = this.#passed.get(contestantId);
    if (passed === undefined) return NO_ORDERS;
    const { atMs, inRound } = passed;
    return {
      ordersInLastSecond: atMs.length -
        firstAfter(passed, monotonicMs - SECOND_MS),
      ordersInLastMinute: atMs.length -
        firstAfter(passed, monotonicMs - MINUTE_MS),
      ordersInRound: inRound,
    };
  }
}

/** Returns the place of the first time after `sinceMs`; times ascend. */
function firstAfter({ atMs, first }: Passed, sinceMs: number): number {
  let low = first;
  let high = atMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((atMs[middle] ?? Infinity) > sinceMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

function forget(passed: Passed, untilMs: number): void {
  passed.first = firstAfter(passed, untilMs);
  const { atMs, first } = passed;
  if (first < FORGOTTEN_MAX || first * 2 < atMs.length) return;
  atMs.splice(0, first);
  passed.first = 0;
}
