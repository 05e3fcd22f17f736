import { assertEquals, assertMatch } from "@std/assert";
import { runSeeds } from "../../tools/sim/seed_pool.ts";
import { simulate } from "../../tools/sim/simulation.ts";
import { tallyLines, verdictLines } from "../../tools/sim/verdict.ts";

async function runTask(...args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "sim", ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    lastLine: decoder.decode(stdout).trimEnd().split("\n").at(-1),
    complaint: decoder.decode(stderr).trimEnd(),
  };
}

Deno.test("deno task sim ends with how many seeds passed", async () => {
  const { code, lastLine } = await runTask("--seeds=2", "--from=3");
  assertEquals([code, lastLine], [0, "2 seeds passed"]);
});

for (const flag of ["--seeds=0", "--seeds=many", "--from=-1", "--from=1.5"]) {
  Deno.test(`deno task sim refuses ${flag} with 2 and one sentence`, async () => {
    const { code, complaint } = await runTask(flag);
    assertEquals(code, 2);
    assertMatch(complaint, /^Cannot run sim as --\w+ must be .*: use --\w+=1$/);
  });
}

Deno.test("verdictLines() ends with the invariant and the line that shows it again", () => {
  const finding = {
    invariant: "the ledger sums to zero",
    detail: "After row 9 it sums to 1",
  } as const;
  assertEquals(verdictLines(5, { seed: 52, finding }), [
    "After row 9 it sums to 1",
    "seed 52 failed: the ledger sums to zero",
    "deno task sim --seeds=1 --from=52",
  ]);
});

Deno.test("tallyLines() tells how often what happened", () => {
  const tally = { fills: 12, "late fills": 3 };
  assertEquals(tallyLines(tally), ["12 × fills", "3 × late fills"]);
});

Deno.test("runSeeds() names the lowest seed that failed, however many workers there are", async () => {
  const planted = "unbounded_mailbox";
  let lowest = 1;
  while ((await simulate({ seed: lowest, planted })).finding === null) {
    lowest += 1;
  }
  let done = 0;
  const failure = await runSeeds({
    from: 1,
    seeds: lowest + 10,
    workers: 2,
    planted,
    onProgress: (count) => done = count,
  });
  assertEquals(failure?.seed, lowest);
  assertEquals(done < lowest + 10, true);
});

Deno.test("runSeeds() resolves to null once every seed has passed", async () => {
  const progress: number[] = [];
  const failure = await runSeeds({
    from: 1,
    seeds: 3,
    workers: 2,
    onProgress: (count) => progress.push(count),
  });
  assertEquals([failure, progress], [null, [1, 2, 3]]);
});
