import { printMicros } from "./decimal.ts";

/** Whatever JSON may escape, and all that is not ASCII. */
const NOT_PLAIN = /[^ !#-\[\]-~]/;

/**
 * Returns the one JSON text of `value`: keys sorted by code unit, no blanks, a `bigint` of millionths as its
 * canonical decimal string (`12345600n` is `"12.3456"`), floats as JSON prints them (`-0` as `0`).
 *
 * Equal values give equal texts on every machine, so the text can be hashed.
 *
 * @throws {TypeError} If it holds `undefined`, a function, a symbol, or a number that is not finite.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case "bigint":
      return `"${printMicros(value)}"`;
    case "string":
      return quoteJson(value);
    case "boolean":
      return value ? "true" : "false";
    case "number":
      if (Number.isFinite(value)) return `${value}`;
      break;
    case "object":
      if (value === null) return "null";
      return Array.isArray(value)
        ? `[${value.map(canonicalJson).join(",")}]`
        : objectJson(value);
  }
  throw new TypeError(
    `Cannot encode JSON as every value must be text, a finite number, a boolean, null, a list or a record: current value is ${
      String(value)
    }`,
  );
}

/** Whether `text` is a JSON string as it is but for the quotes: printable ASCII without quote and backslash. */
export function isPlainText(text: string): boolean {
  return !NOT_PLAIN.test(text);
}

/** Returns `text` as a JSON string: the very one of `JSON.stringify`, in half the time. */
export function quoteJson(text: string): string {
  return isPlainText(text) ? `"${text}"` : JSON.stringify(text);
}

/** Returns `text` as a JSON string, or `null` as it is. */
export function quoteOrNull(text: string | null): string {
  return text === null ? "null" : quoteJson(text);
}

function objectJson(value: object): string {
  const fields = Object.entries(value).sort(([left], [right]) =>
    left < right ? -1 : 1
  );
  return `{${
    fields.map(([key, field]) => `${quoteJson(key)}:${canonicalJson(field)}`)
      .join(",")
  }}`;
}
