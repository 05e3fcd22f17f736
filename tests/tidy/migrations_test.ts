import { assertEquals } from "@std/assert";
import { filesUnder, ROOT } from "./source_tree.ts";

const CHECKSUMS = "tests/tidy/migrations.sha256";

async function checksumOf(path: string): Promise<string> {
  const bytes = await Deno.readFile(`${ROOT}${path}`);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(digest).toHex();
}

Deno.test(`migrations only grow: each stands in ${CHECKSUMS} as it was when it was added`, async () => {
  const paths = (await filesUnder("db/migrations/")).filter((path) =>
    path.endsWith(".sql")
  );
  const lines = await Promise.all(
    paths.map(async (path) => `${await checksumOf(path)}  ${path}`),
  );
  const recorded = await Deno.readTextFile(`${ROOT}${CHECKSUMS}`);
  assertEquals(lines, recorded.trimEnd().split("\n"));
});

Deno.test("migrations are numbered from 0001 without a gap", async () => {
  const names = (await filesUnder("db/migrations/"))
    .filter((path) => path.endsWith(".sql"))
    .map((path) => path.slice("db/migrations/".length));
  for (const [index, name] of names.entries()) {
    assertEquals(name.slice(0, 5), `${String(index + 1).padStart(4, "0")}_`);
  }
});
