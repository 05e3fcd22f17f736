import { assertEquals } from "@std/assert";
import { contestantId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity, usd } from "../../domain/money.ts";
import { SAMPLE_FILL } from "../../domain/testing/samples.ts";
import { ENROLLED } from "../../domain/testing/story.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import { TestProbe } from "../../runtime/mod.ts";
import type { VenueOrderReport } from "../ports/execution.ts";
import {
  CANCELED,
  GTC,
  LOST,
  openExecutor,
  ORDER_ID,
  other,
  RESTING,
  SUBMITTED,
} from "./executor_testing.ts";
import type { DeadLetterReply } from "./protocol.ts";

const TOO_MUCH: VenueOrderReport = {
  status: "filled",
  fills: [{ ...SAMPLE_FILL, quantity: quantity("11") }],
};
const RIVAL = contestantId("rival");
const RIVAL_ENROLLED: JournalEntry = {
  kind: "contestant_enrolled",
  contestantId: RIVAL,
  name: "Rival",
  strategy: "rival",
  startingBalance: usd("1000"),
};
const STRANDED: JournalEntry = {
  kind: "order_dead_lettered",
  orderId: ORDER_ID,
  reason: "The venue does not answer.",
};

/** Opens an executor with one order of which the venue has said what cannot be until an operator has it. */
async function openStranded() {
  const journal = new HeldJournal();
  journal.write(ENROLLED, RIVAL_ENROLLED);
  const opened = await openExecutor(journal);
  const { stage, execution, submit, answer } = opened;
  await submit(GTC);
  await answer(TOO_MUCH);
  for (
    let asked = 0;
    asked < 50 && journal.entries("order_dead_lettered").length === 0;
    asked++
  ) {
    await stage.advance(30_000);
    while (execution.waiting > 0) await answer(TOO_MUCH);
  }
  let orders = 0;
  const replies = new TestProbe<DeadLetterReply>();
  return {
    ...opened,
    replies,
    resolve: (action: "ask_again" | "cancel", orderId = ORDER_ID) =>
      stage.tell({
        kind: "resolve_dead_letter",
        orderId,
        action,
        by: "ann",
        detail: "The venue wrote to us.",
        replyTo: replies,
      }),
    /** Submits an order of each of the two, and returns the codes of what is denied. */
    deniedOf: async () => {
      const before = journal.entries("order_denied").length;
      await submit(other(++orders));
      await submit({ ...other(++orders), contestantId: RIVAL });
      while (execution.waiting > 0) {
        await answer({ status: "rejected", reason: "No." });
      }
      return journal.entries("order_denied").slice(before).map((
        { order, code },
      ) => `${order.contestantId} ${code}`);
    },
  };
}

const { contestantId: MIRROR } = SAMPLE_FILL;

Deno.test("executor gives an order to an operator after 20 questions in vain over 5 minutes, and then it stops its contestant alone", async () => {
  const journal = new HeldJournal();
  journal.write(ENROLLED, RIVAL_ENROLLED);
  const { stage, execution, submit, answer } = await openExecutor(journal);
  await submit(GTC);
  await answer(TOO_MUCH);
  await stage.advance(299_000);
  while (execution.waiting > 0) await answer(TOO_MUCH);
  await submit({ ...other(1), contestantId: RIVAL });
  assertEquals(journal.entries("order_denied").length, 1, "all are stopped");
  await stage.close();

  const stranded = await openStranded();
  const [letter] = stranded.journal.entries("order_dead_lettered");
  assertEquals(letter?.orderId, ORDER_ID);
  assertEquals(stranded.execution.queried.length >= 19, true);
  assertEquals(stranded.stage.test.clock.monotonicMs() >= 300_000, true);
  assertEquals(await stranded.deniedOf(), [`${MIRROR} TRADING_HALTED`]);
  assertEquals(stranded.stage.failures, []);
  await stranded.stage.close();
});

Deno.test("executor gives up no resting order because nobody answers for a while", async () => {
  const { stage, journal, execution, submit, answer } = await openExecutor();
  await submit(GTC);
  await answer(RESTING);
  for (let asked = 0; asked < 60; asked++) {
    await stage.advance(30_000);
    while (execution.waiting > 0) await answer(LOST);
  }
  assertEquals(journal.entries("order_dead_lettered"), []);
  await stage.close();
});

