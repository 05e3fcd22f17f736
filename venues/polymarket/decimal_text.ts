import { parseMicros } from "../../domain/decimal.ts";

const ZERO = 48;
const NINE = 57;
const POINT = 46;
/** Up to here a whole number of millionths is exact in a double. */
const WHOLE_DIGITS_MAX = 9;
const DECIMALS_MAX = 6;
const SCALES = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1] as const;

/**
 * Returns the millionths that a decimal text of 0 or more stands for, exactly.
 *
 * Texts of up to nine digits before the point and six behind are read digit by digit, which is several times
 * faster than `parseMicros`; all others are left to it.
 *
 * @throws {SyntaxError} If `text` is no plain decimal number.
 * @throws {RangeError} If it is negative, finer than a millionth, or 9,000,000,000 or more.
 */
export function microsOf(text: string): number {
  const { length } = text;
  let value = 0;
  let point = -1;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code >= ZERO && code <= NINE) value = value * 10 + (code - ZERO);
    else if (code === POINT && point === -1 && index > 0) point = index;
    else return slowMicrosOf(text);
  }
  const whole = point === -1 ? length : point;
  const decimals = point === -1 ? 0 : length - point - 1;
  const scale = SCALES[decimals];
  const isUsual = whole >= 1 && whole <= WHOLE_DIGITS_MAX &&
    decimals <= DECIMALS_MAX && (point === -1 || decimals > 0);
  return isUsual && scale !== undefined ? value * scale : slowMicrosOf(text);
}

function slowMicrosOf(text: string): number {
  const micros = parseMicros(text);
  if (micros >= 0n && micros <= BigInt(Number.MAX_SAFE_INTEGER)) {
    return Number(micros);
  }
  throw new RangeError(
    `Cannot read an amount as it must be 0 or more and below 9000000000: current value is ${text}`,
  );
}
