import { assertEquals } from "@std/assert";
import { contestantId, orderId } from "../../domain/ids.ts";
import { quantity, usd } from "../../domain/money.ts";
import {
  fillsOf,
  MARKET,
  NEVER,
  noLimit,
  PaperVenue,
  standingOf,
  yesLimit,
} from "./paper_testing.ts";

/** YES bids of 20 at 0.40, NO bids of 5 at 0.55: YES is offered at 0.45. */
const QUIET = { yes: [["0.40", "20"]], no: [["0.55", "5"]] } as const;

function quietVenue(): PaperVenue {
  const venue = new PaperVenue();
  venue.show(QUIET);
  return venue;
}

Deno.test("an order that stays takes what is offered and rests with the rest at its limit", async () => {
  const venue = quietVenue();
  const report = await venue.place("o_1", yesLimit("0.46"));
  assertEquals(standingOf(report), ["accepted", "5 @ 0.45 taker"]);
  // Nobody else bids 0.46: whoever sells at that price or below it meets our order first.
  venue.print({ yes: "0.46", contracts: "2", taker: "no" });
  assertEquals(await venue.standing("o_1"), [
    "accepted",
    "5 @ 0.45 taker",
    "2 @ 0.46 maker",
  ]);
  venue.print({ yes: "0.40", contracts: "7", taker: "no" });
  assertEquals(await venue.standing("o_1"), [
    "filled",
    "5 @ 0.45 taker",
    "2 @ 0.46 maker",
    "1 @ 0.46 maker",
  ]);
  assertEquals(
    venue.reports.map(([id, report]) => [id, report.status]),
    [["o_1", "accepted"], ["o_1", "filled"]],
  );
});

Deno.test("a resting order waits behind what the book showed at its price when it came", async () => {
  const venue = quietVenue();
  await venue.place("o_1", yesLimit("0.40"));
  venue.print({ yes: "0.40", contracts: "15", taker: "no" });
  venue.show({ ...QUIET, yes: [["0.40", "9"]] });
  assertEquals(await venue.standing("o_1"), ["accepted"]);
  venue.print({ yes: "0.40", contracts: "8", taker: "no" });
  assertEquals(await venue.standing("o_1"), ["accepted", "3 @ 0.4 maker"]);
});

Deno.test("a resting order moves ahead when those before it are gone from the book", async () => {
  const venue = quietVenue();
  await venue.place("o_1", yesLimit("0.40"));
  venue.show({ ...QUIET, yes: [["0.40", "2"]] });
  venue.clock.advanceBy(10_000);
  venue.print({ yes: "0.40", contracts: "5", taker: "no" });
  assertEquals(await venue.standing("o_1"), ["accepted", "3 @ 0.4 maker"]);
});

Deno.test("a trade below a resting order fills it at its limit, past everybody at its price", async () => {
  const venue = quietVenue();
  await venue.place("o_1", yesLimit("0.40"));
  venue.print({ yes: "0.39", contracts: "3", taker: "no" });
  assertEquals(await venue.standing("o_1"), ["accepted", "3 @ 0.4 maker"]);
});

Deno.test("a trade fills no resting order of the side that it did not trade with", async () => {
  const venue = quietVenue();
  await venue.place("o_1", yesLimit("0.40"));
  await venue.place("o_2", { side: "sell", ...yesLimit("0.50") });
  // Somebody bought YES from an offer at 0.39: who bids 0.40 sees that in the book.
  venue.print({ yes: "0.39", contracts: "30", taker: "yes" });
  venue.print({ yes: "0.51", contracts: "30", taker: "no" });
  assertEquals(await venue.standing("o_1"), ["accepted"]);
  assertEquals(await venue.standing("o_2"), ["accepted"]);
});

Deno.test("resting sales and orders for NO stand among the bids of the other side", async () => {
  const venue = quietVenue();
  venue.show({ yes: [["0.40", "20"]], no: [["0.50", "4"]] });
  await venue.place("o_1", {
    side: "sell",
    quantity: quantity("3"),
    ...yesLimit("0.50"),
  });
  await venue.place("o_2", {
    quantity: quantity("3"),
    ...noLimit("0.50"),
    contestantId: contestantId("other"),
  });
  venue.print({ yes: "0.50", contracts: "9", taker: "yes" });
  assertEquals(await venue.standing("o_1"), ["filled", "3 @ 0.5 maker"]);
  assertEquals(await venue.standing("o_2"), ["accepted", "2 @ 0.5 maker"]);
  await venue.place("o_3", {
    side: "sell",
    quantity: quantity("1"),
    ...noLimit("0.65"),
  });
  venue.print({ yes: "0.34", contracts: "1", taker: "no" });
  assertEquals(await venue.standing("o_3"), ["filled", "1 @ 0.65 maker"]);
});

Deno.test("resting orders share a print by price, then by time, and get no more than was printed", async () => {
  const venue = new PaperVenue();
  venue.show({ yes: [["0.39", "1"]], no: [["0.55", "5"]] });
  await venue.place("o_1", yesLimit("0.40"));
  await venue.place("o_2", yesLimit("0.41"));
  await venue.place("o_3", yesLimit("0.40"));
  venue.print({ yes: "0.40", contracts: "18", taker: "no" });
  assertEquals(await venue.standing("o_2"), ["filled", "8 @ 0.41 maker"]);
  assertEquals(await venue.standing("o_1"), ["filled", "8 @ 0.4 maker"]);
  assertEquals(await venue.standing("o_3"), ["accepted", "2 @ 0.4 maker"]);
});

