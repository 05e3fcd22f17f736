import { assertNever } from "../../domain/assert_never.ts";
import type { OpenConnections } from "./open_connections.ts";
import { RecorderConverter } from "./recorder_converter.ts";
import type { FileEnd, StampedLine } from "./stamped_line.ts";
import type { TapeFrame } from "./tape_record.ts";

/**
 * Turns merged lines into frames, and the end of a recording into the end of its connections.
 *
 * `atMs` never goes back. Bad lines before the first time wait for it: a replay must not start in 1970.
 */
export async function* toFrames(
  merged: AsyncIterable<readonly StampedLine[]>,
  connections: OpenConnections,
): AsyncGenerator<readonly TapeFrame[]> {
  const converter = new RecorderConverter();
  let atMs = 0;
  let waiting: StampedLine[] = [];
  for await (const lines of merged) {
    const frames: TapeFrame[] = [];
    for (const stamped of lines) {
      atMs = Math.max(atMs, millisecondsOf(stamped));
      if (atMs === 0) {
        waiting.push(stamped);
        continue;
      }
      for (const untimed of waiting) addFrames(frames, untimed);
      waiting = [];
      addFrames(frames, stamped);
    }
    if (frames.length > 0) yield frames;
  }
  const frames: TapeFrame[] = [];
  for (const untimed of waiting) addFrames(frames, untimed);
  if (frames.length > 0) yield frames;

  function addFrames(frames: TapeFrame[], stamped: StampedLine): void {
    const { file, line, content } = stamped;
    if (content.kind === "file_ended") {
      for (const record of connections.endFile(file, atMs)) {
        frames.push({ atMs, file, line, record });
      }
      return;
    }
    const record = toRecord(content, converter);
    if (record === null) return;
    connections.observe(file, record);
    frames.push({ atMs, file, line, record });
  }
}

/** Nanoseconds are rounded to a double, which can fall short of the millisecond that a record names. */
function millisecondsOf({ atNs, content }: StampedLine): number {
  return "t" in content ? content.t : Math.floor(atNs / 1_000_000);
}

function toRecord(
  content: Exclude<StampedLine["content"], FileEnd>,
  converter: RecorderConverter,
): TapeFrame["record"] | null {
  switch (content.kind) {
    case "recorder_event":
    case "spot_tick":
      return converter.convert(content);
    case "frame":
    case "connection":
    case "market_listed":
    case "market_phase_changed":
    case "spot":
    case "tape":
    case "unreadable":
      return content;
    default:
      return assertNever(content);
  }
}
