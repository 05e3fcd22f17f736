import { arenaOptions, perpetualArena } from "../composition/arena_options.ts";
import { loadSettings } from "../config.ts";
import { SILENT_LOG } from "../db/log.ts";
import { MemoryJournal } from "../db/memory_journal.ts";
import { replay } from "../tools/replay/replay.ts";
import { readLines } from "../venues/tape/line_reader.ts";
import { openRecordings } from "../venues/tape/recordings.ts";
import { sortInputPaths } from "../venues/tape/input_paths.ts";
import { Stopwatch } from "./kernel/stopwatch.ts";
import type { Workload } from "./measure.ts";

/** Recorded market data lies beside the project, not in it. */
const RECORDED = "../shared/data/kalshi-btc15m-ws";
const PATHS = [
  `${RECORDED}/rv600_next_evidence_shadow_20260513T211949Z`,
  `${RECORDED}/kxbtc15m_results.jsonl.gz`,
];
/** What the recording lasted, in seconds. */
const RECORDED_SECONDS = 900;
const TIMES_MIN = 1_000;

/** Says what the bench measures, for `--help`. */
export const REPLAY_NOTE =
  "replay: a recording of 15 minutes through the whole arena, in seconds of the recording per second of processor time, beside reading and parsing its lines";

/**
 * Returns the workload: how many times faster than it happened a recording plays through the whole arena, from its
 * compressed files to the journal.
 *
 * The floor reads the same files, parses each line as JSON and keeps nothing.
 *
 * @throws {Deno.errors.NotFound} If the recording is not there.
 */
export async function replayWorkloads(): Promise<readonly Workload[]> {
  const { files } = await sortInputPaths(PATHS);
  return [{
    bench: "replay",
    workload: "kalshi_15_minutes",
    unit: "x real time",
    ours: { run: playOnce },
    floor: { run: () => readOnce(files.map(({ path }) => path)) },
    peers: {},
    goals: [{ against: "value", min: TIMES_MIN }],
  }];
}

async function playOnce(): Promise<number> {
  const recordings = await openRecordings(PATHS);
  const settings = loadSettings({});
  const watch = new Stopwatch();
  const { frames } = await replay({
    recordings,
    journal: new MemoryJournal(SILENT_LOG),
    arena: arenaOptions(settings),
    perpetuals: perpetualArena(settings),
    paperLatencyMs: settings.ARENA_PAPER_LATENCY_MS,
    seed: 1,
    onRejection: () => {},
    onProgress: () => {},
  });
  const times = watch.perSecond(RECORDED_SECONDS);
  if (frames > 70_000) return times;
  throw new Error(
    `Cannot measure a replay as all frames must be played: current value is ${frames}`,
  );
}

async function readOnce(paths: readonly string[]): Promise<number> {
  const watch = new Stopwatch();
  for (const path of paths) {
    for await (const { lines } of readLines(path)) {
      for (const line of lines) if (line !== "") JSON.parse(line);
    }
  }
  return watch.perSecond(RECORDED_SECONDS);
}
