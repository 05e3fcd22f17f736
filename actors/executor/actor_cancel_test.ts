import { assertEquals } from "@std/assert";
import { orderId } from "../../domain/ids.ts";
import {
  BUSY,
  CANCELED,
  GTC,
  LOST,
  openExecutor,
  ORDER_ID,
  RESTING,
  SUBMITTED,
  WHOLE,
} from "./executor_testing.ts";
import { ENROLLED } from "../../domain/testing/story.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";

const RESTED = ["order_submitted", "order_accepted"];

/** Opens an executor with one order that rests at the venue. */
async function openResting() {
  const opened = await openExecutor();
  await opened.submit(GTC);
  await opened.answer(RESTING);
  return opened;
}

Deno.test("executor takes an order back once the request is committed, and books what the venue says", async () => {
  const { stage, journal, execution, cancel, answer, story } =
    await openResting();
  journal.isHolding = true;
  await cancel();
  assertEquals(execution.canceled, []);
  await stage.commit();
  assertEquals(execution.canceled, [ORDER_ID]);
  assertEquals(story(), [...RESTED, "order_cancel_requested"]);
  assertEquals(journal.entries("order_cancel_requested")[0]?.reason, "Enough.");
  await answer(CANCELED);
  await stage.commit();
  assertEquals(story(), [
    ...RESTED,
    "order_cancel_requested",
    "order_canceled",
  ]);
  await stage.advance(120_000);
  assertEquals([execution.canceled.length, execution.queried.length], [1, 0]);
  await stage.close();
});

Deno.test("executor books the fills of an order whose cancel came too late, and no cancel", async () => {
  const { stage, cancel, answer, story } = await openResting();
  await cancel();
  await answer(WHOLE);
  assertEquals(story(), [...RESTED, "order_cancel_requested", "order_filled"]);
  await stage.close();
});

Deno.test("executor keeps the venue's own words for not taking an order back, and asks how it stands", async () => {
  const { stage, journal, execution, cancel, answer, story } =
    await openResting();
  await cancel();
  await answer({ status: "cancel_refused", reason: "ORDER_LOCKED" });
  assertEquals(
    journal.entries("order_cancel_rejected")[0]?.reason,
    "ORDER_LOCKED",
  );
  assertEquals([execution.canceled.length, execution.queried.length], [1, 1]);
  await answer(RESTING);
  await cancel();
  await answer(CANCELED);
  assertEquals(story(), [
    ...RESTED,
    "order_cancel_requested",
    "order_cancel_rejected",
    "order_cancel_requested",
    "order_canceled",
  ]);
  await stage.close();
});

Deno.test("executor takes no refusal of a cancel that may have overtaken its order", async () => {
  const { stage, execution, submit, cancel, answer, story } =
    await openExecutor();
  await submit(GTC);
  await stage.advance(1);
  await cancel();
  const [answerOrder, refuse] = [RESTING, {
    status: "cancel_refused",
    reason: "It is on its way.",
  }] as const;
  await stage.advance(1);
  await answer(answerOrder, refuse);
  assertEquals(story(), [
    "order_submitted",
    "order_cancel_requested",
  ]);
  await stage.advance(1_000);
  assertEquals(execution.canceled.length, 2);
  await answer(CANCELED);
  assertEquals(story().at(-1), "order_canceled");
  await stage.close();
});

for (const error of [LOST, BUSY]) {
  Deno.test(`executor asks for a cancel again after ${error.name}, with growing pauses`, async () => {
    const { stage, execution, cancel, answer, story } = await openResting();
    await cancel();
    await answer(error);
    await stage.advance(500);
    assertEquals(execution.canceled.length, 2);
    await answer(error);
    await stage.advance(500);
    assertEquals(execution.canceled.length, 2);
    await stage.advance(500);
    assertEquals(execution.canceled.length, 3);
    await answer(CANCELED);
    assertEquals(story().at(-1), "order_canceled");
    assertEquals(execution.queried, []);
    await stage.close();
  });
}

Deno.test("executor passes over a cancel of an order that is unknown, over, or being taken back", async () => {
  const { stage, execution, cancel, answer, story } = await openResting();
  await cancel(orderId("o_nobody"));
  await cancel();
  await cancel();
  assertEquals(execution.canceled, [ORDER_ID]);
  await answer(CANCELED);
  await cancel();
  assertEquals(execution.canceled, [ORDER_ID]);
  assertEquals(story(), [
    ...RESTED,
    "order_cancel_requested",
    "order_canceled",
  ]);
  await stage.close();
});

