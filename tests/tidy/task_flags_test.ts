import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { readText, ROOT } from "./source_tree.ts";

const { tasks } = JSON.parse(await readText("deno.json"));

async function run(task: string, flag: string) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", task, flag],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    // A task that takes no notice of its flags would run for good.
    signal: AbortSignal.timeout(120_000),
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

for (const name of Object.keys(tasks)) {
  Deno.test(`deno task ${name} --help shows its usage`, async () => {
    const { code, out } = await run(name, "--help");
    assertEquals(code, 0);
    assertStringIncludes(out, `deno task ${name}`);
  });

  Deno.test(`deno task ${name} refuses an unknown flag with 2 and one sentence`, async () => {
    const { code, err } = await run(name, "--unheard-of");
    assertEquals(code, 2, err);
    // What is installed for a task's first run is told before its own sentence.
    const sentence = err.trimEnd().split("\n").at(-1) ?? "";
    assertMatch(sentence, /^Cannot .*--unheard-of.*$/);
  });
}
