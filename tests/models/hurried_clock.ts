import { type CancelTimer, type Clock } from "../../runtime/clock.ts";
import { SimulatedClock } from "../../runtime/simulated_clock.ts";

/** A clock on which short waits are over as soon as they begin; longer ones pass only when a test says so. */
export class HurriedClock implements Clock {
  readonly #clock: SimulatedClock;
  readonly #shortMs: number;
  /** Every short wait so far, in milliseconds. */
  readonly waitsMs: number[] = [];

  /** @param shortMs Waits from this on are not hurried. */
  constructor({ startMs, shortMs }: { startMs: number; shortMs: number }) {
    this.#clock = new SimulatedClock({ startMs });
    this.#shortMs = shortMs;
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  monotonicMs(): number {
    return this.#clock.monotonicMs();
  }

  setTimer(callback: () => void, delayMs: number): CancelTimer {
    const cancel = this.#clock.setTimer(callback, delayMs);
    if (delayMs < this.#shortMs) {
      this.waitsMs.push(delayMs);
      queueMicrotask(() => this.#clock.advanceBy(delayMs));
    }
    return cancel;
  }

  /** Lets time pass. */
  advanceBy(ms: number): void {
    this.#clock.advanceBy(ms);
  }
}
