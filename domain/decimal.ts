const DECIMAL_PATTERN = /^(-?)(\d{1,24})(?:\.(\d+))?$/;
const DECIMALS_MAX = 6;
/** Millionths in one: the fixed point of all money, prices and quantities. */
export const MICROS = 1_000_000n;

/**
 * Returns the exact number of millionths that a decimal text stands for.
 *
 * Takes an optional minus, 1 to 24 digits and up to 6 decimals; no plus, exponent, separator or blank.
 * Zeros after the sixth decimal are let through, as venues print them.
 *
 * @throws {SyntaxError} If `text` is no plain decimal number.
 * @throws {RangeError} If it is finer than a millionth.
 */
export function parseMicros(text: string): bigint {
  const short = shortMicros(text);
  return Number.isNaN(short) ? longMicros(text) : BigInt(short);
}

/** Characters up to which every amount in millionths is exact as a number. */
const SHORT_LENGTH_MAX = 10;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;

/** What a number is worth in millionths, by how many decimals it was read with. */
const SCALES = [1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1] as const;

/** Returns the millionths of a short plain text, which most are; `NaN` for any other, which may be one all the same. */
function shortMicros(text: string): number {
  const { length } = text;
  if (length > SHORT_LENGTH_MAX) return NaN;
  const isNegative = text.charCodeAt(0) === MINUS;
  const start = isNegative ? 1 : 0;
  let value = 0;
  let dot = length;
  for (let index = start; index < length; index += 1) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (digit === DOT - ZERO && dot === length) dot = index;
    else return NaN;
  }
  const decimals = dot === length ? 0 : length - dot - 1;
  const scale = SCALES[decimals];
  // A dot needs a digit on either side of it.
  const isWhole = dot > start && dot !== length - 1;
  if (!isWhole || scale === undefined) return NaN;
  return isNegative ? -value * scale : value * scale;
}

function longMicros(text: string): bigint {
  const match = DECIMAL_PATTERN.exec(text);
  if (match === null) {
    throw new SyntaxError(
      `Cannot parse a decimal as it must look like "12.34": current value is ${
        JSON.stringify(text)
      }`,
    );
  }
  const [, minus, whole = "0", fraction = ""] = match;
  if (
    fraction.length > DECIMALS_MAX && /[1-9]/.test(fraction.slice(DECIMALS_MAX))
  ) {
    throw new RangeError(
      `Cannot parse a decimal as it must have at most ${DECIMALS_MAX} decimals: current value is ${
        JSON.stringify(text)
      }`,
    );
  }
  const micros = BigInt(
    whole + fraction.slice(0, DECIMALS_MAX).padEnd(DECIMALS_MAX, "0"),
  );
  return minus === "-" ? -micros : micros;
}

/** Returns the one canonical text of `micros` millionths: two decimals, or as many as it takes up to six. */
export function printMicros(micros: bigint): string {
  if (micros < 0n) return `-${printMicros(-micros)}`;
  // Most amounts are exact as a number, whose arithmetic makes no garbage.
  if (micros <= Number.MAX_SAFE_INTEGER) {
    const whole = Number(micros);
    const fraction = whole % MICROS_NUMBER;
    return `${(whole - fraction) / MICROS_NUMBER}.${decimalsOf(fraction)}`;
  }
  return `${micros / MICROS}.${decimalsOf(Number(micros % MICROS))}`;
}

const MICROS_NUMBER = Number(MICROS);
const MICROS_IN_CENT = 10_000;

/** Returns the decimals of a fraction of 0 to 999,999 millionths. */
function decimalsOf(micros: number): string {
  if (micros % MICROS_IN_CENT === 0) {
    const cents = micros / MICROS_IN_CENT;
    return cents < 10 ? `0${cents}` : `${cents}`;
  }
  return `${micros}`.padStart(DECIMALS_MAX, "0").replace(/0{1,4}$/, "");
}
