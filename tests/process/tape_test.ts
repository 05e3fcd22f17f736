import {
  assert,
  assertEquals,
  assertGreater,
  assertStringIncludes,
} from "@std/assert";
import { inspectPaths } from "../../tools/inspect/inspect_paths.ts";
import { openRecordings } from "../../venues/tape/recordings.ts";
import type { TapeFrame } from "../../venues/tape/tape_record.ts";
import { ArenaProcess, TemporaryFolder } from "./arena_process.ts";
import { eventually } from "./eventually.ts";

const HEARD_MS = 120_000;
/** Deno keeps devices, the disk that is always full among them, from whoever has less. */
const ALL_PERMISSIONS = ["run", "--allow-all"];

async function framesOf(path: string): Promise<readonly TapeFrame[]> {
  const { frames } = await openRecordings([path]);
  return (await Array.fromAsync(frames())).flat();
}

Deno.test("ARENA_TAPE refuses a file that exists and a folder that does not, in one sentence", async () => {
  await using folder = await TemporaryFolder.make();
  const taken = `${folder.path}/taken.tape.gz`;
  await Deno.writeTextFile(taken, "kept");
  const refusals = [
    [
      taken,
      "the file must not exist yet: current value is taken; name another file or remove this one",
    ],
    [
      `${folder.path}/none/a.tape.gz`,
      "its folder must exist: current value is missing; create the folder",
    ],
  ] as const;
  for (const [path, rule] of refusals) {
    await using arena = await ArenaProcess.spawn({
      ARENA_DATA_DIR: folder.path,
      ARENA_TAPE: path,
    });
    const { code, stdout, stderr } = await arena.ended();
    assertEquals([code, stdout, stderr], [
      1,
      "",
      `Cannot record to ${path} as ${rule}\n`,
    ]);
  }
  assertEquals(await Deno.readTextFile(taken), "kept");
});

Deno.test("ARENA_TAPE on a full disk stops the recording with one logged sentence, and the arena goes on", async () => {
  await using folder = await TemporaryFolder.make();
  await using arena = await ArenaProcess.start({
    ARENA_DATA_DIR: folder.path,
    ARENA_TAPE: "/dev/full",
  }, ALL_PERMISSIONS);
  const sentence =
    "Cannot record to /dev/full as the disk must have room: current value is full; free space or name another disk";
  await eventually(
    "the recording has stopped",
    HEARD_MS,
    () => arena.stderr.includes(sentence) ? true : null,
  );
  const before = await arena.view();
  await arena.viewWhere(
    "markets are listed and the journal grows",
    HEARD_MS,
    ({ markets, journalSequence }) =>
      markets.length > 0 && journalSequence > before.journalSequence,
  );
  const { code, stderr } = await arena.stop();
  assertEquals(code, 0);
  assertEquals(stderr.split(sentence).length, 2, stderr);
});

Deno.test("ARENA_TAPE holds every frame until the stop, and all of it can be read", async () => {
  await using folder = await TemporaryFolder.make();
  const path = `${folder.path}/arena.tape.gz`;
  await using arena = await ArenaProcess.start({
    ARENA_DATA_DIR: folder.path,
    ARENA_TAPE: path,
  });
  await arena.viewWhere(
    "a contestant has decided",
    HEARD_MS,
    ({ decisions }) => decisions.length > 0,
  );
  assertEquals((await arena.stop()).code, 0);
  const report = await inspectPaths({ paths: [path], venue: "dflow" });
  assertEquals(report.rejections, []);
  for (
    const kind of ["tape", "connection", "market_listed", "dflow orderbook"]
  ) {
    assertGreater(report.kinds[kind] ?? 0, 0, kind);
  }
  const last = (await framesOf(path)).at(-1);
  assert(last?.record.kind === "connection", JSON.stringify(last));
  assertEquals(last.record.status, "disconnected");
  assertStringIncludes(last.record.reason, "stopped");
});
