import type { Clock } from "../runtime/clock.ts";
import type { Random } from "../runtime/random.ts";
import { errorCode, toError } from "./database_error.ts";
import { withDeadline } from "./deadline.ts";
import { type EmbeddedLimits, EmbeddedServer } from "./embedded_server.ts";
import type { DatabaseLog } from "./log.ts";
import {
  CONNECT_TIMEOUT_S,
  openPool,
  type ServerAddress,
  type Sql,
} from "./pool.ts";
import { publicUrl } from "./public_url.ts";
import { ServerWatch } from "./server_watch.ts";

const SERVER_CONNECTIONS_MAX = 10;
/**
 * All connections to PGlite share one session and their messages interleave: two at a time bind and run
 * each other's unnamed portals. One connection is as fast, since PGlite does one thing at a time anyway.
 */
const EMBEDDED_CONNECTIONS_MAX = 1;
const CLOSE_TIMEOUT_S = 5;
const FIRST_ANSWER_MS = (CONNECT_TIMEOUT_S + 5) * 1_000;

/** What `openDatabase` works with. The clock is the system's, also in a replay. */
export interface OpenDatabaseOptions {
  /** A PostgreSQL server; without it the embedded database is started. */
  readonly url?: string;
  /** Directory of the embedded database, or `memory://`. @default {"memory://"} */
  readonly pgliteDir?: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: DatabaseLog;
  readonly limits?: EmbeddedLimits;
  /**
   * Milliseconds that a server may leave everything unanswered before its connections are broken, 2 or more.
   *
   * @default {no bound, until the operating system gives up}
   */
  readonly silenceMsMax?: number;
  /** Hears that the embedded database is gone for good: only a new process brings it back. */
  readonly onLost?: (error: Error) => void;
}

/** An open database. Within `sql.begin` use only the transaction: the embedded pool has one connection. */
export interface Database {
  readonly kind: "postgres" | "pglite";
  readonly sql: Sql;
  /** Where it is, for people: never with a password. */
  readonly url: string;
  /** Waits up to 5 s for what is under way, then cuts it off. */
  close(): Promise<void>;
}

/** Raised when the database that `DATABASE_URL` names cannot be used. */
export class DatabaseUnreachableError extends Error {
  override readonly name = "DatabaseUnreachableError";
}

/**
 * Opens the database and has it answer once.
 *
 * @throws {DatabaseUnreachableError} If the server at `url` does not answer, or `url` is none.
 * @throws {Error} If the embedded database does not start, or its directory is open elsewhere.
 */
export async function openDatabase(
  options: OpenDatabaseOptions,
): Promise<Database> {
  return options.url === undefined
    ? await openEmbedded(options)
    : await openServer(options.url, options);
}

async function openServer(
  url: string,
  { clock, random, log, silenceMsMax }: OpenDatabaseOptions,
): Promise<Database> {
  const shown = publicUrl(url);
  if (!/^postgres(ql)?:\/\/./.test(url) || !URL.canParse(url)) {
    throw unreachable(shown, "it must start with postgres://");
  }
  const watch = silenceMsMax === undefined
    ? null
    : new ServerWatch({ clock, log, silenceMsMax });
  const target = watch === null
    ? { url }
    : { url, connect: (address: ServerAddress) => watch.connect(address) };
  const connectionsMax = SERVER_CONNECTIONS_MAX;
  const sql = openPool({ target, connectionsMax, random });
  try {
    await withDeadline(clock, sql`select 1`.execute(), {
      deadlineMs: FIRST_ANSWER_MS,
      action: "open the database",
    });
  } catch (error) {
    await sql.end({ timeout: 0 });
    throw unreachable(shown, reasonOf(error));
  }
  log.info({ url: shown }, "the database is ready");
  // A check that waits behind a long statement would tell of that alone.
  const checks = openPool({ target, connectionsMax: 1, random });
  watch?.start(() => checks`select 1`.execute());
  return {
    kind: "postgres",
    sql,
    url: shown,
    close: async () => {
      await watch?.close();
      await checks.end({ timeout: 0 });
      await sql.end({ timeout: CLOSE_TIMEOUT_S });
    },
  };
}

async function openEmbedded(
  { pgliteDir = "memory://", onLost, ...rest }: OpenDatabaseOptions,
): Promise<Database> {
  const { clock, random, log, limits } = rest;
  const server = await EmbeddedServer.start({
    directory: pgliteDir,
    clock,
    random,
    log,
    ...(limits === undefined ? {} : { limits }),
    onLost: (error) => {
      log.error({ err: error }, "the embedded database is lost");
      onLost?.(error);
    },
  });
  const sql = openPool({
    target: { connect: () => server.connect() },
    connectionsMax: EMBEDDED_CONNECTIONS_MAX,
    random,
  });
  server.watch(() => sql`select 1`.execute());
  return {
    kind: "pglite",
    sql,
    url: pgliteDir === "memory://" ? "pglite in memory" : `pglite ${pgliteDir}`,
    close: async () => {
      await sql.end({ timeout: CLOSE_TIMEOUT_S });
      await server.close();
    },
  };
}

function unreachable(shown: string, reason: string): DatabaseUnreachableError {
  return new DatabaseUnreachableError(
    `Cannot open the database as DATABASE_URL must name a reachable PostgreSQL server: current value is ${shown} (${reason})`,
  );
}

function reasonOf(error: unknown): string {
  const code = errorCode(error);
  switch (code) {
    case "ECONNREFUSED":
      return "connection refused";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "host not found";
    case "CONNECT_TIMEOUT":
      return `no answer within ${CONNECT_TIMEOUT_S} s`;
    case "28P01":
    case "28000":
      return "user or password refused";
    case "3D000":
      return "no such database";
    default:
      return toError(error).message;
  }
}
