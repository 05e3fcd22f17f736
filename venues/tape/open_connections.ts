import type { VenueId } from "../../domain/market.ts";
import type { InputFile } from "./input_source.ts";
import type { TapeFrame, TapeRecord } from "./tape_record.ts";

type ConnectionRecord = Extract<TapeRecord, { readonly kind: "connection" }>;

/** One name among the connections of one venue. */
interface ConnectionName {
  readonly venue: VenueId;
  readonly connection: string;
}

/** A tape, or the files that one recorder wrote side by side. */
interface Recording {
  filesLeft: number;
  hasAnnounced: boolean;
  readonly open: Map<string, ConnectionName>;
}

/**
 * Follows which connections are open in each recording, and ends them where the recording ends: nothing on
 * it says so, and a book that nobody updates any more must not be traded on.
 *
 * - A recording ends with the last of its files. A tape is a recording of its own.
 * - A connection is open from its `connection` record to its `disconnected`. Frames of a recording that has
 *   announced no connection so far open theirs; later on, frames of others are answers to requests.
 * - A connection that another recording holds open under the same name goes on.
 */
export class OpenConnections {
  readonly #byFile = new Map<string, Recording>();
  readonly #recordings: readonly Recording[];

  constructor(files: readonly InputFile[]) {
    const recordings = new Map<string, Recording>();
    for (const file of files) {
      const name = recordingOf(file);
      const recording = recordings.get(name) ??
        { filesLeft: 0, hasAnnounced: false, open: new Map() };
      recording.filesLeft += 1;
      recordings.set(name, recording);
      this.#byFile.set(file.path, recording);
    }
    this.#recordings = [...recordings.values()];
  }

  /** Takes the next record of `file`; those of files that are not followed change nothing. */
  observe(file: string, record: TapeFrame["record"]): void {
    if (record.kind !== "frame" && record.kind !== "connection") return;
    const recording = this.#byFile.get(file);
    if (recording === undefined) return;
    if (record.kind === "connection") recording.hasAnnounced = true;
    else if (recording.hasAnnounced) return;
    const key = keyOf(record);
    if (record.kind === "connection" && record.status === "disconnected") {
      recording.open.delete(key);
    } else recording.open.set(key, record);
  }

  /** Ends `file` at `t` (Unix milliseconds) and returns the ends of the connections that end with it. */
  endFile(file: string, t: number): readonly ConnectionRecord[] {
    const recording = this.#byFile.get(file);
    if (recording === undefined) return [];
    recording.filesLeft -= 1;
    if (recording.filesLeft > 0) return [];
    const ended = [...recording.open];
    recording.open.clear();
    return ended.filter(([key]) => !this.#isOpen(key)).map((
      [, { venue, connection }],
    ) => ({
      t,
      kind: "connection",
      venue,
      connection,
      status: "disconnected",
      reason: "the recording ended",
    }));
  }

  #isOpen(key: string): boolean {
    return this.#recordings.some(({ open }) => open.has(key));
  }
}

function keyOf({ venue, connection }: ConnectionName): string {
  return `${venue} ${connection}`;
}

/** A recorder's files lie below one `raw_events`, also where they are given one by one. */
function recordingOf({ path, format }: InputFile): string {
  return format !== "recording"
    ? path
    : path.replace(/(^|\/)raw_events\/.*$/, "$1raw_events");
}
