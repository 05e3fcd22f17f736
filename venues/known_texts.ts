/** A text that came before, and what it was read as. */
interface KnownText<Value> {
  readonly bytes: Uint8Array;
  readonly value: Value;
}

/** Places of a table, a power of two: a text that finds its place taken takes it over. */
const PLACES = 4_096;
/** Letters of a text that say where its place is: those of ids differ anywhere. */
const SAMPLES_MAX = 16;

/**
 * Ids out of bytes, which come again and again: each is looked at letter by letter, and made a text of, once.
 *
 * To compare a text with one that came before is several times faster, and a text that is handed out again needs no
 * new hash to be found by.
 */
export class KnownTexts<Value> {
  readonly #read: (text: string) => Value | null;
  readonly #places: (KnownText<Value> | undefined)[] = Array.from({
    length: PLACES,
  });

  /** Has `read` say what a new text stands for; `null` where it is none of its kind. */
  constructor(read: (text: string) => Value | null) {
    this.#read = read;
  }

  /** Returns what the ASCII letters stand for that `bytes` hold from `from` to `to`; `null` for no text of the kind. */
  read(bytes: Uint8Array, from: number, to: number): Value | null {
    const place = placeOf(bytes, from, to);
    const known = this.#places[place];
    if (known !== undefined && isAt(known.bytes, bytes, { from, to })) {
      return known.value;
    }
    const own = bytes.slice(from, to);
    const value = this.#read(String.fromCharCode(...own));
    if (value !== null) this.#places[place] = { bytes: own, value };
    return value;
  }
}

function placeOf(bytes: Uint8Array, from: number, to: number): number {
  const step = Math.max(1, Math.floor((to - from) / SAMPLES_MAX));
  let hash = to - from;
  for (let at = from; at < to; at += step) {
    hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  }
  return hash & (PLACES - 1);
}

function isAt(
  known: Uint8Array,
  bytes: Uint8Array,
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  const { length } = known;
  if (length !== to - from) return false;
  for (let index = 0; index < length; index += 1) {
    if (known[index] !== bytes[from + index]) return false;
  }
  return true;
}
