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
  const magnitude = micros < 0n ? -micros : micros;
  const digits = (magnitude % MICROS).toString().padStart(
    DECIMALS_MAX,
    "0",
  );
  const decimals = digits.replace(/0{1,4}$/, "");
  return `${micros < 0n ? "-" : ""}${magnitude / MICROS}.${decimals}`;
}
