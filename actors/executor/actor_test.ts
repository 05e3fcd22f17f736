import { assertEquals } from "@std/assert";
import {
  type ContestantId,
  contestantId,
  fillId,
  orderId,
} from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity, usd } from "../../domain/money.ts";
import { SAMPLE_FILL, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { ENROLLED } from "../../domain/testing/story.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import {
  LOST,
  openExecutor,
  ORDER_ID,
  other,
  SUBMITTED,
  WHOLE,
} from "./executor_testing.ts";

Deno.test("executor sends an order once its row is committed, and books just what the venue says", async () => {
  const { stage, journal, execution, submit, answer, story } =
    await openExecutor();
  journal.isHolding = true;
  await submit();
  assertEquals(execution.submitted, []);
  await stage.commit();
  assertEquals(execution.submitted, [ORDER_ID]);
  assertEquals(story(), ["order_submitted"]);
  await answer(WHOLE);
  await stage.commit();
  assertEquals(story(), ["order_submitted", "order_accepted", "order_filled"]);
  assertEquals(journal.rows.at(-1)?.occurredAtMs, SAMPLE_FILL.occurredAtMs);
  await stage.close();
});

Deno.test("executor sends an order once, however often it is told to", async () => {
  const { stage, journal, execution, submit, answer, story } =
    await openExecutor();
  journal.isHolding = true;
  await submit();
  await submit();
  await stage.commit();
  await submit();
  await answer(WHOLE);
  await stage.commit();
  await submit();
  await stage.commit();
  assertEquals(execution.submitted, [ORDER_ID]);
  assertEquals(story(), ["order_submitted", "order_accepted", "order_filled"]);
  await stage.close();
});

Deno.test("executor asks about an order whose answer was lost, with growing pauses, and sends it no second time", async () => {
  const { stage, execution, submit, answer, story } = await openExecutor();
  await submit();
  await answer(LOST);
  await stage.advance(500);
  assertEquals(execution.queried.length, 1);
  await answer(LOST);
  await stage.advance(500);
  assertEquals(execution.queried.length, 1);
  await stage.advance(500);
  assertEquals(execution.queried.length, 2);
  await answer(WHOLE);
  await stage.advance(120_000);
  assertEquals([execution.submitted.length, execution.queried.length], [1, 2]);
  assertEquals(story().at(-1), "order_filled");
  assertEquals(stage.failures, []);
  await stage.close();
});

Deno.test("executor takes no word of an unknown order while its request may still be on its way", async () => {
  const { stage, execution, submit, answer, story } = await openExecutor();
  // It was made long ago and leaves now: its commit was slow, or the wall clock jumped.
  await submit({ createdAtMs: -3_600_000 });
  await answer(LOST);
  await stage.advance(500);
  await answer({ status: "unknown" });
  assertEquals(story(), ["order_submitted"]);
  await stage.advance(12_000);
  assertEquals(execution.queried.length, 2);
  await answer({ status: "unknown" });
  assertEquals(story(), ["order_submitted"], "it was asked too early");
  await stage.advance(2_000);
  assertEquals(execution.queried.length, 3);
  await answer({ status: "unknown" });
  assertEquals(story(), ["order_submitted", "order_rejected"]);
  await stage.close();
});

Deno.test("executor asks on where an order is called filled but its fills are not all there", async () => {
  const { stage, execution, submit, answer, story } = await openExecutor();
  await submit();
  await answer({ status: "filled", fills: [SAMPLE_FILL] });
  assertEquals(story(), ["order_submitted", "order_accepted", "order_filled"]);
  await stage.advance(500);
  assertEquals(execution.queried.length, 1);
  const rest = {
    ...SAMPLE_FILL,
    id: fillId("f_2"),
    quantity: quantity("6"),
  };
  await answer({ status: "filled", fills: [SAMPLE_FILL, rest] });
  assertEquals(story().filter((kind) => kind === "order_filled").length, 2);
  await stage.advance(120_000);
  assertEquals(execution.queried.length, 1);
  await stage.close();
});

