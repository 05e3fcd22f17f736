import { assert, assertEquals } from "@std/assert";
import type { Overflow } from "./actor.ts";
import { ActorSystem } from "./actor_system.ts";
import type { ActorInspection } from "./inspection.ts";
import { ManualDispatcher } from "./manual_dispatcher.ts";
import { SeededRandom } from "./seeded_random.ts";
import { SimulatedClock } from "./simulated_clock.ts";

const CAPACITY = 100;
const SENT = 20_000;
const KEYS = 250;

const NUMBERS = numbersTo(SENT);

function numbersTo(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

interface Outcome {
  /** What the handler got, in order. */
  readonly handled: readonly number[];
  /** What became a dead letter. */
  readonly dead: readonly number[];
  /** Senders turned away with an error. */
  readonly rejected: readonly number[];
  /** The deepest that the mailbox ever was. */
  readonly depthMax: number;
  readonly last: ActorInspection;
}

/** Sends numbers to an actor that is stuck in the first one, then lets it go on. Without offers they are told. */
async function stall(
  overflow: Overflow<number>,
  { offers }: { readonly offers?: number } = {},
): Promise<Outcome> {
  const dead: number[] = [];
  const system = new ActorSystem({
    clock: new SimulatedClock(),
    random: new SeededRandom(1),
    dispatcher: new ManualDispatcher(),
    onDeadLetter: ({ message }) => dead.push(Number(message)),
  });
  await system.start({
    kind: "supervisor",
    id: "root",
    strategy: "one_for_one",
    intensity: SENT,
    periodMs: 1_000,
    children: [],
  });
  const gate = Promise.withResolvers<void>();
  const handled: number[] = [];
  const ref = system.spawn<number>("root/stalled", {
    mailbox: { capacity: CAPACITY, overflow },
    start: () => ({
      receive(number) {
        handled.push(number);
        if (number === 0) return gate.promise;
      },
    }),
    restart: "permanent",
    shutdownMs: 1_000,
  });
  const inspect = () =>
    system.inspect().find(({ path }) => path === ref.path) as ActorInspection;
  const rejected: number[] = [];
  let depthMax = 0;
  for (const number of numbersTo(offers ?? SENT)) {
    if (offers === undefined) ref.tell(number);
    else ref.offer(number).catch(() => rejected.push(number));
    if (number === 0) system.runUntilIdle();
    depthMax = Math.max(depthMax, inspect().mailboxDepth);
  }
  gate.resolve();
  await system.settled();
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  const last = inspect();
  await system.stop();
  return { handled, dead, rejected, depthMax, last };
}

function assertConserved(
  { handled, dead, rejected }: Outcome,
  label: string,
): void {
  const all = [...handled, ...dead, ...rejected];
  assertEquals(all.toSorted((one, other) => one - other), NUMBERS, label);
}

Deno.test("drop_newest and backpressure hold a stalled consumer's mailbox at its bound and keep what came first", async () => {
  for (const kind of ["drop_newest", "backpressure"] as const) {
    const outcome = await stall({ kind });
    assertEquals(outcome.depthMax, CAPACITY, kind);
    assertEquals(outcome.handled, NUMBERS.slice(0, CAPACITY + 1), kind);
    assertEquals(outcome.last.dropped, SENT - CAPACITY - 1, kind);
    assertConserved(outcome, kind);
  }
});

Deno.test("drop_oldest holds a stalled consumer's mailbox at its bound and keeps what came last", async () => {
  const outcome = await stall({ kind: "drop_oldest" });
  assertEquals(outcome.depthMax, CAPACITY);
  assertEquals(outcome.handled, [0, ...NUMBERS.slice(-CAPACITY)]);
  assertConserved(outcome, "drop_oldest");
});

Deno.test("conflate holds a stalled consumer's mailbox at its bound, also with more keys than room", async () => {
  const many = await stall({ kind: "conflate", key: (n) => `${n % KEYS}` });
  assertEquals(many.depthMax, CAPACITY);
  assertEquals(many.handled, [0, ...NUMBERS.slice(-CAPACITY)]);
  const few = await stall({ kind: "conflate", key: (n) => `${n % 10}` });
  assertEquals([few.depthMax, few.last.dropped], [10, 0]);
  assertEquals(
    few.handled.toSorted((one, other) => one - other),
    [0, ...NUMBERS.slice(-10)],
  );
  assertEquals(few.handled.length + few.last.conflated, SENT);
});

Deno.test("fail holds a stalled consumer's mailbox at its bound and fails the consumer", async () => {
  const outcome = await stall({ kind: "fail" });
  assertEquals(outcome.depthMax, CAPACITY);
  assert(outcome.last.restarts >= 1, `${outcome.last.restarts}`);
  const handledOnce = outcome.handled.slice(1); // The first one was under way, and is a dead letter as well.
  assertConserved({ ...outcome, handled: handledOnce }, "fail");
});

Deno.test("offers to a stalled consumer wait outside its mailbox, in order, and at most 65,536 of them", async () => {
  const fitting = CAPACITY + 1 + 65_536;
  const outcome = await stall({ kind: "backpressure" }, {
    offers: fitting + 10,
  });
  assertEquals([outcome.depthMax, outcome.dead.length], [CAPACITY, 0]);
  assertEquals(outcome.handled, numbersTo(fitting));
  assertEquals(
    outcome.rejected,
    Array.from({ length: 10 }, (_, index) => fitting + index),
  );
});
