import { assertEquals } from "@std/assert";
import { contestantId, orderId } from "../domain/ids.ts";
import type { JournalEntry } from "../domain/journal.ts";
import { SAMPLE_ORDER } from "../domain/testing/samples.ts";
import { SimulatedClock } from "../runtime/mod.ts";
import { HeldJournal } from "../tests/actors/held_journal.ts";
import { JournaledOrders } from "./journaled_orders.ts";

const [FIRST, SECOND, PAPER] = ["first-live", "second-live", "paper"].map(
  contestantId,
);

function submitted(number: number, who = FIRST): JournalEntry {
  return {
    kind: "order_submitted",
    order: {
      ...SAMPLE_ORDER,
      id: orderId(`o_${number}`),
      contestantId: who ?? SAMPLE_ORDER.contestantId,
      status: "submitted",
      createdAtMs: number,
    },
  };
}

async function openOrders(journal: HeldJournal): Promise<JournaledOrders> {
  const orders = new JournaledOrders({
    journal,
    clock: new SimulatedClock({ startMs: 5 }),
    contestants: new Set([FIRST, SECOND].filter((id) => id !== undefined)),
  });
  await orders.recover();
  return orders;
}

Deno.test("JournaledOrders tells each wallet of what was signed for it, and of no other one, also after a restart", async () => {
  const journal = new HeldJournal();
  journal.write(submitted(1), submitted(2, SECOND), submitted(3, PAPER));
  const orders = await openOrders(journal);
  const signed = (number: number) => ({
    orderId: orderId(`o_${number}`),
    reference: `hash-${number}`,
    validUntil: null,
  });
  for (const [number, who] of [[1, FIRST], [2, SECOND]] as const) {
    if (who !== undefined) await orders.signedBy(who).record(signed(number));
  }
  for (const read of [orders, await openOrders(journal)]) {
    for (const [own, other, who] of [[1, 2, FIRST], [2, 1, SECOND]] as const) {
      const of = read.signedBy(who ?? SAMPLE_ORDER.contestantId);
      assertEquals(of.of(orderId(`o_${own}`)), signed(own));
      assertEquals(of.ofReference(`hash-${own}`), signed(own));
      assertEquals(of.of(orderId(`o_${other}`)), null);
      // A trade between two of ours names both of their orders.
      assertEquals(of.ofReference(`hash-${other}`), null);
    }
  }
});

Deno.test("JournaledOrders knows the orders of live contestants alone", async () => {
  const journal = new HeldJournal();
  journal.write(submitted(1), submitted(2, SECOND), submitted(3, PAPER));
  const orders = await openOrders(journal);
  assertEquals(orders.ownerOf(orderId("o_2")), SECOND ?? null);
  assertEquals(orders.ownerOf(orderId("o_3")), null);
  assertEquals(orders.orderOf(orderId("o_3")), null);
  journal.commitForeign(submitted(4));
  const since = (atMs: number) =>
    orders.ordersSince(FIRST ?? SAMPLE_ORDER.contestantId, atMs)
      .map(({ id }) => String(id));
  assertEquals(since(1), ["o_1", "o_4"]);
  assertEquals(since(2), ["o_4"]);
});
