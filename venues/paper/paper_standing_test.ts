import { assertEquals } from "@std/assert";
import { JointReading } from "../../actors/ports/joint_reading.ts";
import { JournalCursor } from "../../actors/ports/journal_cursor.ts";
import { MemoryJournal } from "../../db/memory_journal.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { orderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity, usd } from "../../domain/money.ts";
import type { Order, OrderStatus } from "../../domain/order.ts";
import {
  type PaperStanding,
  paperStanding,
  recoverPaper,
  standingOnPaper,
} from "./paper_standing.ts";
import {
  fillsOf,
  MARKET,
  NEVER,
  ORDER,
  PaperVenue,
  standingOf,
  yesLimit,
} from "./paper_testing.ts";

const ID = orderId("o_1");
const GTC: Order = {
  ...ORDER,
  ...yesLimit("0.46"),
  timeInForce: "gtc",
  status: "submitted",
};
const QUIET = { yes: [["0.40", "20"]], no: [["0.55", "5"]] } as const;

async function journalOf(
  entries: readonly JournalEntry[],
): Promise<MemoryJournal> {
  const journal = new MemoryJournal(SILENT_LOG);
  const start: readonly JournalEntry[] = [
    {
      kind: "contestant_enrolled",
      contestantId: ORDER.contestantId,
      name: "Momentum",
      strategy: "momentum",
      startingBalance: usd("1000"),
    },
    { kind: "market_listed", market: MARKET },
  ];
  for (const entry of [...start, ...entries]) {
    await journal.append({
      entry,
      causationId: null,
      correlationId: null,
      occurredAtMs: 1_000,
      recordedAtMs: 1_000,
    });
  }
  return journal;
}

/** Returns what an order that filled 5 of 8 at once and rested leaves in the journal. */
async function restedEntries(order: Order): Promise<readonly JournalEntry[]> {
  const venue = new PaperVenue();
  venue.show(QUIET);
  const report = await venue.place(order.id, { ...order });
  return [
    { kind: "order_submitted", order },
    { kind: "order_accepted", orderId: order.id },
    ...fillsOf(report).map((fill) => ({ kind: "order_filled", fill } as const)),
  ];
}

/** The venue after a restart of our process, at `atMs`. */
async function restarted(
  entries: readonly JournalEntry[],
  atMs = 0,
): Promise<PaperVenue> {
  const venue = new PaperVenue();
  venue.clock.advanceTo(Math.max(atMs, venue.clock.nowMs()));
  venue.exchange.restore(await paperStanding(await journalOf(entries)));
  return venue;
}

Deno.test("restore() lets an order rest again with its fills, behind all that the book shows", async () => {
  const venue = await restarted(await restedEntries(GTC));
  assertEquals(await venue.standing("o_1"), ["accepted", "5 @ 0.45 taker"]);
  const { openOrders, positions } = await venue.exchange.account(0);
  assertEquals(openOrders, [ID]);
  assertEquals(positions.map((held) => held.quantity), [quantity("5")]);
  const print = { yes: "0.46", contracts: "2", taker: "no" } as const;
  venue.print(print);
  assertEquals(await venue.standing("o_1"), ["accepted", "5 @ 0.45 taker"]);
  venue.show({ yes: [["0.46", "3"]], no: [["0.51", "5"]] });
  venue.print(print);
  venue.print(print);
  assertEquals(await venue.standing("o_1"), [
    "accepted",
    "5 @ 0.45 taker",
    "1 @ 0.46 maker",
  ]);
});

Deno.test("restore() goes on with the fees and fill ids of the order where they were", async () => {
  const print = { yes: "0.40", contracts: "3", taker: "no" } as const;
  const unbroken = new PaperVenue();
  unbroken.show(QUIET);
  await unbroken.place("o_1", GTC);
  unbroken.print(print);
  const venue = await restarted(await restedEntries(GTC));
  venue.show(QUIET);
  venue.print(print);
  assertEquals(
    await venue.exchange.query(ID),
    await unbroken.exchange.query(ID),
  );
});

