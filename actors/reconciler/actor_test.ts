import { assertEquals } from "@std/assert";
import { SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import type { VenueStatus } from "../../domain/venue_status.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import { TransientVenueError } from "../ports/execution.ts";
import type { VenueBalances } from "../ports/topics.ts";
import { TestProbe } from "../../runtime/mod.ts";
import {
  AGREEING,
  HOLDING,
  INTERVAL_MS,
  LOST,
  NOTHING,
  openReconciler,
  openReconcilerAfter,
  RESTING,
} from "./reconciler_testing.ts";

const { id: ORDER_ID } = SAMPLE_ORDER;
const BUSY = new TransientVenueError(
  "Cannot answer: current value is too many requests",
);

function status(
  now: VenueStatus["status"],
  venue: VenueStatus["venue"] = "kalshi",
): VenueStatus {
  return {
    venue,
    status: now,
    reason: "The test says so.",
    lastEventAtMs: null,
    eventsReceived: 0,
    framesRejected: 0,
  };
}

Deno.test("reconciler compares at its start and then from time to time, once each where nothing differs", async () => {
  const { stage, journal, execution, answer, passes } =
    await openReconcilerAfter(...HOLDING);
  assertEquals(execution.asked.length, 1);
  assertEquals(passes(), []);
  await answer(AGREEING);
  assertEquals(journal.entries("reconciliation_completed"), [{
    kind: "reconciliation_completed",
    venue: "kalshi",
    trigger: "start",
    ordersChecked: 0,
    fillsChecked: 1,
    positionsChecked: 1,
    balancesChecked: 1,
    differences: 0,
  }]);
  await stage.advance(INTERVAL_MS - 1);
  assertEquals(execution.asked.length, 1);
  await stage.advance(1);
  assertEquals(execution.asked.length, 2);
  await answer(AGREEING);
  assertEquals(passes(), ["start 0", "periodic 0"]);
  assertEquals(stage.failures, []);
  await stage.close();
});

Deno.test("reconciler takes a venue that does not answer for no evidence, and asks until it does", async () => {
  const { stage, journal, execution, executor, risk, answer, passes } =
    await openReconcilerAfter(...RESTING);
  const rows = journal.rows.length;
  await answer(LOST);
  await stage.advance(1_000);
  assertEquals(execution.asked.length, 2);
  await answer(BUSY);
  await stage.advance(700);
  assertEquals(execution.asked.length, 2, "pauses grow");
  await stage.advance(1_300);
  assertEquals(execution.asked.length, 3);
  await answer(new TypeError("Cannot read: current value is other"));
  assertEquals(journal.rows.length, rows);
  executor.expectNoMessage();
  risk.expectNoMessage();
  await stage.advance(4_000);
  await answer({ ...NOTHING, openOrders: [ORDER_ID] });
  assertEquals(passes(), ["start 0"]);
  assertEquals(stage.failures, []);
  await stage.close();
});

Deno.test("reconciler ends a pass without the accounts that did not answer, names them, and looks again soon", async () => {
  const { stage, journal, execution, risk, answer } = await openReconcilerAfter(
    ...HOLDING,
  );
  const unanswered = [SAMPLE_ORDER.contestantId];
  await answer({ ...NOTHING, unanswered });
  const [pass] = journal.entries("reconciliation_completed");
  assertEquals([pass?.differences, pass?.unanswered], [0, unanswered]);
  risk.expectNoMessage();
  await stage.advance(10_000);
  assertEquals(execution.asked.length, 2);
  await answer({ ...AGREEING, unanswered: [] });
  const passes = journal.entries("reconciliation_completed");
  assertEquals(passes.map((entry) => "unanswered" in entry), [true, false]);
  await stage.advance(INTERVAL_MS - 1);
  assertEquals(execution.asked.length, 2);
  await stage.close();
});

Deno.test("reconciler gives up on an answer that does not come, and takes no notice of it when it does", async () => {
  const { stage, execution, executor, answer, passes } =
    await openReconcilerAfter(...RESTING);
  await stage.advance(29_999);
  assertEquals(execution.asked.length, 1);
  await stage.advance(1_001);
  assertEquals(execution.asked.length, 2);
  await answer(NOTHING);
  executor.expectNoMessage();
  await answer({ ...NOTHING, openOrders: [ORDER_ID] });
  assertEquals(passes(), ["start 0"]);
  await stage.close();
});

Deno.test("reconciler takes no notice of a failure that it no longer waits for", async () => {
  const { stage, execution, answer, passes } = await openReconcilerAfter(
    ...HOLDING,
  );
  await stage.advance(31_000);
  await answer(LOST);
  await stage.advance(5_000);
  assertEquals(execution.asked.length, 2);
  await answer(AGREEING);
  assertEquals(passes(), ["start 0"]);
  await stage.close();
});

Deno.test("reconciler wants two reports anew where one was lost in between", async () => {
  const { stage, execution, risk, answer, agree, passes } =
    await openReconcilerAfter(...HOLDING);
  const report = { ...AGREEING, openOrders: [ORDER_ID] };
  await answer(report);
  await stage.advance(10_000);
  await answer(LOST);
  await stage.advance(1_000);
  await answer(report);
  assertEquals([execution.asked.length, passes()], [3, []]);
  risk.expectNoMessage();
  await stage.advance(10_000);
  await answer(AGREEING);
  assertEquals(passes(), ["start 0"]);
  risk.expectNoMessage();
  await stage.advance(INTERVAL_MS);
  await agree(report);
  assertEquals(risk.messages.length, 1);
  await stage.close();
});

Deno.test("reconciler makes one pass at a time, and one more for all that asked meanwhile", async () => {
  const { stage, execution, answer, trigger, passes } =
    await openReconcilerAfter(...HOLDING);
  await trigger("periodic");
  await trigger("reconnect");
  await trigger("operator");
  assertEquals(execution.asked.length, 1);
  await answer(AGREEING);
  assertEquals([execution.asked.length, passes()], [2, ["start 0"]]);
  await answer(AGREEING);
  assertEquals(passes(), ["start 0", "operator 0"]);
  assertEquals(execution.asked.length, 2);
  await stage.advance(INTERVAL_MS - 1);
  assertEquals(execution.asked.length, 2);
  await stage.close();
});

Deno.test("reconciler asks a venue that did not answer at once when a pass is asked for, and does not ask twice", async () => {
  const { stage, execution, answer, trigger, passes } =
    await openReconcilerAfter(...HOLDING);
  await answer(LOST);
  await trigger("reconnect");
  assertEquals(execution.asked.length, 2);
  await answer(AGREEING);
  assertEquals(passes(), ["start 0"]);
  await stage.advance(5_000);
  assertEquals(execution.asked.length, 2);
  await stage.close();
});

Deno.test("reconciler compares after its venue was disconnected and is connected again, and not for a silence", async () => {
  const { stage, execution, answer, passes } = await openReconcilerAfter(
    ...HOLDING,
  );
  const publish = async (...statuses: readonly VenueStatus[]) => {
    for (const now of statuses) stage.bus.publish("venue_status_changed", now);
    await stage.settle();
  };
  await answer(AGREEING);
  await publish(status("connected"), status("stale"), status("connected"));
  await publish(status("disconnected", "dflow"), status("connected"));
  assertEquals(execution.asked.length, 1);
  await publish(status("disconnected"), status("connecting"));
  await publish(status("connected", "dflow"));
  assertEquals(execution.asked.length, 1);
  await publish(status("connected"), status("connected"));
  await answer(AGREEING);
  assertEquals(passes(), ["start 0", "reconnect 0"]);
  await stage.close();
});

Deno.test("reconciler asks for the fills since the last pass, with some time before", async () => {
  const { stage, execution, answer } = await openReconcilerAfter(...HOLDING);
  await answer(AGREEING);
  await stage.advance(INTERVAL_MS);
  assertEquals(execution.asked, [-900_000, 1_001 - 900_000]);
  await stage.close();
});

Deno.test("reconciler publishes what the venue says that contestants have", async () => {
  const { stage, answer } = await openReconcilerAfter(...HOLDING);
  const heard = new TestProbe<VenueBalances>();
  stage.bus.subscribe("venue_balances_reported", heard, (of) => of);
  await answer(AGREEING);
  await stage.advance(INTERVAL_MS);
  await answer({ ...AGREEING, balances: [] });
  const { balances } = AGREEING;
  assertEquals(heard.messages, [{ venue: "kalshi", balances }]);
  await stage.close();
});

Deno.test("reconciler that crashed begins anew, and an answer to its predecessor counts for nothing", async () => {
  const { stage, execution, executor, answer, passes } =
    await openReconcilerAfter(...RESTING);
  await stage.crash();
  assertEquals(execution.asked.length, 2);
  await answer(NOTHING);
  executor.expectNoMessage();
  assertEquals(passes(), []);
  await answer({ ...NOTHING, openOrders: [ORDER_ID] });
  assertEquals(passes(), ["start 0"]);
  await stage.close();
});

Deno.test("reconciler fails with a journal that takes no row, and compares anew", async () => {
  const journal = new HeldJournal();
  journal.write(...HOLDING);
  const { stage, execution, answer, passes } = await openReconciler(journal);
  journal.failure = new Error("Refused by the test");
  await answer(AGREEING);
  assertEquals(stage.failures, ["Refused by the test"]);
  journal.failure = null;
  await stage.advance(2);
  assertEquals(execution.asked.length, 2);
  await answer(AGREEING);
  assertEquals(passes(), ["start 0"]);
  await stage.close();
});
