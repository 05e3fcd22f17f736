import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { CONTROLS } from "../../strategies/roster.ts";
import {
  ADMIN_TOKEN,
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "../process/arena_process.ts";
import { eventually } from "../process/eventually.ts";
import { operate } from "../process/operator.ts";
import { testInBrowser } from "./arena_page.ts";
import { checkLayout, contextOf, LOOKS } from "./looks.ts";

const TRADED_MS = 240_000;
/** The first price of an event is kept within seconds. */
const CHART_MS = 60_000;

/** Two competitions, of which one is about to end. */
const SEASONS = {
  openSeason: false,
  seasons: ["winter", "spring"].map((id) => ({
    id,
    name: id === "winter" ? "Winter 2026" : "Spring 2026",
    startsAt: "2026-01-01T00:00:00Z",
    endsAt: null,
    venues: ["dflow"],
  })),
};

async function list(
  { url }: ArenaProcess,
  path: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return await (await fetch(url + path)).json();
}

const SHOWN = ["season", "day", "day-row"] as const;

testInBrowser(
  "seasons, days, contestants and events can be read in every window",
  async (browser, t) => {
    await using folder = await TemporaryFolder.make();
    const seasons = `${folder.path}/seasons.json`;
    await Deno.writeTextFile(seasons, JSON.stringify(SEASONS));
    await using arena = await ArenaProcess.start({
      ...BUSY,
      ARENA_DATA_DIR: folder.path,
      ARENA_ADMIN_TOKEN: ADMIN_TOKEN,
      ARENA_SEASONS: seasons,
    });
    const { events } = await arena.viewWhere(
      "somebody of the season has traded, and there is an event",
      TRADED_MS,
      ({ fills, events }) =>
        events.length > 0 &&
        fills.some(({ contestantId }) => contestantId.endsWith("@winter")),
    );
    const [event] = events;
    assert(event !== undefined);
    const [status, body] = await operate(arena, "seasons/winter/conclude", {
      by: "anna",
      reason: "A test of seasons.",
    });
    assertEquals(status, 200, body);
    // However short the season was, its end is written down.
    await eventually("the season has its last day", TRADED_MS, async () => {
      const days = await list(arena, "/api/boards/days?season=winter");
      const seasons = await list(arena, "/api/seasons");
      return days.some(({ isFinal }) => isFinal === true) &&
          seasons.some(({ status }) => status === "over")
        ? true
        : null;
    });

    await t.step("the switch leads from season to season", async () => {
      const window = await browser.open(
        arena.url,
        {},
        "/boards?season=spring",
      );
      const { page } = window;
      const facts = page.getByTestId("season-facts");
      assertEquals(await facts.getAttribute("data-status"), "on");
      assertEquals(await window.count("trading-row"), CONTROLS.length);
      await page.getByTestId("season").filter({ hasText: "Winter 2026" })
        .click();
      await page.waitForSelector(
        "[data-testid=season-facts][data-status=over]",
      );
      assertEquals(new URL(page.url()).search, "?season=winter");
      assertEquals(await window.count("trading-row"), CONTROLS.length);
      assertEquals(window.problems, []);
      await page.context().close();
    });

    const contestant = encodeURIComponent("momentum@winter");
    const paths = {
      seasons: "/boards?season=winter",
      contestant: `/contestant?id=${contestant}`,
      event: `/events/${encodeURIComponent(event.id)}`,
    };
    for (const look of LOOKS) {
      const { width, height, colorScheme } = look;
      await t.step(`it fits ${width}x${height} in ${colorScheme}`, async () => {
        for (const [name, path] of Object.entries(paths)) {
          const window = await browser.open(arena.url, contextOf(look), path);
          if (name === "seasons") {
            for (const testId of SHOWN) {
              assertGreater(await window.count(testId), 0, testId);
            }
          }
          if (name === "event") {
            const plot = window.page.getByTestId("price-chart");
            await plot.locator("canvas").waitFor({ timeout: CHART_MS });
            assertEquals(
              await window.page.locator(".panel").evaluateAll((panels) =>
                panels.map(({ className }) => className.split("panel-")[1])
              ),
              ["event", "prices", "fills", "decisions"],
            );
            assertMatch(
              await window.page.getByTestId("event-chosen").innerText(),
              /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/,
            );
          }
          await checkLayout(window, name, look);
          assertEquals(window.problems, []);
          await window.page.context().close();
        }
      });
    }
  },
);
