import { AssertionError, messageSuffix } from "./assertion_error.ts";
import { color, describeDifference, format } from "./difference.ts";
import { equal } from "./equal.ts";

/** What counts as false where a condition is wanted. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/** Asserts that an expression is truthy. Narrows the type. @throws {AssertionError} If it is not. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/** Asserts that an expression is falsy. Narrows the type. @throws {AssertionError} If it is not. */
export function assertFalse(expr: unknown, msg = ""): asserts expr is Falsy {
  if (expr) throw new AssertionError(msg);
}

/** Fails in any case. @throws {AssertionError} Always. */
export function fail(msg?: string): never {
  throw new AssertionError(`Failed assertion${messageSuffix(msg)}`);
}

/** Marks a place that must not be reached. @throws {AssertionError} Always. */
export function unreachable(msg?: string): never {
  throw new AssertionError(`Unreachable${messageSuffix(msg)}`);
}

/**
 * Asserts that two values are equal all the way down, as `equal()` says.
 *
 * @throws {AssertionError} If they are not; the message holds a line diff.
 */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  throw new AssertionError(
    `Values are not equal${messageSuffix(msg)}\n${
      describeDifference(actual, expected)
    }`,
  );
}

/**
 * Asserts that two values differ somewhere, as `equal()` says.
 *
 * @throws {AssertionError} If they are equal.
 */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  throw new AssertionError(
    `Expected actual: ${format(actual)} not to be: ${format(expected)}${
      messageSuffix(msg)
    }`,
  );
}

/**
 * Asserts that two values are the very same by `Object.is`: `NaN` is itself, `0` is not `-0`. Narrows the type.
 *
 * @throws {AssertionError} If they are not; the message says so when only the reference differs.
 */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  const text = format(actual);
  if (text !== format(expected)) {
    throw new AssertionError(
      `Values are not strictly equal${messageSuffix(msg)}\n${
        describeDifference(actual, expected)
      }`,
    );
  }
  const indented = text.split("\n").map((line) => `    ${line}`).join("\n");
  throw new AssertionError(
    `Values have the same structure but are not reference-equal${
      messageSuffix(msg)
    }\n\n${color(indented, 31)}\n`,
  );
}

/**
 * Asserts that a number is within a tolerance of another one.
 *
 * @param tolerance The largest allowed distance, in the unit of the numbers. @default {1e-7 of `expected`}
 * @throws {AssertionError} If it is farther away.
 */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;
  const delta = Math.abs(expected - actual);
  const limit = tolerance ??
    (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  if (delta <= limit) return;
  const show = (value: number) =>
    Number.isInteger(value) ? String(value) : value.toExponential();
  throw new AssertionError(
    `Expected actual: "${show(actual)}" to be close to "${show(expected)}": ` +
      `delta "${show(delta)}" is greater than "${show(limit)}"${
        messageSuffix(msg)
      }`,
  );
}

/** Asserts that `actual > expected`. @throws {AssertionError} If it is not. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) refuse(actual, ">", expected, msg);
}

/** Asserts that `actual >= expected`. @throws {AssertionError} If it is not. */
export function assertGreaterOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (!(actual >= expected)) refuse(actual, ">=", expected, msg);
}

/** Asserts that `actual < expected`. @throws {AssertionError} If it is not. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) refuse(actual, "<", expected, msg);
}

/** Asserts that `actual <= expected`. @throws {AssertionError} If it is not. */
export function assertLessOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (!(actual <= expected)) refuse(actual, "<=", expected, msg);
}

function refuse(
  actual: unknown,
  sign: string,
  expected: unknown,
  msg: string | undefined,
): never {
  throw new AssertionError(
    msg ?? `Expect ${format(actual)} ${sign} ${format(expected)}`,
  );
}

/** An array or something with a length and numbered items; never a string. */
export type ArrayLikeArg<T> = ArrayLike<T> & object;

/**
 * Asserts that every expected item equals some actual item, in any order and count.
 *
 * @throws {AssertionError} If one is missing; the message lists the missing ones.
 */
export function assertArrayIncludes<T>(
  actual: ArrayLikeArg<T>,
  expected: ArrayLikeArg<T>,
  msg?: string,
): void {
  const items = Array.from(actual);
  const missing = Array.from(expected).filter((wanted) =>
    !items.some((item) => equal(wanted, item))
  );
  if (missing.length === 0) return;
  throw new AssertionError(
    `Expected actual: "${format(actual)}" to include: "${format(expected)}"${
      messageSuffix(msg)
    }\n` +
      `missing: ${format(missing)}`,
  );
}

/**
 * Asserts that a value is neither `null` nor `undefined`. Narrows the type.
 *
 * @throws {AssertionError} If it is.
 */
export function assertExists<T>(
  actual: T,
  msg?: string,
): asserts actual is NonNullable<T> {
  if (actual !== undefined && actual !== null) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to not be null or undefined${
      messageSuffix(msg)
    }`,
  );
}

/**
 * Asserts that a value is an instance of a class. Narrows the type.
 *
 * @throws {AssertionError} If it is not; the message names the class that it has.
 */
export function assertInstanceOf<
  T extends abstract new (...args: never[]) => unknown,
>(
  actual: unknown,
  expectedType: T,
  msg = "",
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  const expected =
    `Expected object to be an instance of "${expectedType.name}"`;
  const found = nameOf(actual);
  const but = found === expectedType.name
    ? ""
    : found === "function"
    ? " but was not an instanced object"
    : ` but was "${found}"`;
  throw new AssertionError(`${expected}${but}${messageSuffix(msg)}`);
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object"
    ? value.constructor?.name ?? "Object"
    : typeof value;
}

/**
 * Asserts that text matches a pattern.
 *
 * @throws {AssertionError} If it does not.
 */
export function assertMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void {
  if (expected.test(actual)) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to match: "${expected}"${messageSuffix(msg)}`,
  );
}

/**
 * Asserts that text holds another text.
 *
 * @throws {AssertionError} If it does not.
 */
export function assertStringIncludes(
  actual: string,
  expected: string,
  msg?: string,
): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to contain: "${expected}"${
      messageSuffix(msg)
    }`,
  );
}
