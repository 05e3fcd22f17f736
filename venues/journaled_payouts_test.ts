import { assertEquals } from "@std/assert";
import { SILENT_LOG } from "../db/log.ts";
import { MemoryJournal } from "../db/memory_journal.ts";
import { contestantId } from "../domain/ids.ts";
import type { EntryOf, JournalEntry } from "../domain/journal.ts";
import { usd } from "../domain/money.ts";
import { isAsBooked } from "../domain/reported_payout.ts";
import { SAMPLE_FILL } from "../domain/testing/samples.ts";
import { SimulatedClock } from "../runtime/mod.ts";
import { JournaledPayouts } from "./journaled_payouts.ts";
import type { VenuePayout } from "./payouts.ts";

const { contestantId: WHO, marketId } = SAMPLE_FILL;
const FILLED: JournalEntry = {
  kind: "order_filled",
  fill: { ...SAMPLE_FILL, fee: usd("0.07") },
};
const SETTLED: JournalEntry = {
  kind: "position_settled",
  contestantId: WHO,
  marketId,
  outcome: "yes",
  quantity: SAMPLE_FILL.quantity,
  cost: usd("2.20"),
  payout: usd("4"),
  resolution: { kind: "yes" },
};
const PAID: VenuePayout = {
  contestantId: WHO,
  marketId,
  reference: "payment 1",
  amount: usd("4"),
  fees: usd("0.07"),
  paidAtMs: 1_000_000,
};

async function openPayouts(journal = new MemoryJournal(SILENT_LOG)) {
  const clock = new SimulatedClock({ startMs: 1_000_000 });
  const open = async () => {
    const payouts = new JournaledPayouts({
      journal,
      clock,
      contestants: new Set([WHO]),
    });
    await payouts.recover();
    return payouts;
  };
  return {
    clock,
    open,
    payouts: await open(),
    write: (entry: JournalEntry) =>
      journal.append({
        entry,
        causationId: null,
        correlationId: null,
        occurredAtMs: 1,
        recordedAtMs: 1,
      }),
    reported: async () =>
      (await journal.read(0, 1_000)).flatMap((
        { entry },
      ): EntryOf<"payout_reported">[] =>
        entry.kind === "payout_reported" ? [entry] : []
      ),
  };
}

Deno.test("JournaledPayouts writes each payment down once, beside what was booked, also after a restart", async () => {
  const { payouts, open, write, reported } = await openPayouts();
  await write(FILLED);
  await write(SETTLED);
  payouts.report(PAID);
  payouts.report(PAID);
  (await open()).report(PAID);
  const rows = await reported();
  assertEquals(rows, [{
    kind: "payout_reported",
    contestantId: WHO,
    marketId,
    reference: "payment 1",
    amount: usd("4"),
    booked: usd("4"),
    fees: usd("0.07"),
    feesBooked: usd("0.07"),
  }]);
  assertEquals(rows.map(isAsBooked), [true]);
});

Deno.test("JournaledPayouts lets a listed payment wait for its settlement, up to an hour, and no other one", async () => {
  const { payouts, clock, write, reported } = await openPayouts();
  const listed = { isListed: true };
  payouts.report(PAID, listed);
  assertEquals(await reported(), []);
  payouts.report({ ...PAID, reference: "payment 2" });
  assertEquals((await reported()).map(({ booked }) => booked), [null]);
  await write(SETTLED);
  payouts.report(PAID, listed);
  assertEquals((await reported()).map(({ booked }) => booked), [
    null,
    usd("4"),
  ]);
  const unbooked = {
    ...PAID,
    contestantId: contestantId("other"),
    reference: "payment 3",
  };
  payouts.report(unbooked, listed);
  assertEquals((await reported()).length, 2);
  clock.advanceBy(3_600_000);
  payouts.report(unbooked, listed);
  assertEquals((await reported()).length, 3);
});

Deno.test("isAsBooked() forgives what is rounded to the cent, in payout and fees, and nothing more", () => {
  const booked = {
    amount: usd("4"),
    booked: usd("4.009"),
    fees: usd("0.07"),
    feesBooked: usd("0.0612"),
  };
  assertEquals(isAsBooked(booked), true);
  assertEquals(isAsBooked({ ...booked, booked: usd("4.01") }), false);
  assertEquals(isAsBooked({ ...booked, fees: usd("0.08") }), false);
  assertEquals(isAsBooked({ ...booked, booked: null, fees: null }), true);
});
