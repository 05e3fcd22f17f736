import { assertEquals, assertRejects } from "@std/assert";
import { gzipSync } from "node:zlib";
import { BrokenFileError, readLines, readWholeText } from "./line_reader.ts";

const encoder = new TextEncoder();

async function withFile(
  bytes: Uint8Array,
  test: (path: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, bytes);
    await test(path);
  } finally {
    await Deno.remove(path);
  }
}

/** Returns `number:line` of all lines and the bytes read at the end. */
async function numbered(path: string): Promise<[string[], number]> {
  const lines: string[] = [];
  let bytes = 0;
  for await (const batch of readLines(path)) {
    bytes = batch.bytesRead;
    lines.push(
      ...batch.lines.map((line, index) => `${batch.firstLine + index}:${line}`),
    );
  }
  return [lines, bytes];
}

Deno.test("readLines() numbers lines, keeps blank ones and takes a last one without an end", () =>
  withFile(encoder.encode("a\n\nb\nc"), async (path) => {
    assertEquals(await numbered(path), [["1:a", "2:", "3:b", "4:c"], 6]);
  }));

Deno.test("readLines() reads gzip by its content, joined members as one text", () => {
  const bytes = new Uint8Array([
    ...gzipSync(encoder.encode("a\nb")),
    ...gzipSync(encoder.encode("c\nd\n")),
  ]);
  return withFile(bytes, async (path) => {
    assertEquals(await numbered(path), [["1:a", "2:bc", "3:d"], bytes.length]);
  });
});

Deno.test("readLines() keeps characters and numbers whole across its chunks", () => {
  const lines = Array.from({ length: 40_000 }, (_, index) => `${index} é€😀`);
  return withFile(
    encoder.encode(lines.join("\n")),
    async (path) => {
      const [read] = await numbered(path);
      assertEquals(read, lines.map((line, index) => `${index + 1}:${line}`));
    },
  );
});

Deno.test("readLines() delivers what a cut-off gzip holds, then says so", () => {
  const text = Array.from(
    { length: 20_000 },
    (_, index) => `${index * 7_919 % 10_007}`,
  ).join("\n");
  const whole = gzipSync(encoder.encode(text));
  return withFile(whole.subarray(0, whole.length - 9), async (path) => {
    let count = 0;
    const error = await assertRejects(async () => {
      for await (const { lines } of readLines(path)) count += lines.length;
    }, BrokenFileError);
    assertEquals(count > 19_000, true, `${count} lines`);
    assertEquals(
      error.message,
      `Cannot read ${path} to its end as its gzip stream must be whole: current value is "unexpected end of file"`,
    );
  });
});

Deno.test("readLines() refuses a damaged gzip and an endless line", async () => {
  const damaged = gzipSync(encoder.encode("a\n".repeat(9_000)));
  damaged.fill(255, 12, 20);
  await withFile(damaged, async (path) => {
    await assertRejects(() => numbered(path), BrokenFileError);
  });
  await withFile(
    gzipSync(new Uint8Array(17_000_000).fill(97)),
    async (path) => {
      await assertRejects(
        () => numbered(path),
        BrokenFileError,
        `${path}:1 as a line must be at most`,
      );
    },
  );
});

Deno.test("readWholeText() returns a gzip'd text", () =>
  withFile(gzipSync(encoder.encode("é\n")), async (path) => {
    assertEquals(await readWholeText(path), "é\n");
  }));
