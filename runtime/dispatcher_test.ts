import {
  assert,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import type { Dispatcher, Runnable } from "./dispatcher.ts";
import { LiveDispatcher } from "./live_dispatcher.ts";
import { ManualDispatcher } from "./manual_dispatcher.ts";
import { SeededDispatcher } from "./seeded_dispatcher.ts";
import { SeededRandom } from "./seeded_random.ts";
import { SimulatedClock } from "./simulated_clock.ts";

/** A runnable with `left` units of work, which writes down each turn. */
function worker(
  dispatcher: Dispatcher,
  name: string,
  work: { left: number; readonly log: string[]; cost?: () => void },
): Runnable {
  const runnable: Runnable = {
    run(quantum) {
      const done = Math.min(quantum, work.left);
      for (let i = 0; i < done; i += 1) work.cost?.();
      work.left -= done;
      work.log.push(`${name}${done}`);
      if (work.left > 0) dispatcher.schedule(runnable);
      return done;
    },
  };
  dispatcher.schedule(runnable);
  return runnable;
}

function attach<D extends Dispatcher>(
  dispatcher: D,
  idle: () => void = () => {},
): D {
  dispatcher.attach({ clock: new SimulatedClock(), idle });
  return dispatcher;
}

/** A live dispatcher over a clock and an event loop that the test moves. */
function createLive({ sliceMs = 1, quantum = 4 } = {}) {
  const turns: (() => void)[] = [];
  const time = { ms: 0 };
  let idles = 0;
  const dispatcher = attach(
    new LiveDispatcher({
      quantum,
      sliceMs,
      monotonicMs: () => time.ms,
      afterEventLoopTurn: (callback) => turns.push(callback),
    }),
    () => idles += 1,
  );
  return { dispatcher, turns, time, idles: () => idles };
}

Deno.test("ManualDispatcher gives each runnable a bounded batch in turn", () => {
  const dispatcher = attach(
    new ManualDispatcher({ quantum: 2, autoRun: false }),
  );
  const log: string[] = [];
  worker(dispatcher, "a", { left: 5, log });
  worker(dispatcher, "b", { left: 3, log });
  assertEquals([
    dispatcher.isIdle(),
    dispatcher.runUntilIdle(),
    dispatcher.isIdle(),
  ], [false, 8, true]);
  assertEquals(log, ["a2", "b2", "a2", "b1", "a1"]);
});

Deno.test("ManualDispatcher.runUntilIdle() does nothing from inside a runnable", () => {
  const dispatcher = attach(new ManualDispatcher({ autoRun: false }));
  let nested = -1;
  dispatcher.schedule({ run: () => (nested = dispatcher.runUntilIdle(), 1) });
  assertEquals([dispatcher.runUntilIdle(), nested], [1, 0]);
});

Deno.test("ManualDispatcher.step() gives one runnable its turn, and its system hears of the last one", () => {
  let idles = 0;
  const dispatcher = attach(
    new ManualDispatcher({ quantum: 2, autoRun: false }),
    () => idles += 1,
  );
  const log: string[] = [];
  let nested = true;
  worker(dispatcher, "a", {
    left: 3,
    log,
    cost: () => nested = dispatcher.step(),
  });
  worker(dispatcher, "b", { left: 1, log });
  assertEquals([dispatcher.step(), log, nested, idles], [
    true,
    ["a2"],
    false,
    0,
  ]);
  assertEquals([dispatcher.step(), dispatcher.step()], [true, true]);
  assertEquals([log, idles], [["a2", "b1", "a1"], 1]);
  assertEquals([dispatcher.step(), idles], [false, 1]);
});

Deno.test("ManualDispatcher and SeededDispatcher wake themselves in a microtask, unless told otherwise", async () => {
  for (const autoRun of [true, false]) {
    const random = new SeededRandom(1);
    for (
      const dispatcher of [
        new ManualDispatcher({ autoRun }),
        new SeededDispatcher(random, { autoRun }),
      ]
    ) {
      const log: string[] = [];
      worker(attach(dispatcher), "a", { left: 1, log });
      assertEquals(log, []);
      await Promise.resolve();
      assertEquals(log.length, autoRun ? 1 : 0);
    }
  }
});

Deno.test("SeededDispatcher replays one seed exactly and interleaves differently for others", () => {
  const trace = (seed: number): string => {
    const dispatcher = attach(
      new SeededDispatcher(new SeededRandom(seed), { autoRun: false }),
    );
    const log: string[] = [];
    for (const name of ["a", "b", "c"]) {
      worker(dispatcher, name, { left: 10, log });
    }
    while (dispatcher.step());
    return log.join();
  };
  const seeds = Array.from({ length: 50 }, (_, seed) => seed);
  assertEquals(seeds.map(trace), seeds.map(trace));
  assertEquals(new Set(seeds.map(trace)).size, 50);
  assertNotEquals(trace(1), trace(2));
});

Deno.test("LiveDispatcher runs in a microtask and holds nothing once idle", async () => {
  const { dispatcher, turns, idles } = createLive();
  const log: string[] = [];
  worker(dispatcher, "a", { left: 6, log });
  worker(dispatcher, "b", { left: 4, log });
  assertEquals([log, dispatcher.isIdle()], [[], false]);
  await Promise.resolve();
  assertEquals(log, ["a4", "b4", "a2"]);
  assertEquals([dispatcher.isIdle(), turns.length, idles()], [true, 0, 1]);
});

Deno.test("LiveDispatcher yields to the event loop after its slice", async () => {
  const { dispatcher, turns, time } = createLive({ sliceMs: 1 });
  const log: string[] = [];
  const cost = (): void => void (time.ms += 0.3);
  worker(dispatcher, "a", { left: 400, log, cost });
  await Promise.resolve();
  const beforeYield = log.length;
  assertEquals(turns.length, 1);
  await Promise.resolve();
  assertEquals(log.length, beforeYield);
  turns.shift()?.();
  assert(log.length > beforeYield);
  assertEquals(turns.length, 1);
});

Deno.test("LiveDispatcher yields after its slice also where each wake-up is for a single message", async () => {
  const { dispatcher, turns, time } = createLive({ sliceMs: 1 });
  const log: string[] = [];
  const cost = (): void => void (time.ms += 0.3);
  const wakeUp = async (): Promise<void> => {
    time.ms += 1_000; // Nobody is charged with what the arena was idle for.
    worker(dispatcher, "a", { left: 1, log, cost });
    await Promise.resolve();
  };
  for (let message = 0; message < 64; message += 1) await wakeUp();
  assertEquals([log.length, turns.length], [64, 0]);
  await wakeUp();
  assertEquals([log.length, turns.length], [64, 1]);
  turns.shift()?.();
  assertEquals([log.length, turns.length], [65, 0]);
});

Deno.test("LiveDispatcher lets fast handlers wake it up again and again within a turn", async () => {
  const { dispatcher, turns } = createLive({ sliceMs: 1 });
  const log: string[] = [];
  for (let message = 0; message < 1_000; message += 1) {
    worker(dispatcher, "a", { left: 1, log });
    await Promise.resolve();
  }
  assertEquals([log.length, turns.length], [1_000, 0]);
});

Deno.test("LiveDispatcher runs first in first out, whether one waits or many", async () => {
  const { dispatcher } = createLive();
  const order: string[] = [];
  const named = (name: string, ...then: readonly Runnable[]): Runnable => ({
    run() {
      order.push(name);
      for (const runnable of then) dispatcher.schedule(runnable);
      return 1;
    },
  });
  const [d, e] = [named("d"), named("e")];
  const c = named("c", e);
  dispatcher.schedule(named("a", c, d));
  dispatcher.schedule(named("b"));
  await Promise.resolve();
  assertEquals(order, ["a", "b", "c", "d", "e"]);
});

Deno.test("LiveDispatcher looks at the clock less often as long as handlers are fast", async () => {
  let looks = 0;
  const dispatcher = attach(
    new LiveDispatcher({ monotonicMs: () => (looks += 1, 0) }),
  );
  const before = looks;
  worker(dispatcher, "a", { left: 64 + 128 + 256 * 10, log: [] });
  await Promise.resolve();
  assertEquals(looks - before, 1 + 12); // One to wake up, then after 64, 128 and each 256 messages.
  for (let wakeUp = 0; wakeUp < 256; wakeUp += 1) {
    worker(dispatcher, "b", { left: 1, log: [] });
    await Promise.resolve();
  }
  assertEquals(looks - before, 1 + 12 + 256 + 1); // One to wake up each time, and one after all of them.
});

Deno.test("LiveDispatcher shrinks the batch of slow handlers down to one message", async () => {
  const { dispatcher, turns, time } = createLive({ sliceMs: 1, quantum: 64 });
  const log: string[] = [];
  worker(dispatcher, "a", { left: 300, log, cost: () => void (time.ms += 5) });
  await Promise.resolve();
  for (let turn = 0; turn < 10; turn += 1) turns.shift()?.();
  assertEquals(log, [
    "a64",
    "a32",
    "a16",
    "a8",
    "a4",
    "a2",
    "a1",
    "a1",
    "a1",
    "a1",
    "a1",
  ]);
});

Deno.test("LiveDispatcher lets a timer fire between slices under full load", async () => {
  const dispatcher = attach(new LiveDispatcher({ sliceMs: 0.2 }));
  const isOver = { value: false };
  const busy: Runnable = {
    run(quantum) {
      if (!isOver.value) dispatcher.schedule(busy);
      return quantum;
    },
  };
  dispatcher.schedule(busy);
  await new Promise<void>((resolve) => setTimeout(resolve, 1)); // Never, if the loop were starved.
  isOver.value = true;
  while (!dispatcher.isIdle()) {
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
  }
});

Deno.test("dispatchers refuse a quantum below 1 and a second system", () => {
  const random = new SeededRandom(1);
  for (const quantum of [0, 1.5, NaN]) {
    const text = `current value is ${quantum}`;
    assertThrows(() => new LiveDispatcher({ quantum }), RangeError, text);
    assertThrows(() => new ManualDispatcher({ quantum }), RangeError, text);
    assertThrows(
      () => new SeededDispatcher(random, { quantum }),
      RangeError,
      text,
    );
  }
  assertThrows(
    () => new LiveDispatcher({ sliceMs: 0 }),
    RangeError,
    "current value is 0",
  );
  for (
    const dispatcher of [
      new LiveDispatcher(),
      new ManualDispatcher(),
      new SeededDispatcher(random),
    ]
  ) {
    attach(dispatcher);
    assertThrows(() => attach(dispatcher), Error, "current value is attached");
  }
});
