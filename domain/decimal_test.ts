import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parseMicros, printMicros } from "./decimal.ts";

/** The rule of `parseMicros`, the slow way: what its shorter way must come to as well. */
function reference(text: string): bigint | null {
  const match = /^(-?)(\d{1,24})(?:\.(\d+))?$/.exec(text);
  if (match === null) return null;
  const [, minus, whole = "0", fraction = ""] = match;
  if (/[1-9]/.test(fraction.slice(6))) return null;
  const micros = BigInt(whole + fraction.slice(0, 6).padEnd(6, "0"));
  return minus === "-" ? -micros : micros;
}

function parsed(text: string): bigint | null {
  try {
    return parseMicros(text);
  } catch {
    return null;
  }
}

Deno.test("parseMicros() reads short and long texts by one rule", () => {
  const texts = fc.oneof(
    fc.string({ maxLength: 14 }),
    fc.string({ unit: fc.constantFrom(..."-.0159"), maxLength: 14 }),
    fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(20))
      .map(([value, cut]) => printMicros(value).slice(0, cut)),
  );
  fc.assert(
    fc.property(texts, (text) => assertEquals(parsed(text), reference(text))),
    { numRuns: 20_000 },
  );
});

Deno.test("parseMicros() reads back what printMicros() wrote", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
      (micros) => assertEquals(parseMicros(printMicros(micros)), micros),
    ),
  );
});

Deno.test("parseMicros() knows the odd ones", () => {
  const odd = ["", "-", ".", "-.5", ".5", "5.", "1.2.3", "0.1234567", "+1"];
  for (const text of odd) assertThrows(() => parseMicros(text));
  assertEquals(parseMicros("-0.00"), 0n);
  assertEquals(parseMicros("0.1000000"), 100_000n);
  assertEquals(parseMicros("9999999999"), 9_999_999_999_000_000n);
  assertEquals(parseMicros("-99999.1234"), -99_999_123_400n);
});
