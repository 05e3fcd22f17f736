import { marketId } from "../../domain/ids.ts";
import { CAPTURED_VENUE, readCapture } from "./capture.ts";
import type { VenueId } from "../../domain/market.ts";
import { toFrames } from "./frame_stream.ts";
import { type InputFile, InputSource, SCHEDULE_RANK } from "./input_source.ts";
import { type SkippedPath, sortInputPaths } from "./input_paths.ts";
import { BrokenFileError, readWholeText } from "./line_reader.ts";
import { mergeStamped } from "./merge.ts";
import { OfficialResults, SETTLEMENT_DELAY_MS } from "./official_results.ts";
import { OpenConnections } from "./open_connections.ts";
import { watchedMarketSchema } from "./recorder_event.ts";
import type { StampedLine } from "./stamped_line.ts";
import { type TapeFrame, type TapeRecord, venueOf } from "./tape_record.ts";

/** Whose frames recording folders hold. */
const RECORDED_VENUE = "kalshi";

/** Opened input: one deterministic stream, whatever the number of files. */
export interface Recordings {
  /** Venues that the files begin with, each once. */
  readonly venues: readonly VenueId[];
  /** Paths that hold nothing to replay. */
  readonly skippedPaths: readonly SkippedPath[];
  /** Official results that were read, repetitions included. */
  readonly resultsRead: number;
  /** One sentence for each row of official results that cannot be taken. */
  readonly badResults: readonly string[];
  /** Watched markets without an official result: they stay closed. */
  readonly unresolved: readonly string[];
  /** Bytes of all files that `frames` reads, compressed where they are. */
  readonly bytesTotal: number;
  /** Bytes that `frames` has read so far. */
  bytesRead(): number;
  /** Reads everything from the start in the order of receipt, in batches; call it once. */
  frames(): AsyncGenerator<readonly TapeFrame[]>;
}

/**
 * Opens tapes, recording folders and files of official results, which may be mixed.
 *
 * - Frames come in the order of receipt; ties go by kind of line, sequence number and order of `paths`.
 *   `atMs` never goes back.
 * - Each market that a recording watched is closed at its close time and final, with its official result,
 *   at its settlement time or 12 s after the close. These lie after the last frame if a recording ends first.
 * - A recording or tape that ends while a connection is open is followed by a `disconnected` of it, at the
 *   time of the last line: of a recording, the last below its `raw_events`.
 * - A bad line is an `unreadable` record in its place, and so is a broken end of a file.
 *
 * @throws {Deno.errors.NotFound} If a path does not exist.
 */
export async function openRecordings(
  paths: readonly string[],
): Promise<Recordings> {
  const { files, resultFiles, skipped } = await sortInputPaths(paths);
  const results = new OfficialResults();
  const badResults: string[] = [];
  for (const file of resultFiles) {
    badResults.push(...await addResults(results, file));
  }
  const closings = await closingsOf(files);
  let bytesTotal = 0;
  for (const { path } of files) bytesTotal += (await Deno.stat(path)).size;
  const sources = files.map((file) => new InputSource(file));
  return {
    venues: await venuesOf(files),
    skippedPaths: skipped,
    resultsRead: results.rowsTaken,
    badResults,
    unresolved: [
      ...[...closings.keys()].filter((ticker) => results.get(ticker) === null),
      ...await unresolvedCaptures(files),
    ],
    bytesTotal,
    bytesRead: () => sources.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
    frames: () =>
      toFrames(
        mergeStamped([
          ...sources.map((source) => source.batches()),
          fromArray(scheduleOf(closings, results)),
        ]),
        new OpenConnections(files),
      ),
  };
}

async function venuesOf(
  files: readonly InputFile[],
): Promise<readonly VenueId[]> {
  const venues = new Set<VenueId>();
  for (const file of files) {
    const venue = file.format === "recording"
      ? RECORDED_VENUE
      : file.format === "capture"
      ? CAPTURED_VENUE
      : await firstVenue(file);
    if (venue !== null) venues.add(venue);
  }
  return [...venues];
}

async function firstVenue(file: InputFile): Promise<VenueId | null> {
  for await (const batch of new InputSource(file).batches()) {
    for (const { content } of batch) {
      if (!isTapeRecord(content)) continue;
      const venue = venueOf(content);
      if (venue !== null) return venue;
    }
  }
  return null;
}

function isTapeRecord(content: StampedLine["content"]): content is TapeRecord {
  return content.kind !== "unreadable" && content.kind !== "recorder_event" &&
    content.kind !== "spot_tick" && content.kind !== "file_ended";
}

async function unresolvedCaptures(
  files: readonly InputFile[],
): Promise<readonly string[]> {
  const tickers: string[] = [];
  for (const { path, format } of files) {
    if (format !== "capture") continue;
    const { markets } = await readCapture(path);
    for (const { ticker, result } of markets) {
      if (result === null) tickers.push(ticker);
    }
  }
  return tickers;
}

async function addResults(
  results: OfficialResults,
  file: string,
): Promise<readonly string[]> {
  try {
    return results.addFile(file, await readWholeText(file));
  } catch (error) {
    if (error instanceof BrokenFileError) return [error.message];
    throw error;
  }
}

async function* fromArray(
  lines: readonly StampedLine[],
): AsyncGenerator<readonly StampedLine[]> {
  yield await Promise.resolve(lines);
}

/** Returns when each watched market closes, in Unix milliseconds by ticker. */
async function closingsOf(
  files: readonly InputFile[],
): Promise<ReadonlyMap<string, number>> {
  const closings = new Map<string, number>();
  const remarks = files.filter(({ format, path }) =>
    format === "recording" && path.includes("watch_market")
  );
  for (const file of remarks) {
    for await (const batch of new InputSource(file).batches()) {
      for (const { content } of batch) {
        if (content.kind !== "recorder_event") continue;
        const { success, data } = watchedMarketSchema.safeParse(
          content.payload,
        );
        if (success) {
          closings.set(data.market_ticker, Date.parse(data.close_time));
        }
      }
    }
  }
  return closings;
}

/** Returns when the watched markets close and settle, in order of time. */
function scheduleOf(
  closings: ReadonlyMap<string, number>,
  results: OfficialResults,
): readonly StampedLine[] {
  return [...closings].flatMap(([ticker, closesAtMs]) =>
    phasesOf({ ticker, closesAtMs }, results)
  ).sort((left, right) => left.atNs - right.atNs);
}

function phasesOf(
  market: { readonly ticker: string; readonly closesAtMs: number },
  results: OfficialResults,
): readonly StampedLine[] {
  const id = marketId(RECORDED_VENUE, market.ticker);
  const phases = [
    stampPhase("the closing times of watch_market", {
      t: market.closesAtMs,
      kind: "market_phase_changed",
      marketId: id,
      phase: "closed",
      resolution: null,
    }),
  ];
  const result = results.get(market.ticker);
  if (result === null) return phases;
  const settledAtMs = result.settledAtMs ??
    market.closesAtMs + SETTLEMENT_DELAY_MS;
  phases.push(
    stampPhase(result.file, {
      t: Math.max(settledAtMs, market.closesAtMs),
      kind: "market_phase_changed",
      marketId: id,
      phase: result.status === "finalized" ? "final" : "proposed",
      resolution: { kind: result.outcome },
    }),
  );
  return phases;
}

function stampPhase(
  file: string,
  content: Extract<TapeRecord, { kind: "market_phase_changed" }>,
): StampedLine {
  return {
    atNs: content.t * 1_000_000,
    rank: SCHEDULE_RANK,
    sequence: 0,
    file,
    line: 0,
    content,
  };
}
