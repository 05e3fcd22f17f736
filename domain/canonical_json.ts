import { printMicros } from "./decimal.ts";

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
    case "boolean":
      return JSON.stringify(value);
    case "number":
      if (Number.isFinite(value)) return JSON.stringify(value);
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

function objectJson(value: object): string {
  const fields = Object.entries(value).sort(([left], [right]) =>
    left < right ? -1 : 1
  );
  return `{${
    fields.map(([key, field]) =>
      `${JSON.stringify(key)}:${canonicalJson(field)}`
    ).join(",")
  }}`;
}
