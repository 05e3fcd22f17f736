import {
  assert,
  assertEquals,
  assertGreater,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { JournalCursor } from "../../actors/ports/journal_cursor.ts";
import {
  arenaOptions,
  perpetualArena,
} from "../../composition/arena_options.ts";
import { loadSettings } from "../../config.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { MemoryJournal } from "../../db/memory_journal.ts";
import { feeScheduleAt } from "../../domain/fee_schedules.ts";
import { feeOf, NO_FEES } from "../../domain/fees.ts";
import { UsageError } from "../../tools/flags.ts";
import { inspectPaths } from "../../tools/inspect/inspect_paths.ts";
import { replay } from "../../tools/replay/replay.ts";
import { type ReplayReport, reportOf } from "../../tools/replay/report.ts";
import { DflowDecoder } from "../../venues/dflow/dflow_decoder.ts";
import { openRecordings } from "../../venues/tape/recordings.ts";
import { createTapeDecoder } from "../../venues/tape/tape_decoder.ts";
import { comparable, recordVenue } from "./recorded_venue.ts";

const FIVE_MINUTES_MS = 300_000;

async function onTape(test: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(`${folder}/arena.tape.gz`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function replayed(
  paths: readonly string[],
  { seed = 1, journal = new MemoryJournal(SILENT_LOG) } = {},
): Promise<ReplayReport> {
  const settings = loadSettings({});
  const counts = await replay({
    recordings: await openRecordings(paths),
    journal,
    arena: arenaOptions(settings),
    perpetuals: perpetualArena(settings),
    paperLatencyMs: settings.ARENA_PAPER_LATENCY_MS,
    seed,
    onRejection: () => {},
    onProgress: () => {},
  });
  return await reportOf(journal, counts);
}

Deno.test("a tape of our client says what the client told the arena, event by event, through a drop and garbage", () =>
  onTape(async (path) => {
    const heard = await recordVenue({
      path,
      durationMs: 120_000,
      incidents: [
        { atMs: 20_000, kind: "garbage" },
        { atMs: 50_000, kind: "drop" },
        { atMs: 80_000, kind: "garbage" },
      ],
    });
    const decoder = createTapeDecoder([new DflowDecoder()]);
    const played: unknown[] = [];
    for await (const batch of (await openRecordings([path])).frames()) {
      for (const frame of batch) {
        played.push(...decoder.decode(frame).map(comparable));
      }
    }
    assertEquals(played, heard);
    assertGreater(heard.length, 1_000);
    const report = await inspectPaths({ paths: [path], venue: "dflow" });
    assertEquals(report.rejected, 2);
    for (const kind of ["orderbook", "prices", "trades"]) {
      assertGreater(report.kinds[`dflow ${kind}`] ?? 0, 10, kind);
    }
  }));

Deno.test("replay of a dflow tape trades and settles at the fees of dflow's dearest tier, with one hash per seed", () =>
  onTape(async (path) => {
    await recordVenue({ path, durationMs: FIVE_MINUTES_MS, incidents: [] });
    const journal = new MemoryJournal(SILENT_LOG);
    const first = await replayed([path], { journal });
    assertEquals(await replayed([path]), first);
    assert((await replayed([path], { seed: 2 })).hash !== first.hash);
    assertEquals([first.ledgerSum, first.skipped], ["0", 0]);
    assertGreater(first.fills, 0);
    assertGreater(first.settlements, 0);
    const frost = feeScheduleAt(
      { venue: "dflow", tier: "frost" },
      Date.parse("2026-11-20"),
    );
    await new JournalCursor(journal, ({ entry }) => {
      if (entry.kind !== "order_filled") return;
      const { fee } = feeOf(frost, {
        ...entry.fill,
        before: NO_FEES,
      });
      assertEquals(entry.fill.fee, fee);
    }).catchUp();
  }));

Deno.test("replay refuses input that is of no venue or of two, in one sentence", () =>
  onTape(async (path) => {
    const connection = (venue: string) =>
      JSON.stringify({
        t: 1_790_000_000_000,
        kind: "connection",
        venue,
        connection: "c1",
        status: "connected",
        reason: "",
      });
    const kalshi = `${path}.kalshi`;
    const refusals: readonly [lines: readonly string[], part: string][] = [
      [[], "must hold frames of a venue"],
      [['{"t":1,"kind":"tape","version":1}'], "must hold frames of a venue"],
      [[connection("dflow")], "current value is dflow and kalshi"],
      [[connection("kalshi"), connection("dflow")], "kalshi and dflow"],
      [[connection("predict")], "current value is predict and kalshi"],
    ];
    for (const [lines, part] of refusals) {
      await Deno.writeTextFile(path, lines.join("\n"));
      await Deno.writeTextFile(kalshi, connection("kalshi"));
      const paths = part.startsWith("must") ? [path] : [path, kalshi];
      const error = await assertRejects(() => replayed(paths), UsageError);
      assertStringIncludes(error.message, part);
    }
  }));
