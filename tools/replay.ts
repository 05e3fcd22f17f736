import type { Journal } from "../actors/ports/journal.ts";
import type { FrameRejection } from "../actors/ports/market_data.ts";
import { arenaOptions, perpetualArena } from "../composition/arena_options.ts";
import { ConfigError, loadSettings, type Settings } from "../config.ts";
import { DatabaseUnreachableError, openDatabase } from "../db/connect.ts";
import { SILENT_LOG } from "../db/log.ts";
import { MemoryJournal } from "../db/memory_journal.ts";
import { migrate } from "../db/migrate.ts";
import { SystemClock, SystemRandom } from "../runtime/mod.ts";
import { openRecordings, type Recordings } from "../venues/tape/recordings.ts";
import { printErrorLine, printLine, runCommand, UsageError } from "./flags.ts";
import { keptModels } from "./replay/kept_models.ts";
import { KEPT_RUNS_MAX, KeptRun } from "./replay/kept_run.ts";
import { Progress } from "./replay/progress.ts";
import { replay } from "./replay/replay.ts";
import { type ReplayReport, reportOf } from "./replay/report.ts";

/** Bad frames that are printed one by one; the rest are only counted. */
const REJECTIONS_SHOWN = 20;

const SPEC = {
  name: "replay",
  summary:
    "Runs the whole arena on recorded input under a simulated clock and prints its journal's hash.",
  flags: {
    seed: {
      kind: "value",
      placeholder: "N",
      text: "Seed of the random contestant and of the order of work (1)",
    },
    database: {
      kind: "value",
      placeholder: "URL",
      text:
        "Keep journal and projections in this PostgreSQL, as a run of its own",
    },
    cassettes: {
      kind: "value",
      placeholder: "DIR",
      text:
        "Let the models of the catalog compete, on their recorded calls in DIR; needs no key and no network",
    },
    ask: {
      kind: "value",
      placeholder: "URL",
      text:
        "Ask this OpenAI-compatible API for calls that DIR does not hold, and keep them there",
    },
    "model-interval": {
      kind: "value",
      placeholder: "MS",
      text: "Milliseconds between two sessions of a model on a market (120000)",
    },
    json: { kind: "switch", text: "Print one JSON object instead of tables" },
  },
  words: { placeholder: "PATH…", min: 1 },
  notes: [
    "PATH is a tape, a recording folder, or a file of official results; other files are named and left out.",
    `A database keeps the newest ${KEPT_RUNS_MAX} replays; a run's name is printed on stderr.`,
    "ARENA_MODEL_API_KEY is the key that --ask sends, where the API wants one.",
    "Other settings of the environment do not count: the same input, seed and code give the same hash anywhere.",
  ],
} as const;

function parseSeed(text: string | undefined): number {
  const seed = Number(text ?? "1");
  if (Number.isInteger(seed) && seed >= 0 && seed <= 4_294_967_295) return seed;
  throw new UsageError(
    `Cannot run replay as --seed must be a whole number from 0 to 4294967295: use --seed=1`,
  );
}

function replaySettings(modelIntervalMs: string | undefined): Settings {
  try {
    return loadSettings({ ARENA_MODEL_INTERVAL_MS: modelIntervalMs ?? "" });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UsageError(
      `Cannot run replay as --model-interval must be milliseconds from 1000 to 86400000: use --model-interval=120000`,
    );
  }
}

/** Returns what opens the models; `undefined` where none take part. */
function modelsOf(
  { cassettes, ask }: {
    readonly cassettes: string | undefined;
    readonly ask: string | undefined;
  },
): ReturnType<typeof keptModels> | undefined {
  if (cassettes === undefined) {
    if (ask === undefined) return undefined;
    throw new UsageError(
      "Cannot run replay as --ask needs a place for what it hears: add --cassettes=DIR",
    );
  }
  const apiKey = Deno.env.get("ARENA_MODEL_API_KEY") ?? null;
  return keptModels({
    folder: cassettes,
    ask: ask === undefined ? null : { url: ask, apiKey },
  });
}

async function openInput(paths: readonly string[]): Promise<Recordings> {
  try {
    const recordings = await openRecordings(paths);
    for (const { path, reason } of recordings.skippedPaths) {
      printErrorLine(`left out ${path}: ${reason}`);
    }
    for (const sentence of recordings.badResults) printErrorLine(sentence);
    for (const ticker of recordings.unresolved) {
      printErrorLine(`no official result of ${ticker}: it stays closed`);
    }
    return recordings;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UsageError(
      `Cannot run replay as every PATH must exist: ${error.message}`,
    );
  }
}

