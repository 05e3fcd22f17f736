import { testServerUrl } from "../db/testing/databases.ts";
import { type PostgresProbe, probePostgres } from "../tools/postgres_probe.ts";
import { ArenaBench, type Stack } from "./arena/arena_bench.ts";
import type { ArenaFigures, ArenaLoad } from "./arena/figures.ts";
import type { Effort, Goal, Workload } from "./measure.ts";

/** Says what the bench measures, for `--help`. */
export const ARENA_NOTE =
  "arena: 20,000 ticks a second through a socket, validation and the arena's own actors to the executor, with 500 viewers at 10 Hz and PostgreSQL (TEST_DATABASE_URL, or 127.0.0.1:5432); beside the same without viewers and database (floor), and beside a naive stack";

/** Says what its sibling measures, for `--help`. */
export const LOADS_NOTE =
  "loads: arena at several loads of the database, from an order at every hundredth tick to one at every second, three rows each";

const LOAD: ArenaLoad = {
  ticksPerSecond: 20_000,
  // Three rows each: docs/benchmarks.md tells why it is no more.
  ticksPerOrder: 20,
  viewers: 500,
  flushMs: 100,
  warmUpMs: 500,
  durationMs: 2_000,
};

/** Ticks per order of the loads beside it; quickly, of some. */
const LOADS = [100, 50, 20, 10, 5, 4, 2] as const;
const LOADS_QUICK = [100, 20, 5] as const;
const LOAD_QUICK_MS = 1_000;

/** A run is warm by itself. */
const FIRST = { warmUps: 0 } as const;

/** Ticks of 50 ms: more than that is a backlog and not a burst. */
const BACKLOG_MAX = 1_000;

interface FigureSpec {
  readonly workload: string;
  readonly unit: string;
  readonly figure: keyof ArenaFigures;
  readonly goals?: readonly Goal[];
}

const FIGURES: readonly FigureSpec[] = [
  {
    workload: "tick_to_executor_p99",
    unit: "ms",
    figure: "tickToExecutorP99Ms",
    goals: [{ against: "naive", max: 0.06 }, { against: "floor", max: 10 }],
  },
  {
    workload: "tick_to_executor_p50",
    unit: "ms",
    figure: "tickToExecutorP50Ms",
    goals: [{ against: "floor", max: 1.2 }],
  },
  { workload: "durable_lag_p99", unit: "ms", figure: "durableLagP99Ms" },
  {
    workload: "orders_passed",
    unit: "share",
    figure: "passedShare",
    goals: [{ against: "value", min: 1 }],
  },
  {
    workload: "backlog",
    unit: "messages",
    figure: "backlog",
    goals: [{ against: "value", max: BACKLOG_MAX }],
  },
  { workload: "rows_per_tick", unit: "rows", figure: "rowsPerTick" },
  { workload: "memory", unit: "MB", figure: "memoryMb" },
];

/** Of every load: nothing is asked of them, they show where it ends. */
const LOAD_FIGURES: readonly FigureSpec[] = FIGURES
  .filter(({ figure }) =>
    figure !== "memoryMb" && figure !== "durableLagP99Ms" &&
    figure !== "passedShare"
  )
  .map(({ workload, unit, figure }) => ({ workload, unit, figure }));

/** Looks for the server that tests use. */
type FindServer = () => Promise<PostgresProbe>;

const findTestServer: FindServer = () => probePostgres(testServerUrl());

/**
 * Returns the workloads; none where no PostgreSQL answers. The runs are made for the first of them, the others tell
 * other figures of the same runs.
 *
 * @param report Hears why they are left out, and of a stack that brought nothing through in time.
 */
export async function arenaWorkloads(
  report: (line: string) => void,
  findServer = findTestServer,
): Promise<readonly Workload[]> {
  if (!await isServed("arena", report, findServer)) return [];
  return loadWorkloads(LOAD, FIGURES, report);
}

/** Returns the workloads of `arena` at several loads; none where no PostgreSQL answers. */
export async function loadsWorkloads(
  report: (line: string) => void,
  { isQuick }: { readonly isQuick: boolean },
  findServer = findTestServer,
): Promise<readonly Workload[]> {
  if (!await isServed("loads", report, findServer)) return [];
  const durationMs = isQuick ? LOAD_QUICK_MS : LOAD.durationMs;
  return (isQuick ? LOADS_QUICK : LOADS).flatMap((ticksPerOrder) =>
    loadWorkloads(
      { ...LOAD, ticksPerOrder, durationMs },
      LOAD_FIGURES,
      report,
    ).map((workload) => ({
      ...workload,
      bench: "loads",
      workload: `${workload.workload} at ${ticksPerOrder} ticks an order`,
    }))
  );
}

async function isServed(
  name: string,
  report: (line: string) => void,
  findServer: FindServer,
): Promise<boolean> {
  const probe = await findServer();
  if (probe.kind === "unreachable") {
    report(
      `Cannot run ${name} as a PostgreSQL server must answer (set TEST_DATABASE_URL): current value is ${probe.reason}`,
    );
  }
  return probe.kind !== "unreachable";
}

function loadWorkloads(
  load: ArenaLoad,
  figures: readonly FigureSpec[],
  report: (line: string) => void,
): readonly Workload[] {
  const bench = new ArenaBench(load, (stack) => report(silenceOf(stack, load)));
  const other = (): Partial<Effort> => ({
    ...FIRST,
    roundsMax: bench.runs,
    budgetMs: Infinity,
  });
  return figures.map(({ workload, unit, figure, goals = [] }, index) => ({
    bench: "arena",
    workload,
    unit,
    isCost: true,
    ours: { run: () => bench.figure("ours", figure) },
    floor: { run: () => bench.figure("bare", figure) },
    peers: { naive: { run: () => bench.figure("naive", figure) } },
    goals,
    effort: index === 0 ? () => FIRST : other,
    open: () => bench.open(),
    close: () => bench.close(figures.length),
  }));
}

function silenceOf(stack: Stack, { ticksPerOrder }: ArenaLoad): string {
  return `In a run of ${stack} at ${ticksPerOrder} ticks an order none arrived or none was committed: its times are told as the run's, and are more`;
}
