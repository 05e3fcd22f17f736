import { SingleBar } from "cli-progress";
import process from "node:process";
import { SystemRandom } from "../runtime/mod.ts";
import { runCrashes } from "./crash/crash_run.ts";
import { verdictOf } from "./crash/verdict.ts";
import { printErrorLine, printLine, runCommand, UsageError } from "./flags.ts";

const KILLS_MAX = 100_000;
const SEED_MAX = 4_294_967_295;
const ARENAS_MAX = 8;

const SPEC = {
  name: "crash",
  summary:
    "Kills paper arenas at random instants, restarts each on its database, and audits what they leave.",
  flags: {
    kills: {
      kind: "value",
      placeholder: "N",
      text: "How many kills to make (20)",
    },
    database: {
      kind: "value",
      placeholder: "URL",
      text:
        "A PostgreSQL whose user may create databases (embedded ones in temporary folders)",
    },
    seed: {
      kind: "value",
      placeholder: "S",
      text: "Decides the instants of the kills (a random one, told on stderr)",
    },
    arenas: {
      kind: "value",
      placeholder: "N",
      text: "Arenas that share the kills, side by side (one per processor)",
    },
  },
  notes: [
    "Every arena is the start task's, and has a database of its own that is removed afterwards.",
    "recovery_ms is from the start of a process to viewers being told that contestants trade.",
    "Exits with 0 if nothing was lost or doubled and the verify task agrees, else with 1.",
  ],
} as const;

function parseCount(
  name: keyof typeof SPEC.flags,
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= min && count <= max) return count;
  throw new UsageError(
    `Cannot run crash as --${name} must be a whole number from ${min} to ${max}: use --${name}=1`,
  );
}

function parseServer(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^postgres(ql)?:\/\/./.test(text) && URL.canParse(text)) return text;
  throw new UsageError(
    "Cannot run crash as --database must be the URL of a PostgreSQL server: use --database=postgres://USER@HOST:5432/NAME",
  );
}

/** A progress bar on stderr, where that is a terminal. */
function startBar(kills: number): SingleBar | null {
  if (!Deno.stderr.isTerminal()) return null;
  const bar = new SingleBar({
    format: "{bar} {value} of {total} kills  {eta_formatted} left",
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(kills, 0);
  return bar;
}

/** Returns a signal that is aborted when we are asked to end: databases and processes must not stay behind. */
function untilAskedToEnd(): AbortSignal {
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () =>
      ending.abort(
        new Error(
          `Cannot go on with the crash test as it must not be stopped: current value is ${signal}`,
        ),
      ));
  }
  return ending.signal;
}

if (import.meta.main) {
  await runCommand(SPEC, async ({ flags }) => {
    const kills = parseCount("kills", flags.kills ?? "20", {
      min: 1,
      max: KILLS_MAX,
    });
    const serverUrl = parseServer(flags.database);
    const seed = flags.seed === undefined
      ? new SystemRandom().integer(SEED_MAX)
      : parseCount("seed", flags.seed, { min: 0, max: SEED_MAX });
    const arenasMax = flags.arenas === undefined
      ? Math.min(ARENAS_MAX, navigator.hardwareConcurrency)
      : parseCount("arenas", flags.arenas, { min: 1, max: ARENAS_MAX });
    printErrorLine(`seed ${seed}`);
    const bar = startBar(kills);
    try {
      const outcomes = await runCrashes({
        kills,
        seed,
        serverUrl,
        arenasMax,
        onKill: () => bar?.increment(),
        signal: untilAskedToEnd(),
      });
      bar?.stop();
      const { isHeld, lines } = verdictOf(kills, outcomes);
      for (const line of lines) printLine(line);
      return isHeld ? 0 : 1;
    } catch (error) {
      bar?.stop();
      printErrorLine(error instanceof Error ? error.message : String(error));
      return 1;
    }
  });
}
