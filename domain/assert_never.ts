/**
 * Ends an exhaustive `switch`: does not compile while a case is missing.
 *
 * @throws {TypeError} Always; at run time it means that unvalidated input got past an edge.
 */
export function assertNever(value: never): never {
  throw new TypeError(
    `Cannot continue as every kind must be handled: current value is ${
      JSON.stringify(value)
    }`,
  );
}