Deno.test("executor appends no cancel of an order whose end is on its way into the journal", async () => {
  const { stage, journal, cancel, push, story } = await openResting();
  journal.isHolding = true;
  await push(WHOLE);
  await cancel();
  await stage.commit();
  assertEquals(story(), [...RESTED, "order_filled"]);
  await stage.close();
});

Deno.test("executor never sends an order that is taken back before its row is committed", async () => {
  const { stage, journal, execution, submit, cancel, story } =
    await openExecutor();
  journal.isHolding = true;
  await submit(GTC);
  await cancel();
  await stage.commit();
  await stage.commit();
  assertEquals([execution.submitted, execution.canceled], [[], []]);
  assertEquals(story(), [
    "order_submitted",
    "order_cancel_requested",
    "order_canceled",
  ]);
  await stage.close();
});

Deno.test("executor takes no word that there is nothing to take back while the order may be on its way", async () => {
  const { stage, execution, submit, cancel, answer, story } =
    await openExecutor();
  await submit(GTC);
  await cancel();
  assertEquals(execution.canceled.length, 1);
  await answer(LOST, { status: "unknown" });
  assertEquals(story(), ["order_submitted", "order_cancel_requested"]);
  await stage.advance(9_000);
  while (execution.waiting > 0) await answer(RESTING);
  assertEquals(story().at(-1), "order_cancel_requested", "it did arrive");
  await stage.advance(30_000);
  await answer(CANCELED);
  assertEquals(story().at(-1), "order_canceled");
  await stage.close();
});

Deno.test("executor books an order as canceled that the venue does not have when it was to be taken back", async () => {
  const journal = new HeldJournal();
  journal.write(ENROLLED, SUBMITTED, {
    kind: "order_cancel_requested",
    orderId: ORDER_ID,
    reason: "Enough.",
  });
  const { stage, execution, answer, story } = await openExecutor(journal);
  assertEquals([execution.queried, execution.canceled], [[], [ORDER_ID]]);
  await answer({ status: "unknown" });
  await stage.advance(30_000);
  for (let times = 0; execution.waiting > 0 && times < 9; times++) {
    await answer({ status: "unknown" });
    await stage.advance(30_000);
  }
  assertEquals(story().at(-1), "order_canceled");
  await stage.close();
});

for (const isCommitted of [false, true]) {
  Deno.test(
    `executor that crashes ${
      isCommitted ? "after" : "before"
    } the commit of a cancel asks for it again`,
    async () => {
      const { stage, journal, execution, cancel, answer, story } =
        await openResting();
      journal.isHolding = !isCommitted;
      await cancel();
      await stage.crash();
      journal.isHolding = false;
      await stage.commit();
      assertEquals(execution.canceled.at(-1), ORDER_ID);
      assertEquals(execution.canceled.length, isCommitted ? 2 : 1);
      while (execution.waiting > 0) await answer(CANCELED);
      assertEquals(story(), [
        ...RESTED,
        "order_cancel_requested",
        "order_canceled",
      ]);
      assertEquals(execution.submitted, [ORDER_ID]);
      await stage.close();
    },
  );
}

for (
  const [change, ofUseMs] of [[{}, 5_000], [GTC, 30_000]] as const
) {
  for (const waitedMs of [ofUseMs, ofUseMs + 1]) {
    const isSent = waitedMs === ofUseMs;
    const tif = JSON.stringify(change);
    Deno.test(`executor ${isSent ? "sends" : "takes back"} an order ${tif} whose row was committed after ${waitedMs} ms`, async () => {
      const { stage, journal, execution, submit, story } = await openExecutor();
      journal.isHolding = true;
      await submit(change);
      await stage.advance(waitedMs);
      journal.isHolding = false;
      await stage.commit();
      assertEquals(execution.submitted, isSent ? [ORDER_ID] : []);
      const takenBack = ["order_cancel_requested", "order_canceled"];
      assertEquals(story(), ["order_submitted", ...isSent ? [] : takenBack]);
      await stage.close();
    });
  }
}
