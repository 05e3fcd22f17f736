/** Returns a value as text, one property per line and keys sorted, so that equal values print the same lines. */
export function format(value: unknown): string {
  return Deno.inspect(value, {
    depth: Infinity,
    sorted: true,
    trailingComma: true,
    compact: false,
    iterableLimit: Infinity,
    getters: true,
    strAbbreviateSize: Infinity,
  });
}

/** Returns text in a terminal color, or unchanged when the process was asked not to color. */
export function color(text: string, code: 31 | 32 | 37 | 90): string {
  return Deno.noColor ? text : `\x1b[${code}m${text}\x1b[39m`;
}

/** Returns text without the escape sequences that color it. */
export function plain(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/\x1b\[[0-9;]*m/g, "");
}

/** One line of a diff: in both texts, only in the actual one (`removed`) or only in the expected one (`added`). */
interface DiffLine {
  readonly kind: "common" | "removed" | "added";
  readonly text: string;
}

const SIGN = { common: "    ", removed: "-   ", added: "+   " } as const;
const COLOR = { common: 37, removed: 31, added: 32 } as const;
/** Above this many cells the table of the exact diff costs more than it tells, and whole blocks are shown instead. */
const TABLE_CELLS_MAX = 4_000_000;

/** Returns the lines of two texts merged in order, with as many common lines as possible. */
function diffLines(
  actual: readonly string[],
  expected: readonly string[],
): DiffLine[] {
  const isTabled = actual.length * expected.length <= TABLE_CELLS_MAX;
  // The longest common subsequence of what is left from line i and line j on.
  const lengths = (isTabled ? [...actual, ""] : []).map(() =>
    new Uint32Array(expected.length + 1)
  );
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = isTabled ? actual.length - 1 : -1; i >= 0; i--) {
    for (let j = expected.length - 1; j >= 0; j--) {
      lengths[i]?.set([
        actual[i] === expected[j]
          ? at(i + 1, j + 1) + 1
          : Math.max(at(i + 1, j), at(i, j + 1)),
      ], j);
    }
  }

  const merged: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < actual.length || j < expected.length) {
    const [found, wanted] = [actual[i], expected[j]];
    if (found !== undefined && found === wanted) {
      merged.push({ kind: "common", text: found });
      i++;
      j++;
    } else if (
      found !== undefined &&
      (wanted === undefined || at(i + 1, j) >= at(i, j + 1))
    ) {
      merged.push({ kind: "removed", text: found });
      i++;
    } else {
      merged.push({ kind: "added", text: wanted ?? "" });
      j++;
    }
  }
  return merged;
}

/** Returns the readable difference of two values, to stand below the first line of an assertion's message. */
export function describeDifference(actual: unknown, expected: unknown): string {
  const bothText = typeof actual === "string" && typeof expected === "string";
  const lines = bothText
    ? diffLines(actual.split("\n"), expected.split("\n"))
    : diffLines(format(actual).split("\n"), format(expected).split("\n"));
  const title = `    ${color("[Diff]", 90)} ${color("Actual", 31)} / ${
    color("Expected", 32)
  }`;
  const body = lines.map((line) =>
    color(`${SIGN[line.kind]}${line.text}`, COLOR[line.kind])
  );
  return ["", "", title, "", "", ...body, ""].join("\n");
}
