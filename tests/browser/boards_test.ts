import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import type { BoardsView } from "../../domain/view_boards.ts";
import { CONTROLS } from "../../strategies/roster.ts";
import {
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "../process/arena_process.ts";
import { eventually } from "../process/eventually.ts";
import { testInBrowser } from "./arena_page.ts";
import { checkLayout, contextOf, LOOKS } from "./looks.ts";

const SETTLED_MS = 240_000;

async function boardsOf(url: string): Promise<BoardsView> {
  return await (await fetch(`${url}/api/boards`)).json();
}

testInBrowser(
  "both boards and the method can be read in every window, with and without scripts",
  async (browser, t) => {
    await using folder = await TemporaryFolder.make();
    await using arena = await ArenaProcess.start({
      ...BUSY,
      ARENA_DATA_DIR: folder.path,
    });
    await eventually(
      "a market has resolved that two have forecast",
      SETTLED_MS,
      async () => (await boardsOf(arena.url)).pairs.length > 0 || null,
    );

    await t.step("without scripts every number is there", async () => {
      const window = await browser.open(arena.url, {
        javaScriptEnabled: false,
      }, "/boards");
      const { page } = window;
      assertEquals(await window.count("trading-row"), CONTROLS.length);
      assertEquals(await window.count("forecasting-row"), CONTROLS.length);
      assertGreater(await window.count("pair"), 0);
      const heads = await page.locator(".panel-trading thead th")
        .allTextContents();
      assertMatch(heads.at(-1) ?? "", /^Hit rate/);
      assertMatch(
        await page.getByTestId("unlisted").first().textContent() ?? "",
        /^not yet distinguishable: 0\.0 of 10 days/,
      );
      await page.context().close();
    });

    for (const look of LOOKS) {
      const { width, height, colorScheme } = look;
      await t.step(`it fits ${width}x${height} in ${colorScheme}`, async () => {
        for (const path of ["/boards", "/method"]) {
          const window = await browser.open(arena.url, contextOf(look), path);
          const { page } = window;
          if (path === "/boards") {
            await page.waitForSelector(".panel-reliability .plot canvas");
          }
          await checkLayout(window, path.slice(1), look);
          assertEquals(window.problems, []);
          await page.context().close();
        }
      });
    }
  },
);
