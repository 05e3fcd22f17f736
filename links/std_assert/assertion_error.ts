/** Thrown by every assertion of this package that does not hold; a test runner shows its message as is. */
export class AssertionError extends Error {
  /**
   * @param message What was expected and what was found.
   * @param options May carry the `cause`.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

/**
 * Returns how a message ends: with the caller's own words after a colon, or with a period.
 *
 * @param msg The caller's own words, if any.
 */
export function messageSuffix(msg: string | undefined): string {
  return msg ? `: ${msg}` : ".";
}
