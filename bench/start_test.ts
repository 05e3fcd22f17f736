import { assertEquals, assertGreater, assertRejects } from "@std/assert";
import { ArenaBooks } from "../domain/fold.ts";
import { GENESIS_HEAD, type JournalHead } from "../domain/journal.ts";
import { chainRow } from "../domain/journal_chain.ts";
import { makeEmbeddedStore } from "../tools/crash/store.ts";
import { longJournal } from "./start/long_journal.ts";
import { StartBench } from "./start/start_bench.ts";
import { startWorkloads } from "./start.ts";

Deno.test("longJournal() is a journal that every fold accepts, with nothing left to finish at its end", () => {
  const drafts = longJournal(2_000, 1_780_000_000_000);
  assertGreater(drafts.length, 2_000);
  const books = new ArenaBooks();
  let head: JournalHead = GENESIS_HEAD;
  for (const draft of drafts) {
    const { row } = chainRow(head, draft);
    books.apply(row);
    head = row;
  }
  assertEquals(books.repeats, 0);
  assertEquals(books.orders.working.size, 0);
  assertEquals([...books.positions.all()], []);
  assertEquals(books.fills, books.decisions);
  for (const { market } of books.markets.values()) {
    assertEquals(market.phase, "final");
  }
  assertEquals(drafts.at(-1)?.recordedAtMs, 1_780_000_000_000);
});

Deno.test("StartBench starts an arena on a journal that it wrote, and leaves nothing behind", async () => {
  const store = await makeEmbeddedStore();
  const bench = new StartBench(() => Promise.resolve(store), 1_000);
  await assertRejects(() => bench.runOurs(), Error, "must be written");
  await bench.open();
  assertGreater(await bench.runFloor(), 0);
  assertGreater(await bench.runOurs(), 0);
  await bench.close();
  await assertRejects(
    () => Deno.stat(store.environment.ARENA_DATA_DIR ?? ""),
    Deno.errors.NotFound,
  );
});

Deno.test("startWorkloads() leaves PostgreSQL out where no server answers, and says why", async () => {
  const reasons: string[] = [];
  const workloads = await startWorkloads((reason) => reasons.push(reason), {
    rows: 1_000,
    isQuick: true,
    findServer: () =>
      Promise.resolve({
        kind: "unreachable",
        url: "",
        reason: "nobody listens",
      }),
  });
  assertEquals(workloads.map(({ workload }) => workload), ["pglite"]);
  // The goal is of a longer journal.
  assertEquals(workloads.map(({ goals }) => goals), [[]]);
  assertEquals(reasons, [
    "Cannot run start/postgresql as a PostgreSQL server must answer (set TEST_DATABASE_URL): current value is nobody listens",
  ]);
});
