import { assert, assertEquals } from "@std/assert";
import { generatedDocs } from "../../tools/generated_docs.ts";
import { filesUnder, readText, ROOT } from "./source_tree.ts";

const LINK = /\]\(([^)\s]+)\)/g;
const FENCE = /^```[\s\S]*?^```/gm;

async function pages(): Promise<readonly string[]> {
  return (await filesUnder()).filter((path) => path.endsWith(".md"));
}

/** Returns the anchors that a page offers, made from its headings as code hosts make them. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = text.replaceAll(FENCE, "").matchAll(/^#+ +(.+)$/gm);
  return new Set(
    Array.from(
      headings,
      ([, heading = ""]) =>
        heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "")
          .replaceAll(" ", "-"),
    ),
  );
}

async function isBroken(page: string, target: string): Promise<boolean> {
  const url = new URL(target, `file://${ROOT}${page}`);
  const file = decodeURIComponent(url.pathname);
  if (!file.startsWith(ROOT)) return true;
  const text = await Deno.readTextFile(file).catch(() => null);
  if (text === null) return !await isFolder(file);
  const anchor = decodeURIComponent(url.hash.slice(1));
  return anchor !== "" && !anchorsOf(text).has(anchor);
}

async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then((stat) => stat.isDirectory, () => false);
}

Deno.test("generated docs are what the code says", async () => {
  for (const { path, text } of generatedDocs()) {
    const found = await readText(path).catch(() => "");
    assertEquals(found, text, `${path} is stale: run deno task docs`);
  }
});

Deno.test("every link in the docs leads somewhere", async () => {
  const broken: string[] = [];
  for (const page of await pages()) {
    const text = (await readText(page)).replaceAll(FENCE, "");
    for (const [, target = ""] of text.matchAll(LINK)) {
      if (/^[a-z]+:/.test(target)) continue;
      if (await isBroken(page, target)) broken.push(`${page}: ${target}`);
    }
  }
  assertEquals(broken, []);
});

Deno.test("every task that the docs name exists, and so does its script", async () => {
  const { tasks } = JSON.parse(await readText("deno.json"));
  const unknown: string[] = [];
  for (const page of await pages()) {
    const named = (await readText(page)).matchAll(
      /\bdeno(?:@[\d.]+)? task ([a-z]+)/g,
    );
    for (const [, task = ""] of named) {
      if (!Object.hasOwn(tasks, task)) unknown.push(`${page}: ${task}`);
    }
  }
  assertEquals(unknown, []);
  for (const { command } of Object.values<{ command: string }>(tasks)) {
    const script = /[\w/]+\.ts/.exec(command)?.[0] ?? "";
    assert((await Deno.stat(`${ROOT}${script}`)).isFile, script);
  }
});
