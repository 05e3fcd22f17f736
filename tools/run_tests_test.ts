import { assertEquals, assertStringIncludes } from "@std/assert";

const SCRIPT = new URL("./run_tests.ts", import.meta.url).pathname;

async function runTestTask(
  source: string | readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const folder = await Deno.makeTempDir();
  try {
    const files = [source].flat().map((text, index) => ({
      path: `${folder}/${index}_test.ts`,
      text,
    }));
    for (const { path, text } of files) await Deno.writeTextFile(path, text);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", SCRIPT, ...files.map(({ path }) => path)],
      cwd: folder,
      env: { CI: "", ...env },
    }).output();
    const decoder = new TextDecoder();
    const lastLine = decoder.decode(stdout).trimEnd().split("\n").at(-1);
    return { code, lastLine, err: decoder.decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const PASSES = `Deno.test("passes", async (t) => {
  await t.step("first", () => {});
  await t.step("second", () => {});
});`;
const FAILS = `Deno.test("fails", () => { throw new Error("meant"); });`;
const SKIPS = `Deno.test({ name: "waits", ignore: ${true}, fn() {} });`;

Deno.test("the test task ends with the counts of tests, without steps", async () => {
  const { code, lastLine } = await runTestTask(PASSES);
  assertEquals([code, lastLine], [0, "1 passed, 0 failed"]);
});

Deno.test("the test task runs files side by side, and counts the tests of all", async () => {
  const meets = (own: string, other: string) =>
    `Deno.test("meets the other file", async () => {
      await Deno.writeTextFile("${own}", "");
      const there = () => Deno.stat("${other}").then(() => true, () => false);
      for (let tries = 0; tries < 1_200; tries += 1) {
        if (await there()) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error("nobody came");
    });`;
  const { code, lastLine } = await runTestTask(
    [meets("here", "there"), meets("there", "here")],
    { DENO_JOBS: "2" },
  );
  assertEquals([code, lastLine], [0, "2 passed, 0 failed"]);
});

Deno.test("the test task counts failed and skipped tests and fails", async () => {
  const { code, lastLine } = await runTestTask(PASSES + FAILS + SKIPS);
  assertEquals([code, lastLine], [1, "1 passed, 1 failed, 1 skipped"]);
});

Deno.test("the test task fails for a file that does not type-check", async () => {
  const { code, lastLine } = await runTestTask(`const n: number = "x";`);
  assertEquals([code, lastLine], [1, "0 passed, 1 failed"]);
});

Deno.test("the test task fails without a database where CI is true, and says which", async () => {
  const { code, lastLine, err } = await runTestTask(PASSES, {
    CI: "true",
    TEST_DATABASE_URL: "postgres://me@127.0.0.1:1/x",
  });
  assertEquals([code, lastLine], [1, "0 passed, 1 failed"]);
  assertStringIncludes(err, "missing: database tests need the PostgreSQL");
});

Deno.test("the test task skips without a database elsewhere", async () => {
  const { code, lastLine, err } = await runTestTask(PASSES, {
    TEST_DATABASE_URL: "postgres://me@127.0.0.1:1/x",
  });
  assertEquals([code, lastLine], [0, "1 passed, 0 failed"]);
  assertStringIncludes(err, "skipped: database tests");
});

Deno.test("tests do not see the settings of the shell that runs them", async () => {
  const source = `Deno.test("env", () => {
    if (Deno.env.get("ARENA_SEED") !== undefined) throw new Error("seen");
    if (Deno.env.get("PORT") !== undefined) throw new Error("seen");
  });`;
  const { lastLine } = await runTestTask(source, {
    ARENA_SEED: "9",
    PORT: "1",
  });
  assertEquals(lastLine, "1 passed, 0 failed");
});
