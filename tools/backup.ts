import { SILENT_LOG } from "../db/log.ts";
import { migrate } from "../db/migrate.ts";
import { ARENA_RUN } from "../db/runs.ts";
import { SystemClock } from "../runtime/mod.ts";
import { writeBackup } from "./backup/write_backup.ts";
import { printErrorLine, printLine, runCommand } from "./flags.ts";
import { openStored, storedCalls } from "./stored_database.ts";

const SPEC = {
  name: "backup",
  summary:
    "Writes what must not be lost to one file: the journal, archives and the recorded calls of models.",
  words: { placeholder: "FILE", min: 1, max: 1 },
  flags: {
    database: {
      kind: "value",
      placeholder: "URL",
      text:
        "The PostgreSQL that holds the journal (DATABASE_URL, else the embedded one)",
    },
  },
  notes: [
    "On PostgreSQL the arena may go on meanwhile; the embedded database must not be open.",
    "Recorded calls are those of ARENA_CASSETTES, else of ARENA_DATA_DIR/calls.",
    "Keys, tapes and replays are not in it. deno task restore FILE brings it back.",
    "Exits with 0 once the file is on disk, 1 with one sentence if there is none.",
  ],
} as const;

if (import.meta.main) {
  await runCommand(SPEC, async ({ flags, words: [file = ""] }) => {
    try {
      const { sql, close } = await openStored(flags.database, "back up");
      try {
        await migrate({ sql, clock: new SystemClock(), log: SILENT_LOG });
        const { runs, calls } = await writeBackup({
          sql,
          calls: storedCalls(),
          file,
        });
        for (const { run, rows, head } of runs) {
          if (run === ARENA_RUN) continue;
          printLine(`run="${run}" rows=${rows} head=${head}`);
        }
        printLine(`calls=${calls}`);
        const arena = runs.find(({ run }) => run === ARENA_RUN);
        printLine(`backed up rows=${arena?.rows} head=${arena?.head}`);
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
