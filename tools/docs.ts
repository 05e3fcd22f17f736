import { printErrorLine, printLine, runCommand } from "./flags.ts";
import { type GeneratedDoc, generatedDocs } from "./generated_docs.ts";

/** Returns the paths of generated files that are absent or differ from what the code says. */
async function staleDocs(
  docs: readonly GeneratedDoc[],
): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const { path, text } of docs) {
    const found = await Deno.readTextFile(path).catch(() => null);
    if (found !== text) stale.push(path);
  }
  return stale;
}

async function write(docs: readonly GeneratedDoc[]): Promise<void> {
  for (const { path, text } of docs) {
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(path, text);
    printLine(path);
  }
}

if (import.meta.main) {
  const spec = {
    name: "docs",
    summary: "Writes the parts of docs/ that come from the code.",
    flags: {
      check: { kind: "switch", text: "Only tells which of them are stale" },
    },
  } as const;
  await runCommand(spec, async ({ flags }) => {
    const docs = generatedDocs();
    if (!flags.check) {
      await write(docs);
      return 0;
    }
    const stale = await staleDocs(docs);
    if (stale.length === 0) return 0;
    printErrorLine(
      `Cannot keep ${
        stale.join(", ")
      } as the code has changed: run deno task docs`,
    );
    return 1;
  });
}
