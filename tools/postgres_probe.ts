import postgres from "postgres";

/** What became of an attempt to log in to a PostgreSQL server. */
export type PostgresProbe =
  | {
    readonly kind: "reachable";
    readonly url: string;
    readonly version: string;
  }
  | {
    readonly kind: "unreachable";
    readonly url: string;
    readonly reason: string;
  };

const TIMEOUT_MS = 5_000;

/** Logs in at `url`, asks for the server's version and leaves, within 5 seconds. Never rejects. */
export async function probePostgres(url: string): Promise<PostgresProbe> {
  let sql: postgres.Sql | undefined;
  // The driver's own time-out starts only once the name is resolved, and it then tries again.
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new DOMException("no answer", "TimeoutError")),
    TIMEOUT_MS,
  );
  try {
    sql = postgres(url, { max: 1, onnotice: () => {} });
    const query = sql<{ version: string }[]>`
      select current_setting('server_version') as version`;
    const [row] = await Promise.race([query, timeout]);
    return { kind: "reachable", url, version: row?.version ?? "unknown" };
  } catch (error) {
    return { kind: "unreachable", url, reason: reasonOf(error, url) };
  } finally {
    clearTimeout(timer);
    await sql?.end({ timeout: 0 }).catch(() => {});
  }
}

/**
 * Returns the server that database tests use: `TEST_DATABASE_URL`, else the first of the usual local
 * ones that lets us in.
 */
export async function findTestDatabase(
  env: Readonly<Record<string, string | undefined>>,
): Promise<PostgresProbe> {
  const named = env["TEST_DATABASE_URL"];
  if (named !== undefined && named !== "") return await probePostgres(named);
  const local = "127.0.0.1:5432";
  const users = [env["PGUSER"], "postgres", env["USER"]];
  let last: PostgresProbe = {
    kind: "unreachable",
    url: `postgres://${local}`,
    reason: "nobody may log in",
  };
  for (const user of new Set(users)) {
    if (user === undefined || user === "") continue;
    for (const database of ["test", "postgres"]) {
      last = await probePostgres(`postgres://${user}@${local}/${database}`);
      if (last.kind === "reachable") return last;
      if (last.reason.includes("ECONNREFUSED")) return last;
    }
  }
  return last;
}

function reasonOf(error: unknown, url: string): string {
  // What the platform says of a bad URL repeats it, password included.
  if (URL.parse(url) === null) return "it must be a postgres:// URL";
  if (!(error instanceof Error)) return String(error);
  // A refused connection can have a code and an empty message.
  if (error.message !== "") return error.message;
  return "code" in error ? String(error.code) : error.name;
}