Deno.test("executor books of each report what is new, also before the rows of the last one are committed", async () => {
  const { stage, journal, submit, answer, push, story } = await openExecutor();
  await submit();
  journal.isHolding = true;
  const report = { status: "accepted", fills: [SAMPLE_FILL] } as const;
  await answer(report);
  assertEquals(journal.waiting, 2);
  await push(report);
  assertEquals(journal.waiting, 2);
  await push({ ...report, status: "canceled" });
  await push(report);
  assertEquals(journal.waiting, 3);
  await stage.commit();
  await push({ ...report, status: "canceled" });
  assertEquals(story(), [
    "order_submitted",
    "order_accepted",
    "order_filled",
    "order_canceled",
  ]);
  await stage.close();
});

Deno.test("executor that crashes while rows of a report are on their way waits for them and repeats none", async () => {
  const { stage, journal, execution, submit, answer, story } =
    await openExecutor();
  await submit();
  journal.isHolding = true;
  await answer({ status: "canceled", fills: [SAMPLE_FILL] });
  await stage.crash();
  assertEquals(execution.queried, []);
  await stage.commit();
  assertEquals(execution.queried, []);
  assertEquals(story(), [
    "order_submitted",
    "order_accepted",
    "order_filled",
    "order_canceled",
  ]);
  await stage.close();
});

Deno.test("executor that crashes before an order's row is committed asks about it and does not send it", async () => {
  const { stage, journal, execution, submit, answer, story } =
    await openExecutor();
  journal.isHolding = true;
  await submit();
  await stage.crash();
  await stage.commit();
  assertEquals([execution.submitted, execution.queried], [[], [ORDER_ID]]);
  journal.isHolding = false;
  await stage.advance(10_000);
  await answer({ status: "unknown" });
  await stage.advance(30_000);
  await answer({ status: "unknown" });
  assertEquals(story(), ["order_submitted", "order_rejected"]);
  await stage.close();
});

Deno.test("executor asks about an order whose row it did not expect, and stops trading until it knows", async () => {
  const { stage, journal, execution, submit, answer, story } =
    await openExecutor();
  journal.commitForeign(SUBMITTED);
  await stage.settle();
  assertEquals([execution.submitted, execution.queried], [[], [ORDER_ID]]);
  await submit({ id: orderId("o_2") });
  assertEquals(story(), ["order_submitted", "order_denied"]);
  await answer(WHOLE);
  await submit({ id: orderId("o_3") });
  assertEquals(execution.submitted, [orderId("o_3")]);
  await stage.close();
});

Deno.test("executor denies new orders after a start until what the venue says of the old ones is booked", async () => {
  const journal = new HeldJournal();
  journal.write(ENROLLED, SUBMITTED);
  const { stage, execution, submit, answer, story } = await openExecutor(
    journal,
  );
  assertEquals(execution.queried, [ORDER_ID]);
  await submit({ id: orderId("o_2") });
  assertEquals(story(), ["order_submitted", "order_denied"]);
  assertEquals(journal.entries("order_denied")[0]?.code, "TRADING_HALTED");
  journal.isHolding = true;
  await answer({ status: "canceled", fills: [] });
  await submit({ id: orderId("o_3") });
  await stage.commit();
  assertEquals(journal.entries("order_denied").length, 2);
  await submit({ id: orderId("o_4") });
  await stage.commit();
  assertEquals(execution.submitted, [orderId("o_4")]);
  assertEquals(stage.failures, []);
  await stage.close();
});

Deno.test("executor neither falls nor books anything over a report that cannot be: it stops trading and asks again", async () => {
  const { stage, execution, submit, answer, story } = await openExecutor();
  await submit();
  const tooMuch = { ...SAMPLE_FILL, quantity: quantity("11") };
  await answer({ status: "filled", fills: [tooMuch] });
  assertEquals(story(), ["order_submitted"]);
  await submit({ id: orderId("o_2") });
  assertEquals(story(), ["order_submitted", "order_denied"]);
  await stage.advance(500);
  await answer(WHOLE);
  await submit({ id: orderId("o_3") });
  assertEquals(execution.submitted, [ORDER_ID, orderId("o_3")]);
  assertEquals(stage.failures, []);
  await stage.close();
});

