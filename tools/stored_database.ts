import { loadSettings } from "../config.ts";
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
 * @throws {DoesNotHoldError} If the embedded database is not there: opening its directory would make a new one, of
 * which everything holds.
 * @throws {Error} If it does not open.
 */
export async function openStored(
  url: string | undefined,
  action: string,
): Promise<Database> {
  const settings = loadSettings(Deno.env.toObject());
  const server = url ?? settings.DATABASE_URL;
  const where = server === null
    ? { pgliteDir: await storedIn(settings.ARENA_DATA_DIR, action) }
    : { url: server };
  return await openDatabase({
    ...where,
    clock: new SystemClock(),
    random: new SystemRandom(),
    log: SILENT_LOG,
  });
}

async function storedIn(directory: string, action: string): Promise<string> {
  const stored = `${directory}/pglite`;
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
