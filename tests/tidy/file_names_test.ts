import { assertEquals } from "@std/assert";
import { emptyWord } from "../../tools/lint/names.ts";
import { hasZone } from "../../tools/lint/zones.ts";
import { filesUnder, isTypeScript } from "./source_tree.ts";

/** Words that Fresh gives a meaning, and the parts of a path that are parameters. */
const ROUTE_NAME = /^(_app|_layout|_error|_middleware|\[[a-z_.]+\])$/;

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\..*$/, "");
}

function isWellNamed(path: string): boolean {
  const stem = stemOf(path);
  const isPascal = /^[A-Z][A-Za-z0-9]*(_test)?$/.test(stem);
  if (/^islands\/.*\.tsx$/.test(path)) return isPascal;
  if (/\/\(_components\)\/.*\.tsx$/.test(path) && isPascal) return true;
  if (path.startsWith("routes/") && ROUTE_NAME.test(stem)) return true;
  return /^[a-z0-9]+(_[a-z0-9]+)*$/.test(stem);
}

/** The stand-ins for published packages, and the sites that they are tried on, follow those packages. */
async function ownFiles(): Promise<readonly string[]> {
  return (await filesUnder()).filter((path) => !path.startsWith("links/"));
}

Deno.test("file names say what is inside", async () => {
  const files = await ownFiles();
  const folders = files.flatMap((path) => path.split("/").slice(0, -1));
  const named = new Set([
    ...files.filter(isTypeScript).map(stemOf),
    ...folders,
  ]);
  assertEquals([...named].filter((name) => emptyWord(name) !== null), []);
});

Deno.test("files are snake_case, islands and components PascalCase", async () => {
  const files = (await ownFiles()).filter(isTypeScript);
  assertEquals(files.filter((path) => !isWellNamed(path)), []);
});

Deno.test("every source file has its place in the table of zones", async () => {
  const files = (await filesUnder()).filter(isTypeScript);
  assertEquals(files.filter((path) => !hasZone(path)), []);
});
