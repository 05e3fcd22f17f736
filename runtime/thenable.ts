/** Returns whether `value` is a promise or like one: cheaper than creating a promise to find out. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value &&
    typeof value.then === "function";
}
