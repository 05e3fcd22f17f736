import { assertEquals } from "@std/assert";
import { contestantId } from "../../domain/ids.ts";
import { OrderRates } from "./order_rates.ts";

const A = contestantId("a");
const B = contestantId("b");

Deno.test("OrderRates.of() counts the orders of one contestant within the second and the minute before", () => {
  const rates = new OrderRates();
  for (const atMs of [0, 500, 59_500, 60_000]) rates.count(A, atMs);
  rates.count(B, 60_000);
  const counts = (atMs: number) => {
    const { ordersInLastSecond, ordersInLastMinute } = rates.of(A, atMs);
    return [ordersInLastSecond, ordersInLastMinute];
  };
  assertEquals(
    [60_000, 60_499, 60_500, 61_000, 119_499, 119_500, 120_000].map(counts),
    [[2, 3], [2, 3], [1, 2], [0, 2], [0, 2], [0, 1], [0, 0]],
  );
  assertEquals(rates.of(contestantId("nobody"), 0).ordersInLastMinute, 0);
});

Deno.test("OrderRates.of() counts the orders of a round from its start on, and none before the first round", () => {
  const rates = new OrderRates();
  const inRound = () => [A, B].map((id) => rates.of(id, 0).ordersInRound);
  rates.count(A, 0);
  assertEquals(inRound(), [0, 0]);
  rates.startRound();
  rates.count(A, 0);
  rates.count(A, 0);
  rates.count(B, 0);
  assertEquals(inRound(), [2, 1]);
  rates.startRound();
  assertEquals(inRound(), [0, 0]);
});

Deno.test("OrderRates count the same however many orders they have forgotten", () => {
  const rates = new OrderRates();
  for (let n = 0; n < 5_000; n++) rates.count(A, n * 100);
  assertEquals(rates.of(A, 4_999 * 100), {
    ordersInLastSecond: 10,
    ordersInLastMinute: 600,
    ordersInRound: 0,
  });
});
