import { assertAlmostEquals, assertEquals } from "@std/assert";
import { usd } from "./money.ts";
import {
  performanceAfterFlow,
  startedPerformance,
  timeWeightedReturn,
} from "./performance.ts";

Deno.test("timeWeightedReturn() without a flow is equity against the start", () => {
  const started = startedPerformance(usd("1000"));
  assertAlmostEquals(timeWeightedReturn(started, usd("1050")), 0.05);
});

Deno.test("timeWeightedReturn() does not count a deposit as a profit, nor a withdrawal as a loss", () => {
  const started = startedPerformance(usd("1000"));
  const deposited = performanceAfterFlow(started, {
    amount: usd("1000"),
    equityBefore: usd("1000"),
  });
  assertEquals(timeWeightedReturn(deposited, usd("2000")), 0);
  const withdrawn = performanceAfterFlow(deposited, {
    amount: usd("-1500"),
    equityBefore: usd("2000"),
  });
  assertEquals(timeWeightedReturn(withdrawn, usd("500")), 0);
});

Deno.test("timeWeightedReturn() chains the growth of the periods between flows", () => {
  // +10 % on 1,000, then 9,000 more, then -5 % on 10,100: 1.1 · 0.95 − 1, whatever was deposited.
  const flowed = performanceAfterFlow(startedPerformance(usd("1000")), {
    amount: usd("9000"),
    equityBefore: usd("1100"),
  });
  assertAlmostEquals(timeWeightedReturn(flowed, usd("9595")), 0.045, 1e-12);
});

Deno.test("timeWeightedReturn() leaves out a period that began with nothing", () => {
  const emptied = performanceAfterFlow(startedPerformance(usd("100")), {
    amount: usd("-120"),
    equityBefore: usd("120"),
  });
  assertAlmostEquals(timeWeightedReturn(emptied, usd("0")), 0.2);
});
