import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { JournalCursor } from "../../actors/ports/journal_cursor.ts";
import {
  arenaOptions,
  perpetualArena,
} from "../../composition/arena_options.ts";
import { loadSettings } from "../../config.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { MemoryJournal } from "../../db/memory_journal.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { keptModels } from "../../tools/replay/kept_models.ts";
import { replay } from "../../tools/replay/replay.ts";
import { openRecordings } from "../../venues/tape/recordings.ts";
import { needsRecordedData, RECORDED_DATA } from "../market_recordings.ts";
import { ProtocolServer } from "../models/protocol_server.ts";

const FOLDER = "kalshi-btc15m-ws";
const MODELS = 8;
const ROUNDS = 100;

type Roster = ReturnType<typeof keptModels>;

/** Plays the recordings with the models that `models` opens. */
async function played(models: Roster) {
  const recordings = await openRecordings(recordingPaths());
  const settings = loadSettings({ ARENA_MODEL_INTERVAL_MS: "30000" });
  const journal = new MemoryJournal(SILENT_LOG);
  await replay({
    recordings,
    journal,
    arena: { ...arenaOptions(settings), contestants: [] },
    models,
    perpetuals: perpetualArena(settings),
    paperLatencyMs: settings.ARENA_PAPER_LATENCY_MS,
    seed: 1,
    onRejection: () => {},
    onProgress: () => {},
  });
  const entries: JournalEntry[] = [];
  await new JournalCursor(journal, ({ entry }) => entries.push(entry))
    .catchUp();
  return { hash: journal.head().hash, entries };
}

function recordingPaths(): string[] {
  return [...Deno.readDirSync(`${RECORDED_DATA}/${FOLDER}`)]
    .map(({ name }) => `${RECORDED_DATA}/${FOLDER}/${name}`)
    .sort();
}

Deno.test({
  ...needsRecordedData(
    FOLDER,
    "eight models trade a hundred rounds over HTTP, and their cassettes alone give the same journal",
  ),
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const server = new ProtocolServer();
      const recorded = await played(
        keptModels({ folder, ask: { url: server.url, apiKey: null } }),
      );
      await server.close();
      const asked = server.requests.length;
      const causes = new Set<string>();
      const models = new Set<string>();
      let decisions = 0;
      for (const entry of recorded.entries) {
        if (entry.kind !== "decision_made") continue;
        decisions += 1;
        causes.add(entry.decision.causationId);
        models.add(entry.decision.contestantId);
      }
      assertEquals(models.size, MODELS);
      assertGreaterOrEqual(causes.size, ROUNDS);
      assertGreaterOrEqual(asked, MODELS * ROUNDS);
      assertGreaterOrEqual(decisions, MODELS * ROUNDS);
      assert(recorded.entries.some(({ kind }) => kind === "order_filled"));

      const replayed = await played(keptModels({ folder, ask: null }));
      assertEquals(server.requests.length, asked);
      assertEquals(replayed.hash, recorded.hash);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
