import type { KnownTexts } from "./known_texts.ts";
import { PlainWord } from "./plain_word.ts";

const QUOTE = 34;
const BACKSLASH = 92;
const BLANK = 32;
const COMMA = 44;
const COLON = 58;
const MINUS = 45;
const PLUS = 43;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const LOWER_E = 101;
const UPPER_E = 69;

/** Longest text that is read, in characters; a longer one is left to whoever reads all of JSON. */
const TEXT_MAX = 65_535;
/** Longest word that is compared with, in characters. */
const WORD_MAX = 1_024;
const DECIMALS_MAX = 6;
/** Up to here a whole number of millionths is exact in a double. */
const WHOLE_DIGITS_MAX = 9;
/** Whole numbers of so many digits are exact in a double. */
const INTEGER_DIGITS_MAX = 15;
const SCALES = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1] as const;

/** The keys of a kind of object, in the order in which they mostly come. */
export type PlainKeys = readonly PlainWord[];

/** Returns keys to look fields up by. */
export function plainKeys(...names: readonly string[]): PlainKeys {
  return names.map((name) => PlainWord.of(`${name}":`));
}

/**
 * Reads JSON of the plainest kind, piece by piece as its reader expects them, several times faster than all of it can
 * be parsed: ASCII without escapes, no blanks save one behind a colon or a comma, amounts that are exact in millionths.
 *
 * What is read is what `JSON.parse` makes of the same text. Anything else than is asked for, plain or not, breaks the
 * reading: from there on nothing is found, and `isWhole` stays false. Whoever reads has to see to it that none of the
 * fields that it asks for comes twice, as the last of them would count.
 */
export class PlainJson {
  readonly #encoder = new TextEncoder();
  /** As long as a text may be, and a word that is looked for behind its end. */
  readonly #bytes = new Uint8Array(TEXT_MAX + 1 + WORD_MAX);
  readonly #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #end = 0;
  #isBroken = true;

  /** Begins to read `text`. Returns `false` for one that is too long or no ASCII. */
  open(text: string): boolean {
    const { length } = text;
    this.#at = 0;
    this.#end = 0;
    this.#isBroken = true;
    if (length > TEXT_MAX) return false;
    const { read, written } = this.#encoder.encodeInto(text, this.#bytes);
    if (read !== length || written !== length) return false;
    // No piece begins or goes on with a zero, so nobody needs to look where the text ends.
    this.#bytes[length] = 0;
    this.#end = length;
    this.#isBroken = false;
    return true;
  }

  /** Whether the text is read to its end, and every piece was what was asked for. */
  get isWhole(): boolean {
    return !this.#isBroken && this.#at === this.#end;
  }

