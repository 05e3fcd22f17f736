import { loadSettings } from "../config.ts";
import { callsFolder } from "../config/model_settings.ts";
import { type Database, openDatabase } from "../db/connect.ts";
import { SILENT_LOG } from "../db/log.ts";
import { SystemClock, SystemRandom } from "../runtime/mod.ts";

/** Raised for what a task finds that does not hold; the message is the sentence that is printed. */
export class DoesNotHoldError extends Error {
  override readonly name = "DoesNotHoldError";
}

/**
 * Opens the database of an arena that does not run: the server of `url`, or else what the settings name.
 *
 * @param url What the task's `--database` says.
 * @param action What the task does, for its sentences.
 * @param isMade Whether an embedded database that is not there is made.
 * @throws {DoesNotHoldError} If the embedded database is not there: opening its directory would make a new one, of
 * which everything holds.
 * @throws {Error} If it does not open.
 */
export async function openStored(
  url: string | undefined,
  action: string,
  { isMade = false }: { readonly isMade?: boolean } = {},
): Promise<Database> {
  const settings = loadSettings(Deno.env.toObject());
  const server = url ?? settings.DATABASE_URL;
  const where = server === null
    ? {
      pgliteDir: isMade
        ? embeddedIn(settings.ARENA_DATA_DIR)
        : await storedIn(settings.ARENA_DATA_DIR, action),
    }
    : { url: server };
  return await openDatabase({
    ...where,
    clock: new SystemClock(),
    random: new SystemRandom(),
    log: SILENT_LOG,
  });
}

function embeddedIn(directory: string): string {
  return `${directory}/pglite`;
}

async function storedIn(directory: string, action: string): Promise<string> {
  const stored = embeddedIn(directory);
  try {
    await Deno.stat(stored);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new DoesNotHoldError(
      `Cannot ${action} as ARENA_DATA_DIR must hold a database: current value is ${directory}, which holds none`,
    );
  }
  return stored;
}

/** Returns the folder of recorded calls that an arena with these settings has. */
export function storedCalls(): string {
  return callsFolder(loadSettings(Deno.env.toObject()));
}
