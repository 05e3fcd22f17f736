/** When unknown shapes are too many. */
export interface ShapeWatchOptions {
  /** How far back is looked, in milliseconds above 0. @default {60000} */
  readonly windowMs?: number;
  /** Unknown shapes within that time, at least, 1 or more. @default {25} */
  readonly unknownMin?: number;
  /** Their share of everything that came, at least, 0 to 1. @default {0.02} */
  readonly shareMin?: number;
}

const SLICES = 12;

interface Slice {
  /** Number of the slice since the clock's zero. */
  number: number;
  unknown: number;
  known: number;
}

/**
 * Tells whether a venue speaks another language than it used to: whether too much of what it sent lately did not
 * match.
 *
 * A few odd frames among thousands are the venue's own slips, and a burst of them on a quiet socket is not much
 * either: it takes both a number and a share. Once the window has gone by without them, all is well again.
 */
export class ShapeWatch {
  readonly #options: Required<ShapeWatchOptions>;
  readonly #slices: Slice[] = Array.from(
    { length: SLICES },
    () => ({ number: -1, unknown: 0, known: 0 }),
  );

  constructor(
    { windowMs = 60_000, unknownMin = 25, shareMin = 0.02 }: ShapeWatchOptions =
      {},
  ) {
    this.#options = { windowMs, unknownMin, shareMin };
  }

  /** Counts something that made sense, at `nowMs` (Unix milliseconds). */
  known(nowMs: number): void {
    this.#sliceAt(nowMs).known += 1;
  }

  /** Counts something in a shape that is not known. */
  unknown(nowMs: number): void {
    this.#sliceAt(nowMs).unknown += 1;
  }

  /** Returns how many unknown shapes are too many now; `null` where they are not. */
  excessAt(
    nowMs: number,
  ): { readonly unknown: number; readonly of: number } | null {
    const newest = this.#numberAt(nowMs);
    let unknown = 0;
    let of = 0;
    for (const slice of this.#slices) {
      if (slice.number <= newest - SLICES || slice.number > newest) continue;
      unknown += slice.unknown;
      of += slice.unknown + slice.known;
    }
    const { unknownMin, shareMin } = this.#options;
    return unknown >= unknownMin && unknown >= shareMin * of
      ? { unknown, of }
      : null;
  }

  #numberAt(nowMs: number): number {
    return Math.floor(nowMs / (this.#options.windowMs / SLICES));
  }

  #sliceAt(nowMs: number): Slice {
    const number = this.#numberAt(nowMs);
    const slice = this.#slices[number % SLICES] ??
      { number, unknown: 0, known: 0 };
    if (slice.number !== number) {
      slice.number = number;
      slice.unknown = 0;
      slice.known = 0;
    }
    return slice;
  }
}
