import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  ADMIN_TOKEN,
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "../process/arena_process.ts";
import { operate } from "../process/operator.ts";
import { type ArenaPage, testInBrowser } from "./arena_page.ts";
import { checkLayout, contextOf, LOOKS } from "./looks.ts";

const TRADING_MS = 180_000;
const ENDED_MS = 240_000;
const SHOWN_MS = 60_000;
/** As long as it may be, so that it must be broken somewhere. */
const DETAIL =
  "An operator looks into prices that nobody else shows, and everybody waits until that is over.";

/** Waits until the banner says that trading is in `state`. @returns Its text. */
async function bannerOf({ page }: ArenaPage, state: string): Promise<string> {
  const banner = page.locator(`[data-testid=controls][data-state=${state}]`);
  await banner.waitFor({ timeout: SHOWN_MS });
  return await banner.innerText();
}

/** Returns the newest line of a kind among the notices, once it is there. */
async function noticeOf({ page }: ArenaPage, kind: string): Promise<string> {
  const notice = page.locator(`[data-testid=notice][data-kind=${kind}]`)
    .first();
  await notice.waitFor({ timeout: SHOWN_MS });
  return await notice.innerText();
}

testInBrowser(
  "a page that is open shows closed trades, a halt, what it took back, and that it is over",
  async (browser, t) => {
    await using folder = await TemporaryFolder.make();
    await using arena = await ArenaProcess.start({
      ...BUSY,
      ARENA_DATA_DIR: folder.path,
      ARENA_ADMIN_TOKEN: ADMIN_TOKEN,
    });
    const live = await browser.open(arena.url);
    await live.connection("live", TRADING_MS);
    const set = (state: string, contestantId: string | null = null) =>
      operate(arena, "trading-state", {
        contestantId,
        state,
        by: "anna",
        detail: DETAIL,
      });

    await t.step("a closed trade says what it brought and why", async () => {
      assertEquals(await live.count("controls"), 0);
      const row = await live.rowAfter("trade", 0, ENDED_MS);
      assertMatch(row, /(sold|settled|corrected) [\d,.]+ (YES|NO)/);
      assertMatch(row, /[+−]\$[\d,.]+\nedge \S+ · luck \S+$/);
      const offset = await live.page.getByTestId("trade").first()
        .getAttribute("data-offset");
      const { trades } = await arena.view();
      assertEquals(
        trades.some((trade) => trade.offset === Number(offset)),
        true,
        `${offset}`,
      );
    });

    await t.step(
      "a halt is told at the top and among the notices",
      async () => {
        assertEquals((await set("reducing", "momentum"))[0], 200);
        assertEquals((await set("halted"))[0], 200);
        assertStringIncludes(
          await bannerOf(live, "halted"),
          `Trading is halted: ${DETAIL}`,
        );
        assertStringIncludes(
          await noticeOf(live, "trading_state_changed"),
          DETAIL,
        );
        assertMatch(
          await noticeOf(live, "kill_switch_acknowledged"),
          /\d+ orders? .*still open/,
        );
      },
    );

    for (const look of LOOKS) {
      const { width, height, colorScheme } = look;
      await t.step(`it fits ${width}x${height} in ${colorScheme}`, async () => {
        const window = await browser.open(arena.url, contextOf(look));
        await window.connection("live", TRADING_MS);
        await bannerOf(window, "halted");
        for (const name of ["trades", "notices"]) {
          const panel = window.page.locator(`[aria-labelledby=${name}-title]`)
            .first();
          await panel.scrollIntoViewIfNeeded();
          const box = await panel.boundingBox();
          assertEquals((box?.width ?? 0) <= width, true, name);
        }
        await window.page.evaluate(() => scrollTo(0, 0));
        await checkLayout(window, "halted", look);
        assertEquals(window.problems, []);
        await window.page.context().close();
      });
    }

    await t.step("the banner goes when the halt is lifted", async () => {
      assertEquals((await set("active"))[0], 200);
      await live.page.getByTestId("controls").waitFor({
        state: "detached",
        timeout: SHOWN_MS,
      });
      assertEquals([live.streams, live.loads], [1, 1]);
      assertEquals(live.problems, []);
    });
  },
);
