import { assert, assertEquals } from "@std/assert";
import type { MailboxOptions, StartActor } from "./actor.ts";
import type {
  ChildSpec,
  RestartPolicy,
  SupervisorStrategy,
} from "./child_spec.ts";
import type { Random } from "./random.ts";
import { SeededDispatcher } from "./seeded_dispatcher.ts";
import { SeededRandom } from "./seeded_random.ts";
import { TestSystem } from "./test_system.ts";

const SEEDS = 150;
const MESSAGES = 120;

/** What must hold of every run, written down while it happens. */
interface Ledger {
  readonly handled: string[];
  readonly trace: string[];
  readonly endSignals: Map<string, string>;
}

/** An actor that awaits, pipes, stashes, stops and crashes by chance, also in its start. */
function chaotic(
  name: string,
  random: Random,
  ledger: Ledger,
): StartActor<string> {
  return (context) => {
    const life = `${name}#${context.incarnation}`;
    let isBusy = false;
    const chance = (percent: number): boolean => random.integer(100) < percent;
    const receive = (message: string): void => {
      assert(!isBusy, `${life} was re-entered`);
      if (chance(4)) throw new Error(`${life} crashed`);
      if (chance(5)) return context.stash(message);
      ledger.handled.push(message);
      ledger.trace.push(`${life}=${message}`);
      if (chance(10)) context.unstashAll();
      if (chance(1)) context.stop();
    };
    const actor = {
      receive(message: string): void | Promise<void> {
        if (!chance(20)) return receive(message);
        return (async () => {
          receive(message);
          isBusy = true;
          for (let turns = random.integer(3); turns > 0; turns -= 1) {
            await Promise.resolve();
          }
          isBusy = false;
        })();
      },
      signal({ kind }: { readonly kind: string }): void {
        assertEquals(
          ledger.endSignals.get(life),
          undefined,
          `${life} got two end signals`,
        );
        ledger.endSignals.set(life, kind);
      },
    };
    if (context.incarnation > 1 && chance(10)) {
      throw new Error(`${life} did not start`);
    }
    return chance(50) ? actor : Promise.resolve().then(() => actor);
  };
}

const STRATEGIES: readonly SupervisorStrategy[] = [
  "one_for_one",
  "rest_for_one",
  "one_for_all",
];
const POLICIES: readonly RestartPolicy[] = [
  "permanent",
  "transient",
  "temporary",
];
const OVERFLOWS: readonly MailboxOptions<string>["overflow"][] = [
  { kind: "backpressure" },
  { kind: "drop_newest" },
  { kind: "drop_oldest" },
  { kind: "fail" },
];

function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[random.integer(choices.length)] as T;
}

async function run(
  seed: number,
): Promise<Ledger & { readonly sent: string[]; readonly dead: string[] }> {
  const random = new SeededRandom(seed);
  const test = new TestSystem(new SeededDispatcher(random.fork("dispatcher")));
  const ledger: Ledger = { handled: [], trace: [], endSignals: new Map() };
  const dead: string[] = [];
  const actors: ChildSpec<string>[] = [];
  const groups = ["x", "y"].map((id) => ({
    kind: "supervisor" as const,
    id,
    strategy: pick(random, STRATEGIES),
    intensity: random.integer(4),
    periodMs: 100,
    children: ["a", "b", "c"].map((leaf) => {
      const path = `root/${id}/${leaf}`;
      const backoff = { minMs: random.integer(20), maxMs: 50, jitter: 0.5 };
      const mailbox = {
        capacity: 8,
        overflow: pick(random, OVERFLOWS),
        stashCapacity: 4,
      };
      const restart = pick(random, POLICIES);
      const start = chaotic(path, random.fork(path), ledger);
      const actor = test.actor(path, start, {
        restart,
        shutdownMs: 30,
        mailbox,
        ...(random.integer(2) === 0 ? {} : { backoff }),
      });
      actors.push(actor);
      return actor;
    }),
  }));
  await test.start(groups, {
    strategy: pick(random, STRATEGIES),
    intensity: 8,
    periodMs: 1_000,
  });
  const sent: string[] = [];
  for (let i = 0; i < MESSAGES; i += 1) {
    const message = `m${i}`;
    sent.push(message);
    pick(random, actors).ref.tell(message);
    if (random.integer(4) === 0) await test.system.settled();
    if (random.integer(6) === 0) test.clock.advanceBy(random.integer(30));
    for (const node of test.system.inspect()) {
      assert(
        node.kind === "supervisor" || node.mailboxDepth <= node.mailboxCapacity,
        `${node.path} is over its bound`,
      );
    }
  }
  const stopped = test.system.stop();
  for (let i = 0; i < 10; i += 1) {
    await Promise.resolve();
    test.clock.advanceBy(30);
  }
  await stopped;
  for (const { message, reason } of test.system.deadLetters.recent()) {
    const wasHandled = ledger.handled.includes(String(message));
    if (reason !== "abandoned" || !wasHandled) dead.push(String(message)); // An abandoned handler may have done its part.
  }
  for (const { status } of test.system.inspect()) {
    assert(status === "stopped" || status === "failed", status);
  }
  assertEquals([test.system.isIdle(), test.clock.nextTimerAtMs()], [
    true,
    null,
  ]);
  return { ...ledger, sent, dead };
}

Deno.test(`every message is handled or a dead letter, exactly once, whatever crashes (${SEEDS} seeds)`, async () => {
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const { sent, handled, dead } = await run(seed);
    assertEquals([...handled, ...dead].sort(), sent.toSorted(), `seed ${seed}`);
  }
});

Deno.test("one seed gives one trace, and another seed another one", async () => {
  const traces = await Promise.all(
    [1, 1, 2].map(async (seed) => (await run(seed)).trace.join()),
  );
  assertEquals(traces[0], traces[1]);
  assert(traces[0] !== traces[2]);
});
