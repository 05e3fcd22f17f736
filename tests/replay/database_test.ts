import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import { missingServer, openTestSchema } from "../../db/testing/databases.ts";
import { PostgresHistory } from "../../db/history.ts";
import { projectedSequence } from "../../db/projections.ts";
import { hasRecordedData, RECORDED_DATA } from "../market_recordings.ts";
import { ROOT } from "../tidy/source_tree.ts";
import { smallTape } from "./small_tape.ts";

const RECORDING =
  "kalshi-btc15m-ws/rv600_next_evidence_shadow_20260513T211949Z";
const MISSING = await missingServer();

/** Runs the command as operators do, and returns what it printed. */
async function replay(...args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tools/replay.ts", "--json", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  const err = decoder.decode(stderr);
  assertEquals(code, 0, err);
  return { report: JSON.parse(decoder.decode(stdout)), err };
}

/** Replays `path` in memory, and twice on a database where the second run must not meet the first. */
async function replaysAlike(path: string): Promise<void> {
  const { database: { sql }, url, drop } = await openTestSchema();
  try {
    const memory = await replay(path);
    const kept = await replay(path, "--database", url);
    const again = await replay(path, "--database", url);
    assertMatch(memory.report.hash, /^[0-9a-f]{64}$/);
    assertEquals(kept.report, memory.report);
    assertEquals(again.report, memory.report);
    assertGreater(memory.report.fills, 0);
    assertGreater(memory.report.settlements, 0);
    assertEquals(memory.err.includes("kept as run"), false);
    const name = /^kept as run (\S+)$/m.exec(kept.err)?.[1] ?? "";
    assertMatch(name, /^replay-\d{4}-/);
    assertEquals(await projectedSequence(sql, name), memory.report.rows);
    const page = await new PostgresHistory(sql, name).page({
      kind: "fills",
      contestantId: null,
      marketId: null,
      before: null,
      limit: 200,
    });
    assertEquals(page.items.length, Math.min(200, memory.report.fills));
  } finally {
    await drop();
  }
}

function nameOf(input: string, reason: string | null): string {
  const name =
    `replay of ${input} gives the same report in memory and on PostgreSQL, and keeps each run`;
  return reason === null ? name : `${name} (skipped as ${reason})`;
}

Deno.test({
  name: nameOf("a small tape", MISSING),
  ignore: MISSING !== null,
  async fn() {
    const path = await Deno.makeTempFile({ suffix: ".tape" });
    try {
      await Deno.writeTextFile(path, smallTape());
      await replaysAlike(path);
    } finally {
      await Deno.remove(path);
    }
  },
});

const MISSING_RECORDING = MISSING ??
  (hasRecordedData(RECORDING)
    ? null
    : `${RECORDED_DATA}/${RECORDING} is not here`);

Deno.test({
  name: nameOf("a recording", MISSING_RECORDING),
  ignore: MISSING_RECORDING !== null,
  fn: () => replaysAlike(`${RECORDED_DATA}/${RECORDING}`),
});
