import { KalshiDecoder } from "../venues/kalshi/kalshi_decoder.ts";
import { openRecordings } from "../venues/tape/recordings.ts";
import type { Workload } from "./measure.ts";

/** Recorded market data lies beside the project, not in it. */
const RECORDING =
  "../shared/data/kalshi-btc15m-ws/rv600_next_evidence_shadow_20260513T211949Z";

/** Frames of one run, from the recording's first on. */
const FRAMES_MAX = 50_000;

interface RecordedFrame {
  readonly text: string;
  readonly atMs: number;
  readonly connection: string;
  readonly source: string;
}

/**
 * Returns the workload: recorded Kalshi frames, as received text, to market events with live books.
 *
 * The floor is `JSON.parse` of the same text, which checks nothing and keeps nothing.
 *
 * @throws {Deno.errors.NotFound} If the recording is not there.
 */
export async function ingestWorkloads(): Promise<readonly Workload[]> {
  const frames = await recordedFrames();
  return [{
    bench: "ingest",
    workload: "kalshi_recording",
    unit: "frames/s",
    ours: { run: () => Promise.resolve(decodeAll(frames)) },
    floor: { run: () => Promise.resolve(parseAll(frames)) },
    peers: {},
  }];
}

async function recordedFrames(): Promise<readonly RecordedFrame[]> {
  const recordings = await openRecordings([RECORDING]);
  const frames: RecordedFrame[] = [];
  for await (const batch of recordings.frames()) {
    for (const { record, atMs, file, line } of batch) {
      if (record.kind !== "frame") continue;
      frames.push({
        text: JSON.stringify(record.frame),
        atMs,
        connection: record.connection,
        source: `${file}:${line}`,
      });
    }
    if (frames.length >= FRAMES_MAX) break;
  }
  return frames.slice(0, FRAMES_MAX);
}

function decodeAll(frames: readonly RecordedFrame[]): number {
  const decoder = new KalshiDecoder();
  const startedMs = performance.now();
  for (const frame of frames) decoder.decode(frame.text, frame);
  const rate = perSecond(frames.length, startedMs);
  const { decoded, rejected } = decoder.counts;
  if (decoded + rejected !== frames.length || decoded < frames.length / 2) {
    throw new Error(
      `Cannot measure ingest as most frames must decode: current value is ${decoded} of ${frames.length}`,
    );
  }
  return rate;
}

function parseAll(frames: readonly RecordedFrame[]): number {
  const startedMs = performance.now();
  let objects = 0;
  for (const { text } of frames) {
    if (typeof JSON.parse(text) === "object") objects += 1;
  }
  return perSecond(objects, startedMs);
}

function perSecond(count: number, startedMs: number): number {
  return count / ((performance.now() - startedMs) / 1_000);
}
