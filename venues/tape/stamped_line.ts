import type { RecorderEvent, SpotTick } from "./recorder_event.ts";
import type { TapeRecord, UnreadableLine } from "./tape_record.ts";

/** Stands behind the last line of a file, at that line's time. */
export interface FileEnd {
  readonly kind: "file_ended";
}

/** One line of any input on its way into the merged stream. */
export interface StampedLine {
  /** Receipt time in nanoseconds since 1970; rounded to a double, so to about 256 ns. */
  readonly atNs: number;
  /** Order among lines of one time: what announces a thing comes before it. */
  readonly rank: number;
  /** The venue's sequence number, which orders frames of one time and rank; 0 without one. */
  readonly sequence: number;
  readonly file: string;
  /** From 1; 0 where no single line says it. */
  readonly line: number;
  readonly content:
    | TapeRecord
    | UnreadableLine
    | RecorderEvent
    | SpotTick
    | FileEnd;
}

/** Returns a negative number where `left` comes first in the merged stream; 0 leaves it to the order of files. */
export function compareStamped(left: StampedLine, right: StampedLine): number {
  return left.atNs - right.atNs || left.rank - right.rank ||
    left.sequence - right.sequence;
}
