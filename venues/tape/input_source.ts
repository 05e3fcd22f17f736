import { readCapture, stampCapture } from "./capture.ts";
import { parseHyperliquidLine } from "./hyperliquid_capture.ts";
import { BrokenFileError, readLines } from "./line_reader.ts";
import {
  parseRecorderLine,
  type RecorderEvent,
  type SpotTick,
} from "./recorder_event.ts";
import type { StampedLine } from "./stamped_line.ts";
import {
  parseTapeRecord,
  TAPE_VERSION,
  type TapeRecord,
  type UnreadableLine,
} from "./tape_record.ts";

/** A file of the merged stream and how its lines read. */
export interface InputFile {
  readonly path: string;
  readonly format: "tape" | "recording" | "capture" | "hyperliquid";
}

const RECORDER_RANKS: ReadonlyMap<string, number> = new Map([
  ["watch_market", 1],
  ["ws_connected", 2],
  ["ws_subscribed", 3],
  ["orderbook_snapshot", 4],
  ["orderbook_delta", 4],
]);
const OTHER_EVENT_RANK = 5;
const SPOT_RANK = 6;
/** What follows from a market's schedule comes after what was received at that moment. */
export const SCHEDULE_RANK = 7;

/**
 * Follows one file line by line; a line that says nothing takes the time of the one before it. Nothing is
 * read of a tape of another version.
 */
export class InputSource {
  /** Bytes of the file read so far. */
  bytesRead = 0;
  readonly #file: InputFile;
  #atNs = 0;
  #nextLine = 1;
  #isForeign = false;

  constructor(file: InputFile) {
    this.#file = file;
  }

  /** Reads the file in batches, the last of which says that it ended. A break becomes one unreadable line before. */
  async *batches(): AsyncGenerator<readonly StampedLine[]> {
    if (this.#file.format === "capture") {
      yield* this.#captured();
      return;
    }
    try {
      for await (const batch of readLines(this.#file.path)) {
        this.bytesRead = batch.bytesRead;
        this.#nextLine = batch.firstLine + batch.lines.length;
        const stamped: StampedLine[] = [];
        for (const [index, line] of batch.lines.entries()) {
          if (line === "") continue;
          stamped.push(this.#stamp(line, batch.firstLine + index));
          if (this.#isForeign) break;
        }
        if (stamped.length > 0) yield stamped;
        if (this.#isForeign) break;
      }
    } catch (error) {
      if (!(error instanceof BrokenFileError)) throw error;
      yield [
        this.#stampContent(
          { kind: "unreadable", message: error.message },
          this.#nextLine,
        ),
      ];
    }
    yield [this.#stampContent({ kind: "file_ended" }, 0)];
  }

  /** A capture is read whole: what it was made of lies in several files, and not in order of time. */
  async *#captured(): AsyncGenerator<readonly StampedLine[]> {
    const { path } = this.#file;
    const lines = stampCapture(path, await readCapture(path));
    this.bytesRead = (await Deno.stat(path)).size;
    this.#atNs = lines.at(-1)?.atNs ?? 0;
    yield [...lines, this.#stampContent({ kind: "file_ended" }, 0)];
  }

  #stamp(line: string, number: number): StampedLine {
    return this.#stampContent(this.#parse(line), number);
  }

  #parse(
    line: string,
  ): TapeRecord | RecorderEvent | SpotTick | UnreadableLine {
    switch (this.#file.format) {
      case "tape":
        return this.#checkVersion(parseTapeRecord(line));
      case "hyperliquid":
        return parseHyperliquidLine(line);
      default:
        return parseRecorderLine(line);
    }
  }

  #checkVersion(
    record: TapeRecord | UnreadableLine,
  ): TapeRecord | UnreadableLine {
    if (record.kind !== "tape" || record.version === TAPE_VERSION) {
      return record;
    }
    this.#isForeign = true;
    return {
      kind: "unreadable",
      message:
        `Cannot read a tape as its version must be ${TAPE_VERSION}: current value is ${record.version}`,
    };
  }

  #stampContent(content: StampedLine["content"], line: number): StampedLine {
    const file = this.#file.path;
    switch (content.kind) {
      case "unreadable":
      case "file_ended":
        return { atNs: this.#atNs, rank: 0, sequence: 0, file, line, content };
      case "recorder_event":
      case "spot_tick":
        this.#atNs = content.atNs;
        return {
          atNs: content.atNs,
          rank: rankOf(content),
          sequence: content.kind === "spot_tick" ? 0 : content.sequence ?? 0,
          file,
          line,
          content,
        };
      default:
        this.#atNs = content.t * 1_000_000;
        return { atNs: this.#atNs, rank: 0, sequence: 0, file, line, content };
    }
  }
}

function rankOf(event: RecorderEvent | SpotTick): number {
  return event.kind === "spot_tick"
    ? SPOT_RANK
    : RECORDER_RANKS.get(event.type) ?? OTHER_EVENT_RANK;
}