/** Where a replay's journal goes, and what is left to do once it has been reported. */
interface Destination {
  readonly journal: Journal;
  keep(): Promise<void>;
  close(): Promise<void>;
}

function openMemory(): Destination {
  return {
    journal: new MemoryJournal(SILENT_LOG),
    keep: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

async function openKept(url: string): Promise<Destination> {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const database = await openDatabase({ url, clock, random, log: SILENT_LOG });
  const { sql } = database;
  const close = () => database.close();
  try {
    await migrate({ sql, clock, log: SILENT_LOG });
    const run = await KeptRun.open({ sql, clock, random, log: SILENT_LOG });
    const keep = async () => {
      const removed = await run.finish();
      printErrorLine(`kept as run ${run.name}`);
      for (const name of removed) {
        printErrorLine(
          `removed run ${name}, as ${KEPT_RUNS_MAX} newer replays are kept`,
        );
      }
    };
    return { journal: run.journal, keep, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function printReport(report: ReplayReport): void {
  const { signals } = report;
  printLine(
    `frames ${report.frames}, skipped ${report.skipped}, decisions ${report.decisions}, orders ${report.orders}, fills ${report.fills}, settlements ${report.settlements}`,
  );
  printLine(
    `signals: price_swing ${signals.price_swing}, volume_spike ${signals.volume_spike}, orderbook_imbalance ${signals.orderbook_imbalance}`,
  );
  printLine(`ledger sum ${report.ledgerSum}`);
  printLine("");
  const names = report.leaderboard.map(({ contestant }) => contestant.length);
  const width = Math.max(14, ...names);
  printLine(
    `${
      "contestant".padEnd(width)
    }  equity        return   fees     fills  wins  losses`,
  );
  for (const row of report.leaderboard) {
    printLine([
      row.contestant.padEnd(width),
      row.equity.padStart(12),
      `${(row.return * 100).toFixed(2)} %`.padStart(10),
      row.fees.padStart(8),
      String(row.fills).padStart(7),
      String(row.wins).padStart(5),
      String(row.losses).padStart(7),
    ].join(" "));
  }
  for (const { contestant, market, size, entry } of report.perpetuals) {
    const funding = report.leaderboard.find((row) =>
      row.contestant === contestant
    )?.funding;
    printLine(
      `${contestant} holds ${size} of ${market} from ${entry} dollars on, funding ${funding}`,
    );
  }
  printLine("");
  printLine(`journal sha256 ${report.hash}`);
}

if (import.meta.main) {
  await runCommand(SPEC, async ({ flags, words }) => {
    const seed = parseSeed(flags.seed);
    const recordings = await openInput(words);
    let rejections = 0;
    const onRejection = ({ source, message }: FrameRejection) => {
      rejections += 1;
      if (rejections <= REJECTIONS_SHOWN) {
        printErrorLine(`${source}: ${message}`);
      }
      if (rejections === REJECTIONS_SHOWN) {
        printErrorLine("more bad frames are counted, not shown");
      }
    };
    let destination: Destination | null = null;
    try {
      destination = flags.database === undefined
        ? openMemory()
        : await openKept(flags.database);
      const { journal } = destination;
      const settings = replaySettings(flags["model-interval"]);
      const progress = new Progress(recordings);
      const playing = replay({
        recordings,
        journal,
        arena: arenaOptions(settings),
        perpetuals: perpetualArena(settings),
        models: modelsOf(flags),
        paperLatencyMs: settings.ARENA_PAPER_LATENCY_MS,
        seed,
        onRejection,
        onProgress: (frames) => progress.update(frames),
      });
      const counts = await playing.finally(() => progress.stop());
      const report = await reportOf(journal, counts);
      await destination.keep();
      if (flags.json) printLine(JSON.stringify(report));
      else printReport(report);
      return report.ledgerSum === "0" ? 0 : 1;
    } catch (error) {
      if (!(error instanceof DatabaseUnreachableError)) throw error;
      printErrorLine(error.message);
      return 1;
    } finally {
      await destination?.close();
    }
  });
}
