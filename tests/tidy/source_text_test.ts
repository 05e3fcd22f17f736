import { assertEquals } from "@std/assert";
import { filesUnder, isTypeScript, readText } from "./source_tree.ts";

/** Returns `path:line` of every line in which `pattern` is found. */
async function linesWith(
  pattern: RegExp,
  paths: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const lines = (await readText(path)).split("\n");
    for (const [index, line] of lines.entries()) {
      if (pattern.test(line)) found.push(`${path}:${index + 1}`);
    }
  }
  return found;
}

/** This file spells what it looks for. */
async function sources(): Promise<readonly string[]> {
  return (await filesUnder()).filter((path) =>
    isTypeScript(path) && path !== "tests/tidy/source_text_test.ts"
  );
}

/** Published packages have types that only `any` can write, and so have their stand-ins. */
async function ownSources(): Promise<readonly string[]> {
  return (await sources()).filter((path) => !path.startsWith("links/"));
}

async function texts(): Promise<readonly string[]> {
  return (await filesUnder()).filter((path) =>
    /\.(tsx?|md|sql|json|css|sh)$|^\.ci\//.test(path) &&
    path !== "tests/tidy/source_text_test.ts"
  );
}

Deno.test("no work is left for later in a comment", async () => {
  const pattern = /\b(TODO|FIXME|XXX|HACK)\b/;
  assertEquals(await linesWith(pattern, await texts()), []);
});

Deno.test("no path of somebody's machine is written down", async () => {
  const pattern = /(^|[\s"'`(=:])\/(home|Users|root|work|tmp|mnt)\/\w/;
  assertEquals(await linesWith(pattern, await texts()), []);
});

Deno.test("the compiler is told to look away only where a test proves an error", async () => {
  const banned = /@ts-(ignore|nocheck)/;
  assertEquals(await linesWith(banned, await sources()), []);
  const outsideTests = (await ownSources()).filter((path) =>
    !/_test\.tsx?$/.test(path)
  );
  assertEquals(await linesWith(/@ts-expect-error/, outsideTests), []);
});

Deno.test("a lint rule is ignored only with a reason", async () => {
  const pattern = /deno-lint-ignore(?!.* -- \w)/;
  assertEquals(await linesWith(pattern, await ownSources()), []);
});

Deno.test("no type of ours is any", async () => {
  const pattern = /deno-lint-ignore.*no-explicit-any/;
  assertEquals(await linesWith(pattern, await ownSources()), []);
});

Deno.test("no test is singled out, and none is switched off for good", async () => {
  const pattern = /\.only\(|\bonly: true|\bignore: true/;
  assertEquals(await linesWith(pattern, await sources()), []);
});
