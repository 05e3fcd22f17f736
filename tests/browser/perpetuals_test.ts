import { assert, assertEquals, assertGreater } from "@std/assert";
import {
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "../process/arena_process.ts";
import { FakeHyperliquid } from "../venues/hyperliquid/fake_hyperliquid.ts";
import { testInBrowser } from "./arena_page.ts";
import { checkLayout, contextOf, LOOKS } from "./looks.ts";

const TRADING_MS = 180_000;
const QUOTE_MS = 200;
const LISTS = ["", "/positions", "/decisions", "/orders", "/fills"] as const;

testInBrowser(
  "viewers see prices, positions, decisions, orders and fills of perpetuals in every window",
  async (browser, t) => {
    const fake = new FakeHyperliquid([
      { name: "BTC", szDecimals: 5, maxLeverage: 40 },
      { name: "ETH", szDecimals: 4, maxLeverage: 25 },
    ]);
    // Up and down by a third of a percent within a minute, so that more than one contestant trades.
    let ticks = 0;
    const quoting = setInterval(() => {
      ticks += 1;
      const moved = Math.round(200 * Math.sin(ticks / 30));
      fake.quote("BTC", String(66_410 + moved), String(66_411 + moved));
      fake.quote("ETH", "3127.5", "3127.6");
    }, QUOTE_MS);
    try {
      await using folder = await TemporaryFolder.make();
      await using arena = await ArenaProcess.start({
        ...BUSY,
        ARENA_DATA_DIR: folder.path,
        ARENA_VENUE: "hyperliquid",
        ARENA_HYPERLIQUID_URL: fake.url,
        ARENA_HYPERLIQUID_COINS: "BTC,ETH",
      });
      const { perpetuals } = await arena.viewWhere(
        "somebody holds a perpetual",
        TRADING_MS,
        ({ perpetuals: { positions, fills } }) =>
          positions.length > 0 && fills.length > 0,
      );
      const [held] = perpetuals.positions;
      assert(held !== undefined);
      assertEquals(held.marketTitle, "BTC");

      await t.step("the API lists each of them", async () => {
        for (const list of LISTS) {
          const answer = await fetch(`${arena.url}/api/perpetuals${list}`);
          const { items } = await answer.json();
          assertGreater(items.length, 0, list);
        }
      });

      for (const look of LOOKS) {
        await t.step(`${look.width} px, ${look.colorScheme}`, async () => {
          const window = await browser.open(arena.url, contextOf(look));
          const { page } = window;
          await window.connection("live", TRADING_MS);
          await page.waitForSelector(".plot canvas", { timeout: TRADING_MS });
          assertEquals(await window.count("perpetual"), 2);
          for (
            const shown of [
              "perpetual-position",
              "perpetual-fill",
              "perpetual-order",
              "perpetual-decision",
            ]
          ) assertGreater(await window.count(shown), 0, shown);
          await checkLayout(window, "perpetuals", look);
          assertEquals(window.problems, []);
          await page.context().close();
          const path = `/contestant?id=${held.contestantId}`;
          const own = await browser.open(arena.url, contextOf(look), path);
          await own.page.waitForSelector("[data-testid=perpetual-position]", {
            timeout: TRADING_MS,
          });
          await checkLayout(own, "perpetuals-contestant", look);
          assertEquals(own.problems, []);
          await own.page.context().close();
        });
      }

      await t.step("prices move on an open page", async () => {
        const window = await browser.open(arena.url);
        await window.connection("live", TRADING_MS);
        const card = window.page.getByTestId("perpetual").first();
        const before = await card.innerText();
        await window.page.waitForFunction(
          (text) =>
            document.querySelector<HTMLElement>("[data-testid=perpetual]")
              ?.innerText !== text,
          before,
          { timeout: TRADING_MS },
        );
        assertEquals(window.problems, []);
      });
    } finally {
      clearInterval(quoting);
      await fake.stop();
    }
  },
);
