import { runJournalSuite } from "./testing/journal_suite.ts";
import { MemoryJournal } from "./memory_journal.ts";
import { RecordingLog } from "./testing/databases.ts";

Deno.test("MemoryJournal is a journal", async (t) => {
  await runJournalSuite(t, () => new MemoryJournal(new RecordingLog()));
});
