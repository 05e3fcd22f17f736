import type { DeadLetter, DeadLetterReason } from "./actor.ts";
import { Ring } from "./ring.ts";

const REASONS = [
  "stopped",
  "overflow",
  "failed",
  "abandoned",
  "stash_full",
  "late_reply",
] as const satisfies readonly DeadLetterReason[];

/** Options of `DeadLetters`. */
export interface DeadLettersOptions {
  /** Letters kept for reading, 0 to 1,048,576; counts cover all. @default {1024} */
  readonly capacity?: number;
  /** Called with every dead letter, as it happens. */
  readonly onDeadLetter?: (letter: DeadLetter) => void;
}

/**
 * The messages that nobody handled.
 *
 * - Every one is counted by reason and passed to `onDeadLetter`.
 * - The latest `capacity` are kept, oldest first.
 */
export class DeadLetters {
  readonly #capacity: number;
  readonly #onDeadLetter: ((letter: DeadLetter) => void) | undefined;
  readonly #recent = new Ring<DeadLetter>();
  readonly #counts = new Map<DeadLetterReason, number>(
    REASONS.map((reason) => [reason, 0]),
  );
  #total = 0;

  /** @throws {RangeError} If `capacity` is outside its range. */
  constructor({ capacity = 1024, onDeadLetter }: DeadLettersOptions = {}) {
    if (!Number.isInteger(capacity) || capacity < 0 || capacity > 1_048_576) {
      throw new RangeError(
        `Cannot keep dead letters as 'capacity' must be an integer from 0 to 1048576: current value is ${capacity}`,
      );
    }
    this.#capacity = capacity;
    this.#onDeadLetter = onDeadLetter;
  }

  /** Dead letters ever. */
  get total(): number {
    return this.#total;
  }

  /** Returns how many dead letters ever had this reason. */
  count(reason: DeadLetterReason): number {
    return this.#counts.get(reason) ?? 0;
  }

  /** Returns the kept letters, oldest first. */
  recent(): readonly DeadLetter[] {
    return this.#recent.toArray();
  }

  /** Records one dead letter. */
  record(letter: DeadLetter): void {
    this.#total += 1;
    this.#counts.set(letter.reason, this.count(letter.reason) + 1);
    if (this.#capacity > 0) {
      if (this.#recent.size === this.#capacity) this.#recent.shift();
      this.#recent.push(letter);
    }
    this.#onDeadLetter?.(letter);
  }
}
