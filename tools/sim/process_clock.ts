import type { CancelTimer, Clock, SimulatedClock } from "../../runtime/mod.ts";

/**
 * The clock of one process on the machine that the world's clock drives: it ends with its process, and its wall
 * time jumps without the venue's noticing.
 */
export class ProcessClock implements Clock {
  readonly #world: SimulatedClock;
  readonly #timers = new Set<CancelTimer>();
  #jumpedMs: number;
  #isStopped = false;

  constructor(world: SimulatedClock, jumpedMs: number) {
    this.#world = world;
    this.#jumpedMs = jumpedMs;
  }

  /** How far wall time is off, in milliseconds. */
  get jumpedMs(): number {
    return this.#jumpedMs;
  }

  nowMs(): number {
    return this.#world.nowMs() + this.#jumpedMs;
  }

  monotonicMs(): number {
    return this.#world.monotonicMs();
  }

  setTimer(callback: () => void, delayMs: number): CancelTimer {
    if (this.#isStopped) return () => {};
    const cancelTimer = this.#world.setTimer(() => {
      this.#timers.delete(cancel);
      callback();
    }, delayMs);
    const cancel = (): void => {
      this.#timers.delete(cancel);
      cancelTimer();
    };
    this.#timers.add(cancel);
    return cancel;
  }

  /** Moves wall time alone; timers do not notice. */
  jumpBy(ms: number): void {
    this.#jumpedMs += ms;
  }

  /** Ends every timer for good. */
  stop(): void {
    this.#isStopped = true;
    for (const cancel of [...this.#timers]) cancel();
  }
}
