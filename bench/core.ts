import { testServerUrl } from "../db/testing/databases.ts";
import { type PostgresProbe, probePostgres } from "../tools/postgres_probe.ts";
import { CoreBench } from "./core/core_bench.ts";
import {
  type CoreDatabase,
  openPglite,
  openPostgres,
} from "./core/databases.ts";
import type { Workload } from "./measure.ts";

/** Says what the bench measures, for `--help`. */
export const CORE_NOTE =
  "core: orders through risk, journal and paper fill on PostgreSQL (TEST_DATABASE_URL, or 127.0.0.1:5432) and PGlite, beside a bare insert of the same rows in the same groups; both by the wall";

/** In eight markets, so that 128 orders are in flight. */
const SCALE = { contestants: 16, ordersPerMarket: 16, warmUps: 10 };
const RATIO_MIN = 0.5;

/**
 * Returns the workloads: orders per second through the arena's own risk, executor, journal and paper exchange, each
 * of which is in the journal three times (submitted, accepted, filled) before its contestant sends the next.
 *
 * The floor writes the rows of the last such run, in its groups, and nothing else.
 *
 * @param skip Hears why a workload is left out.
 * @param findServer Looks for the server that tests use.
 */
export async function coreWorkloads(
  skip: (reason: string) => void,
  findServer: () => Promise<PostgresProbe> = () =>
    probePostgres(testServerUrl()),
): Promise<readonly Workload[]> {
  const pglite = coreWorkload("pglite", openPglite);
  const probe = await findServer();
  if (probe.kind === "reachable") {
    return [coreWorkload("postgresql", openPostgres), pglite];
  }
  skip(
    `Cannot run core/postgresql as a PostgreSQL server must answer (set TEST_DATABASE_URL): current value is ${probe.reason}`,
  );
  return [pglite];
}

function coreWorkload(
  workload: string,
  open: () => Promise<CoreDatabase>,
): Workload {
  const bench = new CoreBench(open, SCALE);
  return {
    bench: "core",
    workload,
    unit: "orders/s",
    ours: { run: () => bench.runOurs() },
    floor: { run: () => bench.runFloor() },
    peers: {},
    goals: [{ against: "floor", min: RATIO_MIN }],
    open: () => bench.open(),
    close: () => bench.close(),
  };
}
