/**
 * Recordings and tapes in a folder of their own, for tests of what reads them.
 *
 * @module
 */
import { assert } from "@std/assert";
import { gzipSync } from "node:zlib";
import { SimulatedClock } from "../../runtime/mod.ts";
import type { Recordings } from "./recordings.ts";
import type { TapeFrame, TapeRecord } from "./tape_record.ts";
import { TapeWriter } from "./tape_writer.ts";

/** The market that lines of recordings are of. */
export const MARKET = "KXBTC15M-26MAY131730-30";
/** Unix milliseconds. */
export const CLOSE_MS = Date.parse("2026-05-13T21:30:00Z");
/** Unix milliseconds at which a recording starts. */
export const START_MS = CLOSE_MS - 10_000;

const START_NS = START_MS * 1_000_000;

/** Runs `test` in a folder that is removed afterwards. */
export async function inFolder(
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** One line of a recording, `atMs` milliseconds after its start. */
export function line(
  type: string,
  atMs: number,
  more: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    event_type: type,
    channel: type,
    connection_id: "r1",
    local_recv_ns: START_NS + atMs * 1_000_000,
    market_ticker: MARKET,
    sequence_number: null,
    payload_json: { market_ticker: MARKET },
    ...more,
  });
}

/** Writes one kind of event of the recording in `folder`, replacing what was there. */
export async function writeEvents(
  folder: string,
  kind: string,
  ...lines: readonly string[]
): Promise<void> {
  const hour = `${folder}/raw_events/${kind}/2026-05-13/h21`;
  await Deno.mkdir(hour, { recursive: true });
  const bytes = new TextEncoder().encode(`${lines.join("\n")}\n`);
  await Deno.writeFile(`${hour}/part.ndjson.gz`, gzipSync(bytes));
}

/** Returns all frames. */
export async function readAll(recordings: Recordings): Promise<TapeFrame[]> {
  const frames: TapeFrame[] = [];
  for await (const batch of recordings.frames()) frames.push(...batch);
  return frames;
}

/** Returns what a frame is, in a word: a type of frame, a phase, a status or a kind. */
export function nameOf({ record }: TapeFrame): string {
  if (record.kind === "market_phase_changed") return record.phase;
  if (record.kind === "connection") return record.status;
  if (record.kind !== "frame") return record.kind;
  const { frame } = record;
  assert(typeof frame === "object" && frame !== null);
  return String(Reflect.get(frame, "type"));
}

/** Returns a spot print at `t` (Unix milliseconds). */
export function spot(t: number): TapeRecord {
  return { t, kind: "spot", symbol: "BTC-USD", price: String(t) };
}

/** Spot prints whose prices gzip cannot guess. */
export function spots(count: number): readonly TapeRecord[] {
  return Array.from(
    { length: count },
    (_, index) => spot(index * 7_919 % 10_007),
  );
}

/** Writes a tape; its first record gets a header before it. */
export async function writeTape(
  path: string,
  records: readonly TapeRecord[],
): Promise<void> {
  const writer = await TapeWriter.open({
    path,
    clock: new SimulatedClock(),
    onStopped: (reason) => {
      throw new Error(reason);
    },
  });
  for (const record of records) writer.write(record);
  await writer.close();
}
