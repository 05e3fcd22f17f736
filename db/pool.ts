// deno-lint-ignore-file camelcase -- the driver names its options so
import type { Socket } from "node:net";
import postgres from "postgres";
import type { Random } from "../runtime/random.ts";

/** A pool of connections whose 64-bit integers are `bigint` and whose columns are camelCase. */
export type Sql = postgres.Sql<{ bigint: bigint }>;
/** The pool, or one transaction on it. */
export type Queryable = Sql | postgres.TransactionSql<{ bigint: bigint }>;

/** Seconds until a connection that was not made counts as failed. */
export const CONNECT_TIMEOUT_S = 10;
const DEFAULT_PORT = 5_432;
const RECONNECT_MAX_S = 2;
const RECONNECT_MIN_S = 0.05;
const KEEP_ALIVE_S = 30;

/** Where a server listens. */
export type ServerAddress =
  | { readonly host: string; readonly port: number }
  | { readonly path: string };

/** Where a pool connects to: a server by its URL, or sockets that somebody else opens. */
export type PoolTarget =
  | {
    readonly url: string;
    /** Opens the connections in place of the driver. */
    readonly connect?: (address: ServerAddress) => Socket;
  }
  | { readonly connect: () => Socket };

/** Options of `openPool`. */
export interface PoolOptions {
  readonly target: PoolTarget;
  /** Connections at most, 1 or more. */
  readonly connectionsMax: number;
  readonly random: Random;
}

/** Returns a pool. It connects with its first query and reconnects by itself. */
export function openPool(
  { target, connectionsMax, random }: PoolOptions,
): Sql {
  const options = {
    max: connectionsMax,
    connect_timeout: CONNECT_TIMEOUT_S,
    keep_alive: KEEP_ALIVE_S,
    // Types are always named in our statements, so the driver need not ask for them first.
    fetch_types: false,
    backoff: (retries: number) =>
      Math.min(RECONNECT_MAX_S, RECONNECT_MIN_S * 2 ** retries) *
      (0.5 + random.next() / 2),
    onnotice: () => {},
    connection: { application_name: "alpha-arena" },
    transform: postgres.camel,
    types: { bigint: postgres.BigInt },
  };
  if ("url" in target) {
    const { url, connect } = target;
    if (connect === undefined) return postgres(url, options);
    const socket = socketOpener(connect);
    return postgres(url, { ...options, socket } as typeof options);
  }
  return postgres(
    {
      ...options,
      host: "localhost",
      user: "postgres",
      database: "postgres",
      max_lifetime: null,
      socket: target.connect,
    } as typeof options,
  );
}

/** What the driver knows of its server's address: several hosts stand in for one another. */
interface DriverAddress {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path: string | false;
}

/** Returns what the driver opens connections with, at the next host once one has failed. */
function socketOpener(
  connect: (address: ServerAddress) => Socket,
): (address: DriverAddress) => Socket {
  let failures = 0;
  return ({ host: hosts, port: ports, path }) => {
    if (path !== false) return connect({ path });
    const index = failures % hosts.length;
    const host = hosts[index] ?? "localhost";
    const socket = connect({ host, port: ports[index] ?? DEFAULT_PORT });
    socket.once("error", () => failures += 1);
    // TLS checks the server's name against it.
    return Object.assign(socket, { host });
  };
}