Deno.test("an offer that comes to the price of resting orders fills them at their limits, once", async () => {
  const venue = quietVenue();
  await venue.place("o_1", yesLimit("0.43"));
  await venue.place("o_2", yesLimit("0.42"));
  venue.show({ yes: [["0.40", "20"]], no: [["0.58", "11"], ["0.55", "5"]] });
  assertEquals(await venue.standing("o_1"), ["filled", "8 @ 0.43 maker"]);
  assertEquals(await venue.standing("o_2"), ["accepted", "3 @ 0.42 maker"]);
  venue.showAgain();
  assertEquals(await venue.standing("o_2"), ["accepted", "3 @ 0.42 maker"]);
  venue.show({ yes: [["0.40", "20"]], no: [["0.58", "13"], ["0.55", "5"]] });
  assertEquals(await venue.standing("o_2"), [
    "accepted",
    "3 @ 0.42 maker",
    "2 @ 0.42 maker",
  ]);
});

Deno.test("what a resting order took is not there for an order that comes after it", async () => {
  const venue = quietVenue();
  await venue.place("o_1", yesLimit("0.43"));
  venue.show({ yes: [["0.40", "20"]], no: [["0.58", "10"]] });
  const report = await venue.place("o_2", {
    timeInForce: "ioc",
    ...yesLimit("0.99"),
  });
  assertEquals(standingOf(report), ["canceled", "2 @ 0.42 taker"]);
});

Deno.test("a print that is told twice, or is older than the order, counts once or not at all", async () => {
  const venue = quietVenue();
  const print = { yes: "0.39", contracts: "3", taker: "no" } as const;
  await venue.place("o_1", yesLimit("0.40"));
  venue.print({ ...print, id: "t_a", atMs: 999 });
  assertEquals(await venue.standing("o_1"), ["accepted"]);
  venue.print({ ...print, id: "t_b" });
  venue.print({ ...print, id: "t_b" });
  assertEquals(await venue.standing("o_1"), ["accepted", "3 @ 0.4 maker"]);
});

Deno.test("a resting order cannot fill while nobody knows the book", async () => {
  const print = { yes: "0.39", contracts: "3", taker: "no" } as const;
  for (const lose of ["disconnect", "empty"] as const) {
    const venue = quietVenue();
    await venue.place("o_1", yesLimit("0.40"));
    if (lose === "disconnect") venue.disconnect();
    else venue.show({});
    venue.print(print);
    assertEquals(await venue.standing("o_1"), ["accepted"]);
    // It is still behind everybody: an empty book was no sign that they left.
    venue.show(QUIET);
    venue.print({ ...print, yes: "0.40" });
    assertEquals(await venue.standing("o_1"), ["accepted"]);
    venue.print(print);
    assertEquals(await venue.standing("o_1"), ["accepted", "3 @ 0.4 maker"]);
  }
});

Deno.test("a resting order pays the maker's fee from when it rests, and one fee over the whole order", async () => {
  const venue = new PaperVenue({ market: { ...MARKET, venue: "dflow" } });
  venue.show(QUIET);
  await venue.place("o_1", yesLimit("0.46"));
  venue.print({ yes: "0.40", contracts: "3", taker: "no" });
  const report = await venue.exchange.query(orderId("o_1"));
  assertEquals(fillsOf(report).map(({ fee }) => fee), [
    // 0.07 · 5 · 0.45 · 0.55 up to the cent, and 0.02 · 5 · 0.45 · 0.55.
    usd("0.11475"),
    // 0.0225 · 3 · 0.46 · 0.54
    usd("0.016767"),
  ]);
});

Deno.test("fills of a resting order have ids of their own that follow from the order's", async () => {
  const idsOf = async () => {
    const venue = quietVenue();
    await venue.place("o_1", yesLimit("0.46"));
    venue.print({ yes: "0.46", contracts: "2", taker: "no" });
    venue.print({ yes: "0.46", contracts: "1", taker: "no" });
    const report = await venue.exchange.query(orderId("o_1"));
    return fillsOf(report).map(({ id }) => id);
  };
  const ids = await idsOf();
  assertEquals(new Set(ids).size, 3);
  assertEquals(await idsOf(), ids);
});

Deno.test("onReport() is told of what happens to a resting order until it is given up", async () => {
  const venue = quietVenue();
  const heard: string[] = [];
  const cancel = venue.exchange.onReport((id, { status }) =>
    heard.push(`${id} ${status}`)
  );
  await venue.place("o_1", yesLimit("0.40"));
  await venue.place("o_2", { timeInForce: "ioc" });
  venue.print({ yes: "0.39", contracts: "3", taker: "no" });
  cancel();
  await venue.exchange.cancel(orderId("o_1"), NEVER);
  assertEquals(heard, ["o_1 accepted"]);
});
