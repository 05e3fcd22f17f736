import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import type { Journal } from "../../actors/ports/journal.ts";
import {
  GENESIS_HASH,
  GENESIS_HEAD,
  type JournalRow,
} from "../../domain/journal.ts";
import { chainRow, checkRow } from "../../domain/journal_chain.ts";
import { withDeadline } from "../deadline.ts";
import { TEST_DEPS } from "./databases.ts";
import { manyDrafts, sampleDrafts } from "./sample_drafts.ts";

const DEADLINE_MS = 90_000;

type OpenJournal = () => Journal | Promise<Journal>;
type Step = (open: OpenJournal) => Promise<void>;

/** What every journal must do. Each step gets an empty journal from `open`. */
const STEPS: Readonly<Record<string, Step>> = {
  "head() of an empty journal is sequence 0 and 64 zeros": async (open) => {
    const journal = await open();
    assertEquals(journal.head(), { sequence: 0, hash: GENESIS_HASH });
    assertEquals(await journal.read(0, 10), []);
  },

  "append() chains rows in the order of its calls": async (open) => {
    const journal = await open();
    const rows = await Promise.all(
      sampleDrafts().map((draft) => journal.append(draft)),
    );
    let head = GENESIS_HEAD;
    for (const row of rows) {
      checkRow(head, row);
      head = row;
    }
    assertEquals(journal.head(), { sequence: head.sequence, hash: head.hash });
  },

  "the same drafts give the same head in every journal": async (open) => {
    const journal = await open();
    let head = GENESIS_HEAD;
    for (const draft of sampleDrafts()) {
      head = chainRow(head, draft).row;
      await journal.append(draft);
    }
    assertEquals(journal.head().hash, head.hash);
  },

  "read() gives back every kind of row as it was appended": async (open) => {
    const journal = await open();
    const appended = await Promise.all(
      sampleDrafts().map((draft) => journal.append(draft)),
    );
    const rows = await journal.read(0, 1_000);
    assertEquals(rows, appended);
    let head = GENESIS_HEAD;
    for (const row of rows) {
      checkRow(head, row);
      head = row;
    }
  },

  "append() commits what is appended just after a commit was heard": async (
    open,
  ) => {
    const journal = await open();
    const [first, second] = manyDrafts(2);
    if (first === undefined || second === undefined) throw new Error("No rows");
    const appended = Promise.withResolvers<JournalRow>();
    const stop = journal.onCommit(() => {
      stop();
      queueMicrotask(() => appended.resolve(journal.append(second)));
    });
    await journal.append(first);
    const row = await withDeadline(TEST_DEPS.clock, appended.promise, {
      deadlineMs: DEADLINE_MS,
      action: "append a second row",
    });
    assertEquals(row.sequence, 2);
  },

  "read() pages by sequence": async (open) => {
    const journal = await open();
    const drafts = manyDrafts(25);
    await Promise.all(drafts.map((draft) => journal.append(draft)));
    const sequences = async (after: number, limit: number) =>
      (await journal.read(after, limit)).map(({ sequence }) => sequence);
    assertEquals(await sequences(0, 3), [1, 2, 3]);
    assertEquals(await sequences(23, 10), [24, 25]);
    assertEquals(await sequences(25, 10), []);
  },

  "read() rejects a page outside its bounds": async (open) => {
    const journal = await open();
    await assertRejects(
      () => journal.read(0, 0),
      RangeError,
      "Cannot read the journal as 'limit' must be 1 to 10000: current value is 0",
    );
    await assertRejects(() => journal.read(0, 10_001), RangeError);
    await assertRejects(() => journal.read(-1, 1), RangeError, "'after'");
  },

  "onCommit() hears every row once and in order before append() resolves":
    async (open) => {
      const journal = await open();
      const heard: number[] = [];
      const cancel = journal.onCommit(({ sequence }) => {
        assertEquals(journal.head().sequence, sequence);
        heard.push(sequence);
      });
      await Promise.all(
        manyDrafts(5).map(async (draft) => {
          const { sequence } = await journal.append(draft);
          assertEquals(heard.at(sequence - 1), sequence);
        }),
      );
      cancel();
      await Promise.all(manyDrafts(1).map((draft) => journal.append(draft)));
      assertEquals(heard, [1, 2, 3, 4, 5]);
    },

  "a listener that appends does not overtake the row that it hears": async (
    open,
  ) => {
    const journal = await open();
    const [first, second] = manyDrafts(2);
    if (first === undefined || second === undefined) return;
    let inner: Promise<JournalRow> | undefined;
    const heard: number[] = [];
    journal.onCommit(() => {
      inner ??= journal.append(second);
    });
    journal.onCommit(({ sequence }) => heard.push(sequence));
    await journal.append(first);
    assertStrictEquals((await inner)?.sequence, 2);
    assertEquals(heard, [1, 2]);
  },

  "a listener that throws loses nobody a row": async (open) => {
    const journal = await open();
    const heard: number[] = [];
    journal.onCommit(() => {
      throw new Error(
        "Cannot listen as this listener must break: current value is broken",
      );
    });
    journal.onCommit(({ sequence }) => heard.push(sequence));
    await Promise.all(manyDrafts(2).map((draft) => journal.append(draft)));
    assertEquals(heard, [1, 2]);
  },

  "append() rejects a draft that cannot be stored, and only that one": async (
    open,
  ) => {
    const journal = await open();
    const [good, bad, better] = manyDrafts(3);
    if (
      good === undefined || bad === undefined || better === undefined
    ) return;
    const outcomes = await Promise.allSettled([
      journal.append(good),
      journal.append({ ...bad, causationId: "a\0b" }),
      journal.append({ ...bad, correlationId: "\uD800" }),
      journal.append({ ...bad, occurredAtMs: 1.5 }),
      journal.append(better),
    ]);
    assertEquals(outcomes.map(({ status }) => status), [
      "fulfilled",
      "rejected",
      "rejected",
      "rejected",
      "fulfilled",
    ]);
    assertEquals(journal.head().sequence, 2);
    assertEquals((await journal.read(0, 10)).length, 2);
  },
};

/** Runs what every journal must do, each as a step of `t`. */
export async function runJournalSuite(
  t: Deno.TestContext,
  open: OpenJournal,
): Promise<void> {
  for (const [name, step] of Object.entries(STEPS)) {
    await t.step(name, () => step(open));
  }
}
