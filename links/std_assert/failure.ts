import { AssertionError, messageSuffix } from "./assertion_error.ts";
import { plain } from "./difference.ts";

/** `never[]` takes every constructor, whatever its parameters. */
type ErrorClass<E extends Error> = abstract new (...args: never[]) => E;

interface Expectation {
  readonly ErrorClass?: ErrorClass<Error> | undefined;
  readonly msgIncludes?: string | undefined;
  readonly msg?: string | undefined;
}

/** Sorts the arguments of the two call forms: with a class and a text, or with a message alone. */
function readExpectation(
  classOrMsg: ErrorClass<Error> | string | undefined,
  includesOrMsg: string | undefined,
  msg: string | undefined,
): Expectation {
  if (typeof classOrMsg === "string") return { msg: classOrMsg };
  return { ErrorClass: classOrMsg, msgIncludes: includesOrMsg, msg };
}

function checkThrown(
  error: unknown,
  { ErrorClass, msgIncludes = "", msg }: Expectation,
  verb: "thrown" | "rejected",
): void {
  if (!ErrorClass) return;
  const refuse = (problem: string) => {
    throw new AssertionError(`${problem}${messageSuffix(msg)}`);
  };
  if (!(error instanceof Error)) {
    return refuse(`A non-Error object was ${verb}`);
  }
  const { constructor, message } = error;
  if (!(error instanceof ErrorClass)) {
    refuse(
      `Expected error to be instance of "${ErrorClass.name}", but was "${constructor.name}"`,
    );
  }
  if (plain(message).includes(plain(msgIncludes))) return;
  const [wanted, found] = [msgIncludes, message].map((text) =>
    JSON.stringify(text)
  );
  refuse(`Expected error message to include ${wanted}, but got ${found}`);
}

/**
 * Asserts that a function throws, and returns what it threw.
 *
 * @throws {AssertionError} If it returns.
 */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/**
 * Asserts that a function throws an error of a class, and returns it.
 *
 * @param msgIncludes Text that the error's message must hold.
 * @throws {AssertionError} If it returns, or throws something else.
 */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  classOrMsg?: ErrorClass<Error> | string,
  includesOrMsg?: string,
  msg?: string,
): unknown {
  const expected = readExpectation(classOrMsg, includesOrMsg, msg);
  try {
    fn();
  } catch (error) {
    checkThrown(error, expected, "thrown");
    return error;
  }
  throw new AssertionError(
    `Expected function to throw${messageSuffix(expected.msg)}`,
  );
}

/**
 * Asserts that a function returns a promise that rejects, and resolves to what it rejected with.
 *
 * @throws {AssertionError} If the promise resolves, or the function itself throws or returns no promise.
 */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  msg?: string,
): Promise<unknown>;
/**
 * Asserts that a function returns a promise that rejects with an error of a class, and resolves to it.
 *
 * @param msgIncludes Text that the error's message must hold.
 * @throws {AssertionError} If the promise resolves or rejects with something else, or the function itself throws or
 * returns no promise.
 */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  classOrMsg?: ErrorClass<Error> | string,
  includesOrMsg?: string,
  msg?: string,
): Promise<unknown> {
  const expected = readExpectation(classOrMsg, includesOrMsg, msg);
  let promise: unknown;
  try {
    promise = fn();
  } catch {
    // Falls through: a synchronous throw is no rejection.
  }
  if (!isThenable(promise)) {
    throw new AssertionError(
      `Function throws when expected to reject${messageSuffix(expected.msg)}`,
    );
  }
  try {
    await promise;
  } catch (error) {
    checkThrown(error, expected, "rejected");
    return error;
  }
  throw new AssertionError(
    `Expected function to reject${messageSuffix(expected.msg)}`,
  );
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value &&
    typeof value.then === "function";
}
