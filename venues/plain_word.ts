/** Bytes that are compared at once. */
const AT_ONCE = 4;

/** ASCII letters to compare bytes with, four at once. */
export class PlainWord {
  readonly length: number;
  readonly #bytes: Uint8Array;
  readonly #fours: Int32Array;

  constructor(bytes: Uint8Array) {
    this.length = bytes.length;
    this.#bytes = bytes;
    const { buffer, byteOffset, length } = bytes;
    const view = new DataView(buffer, byteOffset, length);
    this.#fours = Int32Array.from(
      { length: Math.floor(length / AT_ONCE) },
      (_, index) => view.getInt32(index * AT_ONCE, true),
    );
  }

  /** Returns the bytes of a text that is ASCII. */
  static of(text: string): PlainWord {
    return new PlainWord(new TextEncoder().encode(text));
  }

  /** Whether these are the bytes of `view` from `from` on, which has as many from there. */
  isAt(view: DataView, from: number): boolean {
    const fours = this.#fours;
    let at = from;
    for (let index = 0; index < fours.length; index += 1) {
      if (view.getInt32(at, true) !== fours[index]) return false;
      at += AT_ONCE;
    }
    const bytes = this.#bytes;
    for (let index = at - from; index < bytes.length; index += 1) {
      if (view.getUint8(from + index) !== bytes[index]) return false;
    }
    return true;
  }
}
