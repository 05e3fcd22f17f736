import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { runTask } from "../process/task_run.ts";
import { readText } from "./source_tree.ts";

const { tasks } = JSON.parse(await readText("deno.json"));

for (const name of Object.keys(tasks)) {
  Deno.test(`deno task ${name} --help shows its usage`, async () => {
    const { code, out } = await runTask([name, "--help"]);
    assertEquals(code, 0);
    assertStringIncludes(out, `deno task ${name}`);
  });

  Deno.test(`deno task ${name} refuses an unknown flag with 2 and one sentence`, async () => {
    const { code, err } = await runTask([name, "--unheard-of"]);
    assertEquals(code, 2, err);
    // What is installed for a task's first run is told before its own sentence.
    const sentence = err.trimEnd().split("\n").at(-1) ?? "";
    assertMatch(sentence, /^Cannot .*--unheard-of.*$/);
  });
}
