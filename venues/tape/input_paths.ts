import { isCapture } from "./capture.ts";
import { isHyperliquidCapture } from "./hyperliquid_capture.ts";
import type { InputFile } from "./input_source.ts";
import { BrokenFileError, readLines } from "./line_reader.ts";
import { OfficialResults } from "./official_results.ts";
import { parseRecorderLine } from "./recorder_event.ts";
import { parseTapeRecord } from "./tape_record.ts";

/** The kinds of `raw_events` that a recording is replayed from, in the order in which ties go. */
const EVENT_FOLDERS = [
  "watch_market",
  "ws_connected",
  "ws_subscribed",
  "orderbook_snapshot",
  "orderbook_delta",
  "ticker",
  "trade",
  "market_lifecycle_v2",
  "market_rotated",
] as const;
const RESULTS_FILE = "market_results_full_refresh.json";
const SPOT_FILE = /^independent_spot_ticks\.ndjson(\.gz)?$/;
const PART_FILE = /\.ndjson(\.gz)?$/;
/** A session of Polymarket: its messages as received, markets and results beside them. */
const SESSION_FILE = /^raw_messages\.jsonl(\.gz)?$/;

/** A path that was given but holds nothing to replay. */
export interface SkippedPath {
  readonly path: string;
  /** What it is not, in a few words. */
  readonly reason: string;
}

/** What paths on a command line turned out to be, each list in the order given. */
export interface InputPaths {
  readonly files: readonly InputFile[];
  readonly resultFiles: readonly string[];
  readonly skipped: readonly SkippedPath[];
}

/**
 * Sorts the paths of a command line into tapes, recordings, official results and the rest.
 *
 * @throws {Deno.errors.NotFound} If a path does not exist; the message names it.
 */
export async function sortInputPaths(
  paths: readonly string[],
): Promise<InputPaths> {
  const files: InputFile[] = [];
  const resultFiles: string[] = [];
  const skipped: SkippedPath[] = [];
  for (const path of paths) {
    const { isDirectory } = await statPath(path);
    if (!isDirectory) {
      const kind = await kindOfFile(path);
      if (kind === "results") resultFiles.push(path);
      else if (kind === null) {
        skipped.push({
          path,
          reason: "neither a tape, a recording nor official results",
        });
      } else files.push({ path, format: kind });
      continue;
    }
    const found = await listRecording(path);
    if (found.files.length === 0) {
      skipped.push({ path, reason: "a folder without raw_events" });
    }
    files.push(...found.files);
    resultFiles.push(...found.resultFiles);
  }
  return { files, resultFiles, skipped };
}

async function statPath(path: string): Promise<Deno.FileInfo> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Deno.errors.NotFound(
      `Cannot read ${path} as it must exist: check the path`,
    );
  }
}

async function kindOfFile(
  path: string,
): Promise<InputFile["format"] | "results" | null> {
  const line = await firstLine(path);
  if (line === null) return null;
  if (parseTapeRecord(line).kind !== "unreadable") return "tape";
  if (parseRecorderLine(line).kind !== "unreadable") return "recording";
  if (isCapture(line)) return "capture";
  if (isHyperliquidCapture(line)) return "hyperliquid";
  return OfficialResults.matches(line) ? "results" : null;
}

async function firstLine(path: string): Promise<string | null> {
  try {
    for await (const batch of readLines(path)) {
      const line = batch.lines.find((text) => text !== "");
      if (line !== undefined) return line;
    }
  } catch (error) {
    if (!(error instanceof BrokenFileError)) throw error;
  }
  return null;
}

async function listRecording(
  folder: string,
): Promise<{ files: readonly InputFile[]; resultFiles: readonly string[] }> {
  const files: InputFile[] = [];
  const resultFiles: string[] = [];
  for (const kind of EVENT_FOLDERS) {
    const parts = await listFiles(`${folder}/raw_events/${kind}`);
    for (const path of parts.filter((part) => PART_FILE.test(part))) {
      files.push({ path, format: "recording" });
    }
  }
  if (files.length === 0) {
    const session = (await listEntries(folder)).find(({ name }) =>
      SESSION_FILE.test(name)
    );
    return {
      files: session === undefined
        ? files
        : [{ path: `${folder}/${session.name}`, format: "capture" }],
      resultFiles,
    };
  }
  for (const entry of await listEntries(folder)) {
    const path = `${folder}/${entry.name}`;
    if (SPOT_FILE.test(entry.name)) files.push({ path, format: "recording" });
    if (entry.name === RESULTS_FILE) resultFiles.push(path);
  }
  return { files, resultFiles };
}

/** Returns every file under `folder`, in the order of their paths; none if it does not exist. */
async function listFiles(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const entry of await listEntries(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) files.push(...await listFiles(path));
    else files.push(path);
  }
  return files;
}

async function listEntries(folder: string): Promise<readonly Deno.DirEntry[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.sort((left, right) => left.name < right.name ? -1 : 1);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
