/** Root of the repository, with a trailing slash. */
export const ROOT = decodeURIComponent(
  new URL("../../", import.meta.url).pathname,
);

/** What a checkout does not contain. */
const IGNORED = new Set([
  ".arena",
  ".git",
  "coverage",
  "data",
  "node_modules",
]);

/** Returns the repository paths of all files under `folder`, sorted, without what git ignores. */
export async function filesUnder(folder = ""): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const entry of Deno.readDir(`${ROOT}${folder}`)) {
    const path = `${folder}${entry.name}`;
    if (entry.isFile) paths.push(path);
    if (entry.isDirectory && !IGNORED.has(entry.name)) {
      paths.push(...await filesUnder(`${path}/`));
    }
  }
  return paths.sort();
}

/** Returns whether `path` is TypeScript. */
export function isTypeScript(path: string): boolean {
  return /\.tsx?$/.test(path);
}

/** Returns the text of the file at the repository path `path`. */
export async function readText(path: string): Promise<string> {
  return await Deno.readTextFile(`${ROOT}${path}`);
}
