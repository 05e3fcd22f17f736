import { assertEquals } from "@std/assert";
import type { Fill } from "../../domain/fill.ts";
import { fillId, orderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity } from "../../domain/money.ts";
import { SAMPLE_FILL, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import {
  AGREEING,
  halt,
  HOLDING,
  INTERVAL_MS,
  NOTHING,
  openReconcilerAfter,
  RESTING,
  SUBMITTED,
} from "./reconciler_testing.ts";

const { id: ORDER_ID } = SAMPLE_ORDER;
const OTHER_FILL: Fill = { ...SAMPLE_FILL, id: fillId("f_2") };
/** 201 orders that came and went since: the first one is too long ago to be kept. */
const LONG_AFTER = Array.from({ length: 201 }, (_, index): JournalEntry[] => {
  const id = orderId(`o_many_${index}`);
  return [
    { ...SUBMITTED, order: { ...SAMPLE_ORDER, id, status: "submitted" } },
    { kind: "order_rejected", orderId: id, reason: "No." },
  ];
}).flat();

Deno.test("reconciler has the executor ask about an order that is not listed, and concludes nothing itself", async () => {
  const { stage, journal, executor, risk, agree, passes } =
    await openReconcilerAfter(...RESTING);
  const rows = journal.rows.length;
  await agree(NOTHING);
  const asked = { kind: "ask_due", orderId: ORDER_ID } as const;
  assertEquals(executor.messages, [asked, asked]);
  assertEquals(passes(), ["start 1"]);
  assertEquals(journal.rows.length, rows + 1);
  risk.expectNoMessage();
  await stage.close();
});

Deno.test("reconciler has the executor ask about an order that works and has fills that are not booked", async () => {
  const { stage, executor, answer, commit, passes } = await openReconcilerAfter(
    ...RESTING,
  );
  const filled = { ...AGREEING, openOrders: [ORDER_ID] };
  await answer(filled);
  assertEquals(executor.messages, [{ kind: "ask_due", orderId: ORDER_ID }]);
  await commit({ kind: "order_filled", fill: SAMPLE_FILL });
  await stage.advance(10_000);
  await answer(filled);
  assertEquals(passes(), ["start 0"]);
  await stage.close();
});

Deno.test("reconciler tells the executor of fills that came after their order was over", async () => {
  const { stage, executor, answer } = await openReconcilerAfter(...HOLDING);
  const fills = [SAMPLE_FILL, OTHER_FILL];
  await answer({ ...AGREEING, fills });
  assertEquals(executor.messages, [{
    kind: "order_pushed",
    orderId: ORDER_ID,
    report: { status: "canceled", fills },
  }]);
  await stage.close();
});

Deno.test("reconciler books a fill itself where its order is too long ago for the executor, once two reports have it", async () => {
  const { stage, journal, executor, risk, answer, agree, passes, books } =
    await openReconcilerAfter(...HOLDING, ...LONG_AFTER);
  const late = { ...AGREEING, fills: [SAMPLE_FILL, OTHER_FILL] };
  await agree(late);
  const filled = journal.entries("order_filled").map(({ fill }) => fill.id);
  assertEquals(filled, [SAMPLE_FILL.id, OTHER_FILL.id]);
  assertEquals(journal.rows.at(-2)?.occurredAtMs, OTHER_FILL.occurredAtMs);
  assertEquals([...books().positions.all()][0]?.quantity, quantity("8"));
  assertEquals(passes(), ["start 1"]);
  executor.expectNoMessage();
  risk.expectNoMessage();
  await stage.advance(INTERVAL_MS);
  await answer({ ...late, positions: [], balances: [] });
  await stage.advance(10_000);
  assertEquals(journal.entries("order_filled").length, 2);
  await stage.close();
});

Deno.test("reconciler books no fill that nobody could fold, and halts the arena over it", async () => {
  const sale: Fill = { ...OTHER_FILL, side: "sell", quantity: quantity("5") };
  for (
    const fill of [
      sale,
      { ...OTHER_FILL, orderId: orderId("o_9") },
      { ...OTHER_FILL, quantity: quantity("0") },
      { ...OTHER_FILL, occurredAtMs: 1_001.5 },
    ]
  ) {
    const { stage, journal, risk, agree } = await openReconcilerAfter(
      ...HOLDING,
      ...LONG_AFTER,
    );
    await agree({ ...AGREEING, fills: [SAMPLE_FILL, fill] });
    assertEquals(risk.messages, [
      halt(`Fill f_2 of order ${fill.orderId} is not in the journal.`),
    ]);
    assertEquals(journal.entries("order_filled").length, 1);
    await stage.close();
  }
});

Deno.test("reconciler books one sale of a contestant at a time: together they may be more than is held", async () => {
  const { stage, journal, agree, books } = await openReconcilerAfter(
    ...HOLDING,
    ...LONG_AFTER,
  );
  const sale = {
    ...OTHER_FILL,
    side: "sell",
    quantity: quantity("3"),
  } as const;
  const fills = [SAMPLE_FILL, sale, { ...sale, id: fillId("f_3") }];
  await agree({ ...AGREEING, fills });
  assertEquals(journal.entries("order_filled").length, 2);
  assertEquals([...books().positions.all()][0]?.quantity, quantity("1"));
  await stage.close();
});
