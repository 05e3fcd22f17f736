import { assertEquals } from "@std/assert";
import type { ArenaView } from "../../domain/view.ts";
import { FakeHyperliquid } from "../venues/hyperliquid/fake_hyperliquid.ts";
import { ArenaProcess, BUSY, TemporaryFolder } from "./arena_process.ts";

const TRADING_MS = 180_000;
const QUOTE_MS = 200;

function holder({ contestants }: ArenaView) {
  return contestants.find(({ id }) => id === "perpetual-hold");
}

Deno.test("an arena on Hyperliquid trades perpetuals on paper, shows who holds what it cost, and goes on after a kill", async () => {
  const fake = new FakeHyperliquid([
    { name: "BTC", szDecimals: 5, maxLeverage: 40 },
  ]);
  const quoting = setInterval(
    () => fake.quote("BTC", "66410", "66411"),
    QUOTE_MS,
  );
  try {
    await using folder = await TemporaryFolder.make();
    const environment = {
      ...BUSY,
      ARENA_DATA_DIR: folder.path,
      ARENA_VENUE: "hyperliquid",
      ARENA_HYPERLIQUID_URL: fake.url,
      ARENA_HYPERLIQUID_COINS: "BTC",
    };
    let before: ReturnType<typeof holder>;
    {
      await using arena = await ArenaProcess.start(environment);
      const view = await arena.viewWhere(
        "somebody holds a perpetual that is marked",
        TRADING_MS,
        (shown) => Number(holder(shown)?.positions ?? 0) < 0,
      );
      before = holder(view);
      assertEquals(view.venue.label, "Hyperliquid");
      assertEquals(before?.fills, 1);
      // Less than its equity at 0.045 %, and never sold.
      assertEquals(Number(before?.fees) > 4, true);
      await arena.kill();
    }
    await using again = await ArenaProcess.start(environment);
    const view = await again.viewWhere(
      "it is marked as before",
      TRADING_MS,
      (shown) => (holder(shown)?.decisions ?? 0) > (before?.decisions ?? 0),
    );
    const after = holder(view);
    assertEquals(
      [after?.fills, after?.fees, after?.cash],
      [before?.fills, before?.fees, before?.cash],
    );
  } finally {
    clearInterval(quoting);
    await fake.stop();
  }
});