Deno.test("executor asks about an order that waits for an operator only every five minutes, and books what the venue says in the end", async () => {
  const { stage, journal, execution, answer, deniedOf } = await openStranded();
  const asked = execution.queried.length;
  await stage.advance(230_000);
  assertEquals(execution.queried.length, asked);
  await stage.advance(70_000);
  assertEquals(execution.queried.length, asked + 1);
  await answer(CANCELED);
  const [resolved] = journal.entries("dead_letter_resolved");
  assertEquals([resolved?.by, resolved?.action], ["arena", "ask_again"]);
  assertEquals(await deniedOf(), []);
  await stage.close();
});

Deno.test("executor asks again on an operator's word, and until the venue has accounted for the order its contestant waits alone", async () => {
  const { stage, journal, execution, answer, resolve, deniedOf } =
    await openStranded();
  const asked = execution.queried.length;
  await resolve("ask_again");
  assertEquals(journal.kinds.at(-1), "dead_letter_resolved");
  assertEquals(execution.queried.length, asked + 1);
  await answer(TOO_MUCH);
  assertEquals(await deniedOf(), [`${MIRROR} TRADING_HALTED`]);
  await stage.advance(1_000);
  await answer(CANCELED);
  assertEquals(await deniedOf(), []);
  await stage.close();
});

Deno.test("executor books an order as canceled on an operator's word, once that is in the journal", async () => {
  const { stage, journal, resolve, deniedOf } = await openStranded();
  journal.isHolding = true;
  await resolve("cancel");
  await resolve("cancel");
  assertEquals(journal.waiting, 1);
  await stage.commit();
  await stage.commit();
  journal.isHolding = false;
  assertEquals(journal.kinds.slice(-2), [
    "dead_letter_resolved",
    "order_canceled",
  ]);
  assertEquals(
    journal.entries("order_canceled")[0]?.reason,
    "On the word of ann: The venue wrote to us.",
  );
  assertEquals(await deniedOf(), []);
  await stage.close();
});

Deno.test("executor that crashed between an operator's word and the cancel books it when it starts", async () => {
  const journal = new HeldJournal();
  journal.write(ENROLLED, SUBMITTED, STRANDED, {
    kind: "dead_letter_resolved",
    orderId: ORDER_ID,
    action: "cancel",
    by: "ann",
    detail: "It is gone.",
  });
  const { stage, story } = await openExecutor(journal);
  assertEquals(story().slice(-2), ["dead_letter_resolved", "order_canceled"]);
  await stage.close();
});

Deno.test("executor that finds an order on the operator's list starts trading for all but its contestant", async () => {
  const journal = new HeldJournal();
  journal.write(ENROLLED, RIVAL_ENROLLED, SUBMITTED, STRANDED);
  const { stage, execution, submit } = await openExecutor(journal);
  assertEquals(execution.queried, [ORDER_ID]);
  await submit(other(1));
  await submit({ ...other(2), contestantId: RIVAL });
  assertEquals(journal.entries("order_denied").length, 1);
  assertEquals(execution.submitted, [other(2).id]);
  await stage.close();
});

Deno.test("executor passes over an operator's word on an order that is not on the list", async () => {
  const { stage, submit, story } = await openExecutor();
  const replies = new TestProbe<DeadLetterReply>();
  await submit();
  for (const orderId of [ORDER_ID, other(1).id]) {
    await stage.tell({
      kind: "resolve_dead_letter",
      orderId,
      action: "cancel",
      by: "ann",
      detail: "Gone.",
      replyTo: replies,
    });
  }
  assertEquals(
    replies.messages,
    [ORDER_ID, other(1).id].map((id) => ({
      kind: "dead_letter_kept",
      reason: `Order ${id} waits for no operator.`,
    })),
  );
  assertEquals(story(), ["order_submitted"]);
  await stage.close();
});

Deno.test("executor gives an order to an operator of which the venue reports more than was ordered after its end", async () => {
  const { stage, journal, submit, push, answer, story } = await openExecutor();
  const replies = new TestProbe<DeadLetterReply>();
  await submit();
  await answer({ status: "rejected", reason: "No." });
  await push({ status: "filled", fills: [SAMPLE_FILL] });
  assertEquals(story(), [
    "order_submitted",
    "order_rejected",
    "order_dead_lettered",
  ]);
  await submit(other(1));
  assertEquals(story().at(-1), "order_denied");
  await stage.tell({
    kind: "resolve_dead_letter",
    orderId: ORDER_ID,
    action: "cancel",
    by: "ann",
    detail: "Corrected by hand.",
    replyTo: replies,
  });
  assertEquals(replies.messages, [{
    kind: "dead_letter_resolved",
    sequence: journal.rows.at(-1)?.sequence ?? 0,
  }]);
  await submit(other(2));
  assertEquals(story().slice(-2), ["dead_letter_resolved", "order_submitted"]);
  await stage.close();
});
