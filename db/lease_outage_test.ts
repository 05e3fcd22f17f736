import { assertEquals } from "@std/assert";
import { SimulatedClock } from "../runtime/simulated_clock.ts";
import { openDatabase } from "./connect.ts";
import { createLease, readLease, takeLease } from "./lease_table.ts";
import { Candidate, growStale } from "./lease_testing.ts";
import { migrate } from "./migrate.ts";
import type { Sql } from "./pool.ts";
import {
  missingServer,
  openTestSchema,
  RecordingLog,
  TEST_DEPS,
  testServerUrl,
} from "./testing/databases.ts";
import { TcpGate } from "./testing/tcp_gate.ts";
import { until } from "./testing/until.ts";

const RUN = "outage";
const TTL_MS = 600_000;

interface Outage {
  readonly gate: TcpGate;
  /** The way through the gate. */
  readonly sql: Sql;
  /** A way to the server that is never cut. */
  readonly direct: Sql;
}

async function withOutage(
  run: (outage: Outage) => Promise<void>,
): Promise<void> {
  const { database: { sql: direct }, schema, drop } = await openTestSchema();
  const log = new RecordingLog();
  await migrate({ sql: direct, clock: TEST_DEPS.clock, log });
  const gate = await TcpGate.before(new URL(testServerUrl()));
  const url = new URL(gate.through(testServerUrl()));
  url.searchParams.set("search_path", schema);
  const { sql } = await openDatabase({ url: url.href, ...TEST_DEPS, log });
  try {
    await run({ gate, sql, direct });
  } finally {
    await sql.end({ timeout: 0 });
    await gate[Symbol.asyncDispose]();
    await drop();
  }
}

function isLogged({ log }: Candidate, wanted: string): boolean {
  return log.lines.some(({ message }) => message === wanted);
}

async function numberOf(sql: Sql): Promise<bigint | undefined> {
  return (await readLease(sql, RUN, TTL_MS))?.fencingNumber;
}

const missing = await missingServer();

function test(name: string, run: (outage: Outage) => Promise<void>): void {
  Deno.test({
    name: missing === null ? name : `${name} (skipped as ${missing})`,
    ignore: missing !== null,
    fn: () => withOutage(run),
  });
}

test("a lease outlives an outage of its heartbeat", async ({ gate, sql, direct }) => {
  const limits = { ttlMs: TTL_MS };
  const holder = new Candidate("holder", { sql, run: RUN, limits });
  const lease = await holder.held();
  let isLost = false;
  lease.lost.then(() => isLost = true);
  await gate.close("refused");
  await until(() => isLogged(holder, "the lease's heartbeat is late"));
  await growStale(direct, RUN);
  await gate.open();
  await until(async () =>
    (await readLease(direct, RUN, TTL_MS))?.isStale === false
  );
  assertEquals([isLost, await numberOf(direct)], [false, 1n]);
  await lease.release();
});

/** Has another process take the lease, which gives no further sign of life. */
async function holdByOther(direct: Sql): Promise<void> {
  await createLease(direct, RUN);
  await takeLease(direct, {
    run: RUN,
    holder: { id: "other", name: "other" },
    after: 0n,
    ttlMs: TTL_MS,
    isHolderDead: false,
  });
}

test("acquireLease() gives a holder time after an outage that kept both from the database", async ({ gate, sql, direct }) => {
  await holdByOther(direct);
  const clock = new SimulatedClock();
  const limits = { ttlMs: TTL_MS, answerDeadlineMs: TTL_MS, pollEveryMs: 1 };
  const candidate = new Candidate("heir", { sql, run: RUN, clock, limits });
  const untilSeen = (condition: () => boolean) =>
    until(() => {
      clock.advanceBy(1);
      return condition();
    });
  await untilSeen(() => candidate.looks > 0);
  await gate.close("refused");
  await untilSeen(() =>
    isLogged(candidate, "the lease waits for its database")
  );
  await growStale(direct, RUN);
  await gate.open();
  await untilSeen(() =>
    isLogged(candidate, "the lease's database answers again")
  );
  const { looks } = candidate;
  await untilSeen(() => candidate.looks >= looks + 3);
  assertEquals(await numberOf(direct), 1n);
  let isHeld = false;
  candidate.lease.then(() => isHeld = true);
  // In steps that no answer is late in.
  await until(() => {
    clock.advanceBy(TTL_MS / 100);
    return isHeld;
  });
  const lease = await candidate.held();
  assertEquals(lease.fencingNumber, 2n);
  await lease.release();
});
