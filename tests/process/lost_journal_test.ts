import { assertEquals, assertStringIncludes } from "@std/assert";
import { missingServer, testServerUrl } from "../../db/testing/databases.ts";
import { OwnDatabase } from "../../tools/crash/own_database.ts";
import {
  ADMIN_TOKEN,
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "./arena_process.ts";
import { checkJournal, readJournal } from "./journal_check.ts";
import { operate } from "./operator.ts";
import { Webhook } from "./webhook.ts";

const TRADED_MS = 180_000;
const SHOWN_MS = 120_000;

const missing = await missingServer();
const suffix = missing === null ? "" : ` (skipped as ${missing})`;

Deno.test({
  name:
    `an arena that lost its journal ends, and the next process trades nothing until an operator lifts the halt${suffix}`,
  ignore: missing !== null,
  async fn(t) {
    await using database = await OwnDatabase.create(testServerUrl());
    await using folder = await TemporaryFolder.make();
    await using webhook = new Webhook();
    const environment = {
      ...BUSY,
      DATABASE_URL: database.url,
      ARENA_DATA_DIR: folder.path,
      ARENA_ADMIN_TOKEN: ADMIN_TOKEN,
      ARENA_ALERT_URL: webhook.url,
    };
    {
      await using arena = await ArenaProcess.start(environment);
      await arena.viewWhere(
        "somebody has traded",
        TRADED_MS,
        ({ fills }) => fills.length > 0,
      );
      // From here on the server refuses every row, and does not say that this will pass.
      await database
        .sql`alter table journal add constraint full_up check (false) not valid`;
      assertEquals((await arena.ended()).code, 1);
    }
    // Before its end: nobody is left to tell it later. Who needs the journal may have been given up meanwhile.
    const kinds = webhook.heard.map(({ kind }) => kind);
    assertEquals(kinds.filter((kind) => kind !== "actors_given_up"), [
      "journal_lost",
      "arena_ended",
    ]);
    assertStringIncludes(webhook.heard[0]?.text ?? "", "full_up");
    const { length } = await readJournal(database);
    await t.step("it does not come up where it cannot say so", async () => {
      await using arena = await ArenaProcess.spawn(environment);
      assertEquals((await arena.ended()).code, 1);
    });
    await database.sql`alter table journal drop constraint full_up`;

    await using arena = await ArenaProcess.start(environment);
    await t.step("the halt is the first row, and is shown", async () => {
      const view = await arena.viewWhere(
        "an order is denied by the halt",
        TRADED_MS,
        ({ orders }) =>
          orders.some(({ denialCode }) => denialCode === "TRADING_HALTED"),
      );
      assertEquals(view.controls.trading.state, "halted");
      assertStringIncludes(
        view.controls.trading.detail ?? "",
        "The journal could not be written",
      );
      const acknowledged = await arena.viewWhere(
        "the kill switch is acknowledged",
        SHOWN_MS,
        ({ notices }) =>
          notices.some(({ kind }) => kind === "kill_switch_acknowledged"),
      );
      const notice = acknowledged.notices.find(({ kind }) =>
        kind === "kill_switch_acknowledged"
      );
      assertStringIncludes(notice?.sentence ?? "", "0 still open");
      const alert = await arena.eventually(
        "the halt is told",
        SHOWN_MS,
        () => webhook.newest("trading_halted"),
      );
      assertStringIncludes(alert.text, "The journal could not be written");
    });
    await t.step("it is lifted, and trades on", async () => {
      const { fills } = await arena.view();
      const newest = fills[0]?.offset ?? 0;
      const [status] = await operate(arena, "trading-state", {
        contestantId: null,
        state: "active",
        by: "anna",
        detail: "The server has room again.",
      });
      assertEquals(status, 200);
      await arena.viewWhere(
        "somebody trades again",
        TRADED_MS,
        (later) => (later.fills[0]?.offset ?? 0) > newest,
      );
      assertEquals(webhook.heard.at(-1)?.kind, "trading_resumed");
    });
    assertEquals((await arena.stop()).code, 0);
    const rows = await readJournal(database);
    checkJournal(rows);
    const [halt] = rows.slice(length).map(({ entry }) => entry);
    assertEquals(
      halt?.kind === "trading_state_changed" ? halt.cause : halt?.kind,
      "journal_lost",
    );
    const after = rows.slice(length).map(({ entry }) => entry.kind);
    const lifted = after.indexOf("trading_state_changed", 1);
    assertEquals(after.slice(0, lifted).includes("order_submitted"), false);
  },
});
