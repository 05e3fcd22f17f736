import { assertEquals } from "./assertions.ts";

/**
 * Asserts that an object holds at least what another one holds, all the way down: keys that only `actual` has are
 * ignored, in nested objects and in maps as well; an array may be longer than expected; of a set only the expected
 * items count. Classes are ignored.
 *
 * @throws {AssertionError} If something expected is absent or differs; the message holds a line diff.
 * @throws {TypeError} If either argument is no object.
 */
export function assertObjectMatch(
  // `object` would not let a caller pass a record type's index signature through.
  // deno-lint-ignore no-explicit-any
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  for (const value of [actual, expected]) {
    if (!isObject(value)) {
      throw new TypeError(
        `Cannot assertObjectMatch ${
          value === null ? null : `type ${typeof value}`
        }`,
      );
    }
  }
  // Projecting the expected side on itself turns its class instances into plain objects, as on the actual side.
  assertEquals(
    new Projection().ofObject(actual, expected),
    new Projection().ofObject(expected, expected),
    msg,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Cuts one value down to the keys that another one has; remembers pairs, so that a cycle ends. */
class Projection {
  #seen = new WeakMap<object, object>();

  ofObject(value: object, pattern: object): object {
    if (this.#seen.get(value) === pattern) return value;
    this.#seen.set(value, pattern);
    const keys = Reflect.ownKeys(value);
    const wanted = new Set(Reflect.ownKeys(pattern));
    const common = keys.filter((key) => wanted.has(key));
    // Without a common key all of the value is kept: an empty object would say nothing in the diff.
    const isDisjoint = keys.length > 0 && wanted.size > 0 &&
      common.length === 0;
    const cut: object = {};
    for (const key of isDisjoint ? keys : common) {
      const item: unknown = Reflect.get(value, key);
      const kept = isDisjoint
        ? item
        : this.#ofValue(item, Reflect.get(pattern, key));
      // Defining instead of assigning keeps a key such as `__proto__` an ordinary one.
      Object.defineProperty(cut, key, {
        value: kept,
        configurable: true,
        enumerable: true,
        writable: true,
      });
    }
    return cut;
  }

  #ofValue(value: unknown, pattern: unknown): unknown {
    if (
      !isObject(value) || !isObject(pattern) || value instanceof RegExp ||
      value instanceof Date
    ) return value;
    if (Array.isArray(value)) {
      return Array.isArray(pattern)
        ? this.#ofArray(value, pattern)
        : this.ofObject(value, pattern);
    }
    if (value instanceof Map && pattern instanceof Map) {
      const entries = [...value].filter(([key]) => pattern.has(key));
      return new Map(
        entries.map((
          [key, item],
        ) => [key, this.#ofValue(item, pattern.get(key))]),
      );
    }
    if (value instanceof Set && pattern instanceof Set) {
      return value.intersection(pattern);
    }
    return this.ofObject(value, pattern);
  }

  #ofArray(value: unknown[], pattern: unknown[]): unknown[] {
    if (this.#seen.get(value) === pattern) return value;
    this.#seen.set(value, pattern);
    return value.slice(0, pattern.length).map((item, index) =>
      this.#ofValue(item, pattern[index])
    );
  }
}
