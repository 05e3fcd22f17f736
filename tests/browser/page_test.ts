import { assertEquals, assertGreater } from "@std/assert";
import { CONTROLS } from "../../strategies/roster.ts";
import {
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "../process/arena_process.ts";
import {
  type ArenaBrowser,
  type ArenaPage,
  testInBrowser,
} from "./arena_page.ts";
import { checkLayout, contextOf, type Look, LOOKS } from "./looks.ts";

const TRADING_MS = 180_000;
const SETTLED_MS = 240_000;
const CONTESTANTS = CONTROLS.length;

/** Counts the pixels of the chart's lines: those that are neither see-through nor gray. */
function countInk({ page }: ArenaPage): Promise<number> {
  return page.locator(".plot canvas").evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const pixels = canvas.getContext("2d")
      ?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let count = 0;
    for (let at = 0; at + 3 < pixels.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = pixels.slice(at, at + 3);
      const spread = Math.max(red, green, blue) - Math.min(red, green, blue);
      if ((pixels[at + 3] ?? 0) > 128 && spread > 48) count += 1;
    }
    return count;
  });
}

async function checkLook(
  browser: ArenaBrowser,
  url: string,
  look: Look,
): Promise<void> {
  const window = await browser.open(url, contextOf(look));
  const { page } = window;
  await window.connection("live", TRADING_MS);
  await page.waitForSelector(".plot canvas", { timeout: TRADING_MS });
  await checkLayout(window, "live", look);
  assertGreater(await countInk(window), 100);
  assertEquals(window.problems, []);
  await page.context().close();
}

testInBrowser(
  "the page is whole without scripts, live with them, and fits every window",
  async (browser, t) => {
    await using folder = await TemporaryFolder.make();
    await using arena = await ArenaProcess.start({
      ...BUSY,
      ARENA_DATA_DIR: folder.path,
    });
    const live = await browser.open(arena.url);
    await live.connection("live", TRADING_MS);
    await arena.viewWhere(
      "everybody has enrolled and traded",
      TRADING_MS,
      ({ contestants, fills }) =>
        contestants.length === CONTESTANTS && fills.length > 0,
    );

    await t.step(
      "without scripts it shows the arena as it stands",
      async () => {
        const window = await browser.open(arena.url, {
          javaScriptEnabled: false,
        });
        const { page } = window;
        assertEquals(await window.count("contestant"), CONTESTANTS);
        assertGreater(await window.count("fill"), 0);
        const paths = await page.getByTestId("actor").evaluateAll((rows) =>
          rows.map((row) => row.getAttribute("data-actor-path"))
        );
        const { actors } = await arena.view();
        assertEquals(paths, actors.map(({ path }) => path));
        assertEquals(await page.locator("noscript p").count(), 1);
        assertEquals(window.streams, 0);
        await page.context().close();
      },
    );

    for (const look of LOOKS) {
      const { width, height, colorScheme } = look;
      await t.step(
        `it fits ${width}x${height} in ${colorScheme}`,
        () => checkLook(browser, arena.url, look),
      );
    }

    await t.step("with scripts everything arrives by itself", async () => {
      const { journalSequence } = await arena.view();
      await live.rowAfter("signal", 0, TRADING_MS);
      await live.rowAfter("fill", journalSequence, TRADING_MS);
      await live.rowAfter("order", journalSequence, TRADING_MS);
      await live.rowAfter("decision", journalSequence, TRADING_MS);
      const settlement = await live.rowAfter("settlement", 0, SETTLED_MS);
      const { settlements } = await arena.view();
      assertEquals(
        settlements.some(({ contestantName }) =>
          settlement.includes(contestantName)
        ),
        true,
        settlement,
      );
      assertGreater(await countInk(live), 100);
      assertEquals([live.streams, live.loads], [1, 1]);
      assertEquals(live.problems, []);
    });
  },
);
