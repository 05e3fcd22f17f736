import { assertEquals, assertMatch } from "@std/assert";
import {
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "../process/arena_process.ts";
import { testInBrowser } from "./arena_page.ts";

const TRADING_MS = 180_000;
const SHOWN_MS = 120_000;
const PARTS = ["decide", "check", "journal", "sign", "wire"];

testInBrowser(
  "the page shows where the time of orders goes, part by part",
  async (browser) => {
    await using folder = await TemporaryFolder.make();
    await using arena = await ArenaProcess.start({
      ...BUSY,
      ARENA_DATA_DIR: folder.path,
    });
    const live = await browser.open(arena.url);
    await live.connection("live", TRADING_MS);
    const rows = live.page.getByTestId("latency");
    await rows.nth(PARTS.length - 1).waitFor({
      timeout: TRADING_MS + SHOWN_MS,
    });
    const texts = await rows.allInnerTexts();
    assertEquals(texts.map((text) => text.split(/\s/)[0]), PARTS);
    for (const text of texts) {
      assertMatch(text, /[\d.]+ (µs|ms|s)\s+[\d.]+ (µs|ms|s)\s+[\d,]+$/);
    }
    assertEquals(live.problems, []);
  },
);
