import { z } from "zod";
import type { MarketId } from "../../domain/ids.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { TapeRecord } from "./tape_record.ts";
import { TapeWriter } from "./tape_writer.ts";

/** What always-on recording is made of. */
export interface RotatingTapeOptions {
  /** Folder of the tapes and of their index; it is made where there is none. */
  readonly folder: string;
  readonly clock: Clock;
  /** Compressed bytes after which a tape ends and the next begins, above 0. */
  readonly fileBytesMax: number;
  /** Compressed bytes of all tapes together; the oldest go when there are more. At least two files' worth. */
  readonly totalBytesMax: number;
  /**
   * Names what a record says where every tape has to say it from its beginning: the newest one of that name is
   * repeated. `null` for all other records. @default {nothing is repeated}
   */
  readonly carriedKey?: (record: TapeRecord) => string | null;
  /** Hears once, in one sentence, why recording stopped before `close`. */
  readonly onStopped: (reason: string) => void;
}

const indexSchema = z.array(z.strictObject({
  file: z.string().regex(/^[0-9A-Za-z._-]+$/),
  /** Unix milliseconds of its first and its last record. */
  fromMs: z.int(),
  untilMs: z.int(),
  /** `null` where the process was killed before it could say. */
  records: z.int().nullable(),
  bytes: z.int(),
}));

/** A tape that is whole, as the index has it. */
export type IndexedTape = Readonly<z.infer<typeof indexSchema>[number]>;

interface RunningTape {
  readonly writer: TapeWriter;
  readonly file: string;
  readonly fromMs: number;
}

type ListedRecord = Extract<TapeRecord, { kind: "market_listed" }>;

const INDEX = "index.json";

/**
 * Records for good: tapes follow one another, an index names those that are whole, and the oldest make room.
 *
 * - Each tape begins with the open markets and connections as they are then, and with what else the venue tells once
 *   for all, so that it replays by itself; its books come with their next snapshots, which whoever hears of its begin
 *   asks for.
 * - The disk never holds more than was allowed, the tape that is being written included.
 * - Nothing is lost between two tapes: records go to the old one until the new one is open.
 * - A disk that fails stops the recording and nothing else.
 */
export class RotatingTape {
  readonly #options: RotatingTapeOptions;
  readonly #listed = new Map<MarketId, ListedRecord>();
  readonly #connections = new Map<string, TapeRecord>();
  /** What `carriedKey` names. */
  readonly #told = new Map<string, TapeRecord>();
  #index: readonly IndexedTape[];
  #running: RunningTape;
  #untilMs = 0;
  #rotating: Promise<void> | null = null;
  #isOver = false;
  #onBegun: () => void = () => {};

  /** Use `open`. */
  constructor(
    options: RotatingTapeOptions,
    index: readonly IndexedTape[],
    running: RunningTape,
  ) {
    this.#options = options;
    this.#index = index;
    this.#running = running;
  }

  /** Opens the first tape of a run. @throws {Error} If the folder cannot be written, or its index is none. */
  static async open(options: RotatingTapeOptions): Promise<RotatingTape> {
    await Deno.mkdir(options.folder, { recursive: true });
    return new RotatingTape(
      options,
      await withOrphans(options.folder, await readIndex(options.folder)),
      await openTape(options),
    );
  }

  /** Has `listener` called each time that another tape began. */
  onBegun(listener: () => void): void {
    this.#onBegun = listener;
  }

  /** Takes a record. After recording has stopped it does nothing. */
  write(record: TapeRecord): void {
    if (this.#isOver) return;
    this.#remember(record);
    this.#untilMs = record.t;
    const { writer } = this.#running;
    writer.write(record);
    if (
      this.#rotating === null &&
      writer.size.bytes >= this.#options.fileBytesMax
    ) this.#rotating = this.#rotate();
  }

  /** Writes what is left, and enters the last tape into the index. */
  async close(): Promise<void> {
    this.#isOver = true;
    await this.#rotating;
    await this.#finish(this.#running);
  }

  async #rotate(): Promise<void> {
    try {
      const next = await openTape(this.#options);
      const old = this.#running;
      this.#running = next;
      for (const record of this.#carried()) {
        next.writer.write({ ...record, t: next.fromMs });
      }
      this.#onBegun();
      await this.#finish(old);
    } catch (error) {
      this.#isOver = true;
      const text = error instanceof Error ? error.message : String(error);
      this.#options.onStopped(text);
    } finally {
      this.#rotating = null;
    }
  }

  /** Whoever reads a tape alone has to know which markets and connections there were. */
  #carried(): readonly TapeRecord[] {
    return [
      ...this.#told.values(),
      ...this.#listed.values(),
      ...this.#connections.values(),
    ];
  }

