import { testServerUrl } from "../db/testing/databases.ts";
import { type PostgresProbe, probePostgres } from "../tools/postgres_probe.ts";
import { ArenaBench } from "./arena/arena_bench.ts";
import type { ArenaFigures, ArenaLoad } from "./arena/figures.ts";
import type { Effort, Goal, Workload } from "./measure.ts";

/** Says what the bench measures, for `--help`. */
export const ARENA_NOTE =
  "arena: 20,000 ticks a second through a socket, validation and the arena's own actors to the executor, with 500 viewers at 10 Hz and PostgreSQL (TEST_DATABASE_URL, or 127.0.0.1:5432); beside the same without viewers and database (floor), and beside a naive stack";

const LOAD: ArenaLoad = {
  ticksPerSecond: 20_000,
  ticksPerOrder: 100,
  viewers: 500,
  flushMs: 100,
  warmUpMs: 500,
  durationMs: 2_000,
};

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
  { workload: "memory", unit: "MB", figure: "memoryMb" },
];

/**
 * Returns the workloads; none where no PostgreSQL answers. The runs are made for the first of them, the others tell
 * other figures of the same runs.
 *
 * @param skip Hears why they are left out.
 * @param findServer Looks for the server that tests use.
 */
export async function arenaWorkloads(
  skip: (reason: string) => void,
  findServer: () => Promise<PostgresProbe> = () =>
    probePostgres(testServerUrl()),
): Promise<readonly Workload[]> {
  const probe = await findServer();
  if (probe.kind === "unreachable") {
    skip(
      `Cannot run arena as a PostgreSQL server must answer (set TEST_DATABASE_URL): current value is ${probe.reason}`,
    );
    return [];
  }
  const bench = new ArenaBench(LOAD);
  const other = (): Partial<Effort> => ({
    ...FIRST,
    roundsMax: bench.runs,
    budgetMs: Infinity,
  });
  return FIGURES.map(({ workload, unit, figure, goals = [] }, index) => ({
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
    close: () => bench.close(FIGURES.length),
  }));
}
