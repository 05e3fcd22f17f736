import { PlainWord } from "./plain_word.ts";

/** A text that came before, and what it was read as. */
interface KnownText<Value> {
  /** With the quote behind it, so that no longer text is taken for it. */
  readonly word: PlainWord;
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
  /** The two that came last: both tokens of a market, say, in turns. */
  #newest: KnownText<Value> | undefined = undefined;
  #older: KnownText<Value> | undefined = undefined;

  /** Has `read` say what a new text stands for; `null` where it is none of its kind. */
  constructor(read: (text: string) => Value | null) {
    this.#read = read;
  }

  /** How long the text is that was found last, with the quote behind it. */
  get length(): number {
    return this.#newest?.word.length ?? 0;
  }

  /** Returns what the text at `from` stands for, which a quote ends, if it is one of the two that came last. */
  again(view: DataView, from: number): Value | null {
    const older = this.#older;
    const newest = this.#newest;
    if (older?.word.isAt(view, from) === true) {
      this.#newest = older;
      this.#older = newest;
      return older.value;
    }
    return newest?.word.isAt(view, from) === true ? newest.value : null;
  }

  /** Returns what the ASCII letters from `from` to a quote at `to` stand for; `null` for no text of the kind. */
  read(
    view: DataView,
    from: number,
    to: number,
  ): Value | null {
    const place = placeOf(view, from, to);
    let known = this.#places[place];
    if (known?.word.isAt(view, from) !== true) {
      const bytes = new Uint8Array(view.buffer.slice(from, to + 1));
      const value = this.#read(String.fromCharCode(...bytes.subarray(0, -1)));
      if (value === null) return null;
      known = { word: new PlainWord(bytes), value };
      this.#places[place] = known;
    }
    this.#older = this.#newest;
    this.#newest = known;
    return known.value;
  }
}

function placeOf(view: DataView, from: number, to: number): number {
  const step = Math.max(1, Math.floor((to - from) / SAMPLES_MAX));
  let hash = to - from;
  for (let at = from; at < to; at += step) {
    hash = (Math.imul(hash, 31) + view.getUint8(at)) | 0;
  }
  return hash & (PLACES - 1);
}
