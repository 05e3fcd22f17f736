import { assertEquals } from "@std/assert";
import { fillId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity, usd } from "../../domain/money.ts";
import {
  SAMPLE_FILL,
  SAMPLE_MARKET,
  SAMPLE_ORDER,
} from "../../domain/testing/samples.ts";
import { ENROLLED } from "../../domain/testing/story.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import { TestProbe } from "../../runtime/mod.ts";
import type { VenueOrderReport } from "../ports/execution.ts";
import { CANCELED, openExecutor, ORDER_ID, other } from "./executor_testing.ts";
import type { DeadLetterReply } from "./protocol.ts";

const { id: BOUGHT } = other(1);
const { contestantId, marketId } = SAMPLE_ORDER;
const HELD: readonly JournalEntry[] = [
  ENROLLED,
  { kind: "market_listed", market: SAMPLE_MARKET },
  {
    kind: "order_submitted",
    order: { ...SAMPLE_ORDER, id: BOUGHT, status: "submitted" },
  },
  {
    kind: "order_filled",
    fill: {
      ...SAMPLE_FILL,
      id: fillId("f_bought"),
      orderId: BOUGHT,
      quantity: quantity("10"),
    },
  },
];
const FINAL: JournalEntry = {
  kind: "market_phase_changed",
  marketId,
  phase: "final",
  resolution: { kind: "no" },
};
const PAID: JournalEntry = {
  kind: "position_settled",
  contestantId,
  marketId,
  outcome: "yes",
  quantity: quantity("10"),
  cost: usd("5.5"),
  payout: usd("0"),
  resolution: { kind: "no" },
};
/** What the venue says of a sale after it has called it canceled. */
const SOLD_LATE: VenueOrderReport = {
  status: "canceled",
  fills: [{ ...SAMPLE_FILL, side: "sell" }],
};

/** Opens an executor whose only sale has just ended without a fill. */
async function openEnded() {
  const journal = new HeldJournal();
  journal.write(...HELD);
  const opened = await openExecutor(journal);
  const { submit, answer } = opened;
  await submit({ side: "sell" });
  await answer(CANCELED);
  return { ...opened, kinds: () => journal.kinds.slice(HELD.length) };
}

const ENDED = ["order_submitted", "order_accepted", "order_canceled"];

Deno.test("executor books a sale's fill that comes after its end, once", async () => {
  const { stage, push, kinds, story } = await openEnded();
  await push(SOLD_LATE);
  await push(SOLD_LATE);
  assertEquals(kinds(), [...ENDED, "order_filled"]);
  story();
  await stage.close();
});

Deno.test("executor books no late sale while a row is on its way that may pay for what it sold", async () => {
  const { stage, journal, push, submit, kinds, story } = await openEnded();
  journal.isHolding = true;
  await submit(other(2));
  await push(SOLD_LATE);
  assertEquals(journal.waiting, 1);
  await stage.advance(600);
  assertEquals(journal.waiting, 1);
  await stage.commit();
  assertEquals(kinds(), [...ENDED, "order_submitted"]);
  await stage.advance(600);
  await stage.commit();
  assertEquals(kinds(), [...ENDED, "order_submitted", "order_filled"]);
  story();
  await stage.close();
});

Deno.test("executor gives a late sale to an operator where its market is over, and no second time", async () => {
  const { stage, journal, push, kinds, story } = await openEnded();
  journal.commitForeign(FINAL);
  await stage.settle();
  await push(SOLD_LATE);
  journal.commitForeign(PAID);
  await stage.settle();
  await push(SOLD_LATE);
  const given = [
    ...ENDED,
    "market_phase_changed",
    "order_dead_lettered",
    "position_settled",
  ];
  assertEquals(kinds(), given);
  await stage.tell({
    kind: "resolve_dead_letter",
    orderId: ORDER_ID,
    action: "ask_again",
    by: "operator",
    detail: "Paid by hand.",
    replyTo: new TestProbe<DeadLetterReply>(),
  });
  await push(SOLD_LATE);
  assertEquals(kinds(), [...given, "dead_letter_resolved"]);
  story();
  await stage.crash();
  await push(SOLD_LATE);
  assertEquals(kinds(), [...given, "dead_letter_resolved"]);
  await stage.close();
});

Deno.test("executor sends a sale as one that may only reduce, so that no fill it has not heard of makes it a short one", async () => {
  const { stage, journal, execution } = await openEnded();
  const [sale] = journal.entries("order_submitted").slice(1);
  assertEquals(execution.submitted, [sale?.order.id]);
  assertEquals([sale?.order.side, sale?.order.reduceOnly], ["sell", true]);
  await stage.close();
});
