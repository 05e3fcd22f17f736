/**
 * Runs PGlite and its socket server in a Worker of their own, because PGlite blocks its event loop.
 *
 * The directory is locked by the thread that writes into it: the kernel lets go of the lock when the
 * process dies, however it dies, or when this Worker has really ended. So neither another process nor the
 * next Worker ever opens a directory that somebody still writes to.
 *
 * @module
 */
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { assertNever } from "../domain/assert_never.ts";
import { toError } from "./database_error.ts";
import {
  type EmbeddedCommand,
  embeddedCommandSchema,
  type EmbeddedEvent,
} from "./embedded_protocol.ts";

type StartCommand = Extract<EmbeddedCommand, { kind: "start" }>;

interface Running {
  readonly database: PGlite;
  readonly server: PGLiteSocketServer;
  readonly lock: Deno.FsFile | null;
}

let running: Running | null = null;

self.addEventListener("message", async ({ data }: MessageEvent<unknown>) => {
  try {
    self.postMessage(await obey(embeddedCommandSchema.parse(data)));
  } catch (error) {
    self.postMessage(
      {
        kind: "failed",
        message: toError(error).message,
      } satisfies EmbeddedEvent,
    );
  }
});

async function obey(command: EmbeddedCommand): Promise<EmbeddedEvent> {
  switch (command.kind) {
    case "start":
      return await start(command);
    case "stop":
      return await stop();
    default:
      return assertNever(command);
  }
}

async function start(
  { directory, socketPath, connectionsMax }: StartCommand,
): Promise<EmbeddedEvent> {
  const lock = directory === null ? null : await openLock(directory);
  if (lock !== null && !await lock.tryLock(true)) {
    lock.close();
    return { kind: "locked" };
  }
  await removeIfThere(socketPath);
  const database = await PGlite.create(
    directory === null ? "memory://" : await wholeDatabase(directory),
  );
  const server = new PGLiteSocketServer({
    db: database,
    path: socketPath,
    maxConnections: connectionsMax,
  });
  await server.start();
  running = { database, server, lock };
  return { kind: "ready" };
}

/**
 * Returns where the rows are. A database that was half made when its process was killed would never start, so it
 * is made beside its place, and only once it is whole it is moved there.
 */
async function wholeDatabase(directory: string): Promise<string> {
  const path = `${directory}/pgdata`;
  if (await isThere(path)) return path;
  const draft = `${directory}/pgdata.new`;
  await removeIfThere(draft);
  await (await PGlite.create(draft)).close();
  await Deno.rename(draft, path);
  return path;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return false;
  }
}

async function openLock(directory: string): Promise<Deno.FsFile> {
  await Deno.mkdir(directory, { recursive: true, mode: 0o700 });
  return await Deno.open(`${directory}/lock`, { create: true, write: true });
}

/** A process that was killed leaves things behind. Only whoever holds the lock may take them away. */
async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function stop(): Promise<EmbeddedEvent> {
  await running?.server.stop();
  await running?.database.close();
  running?.lock?.close();
  running = null;
  return { kind: "stopped" };
}
