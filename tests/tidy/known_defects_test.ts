import { assert, assertEquals } from "@std/assert";
import { readText } from "./source_tree.ts";

/** The name of a test and the file that it is in. */
const ROW = /\| \[(.+?)\]\(\.\.\/(\S+_test\.ts)\)/g;

Deno.test("every known defect has a test of the name that docs/known_defects.md gives it", async () => {
  const page = (await readText("docs/known_defects.md")).replaceAll("\\", "");
  const rows = Array.from(page.matchAll(ROW));
  assert(rows.length > 0);
  const missing: string[] = [];
  for (const [, name = "", path = ""] of rows) {
    const text = await readText(path);
    if (!text.includes(`Deno.test("${name}"`)) missing.push(name);
  }
  assertEquals(missing, []);
  const links = page.split("\n").filter((line) => line.includes("](../"));
  assertEquals(links.length, rows.length);
});
