import { Backoff } from "./backoff.ts";
import type { Child } from "./child.ts";
import type { CancelTimer, Clock } from "./clock.ts";
import type { Random } from "./random.ts";

interface Retry {
  readonly backoff: Backoff | null;
  upSinceMs: number | null;
  cancelTimer: CancelTimer | null;
}

/** When failed children are started again. Remembers a child from its first failure on. */
export class Retries {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #retries = new Map<Child, Retry>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Calls `due` once the child's backoff is over; at once when it has none. */
  schedule(child: Child, due: () => void): void {
    const retry = this.#of(child);
    const { upSinceMs } = retry;
    const upForMs = upSinceMs === null
      ? 0
      : this.#clock.monotonicMs() - upSinceMs;
    retry.upSinceMs = null;
    if (upForMs > 0 && upForMs >= (child.backoff?.maxMs ?? 0)) {
      retry.backoff?.reset();
    }
    const delayMs = retry.backoff?.nextMs() ?? 0;
    retry.cancelTimer?.();
    retry.cancelTimer = null;
    if (delayMs === 0) return due();
    retry.cancelTimer = this.#clock.setTimer(() => {
      retry.cancelTimer = null;
      due();
    }, delayMs);
  }

  /** Notes that a child runs again: long enough, and its backoff starts over. */
  noteStarted(child: Child): void {
    if (this.#retries.size === 0) return;
    const retry = this.#retries.get(child);
    if (retry !== undefined) retry.upSinceMs = this.#clock.monotonicMs();
  }

  /** Forgets one child. */
  forget(child: Child): void {
    this.#retries.get(child)?.cancelTimer?.();
    this.#retries.delete(child);
  }

  /** Cancels what is scheduled. */
  cancelAll(): void {
    for (const retry of this.#retries.values()) {
      retry.cancelTimer?.();
      retry.cancelTimer = null;
    }
  }

  #of(child: Child): Retry {
    let retry = this.#retries.get(child);
    if (retry === undefined) {
      const random = this.#random.fork(`${child.path}#backoff`);
      const backoff = child.backoff === undefined
        ? null
        : new Backoff(child.backoff, random);
      retry = { backoff, upSinceMs: null, cancelTimer: null };
      this.#retries.set(child, retry);
    }
    return retry;
  }
}
