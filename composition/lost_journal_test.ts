import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { SILENT_LOG } from "../db/log.ts";
import { MemoryJournal } from "../db/memory_journal.ts";
import type { JournalRow } from "../domain/journal.ts";
import { SimulatedClock } from "../runtime/mod.ts";
import { LostJournalNote } from "./lost_journal.ts";

const LOST_AT_MS = Date.UTC(2026, 10, 21, 9, 30);

async function withNote(
  run: (note: LostJournalNote, directory: string) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "arena-" });
  try {
    await run(new LostJournalNote(`${directory}/data`, "note"), directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("haltOver() journals one halt for a note, and none without", async () => {
  await withNote(async (note) => {
    const journal = new MemoryJournal(SILENT_LOG);
    const clock = new SimulatedClock({ startMs: LOST_AT_MS + 60_000 });
    assertEquals(await note.haltOver(journal, clock), false);
    await note.leave(LOST_AT_MS);
    assertEquals(await note.haltOver(journal, clock), true);
    assertEquals(await note.haltOver(journal, clock), false);
    const rows: readonly JournalRow[] = await journal.read(0, 10);
    const [row] = rows;
    assertEquals(rows.length, 1);
    const entry = row?.entry;
    if (entry?.kind !== "trading_state_changed") throw new Error("no halt");
    assertEquals(
      [entry.scope, entry.state, entry.cause, entry.by, row?.recordedAtMs],
      [{ kind: "arena" }, "halted", "journal_lost", "arena", clock.nowMs()],
    );
    assertMatch(entry.detail, /^The journal .* at 2026-11-21T09:30:00\.000Z;/);
  });
});

Deno.test("haltOver() keeps the note where the halt cannot be journaled either", async () => {
  await withNote(async (note) => {
    const clock = new SimulatedClock({ startMs: LOST_AT_MS });
    const broken = new MemoryJournal(SILENT_LOG);
    broken.append = () => Promise.reject(new Error("gone"));
    await note.leave(LOST_AT_MS);
    await assertRejects(() => note.haltOver(broken, clock), Error, "gone");
    const journal = new MemoryJournal(SILENT_LOG);
    assertEquals(await note.haltOver(journal, clock), true);
  });
});
