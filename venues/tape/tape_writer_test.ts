import { assert, assertEquals, assertRejects } from "@std/assert";
import { SimulatedClock } from "../../runtime/mod.ts";
import { readWholeText } from "./line_reader.ts";
import { parseTapeRecord, type TapeRecord } from "./tape_record.ts";
import { type TapeFile, TapeWriter } from "./tape_writer.ts";

const FRAME: TapeRecord = {
  t: 1_000,
  kind: "frame",
  venue: "kalshi",
  connection: "c1",
  frame: { type: "ok", id: 1 },
};

async function inFolder(
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function ignoreStop(reason: string): void {
  throw new Error(reason);
}

Deno.test("TapeWriter writes a header and every record, readable as one file", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.tape.gz`;
    const clock = new SimulatedClock({ startMs: 1_000 });
    const writer = await TapeWriter.open({
      path,
      clock,
      onStopped: ignoreStop,
    });
    writer.write(FRAME);
    clock.advanceBy(1_000);
    writer.write({ ...FRAME, t: 2_000 });
    const size = await writer.close();
    const lines = (await readWholeText(path)).trimEnd().split("\n");
    assertEquals(lines.map(parseTapeRecord), [
      { t: 1_000, kind: "tape", version: 1 },
      FRAME,
      { ...FRAME, t: 2_000 },
    ]);
    assertEquals(size, { records: 3, bytes: (await Deno.stat(path)).size });
  }));

Deno.test("TapeWriter flushes after flushMs, so that a killed process loses no more", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.tape.gz`;
    const clock = new SimulatedClock();
    const writer = await TapeWriter.open({
      path,
      clock,
      onStopped: ignoreStop,
      flushMs: 50,
    });
    writer.write(FRAME);
    clock.advanceBy(50);
    while (writer.size.records < 2) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assertEquals((await readWholeText(path)).split("\n").length, 3);
    await writer.close();
  }));

/** A file on a disk that has room for the first `room` bytes. */
class FullDisk implements TapeFile {
  readonly #room: number;
  length = 0;

  constructor(room: number) {
    this.#room = room;
  }

  write(bytes: Uint8Array): Promise<number> {
    const written = Math.min(bytes.length, this.#room - this.length);
    if (written === 0) {
      const error = new Error("No space left on device (os error 28)");
      return Promise.reject(Object.assign(error, { code: "ENOSPC" }));
    }
    this.length += written;
    return Promise.resolve(written);
  }

  truncate(length = 0): Promise<void> {
    this.length = length;
    return Promise.resolve();
  }

  close(): void {}
}

Deno.test("TapeWriter stops with one sentence when the disk is full, and takes half a member back", async () => {
  const reasons: string[] = [];
  const disk = new FullDisk(400);
  const clock = new SimulatedClock();
  const writer = new TapeWriter({
    path: "a.tape.gz",
    clock,
    onStopped: (reason) => reasons.push(reason),
  }, disk);
  while (reasons.length === 0) {
    const { bytes } = writer.size;
    writer.write({ ...FRAME, frame: crypto.randomUUID() });
    clock.advanceBy(1_000);
    while (reasons.length === 0 && writer.size.bytes === bytes) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  const { records, bytes } = writer.size;
  assertEquals(reasons, [
    "Cannot record to a.tape.gz as the disk must have room: current value is full; free space or name another disk",
  ]);
  assert(records > 0 && bytes === disk.length && bytes < 400);
  writer.write(FRAME);
  assertEquals(await writer.close(), { records, bytes });
});

Deno.test("TapeWriter.open() refuses to overwrite a file", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.tape.gz`;
    await Deno.writeTextFile(path, "kept");
    const error = await assertRejects(
      () =>
        TapeWriter.open({
          path,
          clock: new SimulatedClock(),
          onStopped: ignoreStop,
        }),
      Error,
    );
    assert(error.message.includes("name another file"), error.message);
    assertEquals(await Deno.readTextFile(path), "kept");
  }));

Deno.test("TapeWriter.open() names the missing folder", () =>
  inFolder(async (folder) => {
    const error = await assertRejects(
      () =>
        TapeWriter.open({
          path: `${folder}/none/a.tape.gz`,
          clock: new SimulatedClock(),
          onStopped: ignoreStop,
        }),
      Error,
    );
    assert(error.message.includes("its folder must exist"), error.message);
  }));

Deno.test("TapeWriter.close() leaves no file behind that nothing was recorded to", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.tape.gz`;
    const options = {
      path,
      clock: new SimulatedClock(),
      onStopped: ignoreStop,
    };
    await (await TapeWriter.open(options)).close();
    const again = await TapeWriter.open(options);
    again.write(FRAME);
    await again.close();
    assertEquals((await readWholeText(path)).trimEnd().split("\n").length, 2);
  }));
