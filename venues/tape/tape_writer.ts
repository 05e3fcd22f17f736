import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { CancelTimer, Clock } from "../../runtime/clock.ts";
import {
  printTapeRecord,
  TAPE_VERSION,
  type TapeRecord,
} from "./tape_record.ts";

/** Options of `TapeWriter.open`. */
export interface TapeWriterOptions {
  /** A new file, or a device or pipe. */
  readonly path: string;
  readonly clock: Clock;
  /** Hears once, in one sentence, why recording stopped before `close`. The process goes on without a tape. */
  readonly onStopped: (reason: string) => void;
  /** A record is on disk at the latest this many milliseconds after `write`. @default {1000} */
  readonly flushMs?: number;
}

/** Where a tape is written to: what we need of a file. */
export type TapeFile = Pick<Deno.FsFile, "write" | "truncate" | "close">;

/** What a tape holds so far. */
export interface TapeSize {
  readonly records: number;
  /** Compressed, on disk. */
  readonly bytes: number;
}

const FLUSH_MS = 1_000;
const FLUSH_LENGTH = 262_144;
/** Records waiting for a slow disk are held up to this many characters. */
const WAITING_LENGTH_MAX = 67_108_864;

const compress = promisify(gzip);

/**
 * Writes a tape.
 *
 * - Each flush is a whole gzip member, so that a killed process loses at most `flushMs` of records and the
 *   rest reads as one file.
 * - `write` never waits and never throws. A disk that is full, gone or too slow stops the recording with
 *   one sentence; nothing else stops.
 */
export class TapeWriter {
  readonly #options: TapeWriterOptions;
  readonly #file: TapeFile;
  #waiting: string[] = [];
  #waitingLength = 0;
  #hasHeader = false;
  #records = 0;
  #bytes = 0;
  #flushing: Promise<void> | null = null;
  #cancelTimer: CancelTimer | null = null;
  #status: "recording" | "stopped" | "closed" = "recording";

  /** Records to an open, empty file; `open` is the way to get one. */
  constructor(options: TapeWriterOptions, file: TapeFile) {
    this.#options = options;
    this.#file = file;
  }

  /**
   * Opens a new tape. Its header comes with the first record.
   *
   * @throws {Error} If the file exists or cannot be created; the message is one sentence with the fix.
   */
  static async open(options: TapeWriterOptions): Promise<TapeWriter> {
    return new TapeWriter(options, await createFile(options.path));
  }

  /** Records and bytes on disk; the header is a record. */
  get size(): TapeSize {
    return { records: this.#records, bytes: this.#bytes };
  }

  /** Takes a record. After recording has stopped it does nothing. */
  write(record: TapeRecord): void {
    if (this.#status !== "recording") return;
    if (!this.#hasHeader) {
      this.#hasHeader = true;
      this.write({ t: record.t, kind: "tape", version: TAPE_VERSION });
    }
    const line = `${printTapeRecord(record)}\n`;
    this.#waiting.push(line);
    this.#waitingLength += line.length;
    if (this.#waitingLength > WAITING_LENGTH_MAX) {
      this.#stop("the disk must keep up", "too slow; record to a faster disk");
    } else if (this.#waitingLength >= FLUSH_LENGTH) this.#flush();
    else this.#planFlush();
  }

  /**
   * Writes what is left, closes the file and returns its size. Calling it again does nothing more.
   *
   * A file that nothing was recorded to is removed: the next start may use its name.
   */
  async close(): Promise<TapeSize> {
    if (this.#status === "closed") return this.size;
    while (this.#flushing !== null || this.#waiting.length > 0) {
      this.#flush();
      await this.#flushing;
    }
    this.#cancelTimer?.();
    this.#status = "closed";
    this.#file.close();
    if (!this.#hasHeader) await removeFile(this.#options.path);
    return this.size;
  }

  #planFlush(): void {
    if (this.#cancelTimer !== null || this.#flushing !== null) return;
    this.#cancelTimer = this.#options.clock.setTimer(
      () => this.#flush(),
      this.#options.flushMs ?? FLUSH_MS,
    );
  }

  #flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#flushing !== null || this.#waiting.length === 0) return;
    const lines = this.#waiting;
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#flushing = this.#append(lines).then(
      () => {
        this.#flushing = null;
        if (this.#waiting.length > 0) this.#planFlush();
      },
      async (error: unknown) => {
        this.#stop(...ruleOf(error));
        await this.#cutOff();
        this.#flushing = null;
      },
    );
  }

  async #append(lines: readonly string[]): Promise<void> {
    const member = await compress(lines.join(""));
    let written = 0;
    while (written < member.length) {
      written += await this.#file.write(member.subarray(written));
    }
    this.#bytes += member.length;
    this.#records += lines.length;
  }

  #stop(rule: string, value: string): void {
    this.#status = "stopped";
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#options.onStopped(
      `Cannot record to ${this.#options.path} as ${rule}: current value is ${value}`,
    );
  }

  /** Takes back half a member, so that what is there reads without an error. */
  async #cutOff(): Promise<void> {
    try {
      await this.#file.truncate(this.#bytes);
    } catch {
      // A device has no end to cut, and a reader copes with half a member at the end.
    }
  }
}

async function createFile(path: string): Promise<Deno.FsFile> {
  const failure = (rule: string, value: string): Error =>
    new Error(
      `Cannot record to ${path} as ${rule}: current value is ${value}`,
    );
  try {
    if (await isDevice(path)) return await Deno.open(path, { write: true });
    return await Deno.open(path, { write: true, createNew: true });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw failure(
        "the file must not exist yet",
        "taken; name another file or remove this one",
      );
    }
    if (error instanceof Deno.errors.NotFound) {
      throw failure("its folder must exist", "missing; create the folder");
    }
    throw failure(...ruleOf(error));
  }
}

/** A device or a pipe is not ours to remove, and somebody may have moved the file. */
async function removeFile(path: string): Promise<void> {
  try {
    if (!await isDevice(path)) await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function isDevice(path: string): Promise<boolean> {
  try {
    const { isFile, isDirectory } = await Deno.stat(path);
    return !isFile && !isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Returns the broken rule, and what is the case together with the fix. */
function ruleOf(error: unknown): [rule: string, value: string] {
  const code = error instanceof Error ? Reflect.get(error, "code") : undefined;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return ["the disk must have room", "full; free space or name another disk"];
  }
  if (
    error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable || code === "EROFS"
  ) {
    return [
      "it must be writable",
      "read-only; name a file that may be written",
    ];
  }
  const text = error instanceof Error ? error.message : String(error);
  return ["it must be writable", `${text}; name another file`];
}
