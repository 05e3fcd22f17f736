import { assert, assertEquals, assertRejects } from "@std/assert";
import { openDatabase } from "./connect.ts";
import { LeaseFile } from "./lease_file.ts";
import { Candidate } from "./lease_testing.ts";
import { migrate } from "./migrate.ts";
import { RecordingLog, TEST_DEPS } from "./testing/databases.ts";
import { until } from "./testing/until.ts";

async function withDirectory(
  run: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "arena-" });
  try {
    await run(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Lives until it is killed, with the file marked as `holder`'s. */
async function spawnHolder(
  directory: string,
  holder: string,
): Promise<Deno.ChildProcess> {
  const module = new URL("./lease_file.ts", import.meta.url).href;
  const program = `
    import { LeaseFile } from ${JSON.stringify(module)};
    const file = new LeaseFile(Deno.args[0], "lease");
    if (await file.mark(Deno.args[1])) console.log("marked");
    setInterval(() => {}, 60_000);`;
  const path = `${directory}/holder.ts`;
  await Deno.writeTextFile(path, program);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-read", "--allow-write", path, directory, holder],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = child.stdout.getReader();
  const { value } = await output.read();
  assertEquals(new TextDecoder().decode(value), "marked\n");
  await output.cancel();
  return child;
}

Deno.test("hasDied() tells a holder that was killed from one that lives, and from others", async () => {
  await withDirectory(async (directory) => {
    const file = new LeaseFile(directory, "lease");
    assertEquals(await file.hasDied("a"), false);
    const child = await spawnHolder(directory, "a");
    assertEquals(await file.hasDied("a"), false);
    assertEquals(await file.mark("b"), false);
    child.kill("SIGKILL");
    await child.status;
    assertEquals(await file.hasDied("somebody else"), false);
    assertEquals(await file.hasDied("a"), true);
    assertEquals(await file.mark("b"), true);
    await file.remove();
    const left = await Array.fromAsync(Deno.readDir(directory));
    assertEquals(left.map(({ name }) => name), ["holder.ts"]);
  });
});

Deno.test("hasDied() lets go of a file that is not of the lease's holder", async () => {
  await withDirectory(async (directory) => {
    const [first, second] = [1, 2].map(() => new LeaseFile(directory, "lease"));
    assert(first !== undefined && second !== undefined);
    await Deno.writeTextFile(`${directory}/lease`, "an older holder");
    assertEquals(await first.hasDied("a"), false);
    assertEquals(await second.mark("b"), true);
    assertEquals(await first.mark("c"), false);
    await first.remove();
    assertEquals(await Deno.readTextFile(`${directory}/lease`), "b");
    await second.remove();
  });
});

Deno.test("mark() makes the folder, and says when it cannot", async () => {
  await withDirectory(async (directory) => {
    const file = new LeaseFile(`${directory}/a/b`, "lease");
    assertEquals(await file.mark("a"), true);
    await file.remove();
    await Deno.writeTextFile(`${directory}/file`, "no folder");
    const nowhere = new LeaseFile(`${directory}/file`, "lease");
    await assertRejects(() => nowhere.mark("a"));
    assertEquals(await nowhere.hasDied("a"), false);
  });
});

/** Nobody is silent for so long, and nobody beats again. */
const SILENT = { ttlMs: 600_000, beatEveryMs: 600_000 };

Deno.test("acquireLease() does not wait for a holder that died on this machine", async () => {
  await withDirectory(async (directory) => {
    const log = new RecordingLog();
    const { sql, close } = await openDatabase({ ...TEST_DEPS, log });
    await migrate({ sql, clock: TEST_DEPS.clock, log });
    const options = { sql, run: "main", limits: SILENT };
    const first = await new Candidate("first", options).held();
    const child = await spawnHolder(directory, "first");
    const file = new LeaseFile(directory, "lease");
    const second = new Candidate("second", { ...options, file });
    await until(() => second.looks > 0);
    child.kill("SIGKILL");
    await child.status;
    const lease = await second.held();
    assertEquals(lease.fencingNumber, 2n);
    await until(async () =>
      await Deno.readTextFile(`${directory}/lease`) === "second"
    );
    await first.release();
    await lease.release();
    assertEquals(await file.hasDied("second"), false);
    await close();
  });
});

Deno.test("a lease is held without a file where none can be written", async () => {
  await withDirectory(async (directory) => {
    const log = new RecordingLog();
    const { sql, close } = await openDatabase({ ...TEST_DEPS, log });
    await migrate({ sql, clock: TEST_DEPS.clock, log });
    await Deno.writeTextFile(`${directory}/file`, "no folder");
    const file = new LeaseFile(`${directory}/file`, "lease");
    const holder = new Candidate("first", { sql, run: "main", file });
    const lease = await holder.held();
    await until(() =>
      holder.log.lines.some(({ level, message }) =>
        level === "warn" && message.startsWith("the lease has no file")
      )
    );
    await lease.release();
    const next = await new Candidate("next", { sql, run: "main" }).held();
    assertEquals(next.fencingNumber, 2n);
    await next.release();
    await close();
  });
});
