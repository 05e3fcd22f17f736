import { openDatabase } from "../../db/connect.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { migrate } from "../../db/migrate.ts";
import type { JournalDraft } from "../../domain/journal.ts";
import { SystemClock, SystemRandom } from "../../runtime/mod.ts";
import { Scene } from "../arena/scene.ts";

/** Runs a task on the embedded database of `folder`. */
export async function runTask(
  task: string,
  folder: string,
  ...flags: readonly string[]
) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", task, ...flags],
    env: { ARENA_DATA_DIR: folder },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trimEnd();
  return { code, out: text(stdout), err: text(stderr) };
}

/** Opens the embedded database of `folder`, as an arena on it would. */
export async function stored(folder: string) {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const database = await openDatabase({
    pgliteDir: `${folder}/pglite`,
    clock,
    random,
    log: SILENT_LOG,
  });
  const { sql } = database;
  await migrate({ sql, clock, log: SILENT_LOG });
  return {
    database,
    run: { sql, run: "main", clock, random, log: SILENT_LOG },
  };
}

/** What an arena journals from a market's listing until its positions are held, and on to its settlement. */
export async function settledMarket(
  { isSettled = true } = {},
): Promise<readonly JournalDraft[]> {
  const scene = await Scene.open();
  await scene.list();
  await scene.play(60_000, "0.60", "0.38");
  if (isSettled) {
    await scene.phase("closed");
    await scene.phase("final", { kind: "yes" });
  }
  await scene.stage.close();
  return (await scene.rows()).map((
    { entry, causationId, correlationId, occurredAtMs, recordedAtMs },
  ) => ({ entry, causationId, correlationId, occurredAtMs, recordedAtMs }));
}
