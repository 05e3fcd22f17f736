import { testServerUrl } from "../db/testing/databases.ts";
import {
  makeEmbeddedStore,
  makeServerStore,
  type Store,
} from "../tools/crash/store.ts";
import { type PostgresProbe, probePostgres } from "../tools/postgres_probe.ts";
import { ROUNDS_MIN, type Workload } from "./measure.ts";
import { StartBench } from "./start/start_bench.ts";

/** Says what the bench measures, for `--help`. */
export const START_NOTE =
  "start: milliseconds from the process to trading on a journal of 100,000 rows, or as many as --rows says, on PostgreSQL (TEST_DATABASE_URL, or 127.0.0.1:5432) and PGlite, beside a bare read of the same rows";

/** What the goal is of. */
const ROWS = 100_000;
const START_MS_MAX = 3_000;

/** What is measured, and where. */
export interface StartChoice {
  /** How long the journal is, 1,000 or more; `null` for the length that the goal is of. */
  readonly rows: number | null;
  readonly isQuick: boolean;
  /** Looks for the server. @default {the one that tests use} */
  readonly findServer?: () => Promise<PostgresProbe>;
}

/**
 * Returns the workloads: a real process of the start task, until its status says that contestants trade.
 *
 * @param skip Hears why a workload is left out.
 */
export async function startWorkloads(
  skip: (reason: string) => void,
  { rows: asked, isQuick, findServer = () => probePostgres(testServerUrl()) }:
    StartChoice,
): Promise<readonly Workload[]> {
  const size = { rows: asked ?? ROWS, isQuick };
  const pglite = startWorkload("pglite", makeEmbeddedStore, size);
  const probe = await findServer();
  if (probe.kind === "reachable") {
    const makeStore = () => makeServerStore(testServerUrl());
    return [startWorkload("postgresql", makeStore, size), pglite];
  }
  skip(
    `Cannot run start/postgresql as a PostgreSQL server must answer (set TEST_DATABASE_URL): current value is ${probe.reason}`,
  );
  return [pglite];
}

function startWorkload(
  workload: string,
  makeStore: () => Promise<Store>,
  { rows, isQuick }: { readonly rows: number; readonly isQuick: boolean },
): Workload {
  const bench = new StartBench(makeStore, rows);
  return {
    bench: "start",
    workload,
    unit: "ms",
    isCost: true,
    ours: { run: () => bench.runOurs() },
    floor: { run: () => bench.runFloor() },
    peers: {},
    goals: rows === ROWS ? [{ against: "value", max: START_MS_MAX }] : [],
    // A start takes seconds, and to write the journal that it reads takes more.
    effort: () =>
      isQuick ? { warmUps: 1, roundsMax: ROUNDS_MIN } : { warmUps: 1 },
    open: () => bench.open(),
    close: () => bench.close(),
  };
}
