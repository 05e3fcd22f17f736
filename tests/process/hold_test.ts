import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { ArenaView } from "../../domain/view.ts";
import {
  ADMIN_TOKEN,
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "./arena_process.ts";
import { operate } from "./operator.ts";

const HELD_MS = 240_000;
const SHOWN_MS = 120_000;

const SIGNED = { by: "anna", reason: "The venue confirmed it by phone." };

/** Whether somebody bought in a market and sold nothing of it since: there is something to be paid. */
function isOwned(id: string, fills: ArenaView["fills"]): boolean {
  const own = fills.filter(({ marketId }) => marketId === id);
  const sellers = new Set(
    own.filter(({ side }) => side === "sell").map((fill) => fill.contestantId),
  );
  return own.some(({ contestantId }) => !sellers.has(contestantId));
}

Deno.test("a doubtful result is held over a kill, shown, and paid once an operator releases it, while others are paid", async (t) => {
  await using folder = await TemporaryFolder.make();
  const settings = {
    ...BUSY,
    ARENA_DATA_DIR: folder.path,
    ARENA_ADMIN_TOKEN: ADMIN_TOKEN,
    ARENA_SETTLEMENT_CHECK: "hold",
    // Prices that had not quite decided before the end are doubtful by that.
    ARENA_SETTLEMENT_SURPRISE: "0.04",
  };
  let id = "";
  {
    await using arena = await ArenaProcess.start(settings);
    await t.step("one is held and others are paid", async () => {
      const view = await arena.viewWhere(
        "a traded market is held, and another is paid",
        HELD_MS,
        ({ markets, fills, settlements }) =>
          settlements.length > 0 &&
          markets.some((market) =>
            market.held !== null && isOwned(market.id, fills)
          ),
      );
      const held = view.markets.find((market) =>
        market.held !== null && isOwned(market.id, view.fills)
      );
      assert(held !== undefined);
      id = held.id;
      assertStringIncludes(held.held?.reason ?? "", "% to the other side");
      const paid = view.settlements.map(({ marketId }) => marketId);
      assertEquals(paid.includes(id), false);
    });
    await arena.kill();
  }
  await using arena = await ArenaProcess.start(settings);
  await t.step("it is held after the kill, and the boards say so", async () => {
    await arena.viewWhere(
      "it is held again",
      SHOWN_MS,
      ({ phase, markets }) =>
        phase.name === "trading" &&
        markets.some((market) => market.id === id && market.held !== null),
    );
    const boards = await (await fetch(`${arena.url}/boards`)).text();
    assertStringIncludes(boards, 'data-testid="held"');
  });
  await t.step("an operator releases it, once", async () => {
    const path = `settlements/${encodeURIComponent(id)}`;
    const release = { ...SIGNED, action: "release" };
    const [kept] = await operate(arena, path, { ...SIGNED, action: "keep" });
    assertEquals(kept, 200);
    const [status, body] = await operate(arena, path, release);
    assertEquals(status, 200, body);
    const [again] = await operate(arena, path, release);
    assertEquals(again, 409);
    const isFree = (market: { readonly id: string; readonly held: unknown }) =>
      market.id === id && market.held !== null;
    await arena.viewWhere(
      "it is held no more",
      SHOWN_MS,
      ({ markets }) => !markets.some(isFree),
    );
    await arena.eventually("the audit log has both", SHOWN_MS, async () => {
      const answer = await fetch(`${arena.url}/api/acts?limit=50`);
      const acts: { items: { action: string; subject: string }[] } =
        await answer.json();
      const decided = acts.items.filter(({ subject }) => subject === id)
        .map(({ action }) => action).sort();
      return decided.join() === "settlement_keep,settlement_release"
        ? true
        : null;
    });
  });
  await t.step("it was paid by the venue's result", async () => {
    const rows = await arena.eventually("it is paid", SHOWN_MS, async () => {
      const path = `/api/history/settlements?market=${encodeURIComponent(id)}`;
      const answer = await fetch(`${arena.url}${path}`);
      const { items } = await answer.json();
      return items.length > 0 ? items : null;
    });
    for (const { resolution } of rows) {
      assert(resolution.kind === "yes" || resolution.kind === "no");
    }
  });
});
