import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { marketId } from "../../domain/ids.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";
import {
  afterEventLoopTurn,
  SimulatedClock,
  SystemClock,
} from "../../runtime/mod.ts";
import { type IndexedTape, RotatingTape } from "./rotating_tape.ts";
import { openRecordings } from "./recordings.ts";
import type { TapeFrame, TapeRecord } from "./tape_record.ts";

const START_MS = 1_763_640_000_000;

async function withFolder(
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const printable = (_key: string, value: unknown) =>
  typeof value === "bigint" ? String(value) : value;

async function indexOf(folder: string): Promise<readonly IndexedTape[]> {
  return JSON.parse(await Deno.readTextFile(`${folder}/index.json`));
}

/** Opens tapes of a byte each. */
function openSmall(
  folder: string,
  onStopped: (reason: string) => void,
): Promise<RotatingTape> {
  return RotatingTape.open({
    folder,
    clock: new SystemClock(),
    fileBytesMax: 1,
    totalBytesMax: 1_000_000,
    onStopped,
  });
}

/** Records until `count` tapes are whole. */
async function record(
  folder: string,
  { count, totalBytesMax }: { count: number; totalBytesMax: number },
): Promise<void> {
  const clock = new SimulatedClock({ startMs: START_MS + count });
  const tape = await RotatingTape.open({
    folder,
    clock,
    fileBytesMax: 1,
    totalBytesMax,
    onStopped: (reason) => {
      throw new Error(reason);
    },
  });
  tape.write({ t: START_MS, kind: "market_listed", market: SAMPLE_MARKET });
  tape.write({
    t: START_MS,
    kind: "connection",
    venue: "kalshi",
    connection: "socket",
    status: "connected",
    reason: "as tested",
  });
  const files = async () =>
    (await Array.fromAsync(Deno.readDir(folder)))
      .filter(({ name }) => name.endsWith(".tape.gz")).length;
  let t = START_MS;
  while (await files() < count) {
    t += 1_000;
    tape.write({
      t,
      kind: "frame",
      venue: "kalshi",
      connection: "socket",
      frame: { type: "unknown", n: t },
    });
    clock.advanceBy(1_000);
    await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
  }
  await tape.close();
}

Deno.test("RotatingTape begins another tape, indexes those that are whole, and each replays by itself", async () => {
  await withFolder(async (folder) => {
    await record(folder, { count: 2, totalBytesMax: 1_000_000 });
    const tapes = await indexOf(folder);
    assertEquals(tapes.length, 2);
    for (const { file, fromMs, untilMs, records, bytes } of tapes) {
      const path = `${folder}/${file}`;
      assert(fromMs <= untilMs && records !== null && records > 0);
      assertEquals((await Deno.stat(path)).size, bytes);
      const recordings = await openRecordings([path]);
      const lines: string[] = [];
      for await (const batch of recordings.frames()) {
        for (const frame of batch) lines.push(JSON.stringify(frame, printable));
      }
      const kinds = ["market_listed", "connection"].filter((kind) =>
        lines.some((line) => line.includes(`"${kind}"`))
      );
      assertEquals(kinds.length, 2);
    }
  });
});

Deno.test("RotatingTape lets the oldest tapes go, also those of an earlier run", async () => {
  await withFolder(async (folder) => {
    await record(folder, { count: 2, totalBytesMax: 1_000_000 });
    const [oldest] = await indexOf(folder);
    await record(folder, { count: 3, totalBytesMax: 700 });
    const tapes = await indexOf(folder);
    assert(tapes.reduce((sum, { bytes }) => sum + bytes, 0) <= 700);
    assert(tapes.every(({ file }) => file !== oldest?.file));
    await assertRejects(() => Deno.stat(`${folder}/${oldest?.file}`));
  });
});

Deno.test("RotatingTape keeps its newest tape, however little room there is", async () => {
  await withFolder(async (folder) => {
    await record(folder, { count: 2, totalBytesMax: 1 });
    const tapes = await indexOf(folder);
    assertEquals(tapes.length, 1);
    assert((await Deno.stat(`${folder}/${tapes[0]?.file}`)).size > 1);
  });
});

Deno.test("RotatingTape leaves neither a tape nor an entry of a run in which nothing was said", async () => {
  await withFolder(async (folder) => {
    const tape = await openSmall(folder, (reason) => {
      throw new Error(reason);
    });
    await tape.close();
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  });
});

Deno.test("RotatingTape says once why it stopped where the next tape cannot begin, and takes nothing more", async () => {
  await withFolder(async (folder) => {
    const stopped: string[] = [];
    const tape = await openSmall(
      `${folder}/tapes`,
      (reason) => stopped.push(reason),
    );
    const write = async (t: number) => {
      tape.write({
        t,
        kind: "frame",
        venue: "kalshi",
        connection: "c",
        frame: t,
      });
      await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await write(START_MS);
    await Deno.remove(`${folder}/tapes`, { recursive: true });
    for (let wait = 1; wait <= 2_000 && stopped.length === 0; wait += 1) {
      await write(START_MS + wait);
    }
    for (let late = 1; late <= 50; late += 1) await write(START_MS + 9_000);
    assertEquals(stopped.length, 1);
    assertStringIncludes(stopped[0] ?? "", "tape.gz");
    await Deno.mkdir(`${folder}/tapes`);
    await tape.close();
    assertEquals((await indexOf(`${folder}/tapes`)).length, 1);
  });
});

Deno.test("RotatingTape refuses an index that it did not write", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/index.json`, "[1]");
    await assertRejects(
      () => record(folder, { count: 1, totalBytesMax: 1_000 }),
      Error,
      "its index.json must be one that recording wrote",
    );
  });
});

Deno.test("RotatingTape takes on the tape of a process that was killed", async () => {
  await withFolder(async (folder) => {
    await record(folder, { count: 1, totalBytesMax: 1_000_000 });
    const [tape] = await indexOf(folder);
    await Deno.rename(`${folder}/${tape?.file}`, `${folder}/orphan.tape.gz`);
    await Deno.remove(`${folder}/index.json`);
    await record(folder, { count: 2, totalBytesMax: 1_000_000 });
    const orphan = (await indexOf(folder)).find(({ file }) =>
      file === "orphan.tape.gz"
    );
    assertEquals([orphan?.records, orphan?.bytes], [null, tape?.bytes]);
  });
});

Deno.test("RotatingTape begins each tape with the markets as they stand then", async () => {
  await withFolder(async (folder) => {
    const market = (name: string) => ({
      ...SAMPLE_MARKET,
      id: marketId("kalshi", name),
      ticker: name,
      phase: "listed" as const,
    });
    const change = (name: string, phase: "open" | "final") => ({
      t: START_MS,
      kind: "market_phase_changed" as const,
      marketId: marketId("kalshi", name),
      phase,
      resolution: phase === "final" ? { kind: "yes" as const } : null,
    });
    const second = await secondTape(folder, [
      ...["OPENED", "SETTLED", "WAITING"].map((name) => ({
        t: START_MS,
        kind: "market_listed" as const,
        market: market(name),
      })),
      change("OPENED", "open"),
      change("SETTLED", "final"),
    ]);
    const listed = second.flatMap(({ record }) =>
      record.kind === "market_listed"
        ? [`${record.market.ticker} ${record.market.phase}`]
        : []
    );
    assertEquals(listed, ["OPENED open", "WAITING listed"]);
  });
});

/** Writes `records` first, and returns what the tape after theirs begins with. */
async function secondTape(
  folder: string,
  records: readonly TapeRecord[],
): Promise<readonly TapeFrame[]> {
  const clock = new SimulatedClock({ startMs: START_MS });
  const tape = await RotatingTape.open({
    folder,
    clock,
    fileBytesMax: 1,
    totalBytesMax: 1_000_000,
    onStopped: (reason) => {
      throw new Error(reason);
    },
  });
  for (const record of records) tape.write(record);
  const frame = { kind: "frame", venue: "kalshi", connection: "x" } as const;
  let t = START_MS;
  while ((await indexOf(folder).catch(() => [])).length < 2) {
    t += 1_000;
    tape.write({ ...frame, t, frame: t });
    clock.advanceBy(1_000);
    await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
  }
  await tape.close();
  const [, second] = await indexOf(folder);
  assert(second !== undefined);
  const { frames } = await openRecordings([`${folder}/${second.file}`]);
  return (await Array.fromAsync(frames())).flat();
}

Deno.test("RotatingTape begins each tape with what the venue told once, as its newest words have it", async () => {
  await withFolder(async (folder) => {
    const clock = new SimulatedClock({ startMs: START_MS });
    const tape = await RotatingTape.open({
      folder,
      clock,
      fileBytesMax: 1,
      totalBytesMax: 1_000_000,
      carriedKey: (record) =>
        record.kind === "frame" && record.connection === "info" ? "meta" : null,
      onStopped: (reason) => {
        throw new Error(reason);
      },
    });
    const frame = { kind: "frame", venue: "hyperliquid" } as const;
    const told = ["old", "new"];
    for (const text of told) {
      tape.write({ ...frame, t: START_MS, connection: "info", frame: text });
    }
    let t = START_MS;
    while ((await indexOf(folder).catch(() => [])).length < 2) {
      t += 1_000;
      tape.write({ ...frame, t, connection: "socket", frame: t });
      clock.advanceBy(1_000);
      await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
    }
    await tape.close();
    const [, second] = await indexOf(folder);
    assert(second !== undefined);
    const recordings = await openRecordings([`${folder}/${second.file}`]);
    const frames: string[] = [];
    for await (const batch of recordings.frames()) {
      for (const frame of batch) frames.push(JSON.stringify(frame, printable));
    }
    // The first line says what kind of file it is.
    assert(frames[1]?.includes('"connection":"info","frame":"new"'));
    assert(!frames.some((text) => text.includes('"frame":"old"')));
  });
});
