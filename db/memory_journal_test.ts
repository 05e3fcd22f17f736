import { runJournalSuite } from "./journal_suite.ts";
import { MemoryJournal } from "./memory_journal.ts";
import { RecordingLog } from "./test_database.ts";

Deno.test("MemoryJournal is a journal", async (t) => {
  await runJournalSuite(t, () => new MemoryJournal(new RecordingLog()));
});
