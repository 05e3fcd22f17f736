import { assert, assertEquals } from "@std/assert";
import { JournalCursor } from "../../actors/ports/journal_cursor.ts";
import {
  arenaOptions,
  perpetualArena,
} from "../../composition/arena_options.ts";
import { loadSettings } from "../../config.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { MemoryJournal } from "../../db/memory_journal.ts";
import type { EntryOf } from "../../domain/journal.ts";
import { replay } from "../../tools/replay/replay.ts";
import { reportOf } from "../../tools/replay/report.ts";
import { openRecordings } from "../../venues/tape/recordings.ts";
import { needsRecordedData, RECORDED_DATA } from "../market_recordings.ts";

const FOLDER = "hyperliquid-fills-books";
const PATHS = ["live_books_5m", "live_bbo_90s"].map((name) =>
  `${RECORDED_DATA}/${FOLDER}/${name}.jsonl.gz`
);

async function played(seed: number) {
  const settings = loadSettings({});
  const journal = new MemoryJournal(SILENT_LOG);
  const counts = await replay({
    recordings: await openRecordings(PATHS),
    journal,
    arena: arenaOptions(settings),
    perpetuals: perpetualArena(settings),
    paperLatencyMs: settings.ARENA_PAPER_LATENCY_MS,
    seed,
    onRejection: ({ message }) => {
      throw new Error(message);
    },
    onProgress: () => {},
  });
  const fills: EntryOf<"perpetual_filled">["fill"][] = [];
  await new JournalCursor(journal, ({ entry }) => {
    if (entry.kind === "perpetual_filled") fills.push(entry.fill);
  }).catchUp();
  return { report: await reportOf(journal, counts), fills };
}

Deno.test({
  ...needsRecordedData(
    FOLDER,
    "contestants trade perpetuals on a capture of Hyperliquid, the same way every time",
  ),
  fn: async () => {
    const { report, fills } = await played(1);
    assertEquals(report.ledgerSum, "0");
    assertEquals(report.leaderboard.map(({ contestant }) => contestant), [
      "perpetual-momentum",
      "perpetual-hold",
      "perpetual-reversal",
    ]);
    assert(fills.length >= 3, `${fills.length} fills`);
    for (const { price, fee, marketId } of fills) {
      assertEquals(marketId, "hyperliquid:BTC");
      // The capture runs from 66,300 to 66,500 dollars.
      assert(price > 66_000_000_000n && price < 67_000_000_000n);
      assert(fee > 0n);
    }
    assertEquals((await played(1)).report.hash, report.hash);
  },
});