  /** Passes the character with this code. */
  pass(code: number): void {
    if (this.#bytes[this.#at] === code) this.#at += 1;
    else this.#break();
  }

  /** Passes the character with this code if it comes now. Returns whether it did. */
  passIf(code: number): boolean {
    if (this.#bytes[this.#at] !== code) return false;
    this.#at += 1;
    return true;
  }

  /** Passes a comma and a blank behind it. Returns whether one came: whether the list or object goes on. */
  goesOn(): boolean {
    if (this.#bytes[this.#at] !== COMMA) return false;
    this.#at += this.#bytes[this.#at + 1] === BLANK ? 2 : 1;
    return true;
  }

  /** Passes a colon and a blank behind it. */
  colon(): void {
    this.pass(COLON);
    this.passIf(BLANK);
  }

  /**
   * Passes a field's key and colon.
   *
   * @param guess Which of `keys` it is, most likely.
   * @returns Which one it is; -1 for a key that is none of them.
   */
  key(keys: PlainKeys, guess: number): number {
    const bytes = this.#bytes;
    const from = this.#at + 1;
    if (bytes[from - 1] !== QUOTE) return this.#breakAt(-1);
    const { length } = keys;
    for (let tried = 0; tried < length; tried += 1) {
      const index = guess + tried < length
        ? guess + tried
        : guess + tried - length;
      const key = keys[index];
      if (key?.isAt(this.#view, from) !== true) continue;
      const to = from + key.length;
      this.#at = bytes[to] === BLANK ? to + 1 : to;
      return index;
    }
    this.#passText();
    this.colon();
    return -1;
  }

  /** Passes a text that has to be `word`, which has its quotes with it. */
  word(word: PlainWord): void {
    if (!this.wordIf(word)) this.#break();
  }

  /** Passes a text if it is `word`, which has its quotes with it. Returns whether it was. */
  wordIf(word: PlainWord): boolean {
    if (!word.isAt(this.#view, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  /** Reads a text of a kind of which most came before; `null` where it is none of that kind. */
  known<Value>(texts: KnownTexts<Value>): Value | null {
    const from = this.#at + 1;
    if (this.#bytes[from - 1] !== QUOTE) return this.#breakAt(null);
    const again = texts.again(this.#view, from);
    if (again !== null) {
      this.#at = from + texts.length;
      return again;
    }
    if (!this.#passText()) return null;
    const to = this.#at - 1;
    const isShort = to - from < WORD_MAX;
    const value = isShort ? texts.read(this.#view, from, to) : null;
    return value ?? this.#breakAt(null);
  }

  /**
   * Reads a text that is a decimal number of 0 or more, in millionths.
   *
   * @param wholeMax Digits before the point, at most.
   */
  decimal(wholeMax = WHOLE_DIGITS_MAX): number {
    if (this.#bytes[this.#at] !== QUOTE) return this.#breakAt(NaN);
    this.#at += 1;
    const micros = this.#micros(wholeMax);
    this.pass(QUOTE);
    return micros;
  }

  /** Reads a text that is a decimal number, in millionths; it may be negative. */
  signedDecimal(): number {
    const bytes = this.#bytes;
    if (bytes[this.#at] !== QUOTE) return this.#breakAt(NaN);
    const isNegative = bytes[this.#at + 1] === MINUS;
    this.#at += isNegative ? 2 : 1;
    const micros = this.#micros(WHOLE_DIGITS_MAX);
    this.pass(QUOTE);
    return isNegative ? -micros : micros;
  }

  /** Reads a number of 0 or more, in millionths. */
  amount(): number {
    const bytes = this.#bytes;
    const at = this.#at;
    const next = bytes[at + 1] ?? 0;
    // JSON has no zeros in front.
    const isOdd = bytes[at] === ZERO && next >= ZERO && next <= NINE;
    return isOdd ? this.#breakAt(NaN) : this.#micros(WHOLE_DIGITS_MAX);
  }

  /** Reads a whole number of 0 or more. */
  integer(): number {
    const isZero = this.#bytes[this.#at] === ZERO;
    const from = this.#at;
    const value = this.#digits();
    return isZero && this.#at - from > 1 ? this.#breakAt(NaN) : value;
  }

  /** Reads a text of digits that is a whole number of 0 or more. */
  integerText(): number {
    this.pass(QUOTE);
    const value = this.#digits();
    this.pass(QUOTE);
    return value;
  }

  /** Passes a text of `max` characters at most. */
  skipText(max: number): void {
    const from = this.#at + 1;
    if (this.#passText() && this.#at - 1 - from > max) this.#break();
  }

  /** Passes a text, a number, a truth value or `null`; no list and no object. */
  skip(): void {
    const first = this.#bytes[this.#at];
    if (first === QUOTE) this.#passText();
    else if (!this.nullIf() && !this.#truthIf()) this.#skipNumber();
  }

  /** Passes a truth value. */
  skipTruth(): void {
    if (!this.#truthIf()) this.#break();
  }

  /** Passes `null` if it comes now. Returns whether it did. */
  nullIf(): boolean {
    return this.wordIf(NULL);
  }

  #truthIf(): boolean {
    return this.wordIf(TRUE) || this.wordIf(FALSE);
  }

  #skipNumber(): void {
    this.passIf(MINUS);
    if (!this.passIf(ZERO)) this.#skipDigits();
    if (this.passIf(POINT)) this.#skipDigits();
    if (!this.passIf(LOWER_E) && !this.passIf(UPPER_E)) return;
    if (!this.passIf(MINUS)) this.passIf(PLUS);
    this.#skipDigits();
  }

  #skipDigits(): void {
    const bytes = this.#bytes;
    const from = this.#at;
    let at = from;
    while (isDigit(bytes[at] ?? 0)) at += 1;
    this.#at = at;
    if (at === from) this.#break();
  }

  #digits(): number {
    const bytes = this.#bytes;
    const from = this.#at;
    let at = from;
    let value = 0;
    for (let byte = bytes[at] ?? 0; isDigit(byte); byte = bytes[at] ?? 0) {
      value = value * 10 + byte - ZERO;
      at += 1;
    }
    this.#at = at;
    const isExact = at > from && at - from <= INTEGER_DIGITS_MAX;
    return isExact ? value : this.#breakAt(NaN);
  }

  #micros(wholeMax: number): number {
    const bytes = this.#bytes;
    const from = this.#at;
    let at = from;
    let value = 0;
    for (let byte = bytes[at] ?? 0; isDigit(byte); byte = bytes[at] ?? 0) {
      value = value * 10 + byte - ZERO;
      at += 1;
    }
    const whole = at - from;
    let decimals = 0;
    if (bytes[at] === POINT) {
      const point = at;
      at += 1;
      for (let byte = bytes[at] ?? 0; isDigit(byte); byte = bytes[at] ?? 0) {
        value = value * 10 + byte - ZERO;
        at += 1;
      }
      decimals = at - point - 1;
      if (decimals === 0) return this.#breakAt(NaN);
    }
    const scale = SCALES[decimals];
    const isUsual = whole >= 1 && whole <= wholeMax &&
      decimals <= DECIMALS_MAX && scale !== undefined;
    if (!isUsual) return this.#breakAt(NaN);
    this.#at = at;
    return value * scale;
  }

  /** Passes a text, quotes included. Returns whether one came. */
  #passText(): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    if (bytes[at] !== QUOTE) return this.#breakAt(false);
    do at += 1; while (IS_PLAIN[bytes[at] ?? 0] === 1);
    if (bytes[at] !== QUOTE) return this.#breakAt(false);
    this.#at = at + 1;
    return true;
  }

  #break(): void {
    this.#isBroken = true;
    this.#at = this.#end;
  }

  #breakAt<Value>(value: Value): Value {
    this.#break();
    return value;
  }
}

const NULL = PlainWord.of("null");
const TRUE = PlainWord.of("true");
const FALSE = PlainWord.of("false");

/** For each byte, 1 if it means itself within a text. */
const IS_PLAIN = Uint8Array.from(
  { length: 256 },
  (_, byte) => byte < BLANK || byte === QUOTE || byte === BACKSLASH ? 0 : 1,
);

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
