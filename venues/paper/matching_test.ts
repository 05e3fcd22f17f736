import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { contestantId, orderId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import {
  MARKET,
  noLimit,
  PaperVenue,
  standingOf,
  yesLimit,
} from "./paper_testing.ts";

const QUIET = { yes: [["0.40", "20"]], no: [["0.55", "5"]] } as const;

function quietVenue(latencyMs = 0): PaperVenue {
  const venue = new PaperVenue({ latencyMs });
  venue.show(QUIET);
  return venue;
}

const untilTen: Partial<Order> = { timeInForce: "gtd", expiresAtMs: 10_000 };

Deno.test("an order with an expiry ends when its time is up, with what it got", async () => {
  const venue = quietVenue();
  await venue.place("o_1", { ...untilTen, ...yesLimit("0.46") });
  venue.clock.advanceTo(9_999);
  assertEquals(await venue.standing("o_1"), ["accepted", "5 @ 0.45 taker"]);
  venue.clock.advanceTo(10_000);
  assertEquals(await venue.standing("o_1"), ["expired", "5 @ 0.45 taker"]);
  assertEquals(venue.reports.map(([, { status }]) => status), ["expired"]);
  venue.print({ yes: "0.39", contracts: "3", taker: "no" });
  assertEquals(await venue.standing("o_1"), ["expired", "5 @ 0.45 taker"]);
});

Deno.test("an expiry is by wall time, also where the clock was put back", async () => {
  const venue = quietVenue();
  await venue.place("o_1", { ...untilTen, ...yesLimit("0.40") });
  venue.clock.jumpBy(-500);
  venue.clock.advanceTo(10_000);
  assertEquals(await venue.standing("o_1"), ["accepted"]);
  venue.clock.advanceTo(10_500);
  assertEquals(await venue.standing("o_1"), ["expired"]);
});

Deno.test("the close of a market ends what rests there, told or not", async () => {
  const venue = quietVenue();
  await venue.place("o_1", yesLimit("0.40"));
  venue.clock.advanceTo(MARKET.closesAtMs);
  assertEquals(await venue.standing("o_1"), ["canceled"]);
  for (const phase of ["closed", "proposed", "final", "void"] as const) {
    const venue = quietVenue();
    await venue.place("o_1", yesLimit("0.40"));
    venue.phase(phase);
    assertEquals(await venue.standing("o_1"), ["canceled"], phase);
    assertEquals(venue.reports.map(([, { status }]) => status), ["canceled"]);
  }
});

Deno.test("a market that is listed anew takes its new close along", async () => {
  const venue = quietVenue();
  await venue.place("o_1", yesLimit("0.40"));
  venue.emit({
    kind: "market_listed",
    market: { ...MARKET, closesAtMs: 90_000 },
  });
  venue.clock.advanceTo(60_000);
  assertEquals(await venue.standing("o_1"), ["accepted"]);
  venue.emit({
    kind: "market_listed",
    market: { ...MARKET, closesAtMs: 70_000 },
  });
  venue.clock.advanceTo(70_000);
  assertEquals(await venue.standing("o_1"), ["canceled"]);
});

Deno.test("nothing fills during a pause, and what rested is taken out after it", async () => {
  const venue = quietVenue();
  await venue.place("o_1", yesLimit("0.40"));
  venue.phase("paused");
  venue.print({ yes: "0.39", contracts: "3", taker: "no" });
  venue.show({ no: [["0.61", "3"]] });
  assertEquals(await venue.standing("o_1"), ["accepted"]);
  venue.phase("open");
  assertEquals(await venue.standing("o_1"), ["canceled"]);
});

Deno.test("an order that comes while nobody knows the book meets the next one as if it came then", async () => {
  const venue = new PaperVenue();
  const first = await venue.place("o_1", yesLimit("0.46"));
  assertEquals(standingOf(first), ["accepted"]);
  await venue.place("o_2", { postOnly: true, ...yesLimit("0.47") });
  await venue.place("o_3", untilTen);
  venue.print({ yes: "0.30", contracts: "9", taker: "no" });
  venue.clock.advanceTo(10_000);
  assertEquals(await venue.standing("o_3"), ["expired"]);
  venue.show(QUIET);
  assertEquals(await venue.standing("o_1"), ["accepted", "5 @ 0.45 taker"]);
  // It came second, so that nothing is left which it could have crossed.
  assertEquals(await venue.standing("o_2"), ["accepted"]);
  venue.show({ ...QUIET, no: [["0.55", "5"], ["0.53", "1"]] });
  assertEquals(await venue.standing("o_2"), ["accepted", "1 @ 0.47 maker"]);
});

Deno.test("orders that waited for a book take from it in the order in which they came, whichever ends first", async () => {
  const venue = new PaperVenue();
  await venue.place("o_1", { ...noLimit("0.53"), quantity: quantity("2") });
  await venue.place("o_2", { ...noLimit("0.54"), quantity: quantity("1") });
  venue.show({ yes: [["0.47", "1"], ["0.46", "1"]] });
  assertEquals(await venue.standing("o_1"), ["accepted", "1 @ 0.53 taker"]);
  assertEquals(await venue.standing("o_2"), ["filled", "1 @ 0.54 taker"]);
  assertEquals(venue.reports.map(([id]) => id), ["o_1", "o_2"].map(orderId));
  venue.showAgain();
  assertEquals(await venue.standing("o_1"), ["accepted", "1 @ 0.53 taker"]);
});

Deno.test("an order that may only rest is refused where it would trade", async () => {
  const venue = quietVenue();
  const post = { postOnly: true } as const;
  const report = await venue.place("o_1", { ...post, ...yesLimit("0.45") });
  assert(report.status === "rejected");
  assertStringIncludes(
    report.reason,
    "post-only must not trade at once: current value is an offer at 0.45",
  );
  const rested = await venue.place("o_2", { ...post, ...yesLimit("0.44") });
  assertEquals(standingOf(rested), ["accepted"]);
  const other = new PaperVenue();
  await other.place("o_3", { ...post, ...yesLimit("0.45") });
  other.show(QUIET);
  assertEquals(await other.standing("o_3"), ["rejected"]);
  assertEquals(other.reports.map(([, { status }]) => status), ["rejected"]);
});

Deno.test("receive() refuses a life that no venue offers", async () => {
  const wrong: readonly [more: Partial<Order>, part: string][] = [
    [{ timeInForce: "ioc", postOnly: true }, "must be gtc or gtd"],
    [{ timeInForce: "fok", postOnly: true }, "must be gtc or gtd"],
    [{ timeInForce: "gtd", expiresAtMs: 1_000 }, "must lie ahead of 1000"],
    [{ timeInForce: "gtd", expiresAtMs: null }, "must lie ahead of 1000"],
  ];
  for (const [more, part] of wrong) {
    const report = await quietVenue().place("o_1", more);
    assert(report.status === "rejected", part);
    assertStringIncludes(report.reason, part);
  }
});

const reduce: Partial<Order> = { side: "sell", reduceOnly: true };

Deno.test("an order that may only reduce is refused where there is nothing to reduce", async () => {
  const venue = quietVenue();
  const sale = await venue.place("o_1", { ...reduce, ...yesLimit("0.40") });
  assert(sale.status === "rejected");
  assertStringIncludes(sale.reason, "a sale beside 0.00 held");
  await venue.place("o_2", { timeInForce: "ioc", ...yesLimit("0.45") });
  const purchase = await venue.place("o_3", { reduceOnly: true });
  assert(purchase.status === "rejected");
  assertStringIncludes(purchase.reason, "a purchase beside 5.00 held");
});

Deno.test("an order that may only reduce sells what is held and no more", async () => {
  const venue = quietVenue();
  const buy = { timeInForce: "ioc", ...yesLimit("0.45") } as const;
  await venue.place("o_1", buy);
  const whole = await venue.place("o_2", {
    ...reduce,
    timeInForce: "fok",
    ...yesLimit("0.40"),
  });
  assertEquals(standingOf(whole), ["canceled"]);
  const report = await venue.place("o_3", { ...reduce, ...yesLimit("0.40") });
  assertEquals(standingOf(report), ["canceled", "5 @ 0.4 taker"]);
});

Deno.test("resting orders that may only reduce end when nothing is left to reduce", async () => {
  const venue = quietVenue();
  await venue.place("o_1", { timeInForce: "ioc", ...yesLimit("0.45") });
  await venue.place("o_2", { ...reduce, ...yesLimit("0.50") });
  await venue.place("o_3", { ...reduce, ...yesLimit("0.51") });
  await venue.place("o_4", {
    ...reduce,
    contestantId: contestantId("other"),
    ...yesLimit("0.52"),
  });
  venue.print({ yes: "0.50", contracts: "2", taker: "yes" });
  assertEquals(await venue.standing("o_2"), ["accepted", "2 @ 0.5 maker"]);
  venue.print({ yes: "0.53", contracts: "9", taker: "yes" });
  assertEquals(await venue.standing("o_2"), [
    "canceled",
    "2 @ 0.5 maker",
    "3 @ 0.5 maker",
  ]);
  assertEquals(await venue.standing("o_3"), ["canceled"]);
  assertEquals(await venue.standing("o_4"), ["rejected"]);
  assertEquals((await venue.exchange.account(0)).positions, []);
});

Deno.test("account() tells positions by contestant until the market is paid out", async () => {
  const venue = quietVenue();
  const held = async () => {
    const { positions } = await venue.exchange.account(0);
    return positions.map(({ contestantId, outcome, quantity: size }) =>
      `${contestantId} ${outcome} ${size}`
    );
  };
  const ioc = { timeInForce: "ioc", quantity: quantity("2") } as const;
  await venue.place("o_1", ioc);
  await venue.place("o_2", { ...ioc, contestantId: contestantId("other") });
  await venue.place("o_3", {
    ...ioc,
    side: "sell",
    quantity: quantity("0.5"),
    ...yesLimit("0.40"),
  });
  assertEquals(await held(), ["momentum yes 1500000", "other yes 2000000"]);
  venue.phase("closed");
  assertEquals((await held()).length, 2);
  venue.phase("final");
  assertEquals(await held(), []);
});

Deno.test("account() tells open orders and the fills since a time, oldest first", async () => {
  const venue = quietVenue(250);
  const sent = venue.place("o_1", yesLimit("0.46"));
  assertEquals((await venue.exchange.account(0)).openOrders, []);
  venue.clock.advanceBy(250);
  await sent;
  venue.clock.advanceBy(750);
  venue.print({ yes: "0.40", contracts: "1", taker: "no" });
  const { openOrders, fills, balances } = await venue.exchange.account(0);
  assertEquals(openOrders, [orderId("o_1")]);
  assertEquals(fills.map(({ occurredAtMs }) => occurredAtMs), [1_250, 2_000]);
  assertEquals(balances, []);
  assertEquals((await venue.exchange.account(1_251)).fills.length, 1);
  assertEquals((await venue.exchange.account(2_001)).fills, []);
});
