import type { z } from "zod";

const VALUE_CHARACTERS_MAX = 80;

/**
 * Returns in one sentence why `input` does not match its schema: the field, the rule it broke, and its value.
 *
 * @param action What could not be done, such as `decode a dflow frame`.
 */
export function describeMismatch(
  action: string,
  error: z.ZodError,
  input: unknown,
): string {
  const issue = error.issues[0];
  const path = issue?.path ?? [];
  // A key of a map may be as long as whoever sent it likes.
  const field = path.length === 0 ? "it" : cut(path.map(String).join("."));
  const rule = issue?.message ?? "no issue";
  return `Cannot ${action} as ${field} must match its schema (${rule}): current value is ${
    printValue(valueAt(input, path))
  }`;
}

/** Returns `value` as JSON, cut to what fits into one sentence. */
export function printValue(value: unknown): string {
  return cut(JSON.stringify(value) ?? "missing");
}

function cut(text: string): string {
  return text.length <= VALUE_CHARACTERS_MAX
    ? text
    : `${text.slice(0, VALUE_CHARACTERS_MAX)}…`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return value;
    value = Reflect.get(value, key);
  }
  return value;
}
