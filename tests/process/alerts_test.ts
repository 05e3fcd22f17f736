import { assertEquals, assertStringIncludes } from "@std/assert";
import { ADMIN_TOKEN, ArenaProcess, BUSY } from "./arena_process.ts";
import { ArenaStore } from "./arena_store.ts";
import { operate } from "./operator.ts";
import { Webhook } from "./webhook.ts";

const TRADED_MS = 180_000;
const TOLD_MS = 120_000;
const FEED = "arena/market/feed";

Deno.test("an operator is alerted of a kill switch, of actors that are given up and not of one crash, and a webhook that never answers harms nobody", async (t) => {
  await using store = await ArenaStore.open();
  await using webhook = new Webhook();
  await using arena = await ArenaProcess.start({
    ...BUSY,
    ...store.settings,
    ARENA_ADMIN_TOKEN: ADMIN_TOKEN,
    ARENA_ALERT_URL: webhook.url,
  });
  const told = (kind: string) =>
    arena.eventually(kind, TOLD_MS, () => webhook.newest(kind));
  const trades = async () => {
    const { fills } = await arena.view();
    const newest = fills[0]?.offset ?? 0;
    await arena.viewWhere(
      "somebody trades",
      TRADED_MS,
      (view) => (view.fills[0]?.offset ?? 0) > newest,
    );
  };
  const setArena = async (state: "active" | "halted") => {
    const detail = `See ${webhook.url}.`;
    const change = { contestantId: null, state, by: "anna", detail };
    const [status] = await operate(arena, "trading-state", change);
    assertEquals(status, 200);
  };
  await trades();

  await t.step("the kill switch, and that it is lifted", async () => {
    await setArena("halted");
    const { subject, text } = await told("trading_halted");
    assertEquals([subject, text], [
      "The arena",
      "The arena is halted by anna: See ***.",
    ]);
    await setArena("active");
    await told("trading_resumed");
    await trades();
  });

  await t.step(
    "a supervisor that gives up, and no crash before it",
    async () => {
      let crashes = 0;
      const alert = await arena.eventually(
        "its actors are given up",
        TOLD_MS,
        async () => {
          const given = webhook.newest("actors_given_up");
          if (given !== null) return given;
          if (await arena.crash(FEED, ADMIN_TOKEN) === 202) crashes += 1;
          return null;
        },
      );
      assertEquals(crashes > 5, true, `${crashes} crashes`);
      assertEquals(alert.subject, "arena/market");
      assertStringIncludes(alert.text, "an operator crashed it");
      await trades();
    },
  );

  await t.step("a webhook that never answers", async () => {
    webhook.isDeaf = true;
    await setArena("halted");
    await setArena("active");
    await arena.eventually(
      "it is asked",
      TOLD_MS,
      () => webhook.unanswered > 0 || null,
    );
    await trades();
    assertEquals((await arena.stop()).code, 0);
  });
});
