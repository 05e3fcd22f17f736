import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  ADMIN_TOKEN,
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "./arena_process.ts";
import { operate } from "./operator.ts";

const TRADING_MS = 180_000;
const SHOWN_MS = 60_000;

const SIGNED = { by: "anna", detail: "A test of the switch." };

Deno.test("an operator halts, lifts and pays in over HTTP, and a halt outlives the process", async (t) => {
  await using folder = await TemporaryFolder.make();
  const environment = {
    ...BUSY,
    ARENA_DATA_DIR: folder.path,
    ARENA_ADMIN_TOKEN: ADMIN_TOKEN,
  };
  {
    await using arena = await ArenaProcess.start(environment);
    await arena.viewWhere(
      "somebody has traded",
      TRADING_MS,
      ({ fills }) => fills.length > 0,
    );

    await t.step("a halted arena denies whatever comes", async () => {
      const halt = { ...SIGNED, contestantId: null, state: "halted" };
      const [status] = await operate(arena, "trading-state", halt);
      assertEquals(status, 200);
      const view = await arena.viewWhere(
        "an order is denied by the halt",
        TRADING_MS,
        ({ orders }) =>
          orders.some(({ denialCode }) => denialCode === "TRADING_HALTED"),
      );
      assertEquals(view.controls.trading.state, "halted");
      assertEquals(
        new Set(view.contestants.map(({ tradingState }) => tradingState)),
        new Set(["halted"]),
      );
      const halted = view.notices.find(({ kind }) =>
        kind === "trading_state_changed"
      );
      const newest = view.orders.find(({ status }) => status !== "denied");
      // Nothing that was wanted after the halt has left for the venue.
      assertEquals((newest?.atMs ?? 0) <= (halted?.atMs ?? 0), true);
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
    });

    await t.step("a deposit is made once, and is no profit", async () => {
      const move = {
        moveId: "m_1",
        contestantId: "hold",
        amount: "250.00",
        reason: "A gift.",
        by: "anna",
      };
      const first = await operate(arena, "capital", move);
      assertEquals(await operate(arena, "capital", move), first);
      assertEquals(first[0], 200);
      const view = await arena.viewWhere(
        "the deposit is shown",
        SHOWN_MS,
        ({ contestants }) =>
          contestants.some(({ netDeposits }) => netDeposits !== "0.00"),
      );
      const hold = view.contestants.find(({ id }) => id === "hold");
      assertEquals(
        [hold?.netDeposits, hold?.equity, hold?.return],
        ["250.00", "10250.00", 0],
      );
    });

    await t.step("what cannot be is refused in a sentence", async () => {
      const [status, body] = await operate(arena, "capital", {
        moveId: "m_2",
        contestantId: "hold",
        amount: "-99999.00",
        reason: "Too much.",
        by: "anna",
      });
      assertEquals(status, 409);
      assertStringIncludes(body, "refused");
    });
  }
  {
    await using arena = await ArenaProcess.start(environment);
    await t.step("the halt is still there, and is lifted", async () => {
      const view = await arena.viewWhere(
        "the arena trades again, halted",
        TRADING_MS,
        ({ phase, contestants }) =>
          phase.name === "trading" && contestants.length > 0,
      );
      assertEquals(view.controls.trading.state, "halted");
      const lift = { ...SIGNED, contestantId: null, state: "active" };
      const [status] = await operate(arena, "trading-state", lift);
      assertEquals(status, 200);
      const fills = view.fills.length === 0 ? 0 : view.fills[0]?.offset ?? 0;
      await arena.viewWhere(
        "somebody trades again",
        TRADING_MS,
        (later) => (later.fills[0]?.offset ?? 0) > fills,
      );
    });
  }
});
