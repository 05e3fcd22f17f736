import { createGunzip, type Gunzip } from "node:zlib";

const READ_CHUNK_BYTES = 65_536;
const GZIP_CHUNK_BYTES = 262_144;
/** A longer line is no frame of any venue: it is cut off instead of filling the memory. */
const LINE_LENGTH_MAX = 16_777_216;

/** Consecutive lines of a file. */
export interface LineBatch {
  /** Number of the first line, from 1. */
  readonly firstLine: number;
  /** Without their line ends; blank lines are kept, so that numbers stay true. */
  readonly lines: readonly string[];
  /** Bytes of the file read so far, compressed if the file is. */
  readonly bytesRead: number;
}

/** Raised when a file ends or breaks before its end; all that came before has been delivered. */
export class BrokenFileError extends Error {
  override readonly name = "BrokenFileError";
}

/**
 * Reads a text file, plain or gzip'd, in batches of lines.
 *
 * - Compression is told by the first two bytes, not by the name; joined gzip members are one text.
 * - Everything before a break is delivered before the error, also from a gzip that was cut off.
 * - A last line without a line end is delivered too.
 *
 * @throws {BrokenFileError} If the gzip is damaged or cut off, or a line is over 16 MiB.
 * @throws {Deno.errors.NotFound} If there is no such file.
 */
export async function* readLines(path: string): AsyncGenerator<LineBatch> {
  const progress = { bytesRead: 0 };
  const splitter = new LineSplitter(path);
  const decoder = new TextDecoder();
  for await (const bytes of readBytes(path, progress)) {
    const batch = splitter.push(decoder.decode(bytes, { stream: true }));
    if (batch.lines.length > 0) {
      yield { ...batch, bytesRead: progress.bytesRead };
    }
  }
  const rest = splitter.end(decoder.decode());
  if (rest.lines.length > 0) yield { ...rest, bytesRead: progress.bytesRead };
}

/** Reads a whole text file, plain or gzip'd. Errors as of `readLines`. */
export async function readWholeText(path: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of readBytes(path, { bytesRead: 0 })) {
    text += decoder.decode(bytes, { stream: true });
  }
  return text + decoder.decode();
}

class LineSplitter {
  readonly #path: string;
  #rest = "";
  #nextLine = 1;

  constructor(path: string) {
    this.#path = path;
  }

  push(text: string): { firstLine: number; lines: readonly string[] } {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    if (this.#rest.length > LINE_LENGTH_MAX) {
      throw new BrokenFileError(
        `Cannot read ${this.#path}:${this.#nextLine} as a line must be at most ${LINE_LENGTH_MAX} characters: current value is more`,
      );
    }
    const firstLine = this.#nextLine;
    this.#nextLine += lines.length;
    return { firstLine, lines };
  }

  end(text: string): { firstLine: number; lines: readonly string[] } {
    const rest = this.#rest + text;
    return { firstLine: this.#nextLine, lines: rest === "" ? [] : [rest] };
  }
}

async function* readBytes(
  path: string,
  progress: { bytesRead: number },
): AsyncGenerator<Uint8Array> {
  using file = await Deno.open(path, { read: true });
  let gunzip: MemberReader | null = null;
  try {
    for (;;) {
      const chunk = new Uint8Array(READ_CHUNK_BYTES);
      const length = await readFrom(file, chunk, path);
      if (length === null) break;
      const bytes = chunk.subarray(0, length);
      if (progress.bytesRead === 0 && isGzip(bytes)) {
        gunzip = new MemberReader(path);
      }
      progress.bytesRead += length;
      if (gunzip === null) yield bytes;
      else yield* gunzip.push(bytes);
    }
    if (gunzip !== null) yield* gunzip.end();
  } finally {
    gunzip?.close();
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function readFrom(
  file: Deno.FsFile,
  chunk: Uint8Array,
  path: string,
): Promise<number | null> {
  try {
    return await file.read(chunk);
  } catch (error) {
    throw new BrokenFileError(
      `Cannot read ${path} as it must be a readable file: current value is ${error}`,
    );
  }
}

/**
 * Inflates chunk by chunk. Node's own stream iteration drops what is buffered when the stream breaks,
 * which on a cut-off tape would be its newest lines.
 */
class MemberReader {
  readonly #path: string;
  readonly #gunzip: Gunzip;
  readonly #closed: Promise<void>;
  #inflated: Uint8Array[] = [];
  #failure: Error | null = null;

  constructor(path: string) {
    this.#path = path;
    this.#gunzip = createGunzip({ chunkSize: GZIP_CHUNK_BYTES });
    this.#gunzip.on("data", (bytes: Uint8Array) => this.#inflated.push(bytes));
    this.#closed = new Promise((resolve) => {
      this.#gunzip.once("end", () => resolve());
      this.#gunzip.once("error", (error: Error) => {
        this.#failure = error;
        resolve();
      });
    });
  }

  async *push(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    await new Promise<void>((resolve) =>
      this.#gunzip.write(bytes, () => resolve())
    );
    yield* this.#take();
  }

  async *end(): AsyncGenerator<Uint8Array> {
    this.#gunzip.end();
    await this.#closed;
    yield* this.#take();
  }

  close(): void {
    this.#gunzip.destroy();
  }

  *#take(): Generator<Uint8Array> {
    const inflated = this.#inflated;
    this.#inflated = [];
    yield* inflated;
    if (this.#failure !== null) {
      throw new BrokenFileError(
        `Cannot read ${this.#path} to its end as its gzip stream must be whole: current value is ${
          JSON.stringify(this.#failure.message)
        }`,
      );
    }
  }
}
