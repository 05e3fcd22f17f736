/**
 * Throws unless `condition` holds. Stays on in production: a broken invariant must end the incarnation that broke it.
 *
 * @throws {Error} If `condition` is false.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/**
 * Makes a `switch` over a closed union exhaustive: a new member fails to compile where it is not handled.
 *
 * @throws {TypeError} Always; reached only by a value that its type forbids.
 */
export function assertNever(value: never): never {
  throw new TypeError(
    `Cannot handle value as every kind must have a case: current value is ${
      describe(value)
    }`,
  );
}

/** Returns `thrown` when it is an `Error`, else an `Error` that carries it as its cause. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new Error(
    `Cannot report what was thrown as it is no Error: current value is ${
      describe(thrown)
    }`,
    {
      cause: thrown,
    },
  );
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value); // Cyclic, or holds a bigint.
  }
}
