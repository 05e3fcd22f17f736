import type { Clock } from "../runtime/clock.ts";

/** What a sampled log is made of. */
export interface SampledLogOptions<Item> {
  readonly clock: Clock;
  /** Writes one down, with how many of its kind were left out since the one before. */
  readonly write: (item: Item, leftOut: number) => void;
  /** What counts as one kind. */
  readonly kindOf: (item: Item) => string;
  /** How many of a kind are written down per minute. @default {5} */
  readonly perMinute?: number;
}

const MINUTE_MS = 60_000;
/** Kinds that are told apart; what else comes in a minute is one kind more. */
const KINDS_MAX = 200;

/**
 * Writes down the first few items of each kind per minute and counts the rest: a venue that changed its protocol
 * says so a thousand times a second.
 */
export class SampledLog<Item> {
  readonly #options: SampledLogOptions<Item>;
  readonly #written = new Map<string, number>();
  readonly #leftOut = new Map<string, number>();
  #minute = -1;

  constructor(options: SampledLogOptions<Item>) {
    this.#options = options;
  }

  /** Takes one item. */
  readonly add = (item: Item): void => {
    const { clock, write, kindOf, perMinute = 5 } = this.#options;
    const minute = Math.floor(clock.monotonicMs() / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#written.clear();
    }
    const named = kindOf(item);
    const isKept = this.#leftOut.has(named) || this.#leftOut.size < KINDS_MAX;
    const kind = isKept ? named : "";
    const written = this.#written.get(kind) ?? 0;
    const leftOut = this.#leftOut.get(kind) ?? 0;
    if (written >= perMinute) {
      this.#leftOut.set(kind, leftOut + 1);
      return;
    }
    this.#written.set(kind, written + 1);
    this.#leftOut.set(kind, 0);
    write(item, leftOut);
  };
}