  #remember(record: TapeRecord): void {
    const key = this.#options.carriedKey?.(record) ?? null;
    if (key !== null) this.#told.set(key, record);
    switch (record.kind) {
      case "market_listed":
        this.#listed.set(record.market.id, record);
        return;
      case "market_phase_changed":
        return this.#changePhase(record);
      case "connection":
        this.#connections.set(record.connection, record);
        return;
      default:
        return;
    }
  }

  /** A market is carried as it stands: nothing of a later tape tells that it opened in an earlier one. */
  #changePhase(
    { marketId, phase }: Extract<TapeRecord, { kind: "market_phase_changed" }>,
  ): void {
    if (isSettling(phase)) return void this.#listed.delete(marketId);
    const listed = this.#listed.get(marketId);
    if (listed === undefined) return;
    const market = { ...listed.market, phase };
    this.#listed.set(marketId, { ...listed, market });
  }

  async #finish({ writer, file, fromMs }: RunningTape): Promise<void> {
    const { folder, totalBytesMax, fileBytesMax } = this.#options;
    const { records, bytes } = await writer.close();
    if (records === 0) return;
    // The next tape takes its own share.
    const bytesMax = totalBytesMax - (this.#isOver ? 0 : fileBytesMax);
    const untilMs = Math.max(fromMs, this.#untilMs);
    const tapes = [...this.#index, { file, fromMs, untilMs, records, bytes }];
    let total = tapes.reduce((sum, tape) => sum + tape.bytes, 0);
    while (total > bytesMax && tapes.length > 1) {
      const oldest = tapes.shift();
      if (oldest === undefined) break;
      total -= oldest.bytes;
      await removeTape(`${folder}/${oldest.file}`);
    }
    this.#index = tapes;
    await writeIndex(folder, tapes);
  }
}

async function openTape(
  { folder, clock, onStopped }: RotatingTapeOptions,
): Promise<RunningTape> {
  const fromMs = clock.nowMs();
  const stamp = new Date(fromMs).toISOString().replaceAll(/[:.]/g, "-");
  for (let attempt = 0;; attempt += 1) {
    const file = `${stamp}${attempt === 0 ? "" : `-${attempt}`}.tape.gz`;
    const path = `${folder}/${file}`;
    if (await exists(path)) continue;
    const writer = await TapeWriter.open({ path, clock, onStopped });
    return { writer, file, fromMs };
  }
}

async function readIndex(folder: string): Promise<readonly IndexedTape[]> {
  const path = `${folder}/${INDEX}`;
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  try {
    return indexSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(
      `Cannot record to ${folder} as its ${INDEX} must be one that recording wrote: current value is something else; move it away`,
      { cause: error },
    );
  }
}

/** A process that was killed left its last tape to nobody; what it takes of the disk counts all the same. */
async function withOrphans(
  folder: string,
  index: readonly IndexedTape[],
): Promise<readonly IndexedTape[]> {
  const known = new Set(index.map(({ file }) => file));
  const tapes = [...index];
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".tape.gz") || known.has(name)) continue;
    const { size, mtime, birthtime } = await Deno.stat(`${folder}/${name}`);
    const untilMs = mtime?.getTime() ?? 0;
    tapes.push({
      file: name,
      fromMs: birthtime?.getTime() ?? untilMs,
      untilMs,
      records: null,
      bytes: size,
    });
  }
  return tapes.toSorted((left, right) => left.fromMs - right.fromMs);
}

/** Replaced as a whole, so that a crash leaves the old index or the new one. */
async function writeIndex(
  folder: string,
  tapes: readonly IndexedTape[],
): Promise<void> {
  const draft = `${folder}/${INDEX}.new`;
  await Deno.writeTextFile(draft, `${JSON.stringify(tapes, null, 2)}\n`);
  await Deno.rename(draft, `${folder}/${INDEX}`);
}

async function removeTape(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    // Somebody may have taken it away.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
