import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { readLease } from "../../db/lease_table.ts";
import { ARENA_RUN } from "../../db/runs.ts";
import { missingServer, testServerUrl } from "../../db/testing/databases.ts";
import type { ArenaView } from "../../domain/view.ts";
import {
  ArenaProcess,
  BUSY,
  type Environment,
  TemporaryFolder,
} from "./arena_process.ts";
import { checkJournal, readJournal } from "./journal_check.ts";
import { OwnDatabase } from "../../tools/crash/own_database.ts";

const TRADED_MS = 180_000;
const STANDBY_MS = 120_000;
const STANDBY = "Standing by: another process trades this arena";
const STANDS_BY = "another process holds the lease: this one stands by";

function standsBy({ phase }: ArenaView): boolean {
  return phase.sentence.startsWith(STANDBY);
}

/** Waits for a fill that this process has made itself, not one that it has read. */
async function untilTraded(arena: ArenaProcess): Promise<ArenaView> {
  const { journalSequence } = await arena.viewWhere(
    "it has begun to trade",
    TRADED_MS,
    ({ phase }) => phase.name === "trading",
  );
  return await arena.viewWhere(
    "it has traded",
    TRADED_MS,
    ({ fills }) => fills.some(({ offset }) => offset > journalSequence),
  );
}

function untilStandby(arena: ArenaProcess): Promise<ArenaView> {
  return arena.viewWhere("it stands by", STANDBY_MS, standsBy);
}

/** Returns what the process that trades is called, and its id. */
async function holderOf(
  { sql }: OwnDatabase,
): Promise<{ readonly name: string; readonly pid: number }> {
  const name = (await readLease(sql, ARENA_RUN, 0))?.holder ?? "";
  const pid = Number(/, process (\d+)$/.exec(name)?.[1]);
  assertGreater(pid, 0);
  return { name, pid };
}

/** Processes with a folder each know of each other by the database alone, as if each had a machine of its own. */
class Machines implements AsyncDisposable {
  readonly database: OwnDatabase;
  readonly #folders: readonly TemporaryFolder[];

  /** Use `make`. */
  constructor(
    database: OwnDatabase,
    folders: readonly TemporaryFolder[],
  ) {
    this.database = database;
    this.#folders = folders;
  }

  static async make(): Promise<Machines> {
    const folders = [1, 2].map(() => TemporaryFolder.make());
    return new Machines(
      await OwnDatabase.create(testServerUrl()),
      await Promise.all(folders),
    );
  }

  /** Starts an arena on the machine `index`, 0 or 1. */
  async start(index: number): Promise<ArenaProcess> {
    const folder = this.#folders[index];
    assert(folder !== undefined);
    const environment: Environment = {
      ...BUSY,
      DATABASE_URL: this.database.url,
      ARENA_DATA_DIR: folder.path,
    };
    return await ArenaProcess.start(environment);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database[Symbol.asyncDispose]();
    for (const folder of this.#folders) await folder[Symbol.asyncDispose]();
  }
}

const missing = await missingServer();
const suffix = missing === null ? "" : ` (skipped as ${missing})`;

Deno.test({
  name:
    `a second arena stands by, takes over when the first is killed, and no order is doubled${suffix}`,
  ignore: missing !== null,
  async fn(t) {
    await using machines = await Machines.make();
    const { database } = machines;
    await using first = await machines.start(0);
    await untilTraded(first);
    const { name } = await holderOf(database);
    await using second = await machines.start(1);

    await t.step("it says so on page, API and log", async () => {
      const view = await untilStandby(second);
      assertEquals([view.contestants, view.orders], [[], []]);
      for (const path of ["/", "/status"]) {
        const answer = await fetch(second.url + path);
        assertStringIncludes(await answer.text(), STANDBY);
      }
      const line = second.stderr.split("\n").find((text) =>
        text.includes(STANDS_BY)
      );
      assertStringIncludes(line ?? "", JSON.stringify(name));
    });

    await t.step("its page hears of the time", async () => {
      const { nowMs } = await second.view();
      await second.viewWhere(
        "time goes on",
        STANDBY_MS,
        (view) => view.nowMs > nowMs && standsBy(view),
      );
    });

    await t.step("another one that stands by stops when asked to", async () => {
      await using third = await machines.start(1);
      await untilStandby(third);
      assertEquals((await third.stop()).code, 0);
    });

    const { journal: head } = await first.status();
    await t.step("it trades once the first is killed", async () => {
      await first.kill();
      await untilTraded(second);
    });

    await t.step("its own next life does not wait", async () => {
      await second.kill();
      await using again = await machines.start(1);
      await untilTraded(again);
      assertEquals(again.stderr.includes(STANDS_BY), false);
      assertEquals((await again.stop()).code, 0);
    });

    const rows = await readJournal(database);
    assertEquals(rows[head.sequence - 1]?.hash, head.hash);
    checkJournal(rows);
  },
});

Deno.test({
  name:
    `an arena that was paused and lost its lease writes nothing and exits with 1${suffix}`,
  ignore: missing !== null,
  async fn() {
    await using machines = await Machines.make();
    const { database } = machines;
    await using paused = await machines.start(0);
    await untilTraded(paused);
    const { pid } = await holderOf(database);
    await using heir = await machines.start(1);
    await untilStandby(heir);
    Deno.kill(pid, "SIGSTOP");
    await untilTraded(heir);
    Deno.kill(pid, "SIGCONT");
    const { code, stderr } = await paused.ended();
    assertEquals(code, 1);
    assertMatch(
      stderr.trimEnd().split("\n").at(-1) ?? "",
      /^Cannot (append|go on writing) to run "main" as this process must hold its lease: current value is number 1, and number 2 is with .+, process \d+$/,
    );
    // A single row of the other one in the place of its own would end the heir as well.
    await untilTraded(heir);
    assertEquals((await heir.stop()).code, 0);
    checkJournal(await readJournal(database));
  },
});
