import { assert, assertEquals, assertRejects } from "@std/assert";
import { AmbiguousOutcomeError } from "../../actors/ports/execution.ts";
import { orderId } from "../../domain/ids.ts";
import { SeededRandom } from "../../runtime/seeded_random.ts";
import { SimulatedClock } from "../../runtime/simulated_clock.ts";
import { Latency } from "./latency.ts";
import {
  approved,
  fillsOf,
  NEVER,
  PaperVenue,
  standingOf,
  yesLimit,
} from "./paper_testing.ts";

const QUIET = { yes: [["0.40", "20"]], no: [["0.55", "5"]] } as const;
const ID = orderId("o_1");

async function restingVenue(): Promise<PaperVenue> {
  const venue = new PaperVenue({ latencyMs: 250 });
  venue.show(QUIET);
  const answer = venue.place("o_1", yesLimit("0.41"));
  venue.clock.advanceBy(250);
  assertEquals(standingOf(await answer), ["accepted"]);
  return venue;
}

Deno.test("cancel() takes an order out, and tells how it stood then", async () => {
  const venue = await restingVenue();
  venue.print({ yes: "0.41", contracts: "3", taker: "no" });
  const answer = venue.exchange.cancel(ID, NEVER);
  venue.clock.advanceBy(249);
  assertEquals((await venue.exchange.account(0)).openOrders, [ID]);
  venue.clock.advanceBy(1);
  const report = await answer;
  assert(report.status === "canceled");
  assertEquals(standingOf(report), ["canceled", "3 @ 0.41 maker"]);
  assertEquals(await venue.exchange.query(ID), report);
  assertEquals((await venue.exchange.account(0)).openOrders, []);
  venue.print({ yes: "0.41", contracts: "3", taker: "no" });
  assertEquals(await venue.exchange.query(ID), report);
});

Deno.test("an order fills while its cancel is on the way", async () => {
  const venue = await restingVenue();
  const answer = venue.exchange.cancel(ID, NEVER);
  venue.clock.advanceBy(100);
  venue.print({ yes: "0.41", contracts: "9", taker: "no" });
  venue.clock.advanceBy(150);
  const report = await answer;
  assert(report.status === "filled");
  assertEquals(standingOf(report), ["filled", "8 @ 0.41 maker"]);
});

Deno.test("cancel() that is given up on is ambiguous, and arrives nevertheless", async () => {
  const venue = await restingVenue();
  const controller = new AbortController();
  const answer = venue.exchange.cancel(ID, controller.signal);
  controller.abort();
  await assertRejects(() => answer, AmbiguousOutcomeError);
  venue.clock.advanceBy(250);
  assertEquals(await venue.standing("o_1"), ["canceled"]);
});

Deno.test("cancel() of an order that is over, or never came, tells just that", async () => {
  const venue = new PaperVenue();
  venue.show(QUIET);
  await venue.place("o_1", { timeInForce: "ioc", ...yesLimit("0.45") });
  const report = await venue.exchange.cancel(ID, NEVER);
  assert(report.status === "canceled");
  assertEquals(standingOf(report), ["canceled", "5 @ 0.45 taker"]);
  assertEquals(await venue.exchange.cancel(orderId("o_9"), NEVER), {
    status: "unknown",
  });
});

Deno.test("cancel() that overtakes its order is refused, and the order works", async () => {
  const clock = new SimulatedClock({ startMs: 1_000 });
  const jitter = { maxMs: 5_000, random: new SeededRandom(3) };
  const venue = new PaperVenue({ clock, jitter });
  venue.show(QUIET);
  const sent = venue.place("o_1", yesLimit("0.41"));
  const answer = venue.exchange.cancel(ID, NEVER);
  clock.advanceBy(5_000);
  const report = await answer;
  assert(report.status === "cancel_refused", report.status);
  assertEquals(standingOf(await sent), ["accepted"]);
});

Deno.test("submit() of an order that rests tells how it stands by then", async () => {
  const venue = await restingVenue();
  venue.print({ yes: "0.41", contracts: "3", taker: "no" });
  const again = await venue.exchange.submit(approved({ id: ID }), NEVER);
  assertEquals(standingOf(again), ["accepted", "3 @ 0.41 maker"]);
  assertEquals(fillsOf(again).length, 1);
  assertEquals((await venue.exchange.account(0)).openOrders, [ID]);
});

function arrivals(maxMs: number, messages: readonly string[]): string[] {
  const clock = new SimulatedClock();
  const jitter = { maxMs, random: new SeededRandom(7) };
  const latency = new Latency({ latencyMs: 100, jitter, clock });
  const arrived: string[] = [];
  for (const message of messages) {
    latency.after(
      message,
      () => arrived.push(`${message} ${clock.nowMs()}`),
    );
  }
  clock.advanceBy(100 + maxMs);
  return arrived.sort();
}

Deno.test("after() draws a delay for each message that depends on the seed and the message alone", () => {
  const messages = ["a", "b", "c", "d"];
  const delays = arrivals(50, messages);
  assertEquals(delays.length, 4);
  assertEquals(arrivals(50, messages.toReversed()), delays);
  assert(new Set(delays.map((text) => text.split(" ")[1])).size > 1);
  assertEquals(arrivals(0, messages), messages.map((text) => `${text} 100`));
});
