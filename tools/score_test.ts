import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { gzipSync } from "node:zlib";
import { UsageError } from "./flags.ts";
import { type FileScore, scoreFile } from "./score/score_file.ts";
import { scoreText } from "./score/score_text.ts";

const ROWS = [
  { forecast: { prob: 0.8, tries: [0.1] }, resolution: true },
  { forecast: { prob: "0.3", tries: [0.2] }, resolution: "No" },
];

async function scored(
  bytes: string | Uint8Array,
  paths: { probability?: string; outcome?: string; market?: string } = {},
): Promise<FileScore> {
  const path = await Deno.makeTempFile();
  try {
    await (typeof bytes === "string"
      ? Deno.writeTextFile(path, bytes)
      : Deno.writeFile(path, bytes));
    return await scoreFile({ path, ...paths });
  } finally {
    await Deno.remove(path);
  }
}

function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => JSON.stringify(row)).join("\n");
}

Deno.test("score reads JSON lines, plain or gzip'd, also joined", async () => {
  const text = jsonLines(ROWS);
  const plain = await scored(text);
  assertEquals([plain.n, plain.rejected], [2, 0]);
  assertAlmostEquals(plain.brier ?? NaN, (0.04 + 0.09) / 2);
  assertEquals(plain.paths.probability, "forecast.prob");
  assertEquals(await scored(gzipSync(text)), plain);
  const first = gzipSync(`\uFEFF${text}\r\n`);
  const second = gzipSync(`\n${text}\n`);
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  assertEquals((await scored(joined)).n, 4);
});

Deno.test("score finds what --probability, --outcome and --market name, into lists too", async () => {
  const rows = [{ a: { b: [0.9, 0.2] }, "happened": 0, m: 0.5 }];
  const paths = { probability: "a.b.1", outcome: "happened" };
  const score = await scored(jsonLines(rows), { ...paths, market: "m" });
  assertAlmostEquals(score.brier ?? NaN, 0.04);
  assertAlmostEquals(score.market?.alpha ?? NaN, 0.25 - 0.04);
  const without = await scored(jsonLines(rows), { ...paths, market: "none" });
  assertEquals([without.n, without.market], [1, undefined]);
});

Deno.test("score counts and names bad lines, and scores the rest", async () => {
  const lines = [
    '{"probability": 0.5, "outcome": 1}',
    "",
    "{not json",
    "[]",
    '{"probability": 1.5, "outcome": 1}',
    '{"probability": "", "outcome": 1}',
    '{"probability": 0.5, "outcome": "void"}',
    '{"probability": 0.5}',
    '{"probability": true, "outcome": 0.5}',
  ];
  const score = await scored(lines.join("\n"));
  assertEquals([score.n, score.rejected], [1, 7]);
  assertEquals(score.rejections.map(({ line }) => line), [3, 4, 5, 6, 7, 8, 9]);
  assertEquals(score.rejectedBy, {
    "the line must be JSON": 1,
    "probability must be there": 1,
    "probability must be a probability of 0 to 1": 3,
    "outcome must be yes or no, true or false, 1 or 0": 1,
    "outcome must be there": 1,
  });
  assertEquals(
    scoreText(score).split("\n").at(-1),
    "scored 1, rejected 7 (probability against outcome)",
  );
});

Deno.test("score keeps what came before a damaged end", async () => {
  const rows = Array.from({ length: 5_000 }, (_, n) => ({
    probability: (n * 7919 % 1000) / 1000,
    outcome: n * 104_729 % 3 === 0,
  }));
  const packed = gzipSync(jsonLines(rows));
  const score = await scored(packed.subarray(0, packed.length >> 1));
  assertEquals(score.n > 1_000, true);
  assertEquals(score.rejectedBy, { "the rest must be readable": 1 });
});

Deno.test("score defines every figure that it gives", async () => {
  const {
    definitions,
    rejected: _1,
    rejectedBy: _2,
    rejections: _3,
    paths: _4,
    ...figures
  } = await scored(jsonLines(ROWS));
  assertEquals(Object.keys(definitions).sort(), Object.keys(figures).sort());
});

Deno.test("score of nothing has no figures", async () => {
  const { n, brier, rejected } = await scored("\n\n");
  assertEquals([n, brier, rejected], [0, undefined, 0]);
});

Deno.test("score refuses what is no file and what is no path in one sentence", async () => {
  await assertRejects(
    () => scoreFile({ path: "/nowhere/at/all.jsonl" }),
    UsageError,
    "as it must exist",
  );
  const folder = await Deno.makeTempDir();
  try {
    await assertRejects(() => scoreFile({ path: folder }), UsageError);
  } finally {
    await Deno.remove(folder);
  }
  await assertRejects(() => scored("{}", { probability: "a..b" }), UsageError);
});
