import {
  assert,
  assertEquals,
  assertGreater,
  assertNotEquals,
} from "@std/assert";
import { JournalCursor } from "../../actors/ports/journal_cursor.ts";
import type { Journal } from "../../actors/ports/journal.ts";
import {
  arenaOptions,
  perpetualArena,
} from "../../composition/arena_options.ts";
import { loadSettings } from "../../config.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { MemoryJournal } from "../../db/memory_journal.ts";
import type { Fill } from "../../domain/fill.ts";
import type { MarketSignal } from "../../domain/signal.ts";
import { CONTROLS } from "../../strategies/roster.ts";
import { replay } from "../../tools/replay/replay.ts";
import { type ReplayReport, reportOf } from "../../tools/replay/report.ts";
import {
  openRecordings,
  type Recordings,
} from "../../venues/tape/recordings.ts";
import { needsRecordedData, RECORDED_DATA } from "../market_recordings.ts";
import {
  lastBookFrames,
  type ObviousSignal,
  obviousSignals,
  type ObviousSpike,
  obviousVolumeSpikes,
} from "./obvious_signals.ts";
import { readTrades, recordingsOf } from "./recorded_trades.ts";

const FOLDER = "kalshi-btc15m-ws";
const TRADES = "kalshi-btc-eth-15m-trades";
const TRADE_FILES = [
  "kxbtc15m_trades_windows_001_050.csv.gz",
  "kxbtc15m_trades_windows_051_100.csv.gz",
].map((name) => `${RECORDED_DATA}/${TRADES}/${name}`);
const RESULTS = `${RECORDED_DATA}/${FOLDER}/kxbtc15m_results.jsonl.gz`;
function recordingFolders(): string[] {
  return [...Deno.readDirSync(`${RECORDED_DATA}/${FOLDER}`)]
    .filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => `${RECORDED_DATA}/${FOLDER}/${name}`)
    .sort();
}

interface PlayOptions {
  readonly seed?: number;
  readonly journal?: Journal;
  readonly cooldownMs?: number;
}

async function replayed(paths: readonly string[], options?: PlayOptions) {
  return await played(await openRecordings(paths), options);
}

async function played(
  recordings: Recordings,
  options: PlayOptions = {},
): Promise<{ report: ReplayReport; journal: Journal; rejections: string[] }> {
  const settings = loadSettings({});
  const arena = arenaOptions(settings);
  const { cooldownMs = arena.thresholds.cooldownMs } = options;
  const journal = options.journal ?? new MemoryJournal(SILENT_LOG);
  const rejections: string[] = [];
  const counts = await replay({
    recordings,
    journal,
    arena: { ...arena, thresholds: { ...arena.thresholds, cooldownMs } },
    perpetuals: perpetualArena(settings),
    paperLatencyMs: settings.ARENA_PAPER_LATENCY_MS,
    seed: options.seed ?? 1,
    onRejection: ({ source, message }) =>
      rejections.push(`${source}: ${message}`),
    onProgress: () => {},
  });
  return { report: await reportOf(journal, counts), journal, rejections };
}

async function signalsIn(journal: Journal): Promise<MarketSignal[]> {
  const signals: MarketSignal[] = [];
  const cursor = new JournalCursor(journal, ({ entry }) => {
    if (entry.kind === "signal_detected") signals.push(entry.signal);
  });
  await cursor.catchUp();
  return signals;
}

function byTypeAndTime(left: ObviousSignal, right: ObviousSignal): number {
  return left.type < right.type
    ? -1
    : left.type > right.type
    ? 1
    : left.timestamp - right.timestamp;
}

Deno.test({
  ...needsRecordedData(
    FOLDER,
    "replay raises on every recording just the signals that an independent count finds, rule by rule",
  ),
  async fn() {
    for (const folder of recordingFolders()) {
      const { journal, rejections } = await replayed([folder, RESULTS]);
      const ours = (await signalsIn(journal))
        .map(({ ticker, type, timestamp }) => ({ ticker, type, timestamp }))
        .sort(byTypeAndTime);
      const obvious = (await obviousSignals(folder)).sort(byTypeAndTime);
      assertEquals(ours, obvious);
      assertGreater(
        ours.filter(({ type }) => type === "price_swing").length,
        0,
      );
      assertEquals(rejections, []);
    }
  },
});

