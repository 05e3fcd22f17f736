import { publicUrl } from "../db/public_url.ts";
import { runDeno } from "./child.ts";
import { findChromium } from "./chromium.ts";
import {
  type CommandLine,
  printErrorLine,
  printLine,
  runCommand,
} from "./flags.ts";
import { findTestDatabase } from "./postgres_probe.ts";
import {
  formatSummary,
  readSummary,
  type TestSummary,
} from "./test_summary.ts";

const FLAGS = {
  filter: {
    kind: "value",
    text: "Runs tests whose name contains TEXT or matches /PATTERN/",
    placeholder: "TEXT",
  },
  "fail-fast": { kind: "switch", text: "Stops at the first failure" },
  serial: { kind: "switch", text: "Runs one file after the other" },
  "trace-leaks": {
    kind: "switch",
    text: "Shows where leaked timers and resources came from, slowly",
  },
  coverage: { kind: "switch", text: "Collects coverage into coverage/" },
} as const;

const SPEC = {
  name: "test",
  summary: "Runs all tests, or those in PATH, and sets up what they need.",
  flags: FLAGS,
  words: { placeholder: "PATH…" },
  notes: [
    "CHROMIUM_PATH      browser for the browser tests (default: the system's, else one from npm)",
    "TEST_DATABASE_URL  PostgreSQL for the database tests (default: 127.0.0.1:5432)",
    "CI=true            makes a missing browser or database a failure, not a skip",
    "DENO_JOBS          files side by side (default: as many as processors, 4 at most)",
  ],
} as const;

/**
 * Files that run side by side, at most: the longest wait for time to pass, and each that starts arenas needs memory and
 * connections to the database of its own.
 */
const JOBS_MAX = 4;

/** The tail of the output that is kept to find the summary in. */
const TAIL_CHARS = 65_536;

/** Returns what tests find around them, as environment, or `null` after saying what is missing and must not be. */
async function prepare(): Promise<Readonly<Record<string, string>> | null> {
  const given = Deno.env.toObject();
  const [chromium, database] = await Promise.all([
    findChromium(given["CHROMIUM_PATH"]),
    findTestDatabase(given),
  ]);
  const env: Record<string, string> = {};
  const missing: string[] = [];
  if (chromium.kind === "found") {
    env["CHROMIUM_PATH"] = chromium.path;
    printErrorLine(`browser: ${chromium.version} at ${chromium.path}`);
  } else missing.push(`browser tests need a Chromium: ${chromium.reason}`);
  const shownUrl = publicUrl(database.url);
  if (database.kind === "reachable") {
    env["TEST_DATABASE_URL"] = database.url;
    printErrorLine(`database: PostgreSQL ${database.version} at ${shownUrl}`);
  } else {
    missing.push(
      `database tests need the PostgreSQL of TEST_DATABASE_URL: ${shownUrl}: ${database.reason}`,
    );
  }
  const isStrict = given["CI"] === "true";
  for (const sentence of missing) {
    printErrorLine(`${isStrict ? "missing" : "skipped"}: ${sentence}`);
  }
  if (isStrict && missing.length > 0) return null;
  return env;
}

function argumentsOf(
  { flags, words }: CommandLine<typeof FLAGS>,
): string[] {
  // The embedded database listens on sockets in temporary folders and the browser driver reads /proc: no
  // narrower grant covers both. What the tests start runs with the permissions of its own task.
  const args = ["test", "--doc", "--allow-all"];
  if (flags.filter !== undefined) args.push(`--filter=${flags.filter}`);
  if (flags["fail-fast"]) args.push("--fail-fast");
  if (!flags.serial) args.push("--parallel");
  if (flags["trace-leaks"]) args.push("--trace-leaks");
  if (flags.coverage) args.push("--coverage=coverage");
  return [...args, ...words];
}

/** Settings of the shell must not steer the arenas that tests start. */
function testEnvironment(
  added: Readonly<Record<string, string>>,
): Record<string, string> {
  const env = Deno.env.toObject();
  for (const name of Object.keys(env)) {
    if (/^(ARENA_.*|DATABASE_URL|PORT|HOST|.*_API_KEY)$/.test(name)) {
      delete env[name];
    }
  }
  const color: Record<string, string> = Deno.stdout.isTerminal()
    ? { FORCE_COLOR: "1" }
    : { NO_COLOR: "1" };
  const jobs = Math.min(navigator.hardwareConcurrency, JOBS_MAX);
  return { DENO_JOBS: `${jobs}`, ...env, ...color, ...added };
}

async function runTests(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<TestSummary> {
  const decoder = new TextDecoder();
  let tail = "";
  const { success } = await runDeno(args, {
    env,
    onOutput(bytes) {
      Deno.stdout.writeSync(bytes);
      tail += decoder.decode(bytes, { stream: true });
      tail = tail.slice(-TAIL_CHARS);
    },
  });
  const summary = readSummary(tail);
  if (summary === null) {
    printErrorLine("Cannot count tests as the run ended without a summary");
    return { passed: 0, failed: 1, skipped: 0 };
  }
  // A failure outside of any test, such as a module that does not load, is one too.
  const failed = Math.max(summary.failed, success ? 0 : 1);
  return { ...summary, failed };
}

if (import.meta.main) {
  await runCommand(SPEC, async (line) => {
    const surroundings = await prepare();
    const summary = surroundings === null
      ? { passed: 0, failed: 1, skipped: 0 }
      : await runTests(
        argumentsOf(line),
        testEnvironment(surroundings),
      );
    printLine(formatSummary(summary));
    return summary.failed === 0 ? 0 : 1;
  });
}
