import { assertEquals, assertStringIncludes } from "@std/assert";
import { contestantId, decisionId, fillId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { SAMPLE_FILL, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { ENROLLED } from "../../domain/testing/story.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import {
  CANCELED,
  GTC,
  openExecutor,
  ORDER_ID,
  other,
  RESTING,
  WHOLE,
} from "./executor_testing.ts";

const DECISION = decisionId("d_replace");
/** Takes the place of the sample order, for 8 contracts. */
const REPLACEMENT: Partial<Order> = {
  ...other(1),
  ...GTC,
  decisionId: DECISION,
  replaces: ORDER_ID,
  quantity: quantity("8"),
};
const DECIDED: JournalEntry = {
  kind: "decision_made",
  decision: {
    id: DECISION,
    contestantId: SAMPLE_ORDER.contestantId,
    marketId: SAMPLE_ORDER.marketId,
    probabilityYes: 0.6,
    confidence: 0.5,
    reason: "A better price.",
    action: {
      kind: "replace",
      orderId: ORDER_ID,
      quantity: quantity("8"),
      limit: SAMPLE_ORDER.limit,
    },
    causationId: "r_1",
    marketProbability: null,
    decidedAtMs: 0,
  },
};
const REPLACED = [
  "order_submitted",
  "order_accepted",
  "order_cancel_requested",
  "order_canceled",
  "order_submitted",
];
const FILL_2 = {
  ...SAMPLE_FILL,
  id: fillId("f_2"),
  quantity: quantity("2"),
};

/** Opens an executor with one order that rests at the venue. */
async function openResting() {
  const opened = await openExecutor();
  await opened.submit(GTC);
  await opened.answer(RESTING);
  return opened;
}

/** Returns code and sentence of the last denial. */
function denial(journal: HeldJournal): readonly [string, string] {
  const last = journal.entries("order_denied").at(-1);
  return [last?.code ?? "none", last?.detail ?? ""];
}

Deno.test("executor sends a replacement only once the journal has the end of the order that it replaces", async () => {
  const { stage, journal, execution, submit, answer, story } =
    await openResting();
  await submit(REPLACEMENT);
  assertEquals([execution.canceled, execution.submitted.length], [
    [ORDER_ID],
    1,
  ]);
  journal.isHolding = true;
  await answer(CANCELED);
  assertEquals(execution.submitted.length, 1);
  await stage.commit();
  await stage.commit();
  assertEquals(execution.submitted, [ORDER_ID, other(1).id]);
  assertEquals(story(), REPLACED);
  const sent = journal.entries("order_submitted").at(-1)?.order;
  assertEquals([sent?.quantity, sent?.replaces], [quantity("8"), ORDER_ID]);
  await stage.close();
});

Deno.test("executor takes off a replacement what the old order filled since the decision, and nothing that it filled before", async () => {
  const { stage, journal, execution, submit, answer, push } =
    await openResting();
  await push({ status: "accepted", fills: [FILL_2] });
  journal.commitForeign(DECIDED);
  await stage.settle();
  await push({ status: "accepted", fills: [FILL_2, SAMPLE_FILL] });
  await submit(REPLACEMENT);
  const last = { ...FILL_2, id: fillId("f_3"), quantity: quantity("1") };
  await answer({ status: "canceled", fills: [FILL_2, SAMPLE_FILL, last] });
  assertEquals(execution.submitted.at(-1), other(1).id);
  assertEquals(
    journal.entries("order_submitted").at(-1)?.order.quantity,
    quantity("3"),
    "8 less the 4 and 1 since the decision",
  );
  await stage.close();
});

Deno.test("executor denies a replacement of which the old order has filled all", async () => {
  const { stage, journal, execution, submit, answer } = await openResting();
  await submit(REPLACEMENT);
  await answer(WHOLE);
  assertEquals(execution.submitted, [ORDER_ID]);
  const [code, detail] = denial(journal);
  assertEquals(code, "REPLACED_ORDER_CLOSED");
  assertStringIncludes(detail, "filled all");
  await stage.close();
});

const MISFITS: readonly (readonly [string, Partial<Order>])[] = [
  ["an order that nobody knows", { replaces: other(9).id }],
  [
    "another contestant's order",
    { contestantId: contestantId("rival") },
  ],
  ["an order for the other side", { side: "sell" }],
];

for (const [name, change] of MISFITS) {
  Deno.test(`executor denies a replacement of ${name}, and takes nothing back for it`, async () => {
    const journal = new HeldJournal();
    journal.write(ENROLLED, {
      ...ENROLLED,
      contestantId: contestantId("rival"),
    } as JournalEntry);
    const { stage, execution, submit, answer } = await openExecutor(journal);
    await submit(GTC);
    await answer(RESTING);
    await submit({ ...REPLACEMENT, ...change });
    assertEquals(denial(journal)[0], "REPLACED_ORDER_CLOSED");
    assertEquals([execution.submitted.length, execution.canceled], [1, []]);
    await stage.close();
  });
}

Deno.test("executor denies a second replacement of one order, and repeats none", async () => {
  const { stage, journal, execution, submit, answer, story } =
    await openResting();
  await submit(REPLACEMENT);
  await submit(REPLACEMENT);
  await submit({ ...REPLACEMENT, ...other(2) });
  await answer(CANCELED);
  await submit(REPLACEMENT);
  assertEquals(execution.submitted, [ORDER_ID, other(1).id]);
  assertEquals(journal.entries("order_denied").map(({ order }) => order.id), [
    other(2).id,
  ]);
  assertEquals(
    story().filter((kind) => kind === "order_cancel_requested").length,
    1,
  );
  await stage.close();
});

Deno.test("executor denies a replacement where the venue does not take the old order back", async () => {
  const { stage, journal, execution, submit, answer } = await openResting();
  await submit(REPLACEMENT);
  await answer({ status: "cancel_refused", reason: "ORDER_LOCKED" });
  const [code, detail] = denial(journal);
  assertEquals(code, "REPLACED_ORDER_CLOSED");
  assertStringIncludes(detail, "ORDER_LOCKED");
  assertEquals(execution.submitted, [ORDER_ID]);
  await stage.close();
});

Deno.test("executor denies a replacement whose review is half a minute old by the end of the old order", async () => {
  const { stage, journal, execution, submit, answer } = await openResting();
  await submit(REPLACEMENT);
  await stage.advance(30_001);
  await answer(CANCELED);
  assertEquals(denial(journal)[0], "REPLACED_ORDER_CLOSED");
  assertEquals(execution.submitted, [ORDER_ID]);
  await stage.close();
});

Deno.test("executor denies a replacement that was let through before trading was halted", async () => {
  const { stage, journal, execution, submit, answer } = await openResting();
  await submit(REPLACEMENT);
  journal.commitForeign({
    kind: "trading_state_changed",
    scope: { kind: "arena" },
    state: "halted",
    step: null,
    cause: "operator",
    detail: "",
    by: "ann",
  });
  await answer(CANCELED);
  assertEquals(denial(journal)[0], "TRADING_HALTED");
  assertEquals(execution.submitted, [ORDER_ID]);
  await stage.close();
});

Deno.test("executor takes nothing back for a replacement while the circuit is open", async () => {
  const { stage, journal, execution, submit, breakCircuit } =
    await openResting();
  await breakCircuit();
  await submit(REPLACEMENT);
  assertEquals(denial(journal)[0], "VENUE_CIRCUIT_OPEN");
  assertEquals(execution.canceled, []);
  await stage.close();
});

for (
  const [moment, isHolding] of [["before", true], ["after", false]] as const
) {
  Deno.test(`executor that crashes ${moment} the commit of the cancel forgets the replacement: it never was`, async () => {
    const { stage, journal, execution, submit, answer, story } =
      await openResting();
    journal.isHolding = isHolding;
    await submit(REPLACEMENT);
    await stage.crash();
    journal.isHolding = false;
    await stage.commit();
    while (execution.waiting > 0) await answer(CANCELED);
    await stage.advance(60_000);
    assertEquals(execution.submitted, [ORDER_ID]);
    assertEquals(story(), REPLACED.slice(0, 4));
    await submit({ ...REPLACEMENT, replaces: null });
    assertEquals(execution.submitted, [ORDER_ID, other(1).id]);
    await stage.close();
  });
}

Deno.test("executor that crashes before the commit of a replacement asks about it and does not send it", async () => {
  const { stage, journal, execution, submit, answer } = await openResting();
  await submit(REPLACEMENT);
  journal.isHolding = true;
  await answer(CANCELED);
  await stage.commit();
  assertEquals(journal.waiting, 1, "the row of the replacement");
  await stage.crash();
  await stage.commit();
  assertEquals(execution.submitted, [ORDER_ID]);
  assertEquals(execution.queried, [other(1).id]);
  await stage.close();
});
