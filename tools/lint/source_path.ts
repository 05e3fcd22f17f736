const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/** Returns `filename` as a path inside the repository, with forward slashes and no leading one. */
export function repoPath(filename: string): string {
  const path = filename.replaceAll("\\", "/");
  return path.startsWith(ROOT) ? path.slice(ROOT.length) : path;
}

/**
 * Returns whether `path` is test code: a `_test` file, what such files share in a `testing` file or folder
 * beside the source, or anything under `tests/` or `bench/`.
 */
export function isTestCode(path: string): boolean {
  return /^(tests|bench)\//.test(path) || /_test\.tsx?$/.test(path) ||
    /\/testing\/|[/_]testing\.ts$/.test(path);
}

/** Returns whether `path` runs in a browser: islands and what they import from the routes. */
export function isBrowserCode(path: string): boolean {
  return /^(islands|static)\//.test(path) || path.includes("/(_client)/");
}

/** Returns whether `path` belongs to a stand-in for a published package, whose API is not ours. */
export function isLink(path: string): boolean {
  return path.startsWith("links/");
}

/** Returns the repository path that a relative `specifier` in `from` names, or `null` for a package. */
export function resolveSpecifier(
  from: string,
  specifier: string,
): string | null {
  if (!/^\.{0,2}\//.test(specifier)) return null;
  const resolved = new URL(specifier, `file:///${from}`).pathname.slice(1);
  return decodeURIComponent(resolved);
}
