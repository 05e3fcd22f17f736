import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import {
  ADMIN_TOKEN,
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "../process/arena_process.ts";
import { eventually, within } from "../process/eventually.ts";
import { checkJournal, readJournal } from "../process/journal_check.ts";
import { type ArenaPage, testInBrowser } from "./arena_page.ts";

const RUNNING_MS = 120_000;
const RESTARTED_MS = 90_000;

/** Actors that hear of every journal row, so that one which stood still shows. */
const BUSY_ACTORS = /^arena\/(traders|execution)\//;

/** One actor as the page shows it. */
interface Row {
  readonly path: string;
  readonly status: string;
  readonly restarts: number;
  readonly failed: number;
  readonly dropped: number;
  readonly handled: number;
}

async function readTree(
  { page }: ArenaPage,
): Promise<ReadonlyMap<string, Row>> {
  const rows = await page.getByTestId("actor").evaluateAll((elements) =>
    elements.map((element) => {
      const { dataset } = element as HTMLElement;
      return {
        path: dataset["actorPath"] ?? "",
        status: dataset["status"] ?? "",
        restarts: Number(dataset["restarts"]),
        failed: Number(dataset["failed"]),
        dropped: Number(dataset["dropped"]),
        handled: Number(dataset["handled"]),
      };
    })
  );
  return new Map(rows.map((row) => [row.path, row]));
}

/** Watches one actor's row until it runs with one more restart; ready when it resolves. */
function watchRestart(page: Page, path: string) {
  return page.evaluateHandle((path) => {
    const row = () =>
      document.querySelector<HTMLElement>(`[data-actor-path="${path}"]`);
    const before = Number(row()?.dataset["restarts"]);
    const seen = new Promise<string[]>((resolve) => {
      const statuses: string[] = [];
      const look = () => {
        const { status = "", restarts } = row()?.dataset ?? {};
        if (statuses.at(-1) !== status) statuses.push(status);
        const isBack = status === "running" && Number(restarts) === before + 1;
        if (!isBack) return;
        observer.disconnect();
        resolve(statuses);
      };
      const observer = new MutationObserver(look);
      observer.observe(document, {
        subtree: true,
        childList: true,
        attributes: true,
      });
      look();
    });
    // Within an object, so that the promise itself is not waited for.
    return { seen };
  }, path);
}

/** Crashes an actor and returns every status that its row has shown until it ran again. */
async function crash(
  arena: ArenaProcess,
  { page }: ArenaPage,
  path: string,
): Promise<readonly string[]> {
  const watch = await watchRestart(page, path);
  assertEquals(await arena.crash(path, ADMIN_TOKEN), 202);
  const seen = watch.evaluate(({ seen }) => seen);
  return await within(`${path} runs again`, RESTARTED_MS, seen);
}

/** Returns what operators were told of messages that nobody handled. */
function deadLetters({ stderr }: ArenaProcess): readonly string[] {
  return stderr.split("\n").filter((line) =>
    line.includes("a message was not handled")
  );
}

function restarted(
  tree: ReadonlyMap<string, Row>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...tree.values()].filter(({ restarts }) => restarts > 0)
      .map(({ path, restarts }) => [path, restarts]),
  );
}

/** Waits until a contestant decides on something that came after a journal row. */
async function decidesAfter(
  arena: ArenaProcess,
  contestantId: string,
  offset: number,
): Promise<void> {
  await arena.viewWhere(
    `${contestantId} decides again`,
    RUNNING_MS,
    ({ decisions }) =>
      decisions.some((decision) =>
        decision.contestantId === contestantId && decision.offset > offset
      ),
  );
}

testInBrowser(
  "the page shows a crashed actor restarting, then running with nothing lost and nobody else touched",
  async (browser, t) => {
    await using folder = await TemporaryFolder.make();
    await using arena = await ArenaProcess.start({
      ...BUSY,
      ARENA_DATA_DIR: folder.path,
      ARENA_ADMIN_TOKEN: ADMIN_TOKEN,
    });
    const window = await browser.open(arena.url);
    await window.page.waitForSelector(
      '[data-actor-path="arena/market/feed"][data-status=running]',
      { timeout: RUNNING_MS },
    );
    await decidesAfter(arena, "random", 0);

    await t.step("a trader is restarted alone", async () => {
      const path = "arena/traders/random";
      const newest = await window.newestOffset();
      const before = await readTree(window);
      assertEquals(restarted(before), {});
      assertEquals(await crash(arena, window, path), [
        "running",
        "restarting",
        "running",
      ]);
      await decidesAfter(arena, "random", newest);
      const after = await eventually(
        "everybody who hears of rows has handled more",
        RUNNING_MS,
        async () => {
          const tree = await readTree(window);
          const isBehind = ({ path, handled }: Row) =>
            BUSY_ACTORS.test(path) &&
            handled <= (before.get(path)?.handled ?? 0);
          return [...tree.values()].some(isBehind) ? null : tree;
        },
      );
      assertEquals(restarted(after), { [path]: 1 });
      assertEquals([after.get(path)?.failed, deadLetters(arena)], [1, []]);
      for (const { path: other, status, dropped } of after.values()) {
        assertEquals([other, status, dropped], [other, "running", 0]);
      }
    });

    await t.step("the executor takes those after it along", async () => {
      const path = "arena/execution/executor";
      const { fills } = await arena.view();
      const seen = await crash(arena, window, path);
      assertEquals(seen, ["running", "restarting", "running"]);
      await window.page.waitForSelector(
        '[data-actor-path="arena/execution/risk"][data-status=running][data-restarts="1"]',
        { timeout: RESTARTED_MS },
      );
      await arena.viewWhere(
        "a fill after the restart",
        RUNNING_MS,
        (view) => (view.fills[0]?.offset ?? 0) > (fills[0]?.offset ?? 0),
      );
      const after = await readTree(window);
      assertEquals(restarted(after), {
        "arena/execution/executor": 1,
        "arena/execution/reconciler": 1,
        "arena/execution/risk": 1,
        "arena/execution/settler": 1,
        "arena/traders/random": 1,
      });
      assertEquals(
        [...after.values()].filter(({ dropped }) => dropped > 0),
        [],
      );
      assertEquals(deadLetters(arena), []);
    });
    assertEquals(window.problems, []);
    await window.page.context().close();

    await t.step("the journal has no order and no fill twice", async () => {
      assertEquals((await arena.stop()).code, 0);
      const pgliteDir = `${folder.path}/pglite`;
      checkJournal(await readJournal({ pgliteDir }));
    });
  },
);
