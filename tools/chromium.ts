import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { printErrorLine, printLine } from "./flags.ts";

/**
 * Not written where it is imported: a literal there would make every run of this file download
 * 70 MB, also where a browser is installed.
 */
const PACKAGE = "npm:@sparticuz/chromium@^153.0.0";

/** The part of the package that is used here. */
interface ChromiumPackage {
  readonly default: { executablePath(): Promise<string> };
  inflate(archive: string): Promise<string>;
}

const SYSTEM_PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/local/bin/chromium",
  "/usr/local/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** A browser that has been started once, or why there is none. */
export type Chromium =
  | {
    readonly kind: "found";
    readonly path: string;
    readonly source: "CHROMIUM_PATH" | "system" | "npm";
    readonly version: string;
  }
  | { readonly kind: "missing"; readonly reason: string };

/** Returns `CHROMIUM_PATH`, else the system's Chromium or Chrome; each is started once to see that it runs. */
export async function findInstalledChromium(
  chromiumPath: string | undefined,
): Promise<Chromium> {
  if (chromiumPath !== undefined && chromiumPath !== "") {
    const start = await startOnce(chromiumPath);
    return start.ok
      ? {
        kind: "found",
        path: chromiumPath,
        source: "CHROMIUM_PATH",
        version: start.text,
      }
      : {
        kind: "missing",
        reason: `CHROMIUM_PATH does not start: ${start.text}`,
      };
  }
  for (const path of SYSTEM_PATHS) {
    if (!await isFile(path)) continue;
    const { ok, text } = await startOnce(path);
    if (ok) return { kind: "found", path, source: "system", version: text };
  }
  return { kind: "missing", reason: "no Chromium or Chrome is installed" };
}

/** Returns the installed browser, else the one that comes out of an npm package, unpacked once per version. */
export async function findChromium(
  chromiumPath: string | undefined,
): Promise<Chromium> {
  const installed = await findInstalledChromium(chromiumPath);
  const isNamed = chromiumPath !== undefined && chromiumPath !== "";
  if (installed.kind === "found" || isNamed) return installed;
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") {
    return {
      kind: "missing",
      reason: `${installed.reason}, and the npm package is for Linux on x86_64`,
    };
  }
  try {
    return await unpackChromium();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { kind: "missing", reason: `${installed.reason}; npm: ${text}` };
  }
}

/**
 * The package unpacks into the folder for temporary files and takes what lies there as whole: a folder
 * of our own that appears by one rename keeps two runs at once, and a run cut short, from a torn binary.
 */
async function unpackChromium(): Promise<Chromium> {
  const folder = `${tmpdir()}/alpha-arena-chromium-153`;
  if (!await isFile(`${folder}/chromium`)) {
    const staging = await Deno.makeTempDir({ prefix: "alpha-arena-chromium-" });
    await withTemporaryFolder(staging, async () => {
      const unpacker: ChromiumPackage = await import(PACKAGE);
      await unpacker.default.executablePath();
    });
    await Deno.rename(staging, folder).catch(() =>
      Deno.remove(staging, { recursive: true })
    );
  }
  const path = `${folder}/chromium`;
  const { ok, text } = await startOnce(path);
  if (ok) return { kind: "found", path, source: "npm", version: text };
  return await withOwnLibraries(folder);
}

/** A bare machine lacks NSS and fonts. The package carries those of one distribution, and they serve here. */
async function withOwnLibraries(folder: string): Promise<Chromium> {
  const archive = new URL("../bin/al2023.tar.br", import.meta.resolve(PACKAGE));
  await withTemporaryFolder(folder, async () => {
    const unpacker: ChromiumPackage = await import(PACKAGE);
    await unpacker.inflate(fileURLToPath(archive));
  });
  const path = `${folder}/chromium-with-libraries`;
  const script = `#!/bin/sh
export LD_LIBRARY_PATH="${folder}/al2023/lib"
[ -d /etc/fonts ] || export FONTCONFIG_PATH="${folder}/fonts"
exec "${folder}/chromium" "$@"
`;
  await Deno.writeTextFile(path, script, { mode: 0o755 });
  const { ok, text } = await startOnce(path);
  return ok
    ? { kind: "found", path, source: "npm", version: text }
    : { kind: "missing", reason: `it does not start: ${text}` };
}

/** The package knows its target only as the system's folder for temporary files. */
async function withTemporaryFolder(
  folder: string,
  work: () => Promise<void>,
): Promise<void> {
  const before = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", folder);
  try {
    await work();
  } finally {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
  }
}

async function startOnce(
  path: string,
): Promise<{ readonly ok: boolean; readonly text: string }> {
  try {
    const command = new Deno.Command(path, { args: ["--version"] });
    const { success, stdout, stderr } = await command.output();
    const text = new TextDecoder().decode(success ? stdout : stderr).trim();
    return { ok: success, text: text.split("\n")[0] ?? "" };
  } catch (error) {
    return { ok: false, text: String(error) };
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

if (import.meta.main) {
  const chromium = await findChromium(Deno.env.get("CHROMIUM_PATH"));
  if (chromium.kind === "found") printLine(chromium.path);
  else printErrorLine(`Cannot find a browser as ${chromium.reason}`);
  Deno.exit(chromium.kind === "found" ? 0 : 1);
}
