/** Bytes that are compared at once: of a long word, and of one that is shorter than that. */
const EIGHT = 8;
const FOUR = 4;

/**
 * ASCII letters to compare bytes with, eight at once, or four in a short word; the last of them may be compared twice.
 *
 * Eight letters are compared as one float, which is exact: each of their patterns is a number of its own, as only
 * bytes beyond ASCII make one that is none, or a zero below zero.
 */
export class PlainWord {
  readonly length: number;
  readonly #eights: Float64Array;
  /** Where the last eight letters begin, or the last four of a short word; below 0 in a shorter one. */
  readonly #lastAt: number = -1;
  readonly #first: number = 0;
  readonly #last: number = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    const { buffer, byteOffset, length } = bytes;
    const view = new DataView(buffer, byteOffset, length);
    this.length = length;
    this.#bytes = bytes;
    this.#eights = Float64Array.from(
      { length: Math.max(0, Math.ceil(length / EIGHT) - 1) },
      (_, index) => view.getFloat64(index * EIGHT, true),
    );
    if (length >= EIGHT) {
      this.#lastAt = length - EIGHT;
      this.#last = view.getFloat64(this.#lastAt, true);
    } else if (length >= FOUR) {
      this.#lastAt = length - FOUR;
      this.#first = view.getInt32(0, true);
      this.#last = view.getInt32(this.#lastAt, true);
    }
  }

  /** Returns the bytes of a text that is ASCII. */
  static of(text: string): PlainWord {
    return new PlainWord(new TextEncoder().encode(text));
  }

  /** Whether these are the bytes of `view` from `from` on, which has as many from there. */
  isAt(view: DataView, from: number): boolean {
    const lastAt = this.#lastAt;
    if (this.length < EIGHT) {
      return lastAt < 0
        ? this.#isShortAt(view, from)
        : view.getInt32(from, true) === this.#first &&
          view.getInt32(from + lastAt, true) === this.#last;
    }
    // The end first: there keys of one beginning differ, and so do most ids.
    if (view.getFloat64(from + lastAt, true) !== this.#last) return false;
    const eights = this.#eights;
    let at = from;
    for (let index = 0; index < eights.length; index += 1) {
      if (view.getFloat64(at, true) !== eights[index]) return false;
      at += EIGHT;
    }
    return true;
  }

  #isShortAt(view: DataView, from: number): boolean {
    const bytes = this.#bytes;
    for (let index = 0; index < bytes.length; index += 1) {
      if (view.getUint8(from + index) !== bytes[index]) return false;
    }
    return true;
  }
}
