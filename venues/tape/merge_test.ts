import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { mergeStamped } from "./merge.ts";
import { compareStamped, type StampedLine } from "./stamped_line.ts";

function stamped(
  atNs: number,
  { rank = 0, sequence = 0, file = "a", line = 1 } = {},
): StampedLine {
  const content = { kind: "unreadable", message: "" } as const;
  return { atNs, rank, sequence, file, line, content };
}

async function* inBatches(
  lines: readonly StampedLine[],
  length: number,
): AsyncGenerator<readonly StampedLine[]> {
  for (let start = 0; start < lines.length; start += length) {
    yield await Promise.resolve(lines.slice(start, start + length));
  }
}

async function merged(
  sources: readonly (readonly StampedLine[])[],
  batchLength: number,
): Promise<string[]> {
  const names: string[] = [];
  const batches = mergeStamped(
    sources.map((lines) => inBatches(lines, batchLength)),
  );
  for await (const batch of batches) {
    names.push(...batch.map(({ file, line }) => `${file}${line}`));
  }
  return names;
}

const sorted = fc.array(
  fc.record({ at: fc.nat(20), rank: fc.nat(2), sequence: fc.nat(3) }),
  { maxLength: 40 },
).map((keys) =>
  keys.map(({ at, rank, sequence }) => stamped(at, { rank, sequence })).sort(
    compareStamped,
  )
);

Deno.test("mergeStamped() is a stable sort of its sources, however they are batched", async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(sorted, { maxLength: 5 }),
    fc.integer({ min: 1, max: 50 }),
    async (sources, batchLength) => {
      const named = sources.map((lines, source) =>
        lines.map((line, index) => ({
          ...line,
          file: `${source}/`,
          line: index,
        }))
      );
      const expected = named.flat().sort(compareStamped).map((
        { file, line },
      ) => `${file}${line}`);
      assertEquals(await merged(named, batchLength), expected);
    },
  ));
});

Deno.test("mergeStamped() keeps the order of one source where its times go back", async () => {
  const source = [
    stamped(5, { line: 1 }),
    stamped(2, { line: 2 }),
    stamped(9, { line: 3 }),
  ];
  const other = [stamped(4, { file: "b" }), stamped(7, { file: "b", line: 2 })];
  assertEquals(await merged([source, other], 1), [
    "b1",
    "a1",
    "a2",
    "b2",
    "a3",
  ]);
});

Deno.test("mergeStamped() closes its sources when the reader stops early", async () => {
  let closed = 0;
  async function* endless(): AsyncGenerator<readonly StampedLine[]> {
    try {
      for (let at = 1;; at++) yield await Promise.resolve([stamped(at)]);
    } finally {
      closed++;
    }
  }
  for await (const _ of mergeStamped([endless(), endless()])) break;
  assertEquals(closed, 2);
});

Deno.test("mergeStamped() hands over more than one batch", async () => {
  const lines = Array.from(
    { length: 3_000 },
    (_, index) => stamped(index, { line: index }),
  );
  assertEquals((await merged([lines, []], 700)).length, 3_000);
});
