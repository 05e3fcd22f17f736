import { assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import { ADMIN_TOKEN, ArenaProcess, TemporaryFolder } from "./arena_process.ts";
import { eventually } from "./eventually.ts";

/** Far more than the page needs: a busy machine must not decide. */
const ANSWER_MS = 60_000;
const SETTLED_MS = 240_000;
const RESTART_MS = 90_000;

/** A database that was not closed in order leaves its socket behind. */
async function isGone(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => false, () => true);
}

Deno.test("main() answers after its line, settles a market and stops in order", async (t) => {
  await using folder = await TemporaryFolder.make();
  await using arena = await ArenaProcess.start({ ARENA_DATA_DIR: folder.path });

  await t.step("the page answers", async () => {
    const page = await fetch(arena.url, {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    assertEquals(page.status, 200);
    assertStringIncludes(await page.text(), "Alpha Arena");
  });

  await t.step("admin routes do not exist without a token", async () => {
    const path = "arena/traders/hold";
    const answers = [
      await arena.crash(path, null),
      await arena.crash(path, ADMIN_TOKEN),
    ];
    assertEquals(answers, [404, 404]);
  });

  await t.step("a second arena on the same folder is refused", async () => {
    await using second = await ArenaProcess.start({
      ARENA_DATA_DIR: folder.path,
    });
    const { code, stderr } = await second.ended();
    assertEquals([code, stderr], [
      1,
      `Cannot open the embedded database as nobody else may have its directory open (stop the other arena, or set DATABASE_URL): current value is ${folder.path}/pglite, locked\n`,
    ]);
  });

  await t.step("a market settles", async () => {
    const view = await arena.viewWhere(
      "a position is settled on a market that resolved",
      SETTLED_MS,
      ({ settlements }) => settlements.length > 0,
    );
    const [settlement] = view.settlements;
    const market = view.markets.find(({ id }) => id === settlement?.marketId);
    assertEquals(market?.resolution, settlement?.resolution);
    assertGreater(view.journalSequence, 0);
  });

  await t.step("SIGTERM stops it in order", async () => {
    const socket = `${folder.path}/pglite/socket/pg.sock`;
    assertEquals(await isGone(socket), false);
    const stream = await fetch(`${arena.url}/stream`);
    const [{ code, stdout }, frames] = await Promise.all([
      arena.stop(),
      stream.text(),
    ]);
    assertEquals(code, 0);
    // The published Fresh prints a line of its own before it, once it has built the site.
    assertEquals(stdout.split("\n").slice(-2), [
      `listening on ${arena.url}`,
      "",
    ]);
    assertStringIncludes(frames, "event: snapshot");
    assertEquals(await isGone(socket), true);
  });
});

Deno.test("SIGTERM stops an arena in order that is still starting", async () => {
  await using folder = await TemporaryFolder.make();
  await using arena = await ArenaProcess.start({ ARENA_DATA_DIR: folder.path });
  assertEquals((await arena.status()).phase, "starting");
  const { code } = await arena.stop();
  assertEquals(code, 0);
  assertEquals(await isGone(`${folder.path}/pglite/socket/pg.sock`), true);
});

Deno.test("POST /admin/actors crashes an actor for whoever has the token", async () => {
  await using folder = await TemporaryFolder.make();
  await using arena = await ArenaProcess.start({
    ARENA_DATA_DIR: folder.path,
    ARENA_ADMIN_TOKEN: ADMIN_TOKEN,
  });
  const path = "arena/traders/hold";
  await arena.viewWhere(
    "the trader runs",
    RESTART_MS,
    ({ actors }) =>
      actors.some((actor) => actor.path === path && actor.status === "running"),
  );
  assertEquals(await arena.crash(path, null), 401);
  assertEquals(await arena.crash(path, ADMIN_TOKEN.toUpperCase()), 401);
  assertEquals(await arena.crash(`${path}-nobody`, ADMIN_TOKEN), 404);
  assertEquals(await arena.crash(path, ADMIN_TOKEN), 202);
  const crashed = await eventually("it runs again", RESTART_MS, async () => {
    const { actors } = await arena.view();
    const actor = actors.find((other) => other.path === path);
    return actor?.restarts === 1 && actor.status === "running" ? actor : null;
  });
  assertEquals([crashed.failed, crashed.lastError], [1, "Error"]);
  assertEquals(arena.stderr.includes(ADMIN_TOKEN), false);
});