/** What a signal says, in the form of the independent count; it fails for any other kind of signal. */
function spikeOf({ ticker, type, timestamp, data }: MarketSignal) {
  assert("tradeId" in data, type);
  return {
    ticker,
    type,
    timestamp,
    tradeId: data.tradeId,
    takerSide: data.takerSide,
    volume: data.volume.toFixed(6),
    averageVolume: data.averageVolume.toFixed(6),
    multiplier: data.multiplier.toFixed(6),
  } satisfies ObviousSpike;
}

Deno.test({
  ...needsRecordedData(
    TRADES,
    "replay raises on 483,415 recorded trades just the volume spikes that an independent count finds, with and without the pause after each",
  ),
  async fn() {
    const trades = await readTrades(TRADE_FILES);
    assertEquals(trades.length, 483_415);
    for (const cooldownMs of [60_000, 0]) {
      const { journal, rejections } = await played(recordingsOf(trades), {
        cooldownMs,
      });
      const ours = (await signalsIn(journal)).map(spikeOf);
      const obvious = obviousVolumeSpikes(trades, cooldownMs);
      assertEquals(ours.length, obvious.length);
      for (const [index, spike] of obvious.entries()) {
        assertEquals(ours[index], spike);
      }
      assertGreater(ours.length, 1_000);
      assertEquals(rejections, []);
    }
  },
});

Deno.test({
  ...needsRecordedData(
    FOLDER,
    "replay fills no order after the last book frame of the recording that its market is in",
  ),
  async fn() {
    const lastAtMs = await lastBookFrames(recordingFolders());
    const { journal, report } = await replayed([
      ...recordingFolders(),
      RESULTS,
    ]);
    const late: Fill[] = [];
    let fills = 0;
    await new JournalCursor(journal, ({ entry }) => {
      if (entry.kind !== "order_filled") return;
      const { fill } = entry;
      fills += 1;
      const endedAtMs = lastAtMs[fill.marketId.replace("kalshi:", "")] ?? 0;
      if (fill.occurredAtMs > endedAtMs) late.push(fill);
    }).catchUp();
    assertEquals(late, []);
    assertEquals(fills, report.fills);
    assertGreater(fills, 0);
  },
});

Deno.test({
  ...needsRecordedData(
    FOLDER,
    "replay gives one hash per seed, settles on the official results and keeps the ledger at zero",
  ),
  async fn() {
    const [folder = ""] = recordingFolders();
    const first = await replayed([folder, RESULTS]);
    const again = await replayed([folder, RESULTS]);
    const other = await replayed([folder, RESULTS], { seed: 2 });
    assertEquals(again.report, first.report);
    assertNotEquals(other.report.hash, first.report.hash);
    assertEquals(first.report.ledgerSum, "0");
    assertGreater(first.report.fills, 0);
    assertGreater(first.report.settlements, 0);
    assertEquals(first.report.skipped, 0);
    assertEquals(first.report.leaderboard.length, CONTROLS.length);
  },
});

Deno.test({
  ...needsRecordedData(
    FOLDER,
    "replay counts a bad frame with its file and line and plays the rest",
  ),
  async fn() {
    const [folder = ""] = recordingFolders();
    const directory = await Deno.makeTempDir();
    try {
      const broken = `${directory}/recording`;
      await copyFolder(folder, broken);
      const ticker = await firstFile(`${broken}/raw_events/watch_market`);
      const text = await Deno.readTextFile(ticker);
      await Deno.writeTextFile(ticker, `${text}{"cut off\n`);
      const { report, rejections } = await replayed([broken, RESULTS]);
      assertEquals(report.skipped, 1);
      assertEquals(rejections.length, 1);
      assertEquals(
        rejections[0]?.includes("part.ndjson:3"),
        true,
        rejections[0],
      );
      assertGreater(report.fills, 0);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else {await Deno.writeFile(
        `${to}/${name}`,
        await Deno.readFile(`${from}/${name}`),
      );}
  }
}

async function firstFile(path: string): Promise<string> {
  for await (const { name, isDirectory } of Deno.readDir(path)) {
    return isDirectory ? await firstFile(`${path}/${name}`) : `${path}/${name}`;
  }
  throw new Error(
    `Cannot find a file as there must be one below the folder: current value is ${path}`,
  );
}
