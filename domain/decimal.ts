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

/** Returns the millionths of a short plain text, which most are; `NaN` for any other, which may be one all the same. */
function shortMicros(text: string): number {
  const { length } = text;
  const isNegative = text.charCodeAt(0) === MINUS;
  let index = isNegative ? 1 : 0;
  if (length > SHORT_LENGTH_MAX || index === length) return NaN;
  let micros = 0;
  let decimalsLeft = -1;
  for (; index < length; index += 1) {
    const code = text.charCodeAt(index);
    const digit = code - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (decimalsLeft === 0) return NaN;
      micros = micros * 10 + digit;
      decimalsLeft -= decimalsLeft > 0 ? 1 : 0;
    } else if (
      code === DOT && decimalsLeft === -1 && digitsBefore(text, index)
    ) {
      decimalsLeft = DECIMALS_MAX;
    } else return NaN;
  }
  // A dot without a digit after it is no number.
  if (decimalsLeft === DECIMALS_MAX) return NaN;
  const missing = decimalsLeft === -1 ? DECIMALS_MAX : decimalsLeft;
  for (let step = 0; step < missing; step += 1) micros *= 10;
  return isNegative ? -micros : micros;
}

/** Whether there is a digit before the dot at `index`. */
function digitsBefore(text: string, index: number): boolean {
  return index > 1 || (index === 1 && text.charCodeAt(0) !== MINUS);
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
