const BANNED = new Set([
  "manager",
  "helper",
  "helpers",
  "util",
  "utils",
  "common",
  "misc",
  "shared",
  "base",
  "data",
  "info",
  "handler2",
]);

/** Terms of the field that contain a banned word and name one thing only. */
const TERMS = /\b(market data|base rate)\b/g;

/** Returns the word of a snake_case or PascalCase name that says nothing, or `null`. */
export function emptyWord(name: string): string | null {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, "$1$3 $2$4")
    .replaceAll(/[^A-Za-z0-9]+/g, " ")
    .toLowerCase()
    .replaceAll(TERMS, "");
  return words.split(" ").find((word) => BANNED.has(word)) ?? null;
}

/** Returns whether `name` is an interface in the `IName` notation. */
export function hasInterfacePrefix(name: string): boolean {
  return /^I[A-Z][a-z]/.test(name);
}
