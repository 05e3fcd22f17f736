import { assertEquals, assertGreater } from "@std/assert";
import { readLease } from "../../db/lease_table.ts";
import { projectedSequence } from "../../db/projections.ts";
import { ARENA_RUN } from "../../db/runs.ts";
import { missingServer, testServerUrl } from "../../db/testing/databases.ts";
import { type Outage, TcpGate } from "../../db/testing/tcp_gate.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { ArenaView } from "../../domain/view.ts";
import { OwnDatabase } from "../../tools/crash/own_database.ts";
import { printErrorLine } from "../../tools/flags.ts";
import { ArenaProcess, BUSY, TemporaryFolder } from "./arena_process.ts";
import { eventually } from "./eventually.ts";
import { checkJournal, readJournal } from "./journal_check.ts";
import {
  checkMailboxes,
  checkSite,
  readFromDatabase,
  type Witnessed,
  witnessOutage,
} from "./outage_witness.ts";

const OUTAGE_MS = Deno.env.get("CI") === "true" ? 30_000 : 8_000;
const OUTAGES: readonly Outage[] = ["refused", "silent", "lost"];
const TRADED_MS = 180_000;
/** The longest pause between two attempts at a commit, a round and the venue's own time, on a busy machine. */
const RESUMED_MS = 180_000;
/** Slow enough that the outage meets orders on their way. */
const LATENCY_MS = "1000";
/** Age of a heartbeat from which another process takes the lease. */
const LEASE_TTL_MS = 3_000;
/** Those that lose nothing; others may conflate prices. */
const LOSSLESS = /^arena\/execution\//;

/** Checks that nobody has died of the outage, that nothing was lost to it, and that no operator is needed. */
function checkActors({ actors, controls }: ArenaView): void {
  const died = actors.filter(({ restarts, failed }) => restarts + failed > 0);
  const lossy = actors.filter(({ path, dropped }) =>
    LOSSLESS.test(path) && dropped > 0
  );
  assertEquals([died, lossy], [[], []]);
  assertEquals(controls.trading.state, "active");
}

/** Checks that viewers saw nothing that the journal does not say, and that no order left before its row. */
function checkJournaled(
  rows: readonly JournalRow[],
  { head, shown, openedAtMs }: Witnessed,
): void {
  assertEquals(rows[head.sequence - 1]?.hash, head.hash);
  assertEquals(shown.filter(({ offset }) => offset > head.sequence), []);
  const known = new Set<string>();
  const waited = new Set<string>();
  for (const { sequence, entry, recordedAtMs } of rows) {
    switch (entry.kind) {
      case "order_denied":
        known.add(`order ${entry.order.id}`);
        break;
      case "order_submitted":
        known.add(`order ${entry.order.id}`);
        if (sequence > head.sequence && recordedAtMs < openedAtMs) {
          waited.add(entry.order.id);
        }
        break;
      case "order_filled": {
        const { id, orderId, occurredAtMs } = entry.fill;
        known.add(`fill ${id}`);
        // The venue has an order only once its row is committed.
        if (waited.has(orderId)) assertGreater(occurredAtMs, openedAtMs);
      }
    }
  }
  // Or the outage kept no order.
  assertGreater(waited.size, 0);
  const unknown = shown.filter(({ kind, id }) => !known.has(`${kind} ${id}`));
  assertEquals(unknown, []);
}

/** Waits until the arena trades again. @returns The milliseconds that it took. */
async function untilResumed(
  arena: ArenaProcess,
  { head, openedAtMs }: Witnessed,
): Promise<number> {
  await arena.viewWhere(
    "it trades again",
    RESUMED_MS,
    ({ phase, fills }) =>
      phase.name === "trading" &&
      fills.some(({ offset, atMs }) =>
        offset > head.sequence && atMs > openedAtMs
      ),
  );
  return Date.now() - openedAtMs;
}

/** Waits until all that is beside the journal goes on as well: the tables of pages, and the lease's heartbeat. */
async function untilFollowed(
  { sql }: OwnDatabase,
  sequence: number,
): Promise<void> {
  await eventually(
    "the tables follow",
    RESUMED_MS,
    async () =>
      await projectedSequence(sql, ARENA_RUN) >= sequence ? true : null,
  );
  await eventually("the heart beats", RESUMED_MS, async () => {
    const lease = await readLease(sql, ARENA_RUN, LEASE_TTL_MS);
    return lease?.isStale === false ? true : null;
  });
}

/** Returns who trades, its process id included, and by which lease. */
async function holderOf({ sql }: OwnDatabase): Promise<unknown> {
  const lease = await readLease(sql, ARENA_RUN, LEASE_TTL_MS);
  return [lease?.fencingNumber, lease?.holder];
}

async function verify({ url }: OwnDatabase): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "verify", "--database", url],
  }).output();
  const decoder = new TextDecoder();
  return (decoder.decode(stdout) + decoder.decode(stderr)).trimEnd();
}

/** Lives through one outage, and trades on as the same process with the same lease. */
async function liveThrough(outage: Outage): Promise<void> {
  await using database = await OwnDatabase.create(testServerUrl());
  await using folder = await TemporaryFolder.make();
  await using gate = await TcpGate.before(new URL(database.url));
  await using arena = await ArenaProcess.start({
    ...BUSY,
    DATABASE_URL: gate.through(database.url),
    ARENA_DATA_DIR: folder.path,
    ARENA_PAPER_LATENCY_MS: LATENCY_MS,
  });
  await arena.viewWhere(
    "contestants have traded and an order is on its way",
    TRADED_MS,
    ({ fills, orders }) =>
      fills.length > 0 && orders.some(({ status }) => status === "submitted"),
  );
  const holder = await holderOf(database);
  const plan = { gate, outage, lastsMs: OUTAGE_MS };
  const witnessed = await witnessOutage(arena, plan);
  checkSite(witnessed);
  const longest = checkMailboxes(witnessed);
  const resumedMs = await untilResumed(arena, witnessed);
  const { journal: { sequence } } = await arena.status();
  await untilFollowed(database, sequence);
  assertEquals(await readFromDatabase(arena), 200);
  checkActors(await arena.view());
  assertEquals(await holderOf(database), holder);
  assertEquals((await arena.stop()).code, 0);
  const rows = await readJournal(database);
  checkJournal(rows);
  checkJournaled(rows, witnessed);
  assertEquals(
    await verify(database),
    `verified rows=${rows.length} head=${rows.at(-1)?.hash}`,
  );
  const toldMs = witnessed.toldAtMs - witnessed.closedAtMs;
  printErrorLine(
    `database ${outage} for ${OUTAGE_MS} ms: told after ${toldMs} ms, traded again after ${resumedMs} ms, longest mailbox ${longest}`,
  );
}

const missing = await missingServer();
const suffix = missing === null ? "" : ` (skipped as ${missing})`;

/** They spend their time waiting, so they do it at once. */
const AT_ONCE = {
  sanitizeOps: false,
  sanitizeResources: false,
  sanitizeExit: false,
} as const;

Deno.test({
  name:
    `an arena whose database is gone for ${OUTAGE_MS} ms (30000 in CI) trades nothing, says so and goes on by itself${suffix}`,
  ignore: missing !== null,
  async fn(t) {
    const steps = OUTAGES.map((outage) =>
      t.step({ ...AT_ONCE, name: outage, fn: () => liveThrough(outage) })
    );
    assertEquals(await Promise.all(steps), OUTAGES.map(() => true));
  },
});
