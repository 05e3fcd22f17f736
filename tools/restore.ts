import { SILENT_LOG } from "../db/log.ts";
import { migrate } from "../db/migrate.ts";
import { ARENA_RUN } from "../db/runs.ts";
import { SystemClock } from "../runtime/mod.ts";
import { checkBackup } from "./backup/read_backup.ts";
import { restoreBackup } from "./backup/restore_backup.ts";
import { printErrorLine, printLine, runCommand } from "./flags.ts";
import { openStored, storedCalls } from "./stored_database.ts";

const SPEC = {
  name: "restore",
  summary: "Brings back what deno task backup wrote, into a new database.",
  words: { placeholder: "FILE", min: 1, max: 1 },
  flags: {
    database: {
      kind: "value",
      placeholder: "URL",
      text:
        "The PostgreSQL that is to hold the journal (DATABASE_URL, else the embedded one)",
    },
  },
  notes: [
    "The whole file is held before anything is written: every hash, count and head.",
    "The database must not have a journal yet; an embedded one is made in ARENA_DATA_DIR.",
    "Exits with 0 if everything is back, 1 with one sentence if the database is as it was.",
  ],
} as const;

if (import.meta.main) {
  await runCommand(SPEC, async ({ flags, words: [file = ""] }) => {
    try {
      const first = await checkBackup(file);
      const { sql, close } = await openStored(flags.database, "restore", {
        isMade: true,
      });
      try {
        await migrate({ sql, clock: new SystemClock(), log: SILENT_LOG });
        await restoreBackup({ file, first, sql, calls: storedCalls() });
        for (const { run, rows, head } of first.runs) {
          if (run === ARENA_RUN) continue;
          printLine(`run="${run}" rows=${rows} head=${head}`);
        }
        const arena = first.runs.find(({ run }) => run === ARENA_RUN);
        printLine(`restored rows=${arena?.rows} head=${arena?.head}`);
        return 0;
      } finally {
        await close();
      }
    } catch (error) {
      printErrorLine(error instanceof Error ? error.message : String(error));
      return 1;
    }
  });
}
