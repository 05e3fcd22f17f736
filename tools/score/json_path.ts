import { UsageError } from "../flags.ts";

/** Where a value is in a JSON object: the keys on the way to it, such as `forecast.prob`; a number picks from a list. */
export interface JsonPath {
  readonly text: string;
  readonly keys: readonly string[];
}

/** @throws {UsageError} If a key is empty. */
export function jsonPath(text: string): JsonPath {
  const keys = text.split(".");
  if (keys.includes("")) {
    throw new UsageError(
      `Cannot run score as a PATH must be keys with single dots between, such as forecast.prob: current value is "${text}"`,
    );
  }
  return { text, keys };
}

/** Returns what is at `path` in `value`; `undefined` where nothing is. */
export function valueAt(value: unknown, { keys }: JsonPath): unknown {
  let found: unknown = value;
  for (const key of keys) {
    if (typeof found !== "object" || found === null) return undefined;
    if (!Object.hasOwn(found, key)) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}
