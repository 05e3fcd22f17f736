import {
  printErrorLine,
  printLine,
  runCommand,
  UsageError,
} from "../tools/flags.ts";
import {
  ARENA_NOTE,
  arenaWorkloads,
  LOADS_NOTE,
  loadsWorkloads,
} from "./arena.ts";
import { BOARDS_NOTE, boardsWorkloads } from "./boards.ts";
import { CORE_NOTE, coreWorkloads } from "./core.ts";
import { INGEST_NOTE, ingestWorkloads } from "./ingest.ts";
import { kernelWorkloads } from "./kernel/workloads.ts";
import type { Effort, Workload } from "./measure.ts";
import { PATH_NOTE, pathWorkloads } from "./path.ts";
import { REPLAY_NOTE, replayWorkloads } from "./replay.ts";
import { measureAll } from "./report.ts";
import { START_NOTE, startWorkloads } from "./start.ts";

/** How much a bench is to measure. */
interface Size {
  readonly isQuick: boolean;
  /** How long the journal of `start` is; `null` for the one that its goal is of. */
  readonly rows: number | null;
}

/** Returns a bench's workloads, of that size; `skip` hears why one is left out. */
type LoadBench = (
  skip: (reason: string) => void,
  size: Size,
) => readonly Workload[] | Promise<readonly Workload[]>;

/** Every bench by name, in the order of a run without names: what takes long to set up first, so that others make up for it. */
const BENCHES: Readonly<Record<string, LoadBench>> = {
  core: (skip) => coreWorkloads(skip),
  kernel: kernelWorkloads,
  path: pathWorkloads,
  ingest: ingestWorkloads,
  replay: replayWorkloads,
  start: startWorkloads,
  boards: boardsWorkloads,
  arena: (skip) => arenaWorkloads(skip),
  loads: (skip, effort) => loadsWorkloads(skip, effort),
};

/** What takes seconds for each run, and runs only by its name. */
const LONG: ReadonlySet<string> = new Set([
  "start",
  "boards",
  "arena",
  "loads",
]);
const DEFAULT_NAMES = Object.keys(BENCHES).filter((name) => !LONG.has(name));

/** Fewer are no journal to read; more are not made in one go. */
const ROWS_MIN = 1_000;
const ROWS_MAX = 2_000_000;

const WARM_UPS = 6;

const FULL: Effort = { roundsMax: 25, budgetMs: 60_000, warmUps: WARM_UPS };

/** A quick run ends by then, save that each workload gets its three rounds; loading comes on top. */
const QUICK_MS = 38_000;
const QUICK_ROUNDS_MAX = 11;

async function workloadsOf(
  names: readonly string[],
  size: Size,
): Promise<readonly Workload[]> {
  const workloads: Workload[] = [];
  for (const name of names) {
    const load = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
    if (load === undefined) {
      throw new UsageError(
        `Cannot run bench as "${name}" is none: use ${
          Object.keys(BENCHES).join(" or ")
        }`,
      );
    }
    try {
      workloads.push(...await load(printErrorLine, size));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      printErrorLine(`Cannot run ${name} as its recording is not here`);
    }
  }
  return workloads;
}

function parseRows(text: string): number {
  const rows = Number(text);
  if (/^\d+$/.test(text) && rows >= ROWS_MIN && rows <= ROWS_MAX) return rows;
  throw new UsageError(
    `Cannot run bench as --rows must be a whole number from ${ROWS_MIN} to ${ROWS_MAX}: use --rows=1000000`,
  );
}

if (import.meta.main) {
  const spec = {
    name: "bench",
    summary: "Measures ours beside a floor and peers, in interleaved runs.",
    flags: {
      quick: { kind: "switch", text: "Ends within 50 seconds" },
      rows: {
        kind: "value",
        placeholder: "N",
        text: "Rows of the journal that start reads (default: 100000)",
      },
    },
    words: { placeholder: "NAME…" },
    notes: [
      `Names: ${Object.keys(BENCHES).join(", ")} (default: ${
        DEFAULT_NAMES.join(", ")
      })`,
      "Rates of kernel are per second of processor time, so that what else runs on the machine does not count",
      CORE_NOTE,
      PATH_NOTE,
      INGEST_NOTE,
      REPLAY_NOTE,
      START_NOTE,
      BOARDS_NOTE,
      ARENA_NOTE,
      LOADS_NOTE,
    ],
  } as const;
  await runCommand(spec, async ({ flags, words }) => {
    const names = words.length === 0 ? DEFAULT_NAMES : words;
    const workloads = await workloadsOf([...new Set(names)], {
      isQuick: flags.quick,
      rows: flags.rows === undefined ? null : parseRows(flags.rows),
    });
    const startedMs = performance.now();
    const quick = (workloadsLeft: number): Effort => ({
      roundsMax: QUICK_ROUNDS_MAX,
      budgetMs: (startedMs + QUICK_MS - performance.now()) / workloadsLeft,
      warmUps: WARM_UPS,
    });
    await measureAll(workloads, flags.quick ? quick : () => FULL, {
      printResult: printLine,
      printGoal: printErrorLine,
    });
    return workloads.length === 0 ? 1 : 0;
  });
}