Deno.test("executor restarts once over an error that the adapter does not vouch for, and asks what became of the order", async () => {
  const { stage, execution, submit, answer, story } = await openExecutor();
  await submit();
  await answer(new TypeError("The adapter broke"));
  await stage.advance(2);
  assertEquals(stage.failures, ["The adapter broke"]);
  assertEquals([execution.submitted.length, execution.queried.length], [1, 1]);
  for (let attempt = 0; attempt < 8; attempt++) {
    await answer(new TypeError("The adapter is still broken"));
    await stage.advance(30_000);
  }
  await submit({ id: orderId("o_2") });
  assertEquals(stage.failures.length, 1);
  assertEquals(story(), ["order_submitted", "order_denied"]);
  await answer(WHOLE);
  assertEquals(story().at(-1), "order_filled");
  await submit({ id: orderId("o_3") });
  assertEquals(execution.submitted.at(-1), orderId("o_3"));
  await stage.close();
});

Deno.test("executor fails and starts anew where a row is refused, and sends nothing for it", async () => {
  const { stage, journal, execution, submit } = await openExecutor();
  journal.failure = new Error("The journal is full");
  await submit();
  await stage.advance(2);
  assertEquals(stage.failures, ["The journal is full"]);
  journal.failure = null;
  assertEquals(execution.submitted, []);
  await submit();
  assertEquals(execution.submitted, [ORDER_ID]);
  await stage.close();
});

Deno.test("executor does not send an order that turns out to have been denied", async () => {
  const { stage, journal, execution, submit, story } = await openExecutor();
  journal.isHolding = true;
  await submit();
  journal.commitForeign({
    kind: "order_denied",
    order: { ...SAMPLE_ORDER, status: "denied" },
    code: "STALE_QUOTE",
    detail: "There is no quote.",
  });
  await stage.commit();
  assertEquals(story(), ["order_denied", "order_submitted"]);
  assertEquals([execution.submitted, execution.queried], [[], []]);
  await stage.close();
});

const OTHER = contestantId("other");
const OTHER_ENROLLED: JournalEntry = {
  kind: "contestant_enrolled",
  contestantId: OTHER,
  name: "Other",
  strategy: "hold",
  startingBalance: usd("1000"),
};

/** A comparison of journal and venue in which some accounts did not answer. */
function compared(...unanswered: readonly ContestantId[]): JournalEntry {
  return {
    kind: "reconciliation_completed",
    venue: "kalshi",
    trigger: "start",
    ordersChecked: 0,
    fillsChecked: 0,
    positionsChecked: 0,
    balancesChecked: 0,
    differences: 0,
    ...(unanswered.length === 0 ? {} : { unanswered }),
  };
}

Deno.test("executor lets nobody trade before the first comparison, and then all but those whose accounts did not answer", async () => {
  const journal = new HeldJournal();
  journal.write(ENROLLED, OTHER_ENROLLED);
  const { stage, execution, submit } = await openExecutor(journal, {
    awaitsReconciliation: true,
  });
  const commit = async (entry: JournalEntry) => {
    journal.commitForeign(entry);
    await stage.settle();
  };
  const trade = async (n: number, contestant: ContestantId) => {
    await submit({ ...other(n), contestantId: contestant });
    return execution.submitted.includes(other(n).id);
  };
  assertEquals(await trade(1, OTHER), false);
  await commit(compared(OTHER));
  assertEquals(await trade(2, OTHER), false);
  assertEquals(await trade(3, SAMPLE_ORDER.contestantId), true);
  await commit(compared());
  assertEquals(await trade(4, OTHER), true);
  await commit(compared(OTHER));
  assertEquals(await trade(5, OTHER), true, "it was compared since the start");
  await stage.close();
});

Deno.test("executor keeps nobody else from trading by an order that the venue has not accounted for", async () => {
  const journal = new HeldJournal();
  journal.write(ENROLLED, OTHER_ENROLLED, SUBMITTED);
  const { stage, execution, submit } = await openExecutor(journal);
  assertEquals(execution.queried, [ORDER_ID]);
  await submit(other(1));
  assertEquals(execution.submitted, []);
  await submit({ ...other(2), contestantId: OTHER });
  assertEquals(execution.submitted, [other(2).id]);
  await stage.close();
});
