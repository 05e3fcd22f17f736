import { assertEquals } from "@std/assert";
import { runDeno } from "./child.ts";

Deno.test("runDeno() hands over output and exit status", async () => {
  let output = "";
  const decoder = new TextDecoder();
  const outcome = await runDeno(
    ["eval", "await Deno.stdout.write(Uint8Array.of(104, 105)); Deno.exit(3)"],
    { onOutput: (bytes) => output += decoder.decode(bytes) },
  );
  assertEquals([output, outcome.code, outcome.success], ["hi", 3, false]);
});

Deno.test("runDeno() gives the child the environment that is named, and nothing else", async () => {
  const code = "Deno.exit(Deno.env.get('HOME') === undefined && " +
    "Deno.env.get('ONLY') === 'this' ? 0 : 1)";
  const { success } = await runDeno(["eval", code], { env: { ONLY: "this" } });
  assertEquals(success, true);
});

Deno.test("runDeno() passes a signal on, so that no child outlives us", async () => {
  const parent = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { runDeno } from "${import.meta.resolve("./child.ts")}";
       const { code } = await runDeno(["eval", "console.log('up'); setInterval(() => {}, 1e6)"]);
       Deno.exit(code);`,
    ],
    stdout: "piped",
  }).spawn();
  const reader = parent.stdout.getReader();
  await reader.read();
  parent.kill("SIGTERM");
  assertEquals((await parent.status).code, 143);
  // The pipe ends only when the child, which holds its other end, is gone too.
  assertEquals((await reader.read()).done, true);
});
