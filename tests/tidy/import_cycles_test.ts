import { assertEquals, assertGreater } from "@std/assert";
import { cyclesOf, importGraph } from "./import_cycles.ts";
import { filesUnder, isTypeScript } from "./source_tree.ts";

Deno.test("cyclesOf() finds cycles of any length and nothing in a diamond", () => {
  const graph = new Map([
    ["a", ["b", "c"]],
    ["b", ["d"]],
    ["c", ["d"]],
    ["d", []],
  ]);
  assertEquals(cyclesOf(graph), []);
  assertEquals(cyclesOf(new Map(graph).set("d", ["a"])), ["a → b → d → a"]);
  assertEquals(cyclesOf(new Map([["a", ["a"]]])), ["a → a"]);
});

Deno.test("no file imports itself by way of others", async () => {
  const files = (await filesUnder()).filter(isTypeScript);
  const graph = await importGraph(files, { withTypes: false });
  assertGreater(graph.size, files.length / 2);
  assertEquals(cyclesOf(graph), []);
});

Deno.test("no file takes a type from itself by way of others, outside the kernel and the stand-ins", async () => {
  const files = (await filesUnder()).filter(isTypeScript);
  const graph = await importGraph(files, { withTypes: true });
  // The kernel's parts know each other by type: together they are one module behind `runtime/mod.ts`. The
  // stand-ins for published packages keep to the shape of those packages.
  const isOneModule = (path: string) => /^(runtime|links)\//.test(path);
  const others = [...graph].filter(([path]) => !isOneModule(path));
  assertEquals(cyclesOf(new Map(others)), []);
});
