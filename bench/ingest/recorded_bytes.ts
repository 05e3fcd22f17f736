import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { openRecordings } from "../../venues/tape/recordings.ts";

/** What a venue sent, and the markets that it was about. */
export interface RecordedTraffic {
  readonly listings: readonly MarketEvent[];
  /** What the socket delivered, frame by frame. */
  readonly bytes: readonly Uint8Array[];
  /** When, in Unix milliseconds. */
  readonly atMs: Float64Array;
  /** On which connection. */
  readonly connections: readonly string[];
}

/** A frame as text, as a socket delivers it. */
export interface TextFrame {
  readonly text: string;
  readonly atMs: number;
  readonly connection: string;
}

/** Returns frames as the bytes of a socket. */
export function trafficOf(
  listings: readonly MarketEvent[],
  frames: readonly TextFrame[],
): RecordedTraffic {
  const encoder = new TextEncoder();
  return {
    listings,
    bytes: frames.map(({ text }) => encoder.encode(text)),
    atMs: Float64Array.from(frames.map(({ atMs }) => atMs)),
    connections: frames.map(({ connection }) => connection),
  };
}

/** How a recording becomes traffic. */
export interface TrafficOptions {
  /** Tapes or recording folders. */
  readonly paths: readonly string[];
  /** Frames from the first on. */
  readonly framesMax: number;
  /** Returns the text in which the venue sends a frame that a recording has as JSON. */
  readonly print: (frame: unknown) => string;
}

/**
 * Reads recorded traffic back into the bytes of a socket.
 *
 * @throws {Deno.errors.NotFound} If a recording is not there.
 */
export async function recordedTraffic(
  { paths, framesMax, print }: TrafficOptions,
): Promise<RecordedTraffic> {
  const recordings = await openRecordings(paths);
  const listings: MarketEvent[] = [];
  const frames: TextFrame[] = [];
  for await (const batch of recordings.frames()) {
    for (const { record, atMs } of batch) {
      if (record.kind === "market_listed") {
        listings.push({ kind: record.kind, market: record.market });
      }
      if (record.kind !== "frame") continue;
      const { connection } = record;
      frames.push({ text: print(record.frame), atMs, connection });
    }
    if (frames.length >= framesMax) break;
  }
  return trafficOf(listings, frames.slice(0, framesMax));
}
