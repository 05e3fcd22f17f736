import { gunzipSync } from "node:zlib";
import { RECORDED_DATA } from "../../market_recordings.ts";

/** Where captured payloads lie, relative to the recorded data. */
export const CAPTURES = "kalshi-api-recorded";

/** Returns a captured document, plain or gzip'd. */
export async function readCapture(name: string): Promise<unknown> {
  const bytes = await Deno.readFile(`${RECORDED_DATA}/${CAPTURES}/${name}`);
  const plain = name.endsWith(".gz") ? gunzipSync(bytes) : bytes;
  return JSON.parse(new TextDecoder().decode(plain));
}

/** Returns every object in `document`, at any depth, that has all of `marks`. */
export function rowsWith(
  document: unknown,
  marks: readonly string[],
): readonly object[] {
  if (typeof document !== "object" || document === null) return [];
  const inside = Object.values(document).flatMap((value) =>
    rowsWith(value, marks)
  );
  const isRow = marks.every((mark) => Object.hasOwn(document, mark));
  return isRow ? [document, ...inside] : inside;
}
