/** A shorter one is a placeholder of a local server, and would be found all over a text. */
const KEY_LENGTH_MIN = 8;

const KEY_SHAPES = /\b(sk|pplx|aimo-sk)-[A-Za-z0-9_-]{8,}|\bBearer\s+\S{8,}/g;

/** Returns `text` without the key that was sent, and without anything that looks like one: providers quote keys back. */
export function redact(text: string, key: string | null): string {
  const known = key === null || key.length < KEY_LENGTH_MIN
    ? text
    : text.replaceAll(key, "***");
  return known.replace(KEY_SHAPES, "***");
}
