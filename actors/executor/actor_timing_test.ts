import { assertEquals } from "@std/assert";
import { TestProbe } from "../../runtime/mod.ts";
import type { OrderStamps, OrderTiming } from "../ports/order_timing.ts";
import {
  approved,
  LOST,
  openExecutor,
  ORDER_ID,
  WHOLE,
} from "./executor_testing.ts";

interface Timed {
  readonly kind: "timed";
  readonly timing: OrderTiming;
}

/** Opens an executor, and hears what it says of where time went. */
async function openTimed() {
  const opened = await openExecutor();
  const probe = new TestProbe<Timed>();
  opened.stage.bus.subscribe(
    "order_timed",
    probe,
    (timing): Timed => ({ kind: "timed", timing }),
  );
  return { ...opened, probe };
}

Deno.test("executor tells where the time of an order went, from wake-up to answer, without a gap", async () => {
  const { stage, journal, execution, answer, probe } = await openTimed();
  journal.isHolding = true;
  execution.sign = (onSigned) => void stage.test.clock.setTimer(onSigned, 1.5);
  await stage.advance(100);
  const stamps: OrderStamps = {
    wokenAtMs: 40,
    decidedAtMs: 70.25,
    orderedAtMs: 75.25,
    approvedAtMs: 76,
  };
  await stage.tell({ kind: "submit_order", order: approved(), stamps });
  await stage.advance(10);
  await stage.commit();
  await stage.advance(9);
  await answer(WHOLE);
  const [told] = probe.messages;
  assertEquals(told?.timing, {
    orderId: ORDER_ID,
    contestantId: approved().contestantId,
    venue: "kalshi",
    decideUs: 30_250,
    checkUs: 750,
    journalUs: 5_000 + 34_000,
    signUs: 1_500,
    wireUs: 7_500,
  });
  const { decideUs, checkUs, journalUs, signUs, wireUs } = told?.timing ?? {};
  const sum = [decideUs, checkUs, journalUs, signUs, wireUs]
    .reduce<number>((total, part) => total + (part ?? 0), 0);
  assertEquals(sum, (119 - stamps.wokenAtMs) * 1_000);
  await stage.close();
});

Deno.test("executor tells what it measured itself where nobody measured before, and no signing where nothing is signed", async () => {
  const { stage, submit, answer, probe } = await openTimed();
  await submit();
  await stage.advance(2);
  await answer(WHOLE);
  const { decideUs, checkUs, journalUs, signUs, wireUs } =
    probe.messages[0]?.timing ?? {};
  assertEquals([decideUs, checkUs, journalUs, signUs, wireUs], [
    null,
    null,
    0,
    0,
    2_000,
  ]);
  await stage.close();
});

Deno.test("executor tells nothing of an order whose answer was lost", async () => {
  const { stage, submit, answer, probe } = await openTimed();
  await submit();
  await answer(LOST);
  await stage.advance(500);
  await answer(WHOLE);
  assertEquals(probe.messages, []);
  await stage.close();
});
