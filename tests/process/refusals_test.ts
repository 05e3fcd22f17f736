import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  ADMIN_TOKEN,
  ArenaProcess,
  type Ended,
  type Environment,
  TemporaryFolder,
} from "./arena_process.ts";

/** Starts an arena that cannot go on, and waits for its end. */
async function refusal(environment: Environment): Promise<Ended> {
  await using folder = await TemporaryFolder.make();
  await using arena = await ArenaProcess.spawn({
    ARENA_DATA_DIR: folder.path,
    ...environment,
  });
  return await arena.ended();
}

/** Checks that all that an operator reads is one sentence of action, rule and current value. */
function assertSentence(ended: Ended, code: 1 | 2, sentence: string): void {
  assertEquals([ended.stderr, ended.code], [`${sentence}\n`, code]);
}

Deno.test("main() names the port that another process has taken", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const ended = await refusal({ PORT: String(port) });
  assertSentence(
    ended,
    1,
    `Cannot start as PORT must be free, or 0 for any that is: current value is ${port}, taken by another process`,
  );
  assertEquals(ended.stdout.includes("listening"), false);
});

Deno.test("main() says which DATABASE_URL does not answer, without its password", async () => {
  // Nobody listens on a port that was free a moment ago.
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const ended = await refusal({
    DATABASE_URL: `postgres://arena:hunter2@127.0.0.1:${port}/arena`,
  });
  assertSentence(
    ended,
    1,
    `Cannot open the database as DATABASE_URL must name a reachable PostgreSQL server: current value is postgres://arena:***@127.0.0.1:${port}/arena (connection refused)`,
  );
});

Deno.test("main() refuses an ARENA_ variable that it does not know", async () => {
  assertSentence(
    await refusal({ ARENA_SPEED: "9" }),
    2,
    "Cannot start as every ARENA_ variable must be one of docs/configuration.md: current value is ARENA_SPEED",
  );
});

Deno.test("main() refuses a malformed value with the rule that it breaks", async () => {
  assertSentence(
    await refusal({ ARENA_ROUND_INTERVAL_MS: "soon" }),
    2,
    'Cannot start as ARENA_ROUND_INTERVAL_MS must be a whole number from 1000 to 3600000: current value is "soon"',
  );
});

Deno.test("main() refuses a malformed secret without showing it", async () => {
  const ended = await refusal({ ARENA_ADMIN_TOKEN: "hunter2" });
  assertSentence(
    ended,
    2,
    "Cannot start as ARENA_ADMIN_TOKEN must be a secret of 32 to 200 characters: current value is 7 characters",
  );
});

Deno.test("main() refuses to leave loopback without an admin token", async () => {
  assertSentence(
    await refusal({ HOST: "0.0.0.0" }),
    2,
    "Cannot start as a site that is not on loopback needs ARENA_ADMIN_TOKEN, a secret of 32 or more characters: current value is HOST=0.0.0.0 without one",
  );
});

Deno.test("main() refuses an address that this machine does not have", async () => {
  // Of a block that is reserved for documentation, so nobody's.
  const ended = await refusal({
    HOST: "192.0.2.1",
    PORT: "8000",
    ARENA_ADMIN_TOKEN: ADMIN_TOKEN,
  });
  assertEquals(ended.code, 2);
  assertStringIncludes(
    ended.stderr,
    "Cannot start as HOST and PORT must be an address that this process may listen on: current value is 192.0.2.1:8000 (",
  );
  assertEquals(ended.stderr.trimEnd().split("\n").length, 1);
  assertEquals(ended.stderr.includes(ADMIN_TOKEN), false);
});

Deno.test("main() refuses a data folder that cannot be written", async () => {
  await using folder = await TemporaryFolder.make();
  const occupied = `${folder.path}/file`;
  await Deno.writeTextFile(occupied, "not a folder");
  const ended = await refusal({ ARENA_DATA_DIR: occupied });
  assertEquals(ended.code, 1);
  assertStringIncludes(
    ended.stderr,
    `Cannot open the embedded database as its directory must be one that can be written (set ARENA_DATA_DIR to one): current value is ${occupied}/pglite (`,
  );
  assertEquals(ended.stderr.trimEnd().split("\n").length, 1);
});
