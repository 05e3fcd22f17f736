import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { Workload } from "./measure.ts";
import { measureAll } from "./report.ts";

const EFFORT = { roundsMax: 3, budgetMs: 0 };

function workload(name: string, goals: Workload["goals"] = []): Workload {
  const contender = { run: () => Promise.resolve(2) };
  return {
    bench: "b",
    workload: name,
    unit: "u/s",
    ours: contender,
    floor: contender,
    peers: {},
    goals,
  };
}

/** What a run prints, and on which of the two ways. */
async function printed(workloads: readonly Workload[]) {
  const lines: { readonly to: "result" | "goal"; readonly line: string }[] = [];
  await measureAll(workloads, () => EFFORT, {
    printResult: (line) => lines.push({ to: "result", line }),
    printGoal: (line) => lines.push({ to: "goal", line }),
  });
  return lines;
}

Deno.test("measureAll() prints a workload's goals before its result, so that the last line is a result", async () => {
  const goals = [{ against: "floor", min: 1 }, { against: "value", max: 1 }];
  const lines = await printed([
    workload("first", goals),
    workload("second"),
    workload("third", goals),
  ]);
  assertEquals(
    lines.map(({ to }) => to),
    ["goal", "goal", "result", "result", "goal", "goal", "result"],
  );
});

Deno.test("measureAll() prints results only where measurements are read from", async () => {
  const lines = await printed([workload("w", [{ against: "floor", min: 1 }])]);
  for (const { to, line } of lines) {
    assertMatch(line, to === "result" ? /^RESULT \{.*\}$/ : /^GOAL w: /);
  }
  assertEquals(lines.length, 2);
});

Deno.test("measureAll() asks for each workload's effort with what is left", async () => {
  const left: number[] = [];
  await measureAll([workload("one"), workload("two")], (workloadsLeft) => {
    left.push(workloadsLeft);
    return EFFORT;
  }, { printResult: () => {}, printGoal: () => {} });
  assertEquals(left, [2, 1]);
});

Deno.test("measureAll() closes each workload before it opens the next one, also one that failed", async () => {
  const log: string[] = [];
  const logged = (name: string): Workload => ({
    ...workload(name),
    open: () => Promise.resolve(void log.push(`${name} opened`)),
    close: () => Promise.resolve(void log.push(`${name} closed`)),
  });
  const failing: Workload = {
    ...logged("second"),
    floor: { run: () => Promise.reject(new Error("Failed by the test")) },
  };
  const output = {
    printResult: () => log.push("result"),
    printGoal: () => {},
  };
  await assertRejects(
    () => {
      const effortOf = () => (log.push("effort"), EFFORT);
      return measureAll([logged("first"), failing], effortOf, output);
    },
    Error,
    "Failed by the test",
  );
  assertEquals(log, [
    ...["first opened", "effort", "first closed", "result"],
    ...["second opened", "effort", "second closed"],
  ]);
});
