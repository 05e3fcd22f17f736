import { assert, assertEquals, assertRejects } from "@std/assert";
import { SeededRandom } from "../runtime/seeded_random.ts";
import { SimulatedClock } from "../runtime/simulated_clock.ts";
import { MemoryJournal } from "./memory_journal.ts";
import { patientReads } from "./patient_reads.ts";
import { RecordingLog } from "./testing/databases.ts";
import { SILENT_LOG } from "./log.ts";
import { manyDrafts } from "./testing/sample_drafts.ts";

const FOR_MS = 60_000;

function gone(code: string): Error {
  return Object.assign(new Error("The database is gone."), { code });
}

/** A journal of three rows whose first reads fail with `failures`, and how often it was asked. */
async function failingJournal(failures: readonly Error[]) {
  const journal = new MemoryJournal(SILENT_LOG);
  for (const draft of manyDrafts(3)) await journal.append(draft);
  const left = [...failures];
  let asked = 0;
  const clock = new SimulatedClock();
  const log = new RecordingLog();
  const patient = patientReads({
    append: (draft) => journal.append(draft),
    head: () => journal.head(),
    onCommit: (listener) => journal.onCommit(listener),
    read(after, limit) {
      asked += 1;
      const failure = left.shift();
      return failure === undefined
        ? journal.read(after, limit)
        : Promise.reject(failure);
    },
  }, { clock, random: new SeededRandom(1), log, forMs: FOR_MS });
  return { journal, patient, clock, log, asked: () => asked };
}

/** Lets time pass until `promise` is settled. */
async function settled<Value>(
  clock: SimulatedClock,
  promise: Promise<Value>,
): Promise<Value> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  promise.then(over, over);
  for (let step = 0; step < 10_000 && !isOver; step += 1) {
    clock.advanceBy(500);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return await promise;
}

Deno.test("patientReads() asks again while the database is gone, and says so", async () => {
  const failures = ["ETIMEDOUT", "57P01", "ECONNREFUSED"].map(gone);
  const { journal, patient, clock, log, asked } = await failingJournal(
    failures,
  );
  const rows = await settled(clock, patient.read(1, 10));
  assertEquals(rows, await journal.read(1, 10));
  assertEquals(asked(), 4);
  assertEquals(
    log.lines.map(({ message }) => message),
    Array(3).fill("a reader of the journal waits for its database"),
  );
  assertEquals(patient.head(), journal.head());
});

Deno.test("patientReads() fails at once with what does not pass by itself", async () => {
  const { patient, asked } = await failingJournal([gone("42P01")]);
  await assertRejects(() => patient.read(0, 10), Error, "is gone");
  assertEquals(asked(), 1);
});

Deno.test("patientReads() gives up when its time is over", async () => {
  const endless = Array.from({ length: 1_000 }, () => gone("ETIMEDOUT"));
  const { patient, clock, asked } = await failingJournal(endless);
  await assertRejects(
    () => settled(clock, patient.read(0, 10)),
    Error,
    "is gone",
  );
  assert(clock.monotonicMs() >= FOR_MS);
  assert(asked() < 100, `${asked()} questions`);
});
