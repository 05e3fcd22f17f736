import { assertEquals, assertGreater, assertNotEquals } from "@std/assert";
import { NO_FAULTS } from "../../tools/sim/faults.ts";
import { simulate } from "../../tools/sim/simulation.ts";
import { REGRESSIONS } from "./regressions.ts";

const SEEDS = 50;

Deno.test(`simulate() holds every invariant in seeds 1 to ${SEEDS}`, async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { finding } = await simulate({ seed });
    assertEquals(finding, null, `deno task sim --seeds=1 --from=${seed}`);
  }
});

for (const { seed, bug } of REGRESSIONS) {
  Deno.test(`simulate() holds every invariant in seed ${seed}, which found that ${bug}`, async () => {
    const { finding } = await simulate({ seed });
    assertEquals(finding, null);
  });
}

Deno.test("simulate() plays the same seed the same way, and another one another way", async () => {
  const [once, again, other] = [
    await simulate({ seed: 7 }),
    await simulate({ seed: 7 }),
    await simulate({ seed: 8 }),
  ];
  assertEquals(once, again);
  assertNotEquals(once.hash, other.hash);
});

Deno.test("simulate() trades and settles in a world without faults, in one process", async () => {
  const { finding, orders, fills, processes } = await simulate({
    seed: 1,
    faults: NO_FAULTS,
  });
  assertEquals([finding, processes], [null, 1]);
  assertGreater(orders, 10);
  assertGreater(fills, 10);
});

Deno.test("simulate() kills processes, and the arena comes back from its journal", async () => {
  const { finding, processes } = await simulate({
    seed: 1,
    faults: { ...NO_FAULTS, processCrash: 0.1, crashAfterRow: 0.05 },
  });
  assertEquals(finding, null);
  assertGreater(processes, 5);
});

Deno.test("simulate() survives models that throw and answer garbage without one restart of the arena", async () => {
  const { finding, orders, processes } = await simulate({
    seed: 1,
    faults: { ...NO_FAULTS, garbageOpinion: 0.7, modelError: 0.5 },
  });
  assertEquals([finding, processes], [null, 1]);
  assertGreater(orders, 0);
});
