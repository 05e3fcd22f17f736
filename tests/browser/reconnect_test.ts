import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import {
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "../process/arena_process.ts";
import { testInBrowser } from "./arena_page.ts";

const LIVE_MS = 120_000;
const NOTICED_MS = 60_000;

testInBrowser(
  "an open page says that it reconnects when the process is killed, and comes back by itself",
  async (browser) => {
    await using folder = await TemporaryFolder.make();
    const environment = { ...BUSY, ARENA_DATA_DIR: folder.path };
    await using killed = await ArenaProcess.start(environment);
    const window = await browser.open(killed.url);
    await window.connection("live", LIVE_MS);
    await window.rowAfter("fill", 0, LIVE_MS);
    assertEquals(window.problems, []);
    const fills = await window.count("fill");

    await killed.kill();
    await window.connection("reconnecting", NOTICED_MS);
    // What was shown stays readable meanwhile.
    assertGreaterOrEqual(await window.count("fill"), fills);
    const newest = await window.newestOffset();

    await using _restarted = await ArenaProcess.start({
      ...environment,
      PORT: new URL(killed.url).port,
    });
    await window.connection("live", LIVE_MS);
    await window.rowAfter("fill", newest, LIVE_MS);
    assertEquals(window.loads, 1);
  },
);
