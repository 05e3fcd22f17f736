import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { z } from "zod";

const ROOT = new URL("..", import.meta.url).pathname;
const DATA = `${ROOT}../shared/data`;

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function inspect(...args: readonly string[]): Promise<Run> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-read", "tools/inspect.ts", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

function lastLine({ out }: Run): string | undefined {
  return out.trimEnd().split("\n").at(-1);
}

async function withFile(
  text: string,
  test: (path: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".jsonl" });
  try {
    await Deno.writeTextFile(path, text);
    await test(path);
  } finally {
    await Deno.remove(path);
  }
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

const TAPE = [
  '{"t":1,"kind":"tape","version":1}',
  '{"t":2,"kind":"spot","symbol":"BTC-USD","price":"1"}',
].join("\n");

Deno.test("inspect counts what is on a tape and exits with 0", () =>
  withFile(TAPE, async (path) => {
    const run = await inspect(path);
    assertEquals([run.code, lastLine(run)], [0, "parsed 2, rejected 0"]);
    assertStringIncludes(run.out, "1  spot\n");
    assertStringIncludes(
      run.out,
      "from 1970-01-01T00:00:00.001Z until 1970-01-01T00:00:00.002Z",
    );
  }));

Deno.test("inspect names file and line of what does not parse and exits with 1", () =>
  withFile(`${TAPE}\nnot json\n`, async (path) => {
    const run = await inspect(path);
    assertEquals([run.code, lastLine(run)], [1, "parsed 2, rejected 1"]);
    assertStringIncludes(
      run.out,
      `${path}:3: Cannot read a line as it must be JSON: current value is "not json"`,
    );
  }));

Deno.test("inspect reads captured frames line by line and reports gaps", () => {
  const frames = [1, 2, 5].map((seq) =>
    JSON.stringify({
      type: "orderbook_snapshot",
      sid: 1,
      seq,
      msg: { market_ticker: "T" },
    })
  );
  return withFile(frames.join("\n"), async (path) => {
    const run = await inspect(path, "--json");
    const report = z.object({ parsed: z.int(), gaps: z.int() }).parse(
      JSON.parse(run.out),
    );
    assertEquals([run.code, report], [1, { parsed: 3, gaps: 1 }]);
  });
});

Deno.test("inspect reads captures of dflow", () =>
  withFile('{"channel":"prices","type":"surprise"}', async (path) => {
    const run = await inspect(path, "--venue", "dflow");
    assertEquals([run.code, lastLine(run)], [1, "parsed 0, rejected 1"]);
    assertStringIncludes(run.out, "Cannot decode a dflow frame");
  }));

Deno.test("inspect refuses wrong use in one sentence", async () => {
  const wrong: readonly [args: readonly string[], part: string][] = [
    [[], "FILE… is missing"],
    [["--speed", "a"], "--speed is not one of its flags"],
    [
      ["--venue", "nasdaq", "a"],
      "--venue must be kalshi, dflow, polymarket",
    ],
    [["/nowhere/a.tape"], "/nowhere/a.tape as it must exist"],
  ];
  for (const [args, part] of wrong) {
    const run = await inspect(...args);
    assertEquals([run.code, run.out], [2, ""]);
    assertStringIncludes(run.err, part);
    assertEquals(run.err.trimEnd().split("\n").length, 1);
  }
});

Deno.test("inspect --help shows its flags", async () => {
  const run = await inspect("--help");
  assertEquals(run.code, 0);
  assertStringIncludes(run.out, "--venue V");
});

const agreementSchema = z.object({
  rejected: z.int(),
  gaps: z.int(),
  agreement: z.object({
    tickers: z.int(),
    classes: z.object({ equal: z.int(), never: z.int(), no_book: z.int() }),
  }),
});

Deno.test({
  name:
    "inspect finds at least 90 % of the tickers of the real recordings equal to the rebuilt books, no gap, and says where the others agree (needs ../shared/data/kalshi-btc15m-ws)",
  ignore: !isThere(`${DATA}/kalshi-btc15m-ws`),
  fn: async () => {
    const folder = `${DATA}/kalshi-btc15m-ws`;
    const names = await Array.fromAsync(Deno.readDir(folder));
    const paths = names.map(({ name }) => `${folder}/${name}`).sort();
    const run = await inspect("--json", ...paths);
    const report = agreementSchema.parse(JSON.parse(run.out));
    const { tickers, classes } = report.agreement;
    assertEquals([run.code, report.rejected, report.gaps], [0, 0, 0]);
    assert(classes.equal / tickers >= 0.9, `${classes.equal} of ${tickers}`);
    assertEquals([classes.never, classes.no_book], [0, 0]);
    assertStringIncludes(run.err, "SOURCE.md: no JSON");
  },
});

Deno.test({
  name:
    "inspect parses every captured Kalshi payload (needs ../shared/data/kalshi-api-recorded)",
  ignore: !isThere(`${DATA}/kalshi-api-recorded`),
  fn: async () => {
    const folder = `${DATA}/kalshi-api-recorded`;
    const names = await Array.fromAsync(Deno.readDir(folder));
    const paths = names.map(({ name }) => `${folder}/${name}`).sort();
    const run = await inspect(...paths);
    assertEquals(run.code, 0, run.out);
    for (
      const kind of ["candlestick", "event", "fill", "market", "orderbook"]
    ) {
      assertStringIncludes(run.out, `  ${kind}\n`);
    }
  },
});

Deno.test({
  name: "inspect reads every message of captures of Hyperliquid's socket",
  ignore: !isThere(`${DATA}/hyperliquid-fills-books`),
  fn: async () => {
    const folder = `${DATA}/hyperliquid-fills-books`;
    const run = await inspect(
      `${folder}/live_books_5m.jsonl.gz`,
      `${folder}/live_bbo_90s.jsonl.gz`,
    );
    assertEquals([run.code, lastLine(run)], [0, "parsed 3004, rejected 0"]);
    assertStringIncludes(run.out, "1,493  hyperliquid bbo\n");
    assertStringIncludes(run.out, "370  hyperliquid l2Book\n");
    assertStringIncludes(run.out, "1,139  hyperliquid trades\n");
  },
});
