import { assert, assertEquals } from "@std/assert";
import { AttributionFold } from "../../domain/attribution_fold.ts";
import { netOf } from "../../domain/contestant.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import { usd } from "../../domain/money.ts";
import {
  type PerpetualPosition,
  perpetualSize,
} from "../../domain/perpetual.ts";
import type { PaperPerpetuals } from "../../venues/paper/perpetual_exchange.ts";
import { COIN, PerpetualScene, TRADER } from "./perpetual_scene.ts";

const KEY = { contestantId: TRADER, marketId: COIN };

/** A venue that says something else of positions than the paper exchange has. */
function saying(
  told: (held: readonly PerpetualPosition[]) => readonly PerpetualPosition[],
) {
  return (paper: PaperPerpetuals) => ({
    submit: paper.submit.bind(paper),
    query: paper.query.bind(paper),
    positions: async () => told(await paper.positions()),
  });
}

async function held(scene: PerpetualScene) {
  const { size, entryNotional } = (await scene.books()).perpetuals.get(KEY);
  return { size, entryNotional };
}

Deno.test("journal and paper exchange are compared on perpetuals, and agree", async () => {
  const first = await PerpetualScene.open({ wishes: [1] });
  await first.play(30_000, 100);
  await first.stage.close();
  const scene = await PerpetualScene.open({ journal: first.journal });
  await scene.play(30_000, 100);
  const passed = (await scene.entries("reconciliation_completed")).at(-1);
  assertEquals([passed?.positionsChecked, passed?.differences], [1, 0]);
  assertEquals(await scene.entries("perpetual_corrected"), []);
  await scene.stage.close();
});

Deno.test("a perpetual that the venue does not have as the journal has it halts trading, and is corrected", async () => {
  const half = { size: perpetualSize("40"), entryNotional: usd("4002") };
  for (
    const [told, left] of [
      [
        () => [{ ...KEY, ...half }],
        half,
      ],
      [() => [], { size: perpetualSize("0"), entryNotional: usd("0") }],
    ] as const
  ) {
    const first = await PerpetualScene.open({ wishes: [1] });
    await first.play(30_000, 100);
    const before = await held(first);
    await first.stage.close();
    const scene = await PerpetualScene.open({
      journal: first.journal,
      perpetualExecution: saying(told),
      // At the times of its questions no decision is on its way.
      settings: { ARENA_ROUND_INTERVAL_MS: "7000" },
    });
    await scene.play(180_000, 100);
    const [halt] = await scene.entries("trading_state_changed");
    assertEquals([halt?.state, halt?.cause], ["halted", "reconcile_mismatch"]);
    const [corrected, ...more] = await scene.entries("perpetual_corrected");
    assertEquals(corrected?.before, before);
    assertEquals(corrected?.after, left);
    assertEquals(more, []);
    assertEquals(await held(scene), left);
    assertEquals(scene.failures, []);
    await scene.stage.close();
    await checkAttribution(scene);
  }
});

/** What a correction took off belongs to its trade, whose parts come to what the books say. */
async function checkAttribution(scene: PerpetualScene): Promise<void> {
  const books = new ArenaBooks();
  const fold = new AttributionFold(books);
  const trades = [];
  for (const row of await scene.rows()) {
    if (!books.apply(row)) continue;
    for (const change of fold.apply(row)) {
      if (change.kind === "attributed") trades.push(change.attribution);
    }
  }
  if (books.perpetuals.get(KEY).size !== 0n) return;
  const contestant = books.contestants.get(TRADER);
  assert(contestant !== undefined);
  assertEquals(trades.map(({ end }) => end), ["correction"]);
  assertEquals(
    trades.reduce((sum, { netPnl }) => sum + netPnl, 0n),
    netOf(contestant) + fold.unattributed(TRADER).funding as bigint,
  );
}
