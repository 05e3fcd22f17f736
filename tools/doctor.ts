import { statfs } from "node:fs/promises";
import { ConfigError, loadSettings, type Settings } from "../config.ts";
import { publicUrl } from "../db/public_url.ts";
import { calendarFindings } from "./doctor_calendar.ts";
import { modelFindings } from "./doctor_models.ts";
import { findInstalledChromium } from "./chromium.ts";
import type { Finding } from "./finding.ts";
import { printLine, runCommand } from "./flags.ts";
import { venueFindings } from "./venue_findings.ts";
import { findTestDatabase, probePostgres } from "./postgres_probe.ts";

/** The version that the project is developed and tested with. */
const DENO_VERSION = "2.9.6";

const FREE_BYTES_MIN = 1_000_000_000;

/** Returns the finding about the version of Deno. */
export function denoFinding(version: string): Finding {
  const item = "deno";
  if (version === DENO_VERSION) return { status: "ok", item, text: version };
  const [major] = version.split(".");
  const isOther = major !== DENO_VERSION.split(".")[0];
  return {
    status: isOther ? "fail" : "note",
    item,
    text: `${version}: tested with ${DENO_VERSION}`,
  };
}

/** Returns the finding about the settings, and the settings where they hold. */
export function settingsFinding(
  env: Readonly<Record<string, string>>,
): { readonly finding: Finding; readonly settings: Settings | null } {
  const item = "settings";
  try {
    const settings = loadSettings(env);
    const given = Object.keys(settings).filter((name) => env[name]);
    const text = given.length === 0 ? "all defaults" : given.join(", ");
    return { finding: { status: "ok", item, text }, settings };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const finding = { status: "fail", item, text: error.message } as const;
    return { finding, settings: null };
  }
}

/** Returns whether the site can listen at `hostname` and `port`. */
export function portFinding(hostname: string, port: number): Finding {
  const item = "port";
  const place = `${hostname}:${port}`;
  try {
    Deno.listen({ hostname, port }).close();
    return { status: "ok", item, text: `${place} is free` };
  } catch (error) {
    const text = error instanceof Deno.errors.AddrInUse
      ? `${place} is taken: set PORT to another one`
      : `${place}: ${error instanceof Error ? error.message : error}`;
    return { status: "fail", item, text };
  }
}

/** Returns whether files can be written in `folder`, which a start would create. */
export async function folderFinding(folder: string): Promise<Finding> {
  const item = "data folder";
  try {
    const existing = await nearestFolder(folder);
    const probe = await Deno.makeTempFile({ dir: existing });
    await Deno.remove(probe);
    const isThere = existing === folder;
    const text = isThere ? `${folder} is writable` : `${folder} can be made`;
    return { status: "ok", item, text };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      status: "fail",
      item,
      text: `${folder}: ${reason}: set ARENA_DATA_DIR to a writable folder`,
    };
  }
}

async function nearestFolder(folder: string): Promise<string> {
  const stat = await Deno.stat(folder).catch(() => null);
  if (stat !== null) return folder;
  const parent = folder.includes("/")
    ? folder.slice(0, folder.lastIndexOf("/")) || "/"
    : ".";
  return await nearestFolder(parent);
}

async function databaseFinding(
  { DATABASE_URL, ARENA_DATA_DIR }: Settings,
): Promise<Finding> {
  const item = "database";
  if (DATABASE_URL === null) {
    return { status: "ok", item, text: `embedded, in ${ARENA_DATA_DIR}` };
  }
  const probe = await probePostgres(DATABASE_URL);
  const url = publicUrl(DATABASE_URL);
  return probe.kind === "reachable"
    ? { status: "ok", item, text: `PostgreSQL ${probe.version} at ${url}` }
    : {
      status: "fail",
      item,
      text: `${url}: ${probe.reason}: start it or mend DATABASE_URL`,
    };
}

async function diskFinding(): Promise<Finding> {
  const { bavail, bsize } = await statfs(".");
  const bytes = Number(bavail) * Number(bsize);
  return {
    status: bytes < FREE_BYTES_MIN ? "fail" : "ok",
    item: "disk",
    text: `${(bytes / 1e9).toFixed(1)} GB free`,
  };
}

async function testFindings(
  env: Readonly<Record<string, string>>,
): Promise<readonly Finding[]> {
  const [chromium, database] = await Promise.all([
    findInstalledChromium(env["CHROMIUM_PATH"]),
    findTestDatabase(env),
  ]);
  const url = publicUrl(database.url);
  return [
    chromium.kind === "found"
      ? { status: "ok", item: "test browser", text: chromium.path }
      : {
        status: "note",
        item: "test browser",
        text: `${chromium.reason}: deno task test gets one from npm`,
      },
    database.kind === "reachable"
      ? { status: "ok", item: "test database", text: url }
      : {
        status: "note",
        item: "test database",
        text: `${url}: ${database.reason}: its tests are skipped`,
      },
  ];
}

async function examine(
  env: Readonly<Record<string, string>>,
): Promise<readonly Finding[]> {
  const { finding, settings } = settingsFinding(env);
  const findings = [denoFinding(Deno.version.deno), finding];
  if (settings !== null) {
    findings.push(
      await databaseFinding(settings),
      portFinding(settings.HOST, settings.PORT),
      await folderFinding(settings.ARENA_DATA_DIR),
      ...await venueFindings(settings, { env, nowMs: Date.now() }),
      ...await modelFindings(settings),
      ...calendarFindings(settings, Date.now()),
    );
  }
  return [...findings, await diskFinding(), ...await testFindings(env)];
}

if (import.meta.main) {
  const spec = {
    name: "doctor",
    summary: "Shows what is configured, reachable and missing.",
    flags: {},
    notes: ["Exits with 1 if something keeps the arena from running."],
  };
  await runCommand(spec, async () => {
    const findings = await examine(Deno.env.toObject());
    for (const { status, item, text } of findings) {
      printLine(`${status.padEnd(4)}  ${item.padEnd(13)}  ${text}`);
    }
    return findings.some(({ status }) => status === "fail") ? 1 : 0;
  });
}
