import { assertEquals } from "@std/assert";
import { missingServer, testServerUrl } from "../../db/testing/databases.ts";
import { TcpGate } from "../../db/testing/tcp_gate.ts";
import { OwnDatabase } from "../../tools/crash/own_database.ts";
import {
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "../process/arena_process.ts";
import { type ArenaPage, testInBrowser } from "./arena_page.ts";

const TRADING_MS = 180_000;
const TOLD_MS = 120_000;
const RESUMED_MS = 180_000;

/** Waits until the page's head says that the arena is in a phase. @returns What it says of it. */
async function phaseOf(
  { page }: ArenaPage,
  phase: string,
  deadlineMs: number,
): Promise<string> {
  const fact = page.locator(`[data-testid=phase][data-value=${phase}]`);
  await fact.waitFor({ timeout: deadlineMs });
  return await fact.innerText();
}

if (await missingServer() === null) {
  testInBrowser(
    "a page that is open says that the database is gone, and by itself that it is back",
    async (browser) => {
      await using database = await OwnDatabase.create(testServerUrl());
      await using folder = await TemporaryFolder.make();
      await using gate = await TcpGate.before(new URL(database.url));
      await using arena = await ArenaProcess.start({
        ...BUSY,
        DATABASE_URL: gate.through(database.url),
        ARENA_DATA_DIR: folder.path,
      });
      const live = await browser.open(arena.url);
      await live.connection("live", TRADING_MS);
      await live.rowAfter("fill", 0, TRADING_MS);
      await gate.close("refused");
      const told = await phaseOf(live, "degraded", TOLD_MS);
      assertEquals(
        told.includes(
          "The database does not answer: nothing is traded until it does.",
        ),
        true,
        told,
      );
      assertEquals(
        await live.page.getByTestId("connection").innerText(),
        "live",
      );
      const { sequence } = (await arena.status()).journal;
      await gate.open();
      await phaseOf(live, "trading", RESUMED_MS);
      await live.rowAfter("fill", sequence, RESUMED_MS);
      assertEquals(live.problems, []);
    },
  );
}
