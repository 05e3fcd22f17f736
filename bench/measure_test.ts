import { assertEquals } from "@std/assert";
import {
  type Contender,
  goalLines,
  measure,
  quantile,
  resultLine,
} from "./measure.ts";

/** A contender whose runs return `rates` in turn and log who ran. */
function scripted(
  name: string,
  rates: readonly number[],
  log: string[],
): Contender {
  let runs = 0;
  return {
    run: () => {
      log.push(name);
      return Promise.resolve(rates[runs++ % rates.length] ?? 0);
    },
  };
}

Deno.test("measure() interleaves contenders and compares medians without the warm-up", async () => {
  const log: string[] = [];
  const result = await measure({
    bench: "kernel",
    workload: "ask",
    unit: "asks/s",
    ours: scripted("ours", [1, 40, 60, 50], log),
    floor: scripted("floor", [1, 100, 100, 100], log),
    peers: {
      slow: scripted("slow", [1, 10, 10, 10], log),
      fast: scripted("fast", [1, 25, 25, 25], log),
    },
  }, { roundsMax: 3, budgetMs: 0 });
  assertEquals(result, {
    bench: "kernel",
    workload: "ask",
    unit: "asks/s",
    ours: 50,
    floor: 100,
    peers: { slow: 10, fast: 25 },
    ratioFloor: 0.5,
    ratioPeer: 2,
    ratios: { slow: 5, fast: 2 },
    runs: 3,
    spread: 0.2,
  });
  assertEquals(log.slice(4, 12), [
    ...["ours", "floor", "slow", "fast"],
    ...["floor", "slow", "fast", "ours"],
  ]);
});

Deno.test("measure() compares what ran in the same round, however fast the machine was in it", async () => {
  const result = await measure({
    bench: "b",
    workload: "w",
    unit: "u/s",
    ours: scripted("ours", [1, 80, 60, 20], []),
    floor: scripted("floor", [1, 160, 100, 40], []),
    peers: { other: scripted("other", [1, 40, 20, 10], []) },
  }, { roundsMax: 3, budgetMs: 0 });
  // Of the medians: 60 of 100.
  assertEquals([result.ours, result.floor, result.ratioFloor], [60, 100, 0.5]);
  assertEquals([result.ratioPeer, result.ratios], [2, { other: 2 }]);
});

Deno.test("measure() has no peer ratio without peers", async () => {
  const contender = scripted("one", [2], []);
  const result = await measure({
    bench: "b",
    workload: "w",
    unit: "u/s",
    ours: contender,
    floor: contender,
    peers: {},
  }, { roundsMax: 9, budgetMs: 0 });
  assertEquals(result.ratioPeer, null);
  assertEquals(result.runs, 3);
  assertEquals(JSON.parse(resultLine(result).slice("RESULT ".length)), result);
});

Deno.test("quantile() interpolates between neighbors", () => {
  assertEquals(quantile([4, 1, 3, 2], 0.5), 2.5);
  assertEquals(quantile([5], 0.75), 5);
  assertEquals(quantile([0, 10], 0.25), 2.5);
});

Deno.test("goalLines() tells whether each goal held, against floor, peer, anchor and value", async () => {
  const workload = {
    bench: "b",
    workload: "w",
    unit: "ms",
    ours: scripted("ours", [4], []),
    floor: scripted("floor", [8], []),
    peers: {
      near: scripted("near", [2], []),
      far: scripted("far", [40], []),
    },
    floors: { bare: scripted("bare", [1], []) },
    anchors: { elsewhere: 16 },
    isCost: true,
    goals: [
      { against: "floor", max: 0.5 },
      { against: "far", min: 0.2 },
      { against: "elsewhere", max: 0.2 },
      { against: "value", max: 4 },
    ],
  };
  const result = await measure(workload, { roundsMax: 3, budgetMs: 0 });
  assertEquals(
    [result.ratioPeer, result.ratios, result.floors],
    [2, { near: 2, far: 0.1, bare: 4, elsewhere: 0.25 }, { bare: 1 }],
  );
  assertEquals(goalLines(workload, result), [
    "GOAL w: 0.5 x floor, asked <= 0.5: held",
    "GOAL w: 0.1 x far, asked >= 0.2: NOT HELD",
    "GOAL w: 0.25 x elsewhere, asked <= 0.2: NOT HELD",
    "GOAL w: 4 ms, asked <= 4: held",
  ]);
});