Deno.test("restore() lets an offer that came meanwhile fill the order as a maker", async () => {
  const venue = await restarted([
    { kind: "order_submitted", order: { ...GTC, postOnly: true } },
    { kind: "order_accepted", orderId: ID },
  ]);
  venue.show(QUIET);
  assertEquals(await venue.standing("o_1"), ["accepted", "5 @ 0.46 maker"]);
});

Deno.test("restore() ends what ended while nobody was there", async () => {
  const accepted = (order: Order): readonly JournalEntry[] => [
    { kind: "order_submitted", order },
    { kind: "order_accepted", orderId: ID },
  ];
  const gtd: Order = { ...GTC, timeInForce: "gtd", expiresAtMs: 9_000 };
  const expired = await restarted(accepted(gtd), 9_000);
  assertEquals(await expired.standing("o_1"), ["expired"]);
  const closed = await restarted(accepted(GTC), MARKET.closesAtMs);
  assertEquals(await closed.standing("o_1"), ["canceled"]);
  const phase: JournalEntry = {
    kind: "market_phase_changed",
    marketId: MARKET.id,
    phase: "closed",
    resolution: null,
  };
  const told = await restarted([...accepted(GTC), phase]);
  assertEquals(await told.standing("o_1"), ["canceled"]);
  assertEquals((await told.exchange.account(0)).openOrders, []);
});

Deno.test("restore() takes on an order that is to be taken back, so that it can be", async () => {
  const venue = await restarted([
    ...await restedEntries(GTC),
    { kind: "order_cancel_requested", orderId: ID, reason: "" },
  ]);
  const report = await venue.exchange.cancel(ID, NEVER);
  assertEquals(
    report.status === "cancel_refused" ? [] : standingOf(report),
    ["canceled", "5 @ 0.45 taker"],
  );
});

Deno.test("restore() knows nothing of an order that was on its way, or that never rests", async () => {
  const submitted: JournalEntry = { kind: "order_submitted", order: GTC };
  const way = await restarted([submitted]);
  assertEquals(await way.exchange.query(ID), { status: "unknown" });
  const venue = await restarted([
    { kind: "order_submitted", order: { ...GTC, timeInForce: "ioc" } },
    { kind: "order_accepted", orderId: ID },
  ]);
  assertEquals(await venue.exchange.query(ID), { status: "unknown" });
});

Deno.test("paperStanding() leaves out what is over and what was paid out", async () => {
  const ended: readonly (readonly [JournalEntry, OrderStatus])[] = [
    [{ kind: "order_canceled", orderId: ID, reason: "" }, "canceled"],
    [{ kind: "order_expired", orderId: ID }, "expired"],
  ];
  for (const [entry, status] of ended) {
    const standing = await paperStanding(
      await journalOf([...await restedEntries(GTC), entry]),
    );
    assertEquals([standing.orders, standing.fills], [[], []], status);
    assertEquals(standing.positions.length, 1);
  }
  const paid = await paperStanding(
    await journalOf([...await restedEntries(GTC), {
      kind: "market_phase_changed",
      marketId: MARKET.id,
      phase: "final",
      resolution: { kind: "yes" },
    }]),
  );
  assertEquals(paid.positions, []);
});

Deno.test("standingOnPaper() leaves out whoever trades at the venue itself", async () => {
  const standing = await paperStanding(
    await journalOf(await restedEntries(GTC)),
  );
  assertEquals(standing.orders.length, 1);
  assertEquals(standingOnPaper(standing, () => true), standing);
  assertEquals(standingOnPaper(standing, () => false), {
    markets: [],
    orders: [],
    fills: [],
    positions: [],
    perpetuals: [],
  });
});

Deno.test("recoverPaper() tells what was there once the reading is over, before whoever reads with it goes on", async () => {
  const journal = await journalOf(await restedEntries(GTC));
  const reading = new JointReading(journal);
  const told: PaperStanding[] = [];
  recoverPaper(reading, (standing) => told.push(standing));
  const other = new JournalCursor(journal, () => {}, reading);
  assertEquals(told, []);
  await other.catchUp();
  assertEquals(told, [await paperStanding(journal)]);
});
