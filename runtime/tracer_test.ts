import { assertEquals, assertThrows } from "@std/assert";
import type { ActorRef, StartActor } from "./actor.ts";
import { ManualDispatcher } from "./manual_dispatcher.ts";
import { TestSystem } from "./test_system.ts";
import { Tracer } from "./tracer.ts";

function createTest(capacity = 64): { test: TestSystem; tracer: Tracer } {
  const tracer = new Tracer({ capacity });
  return { test: new TestSystem(new ManualDispatcher(), { tracer }), tracer };
}

function way(tracer: Tracer, id: number): string {
  return tracer.trace(id).map(({ path }) => path.replace("root/", "")).join(
    " > ",
  );
}

/** Starts a chain of actors, first to last: each but the last forwards what it gets to the next. */
async function startChain(
  test: TestSystem,
  names: readonly string[],
  last: StartActor<string>,
): Promise<ActorRef<string>> {
  const actors = [test.actor<string>(`root/${names.at(-1)}`, last)];
  for (const name of names.slice(0, -1).toReversed()) {
    const next = actors.at(-1)?.ref;
    actors.push(test.actor<string>(`root/${name}`, () => ({
      receive: (message) => next?.tell(message),
    })));
  }
  await test.start(actors);
  return actors.at(-1)?.ref as ActorRef<string>;
}

Deno.test("Tracer.trace() leads from a message back to what came from outside, also beside other messages", async () => {
  const { test, tracer } = createTest();
  const ways: string[] = [];
  const first = await startChain(test, ["feed", "detector", "risk"], () => ({
    receive: (message) =>
      void ways.push(`${message}: ${way(tracer, tracer.current)}`),
  }));
  for (const message of ["a", "b", "c"]) first.tell(message);
  test.system.runUntilIdle();
  assertEquals(
    ways,
    ["a", "b", "c"].map((message) => `${message}: feed > detector > risk`),
  );
  assertEquals([tracer.last, tracer.current], [9, 0]);
  const [root, , leaf] = tracer.trace(7);
  assertEquals([root?.causationId, root?.id, leaf?.id], [0, 1, 7]);
  await test.system.stop();
});

Deno.test("Tracer follows piped, scheduled, stashed and offered messages", async () => {
  const { test, tracer } = createTest();
  const ways: string[] = [];
  const note = (message: string) =>
    ways.push(`${message}: ${way(tracer, tracer.current)}`);
  const worker = test.actor<string>("root/worker", (context) => ({
    receive(message) {
      note(message);
      if (message === "pipe") {
        context.pipeToSelf(Promise.resolve(), () => "piped", () => "failed");
      } else if (message === "schedule") context.schedule("due", 5);
      else if (message === "stash") context.stash("stashed");
      else if (message === "unstash") context.unstashAll();
    },
  }), { mailbox: { capacity: 1, overflow: { kind: "backpressure" } } });
  const source = test.actor<string>("root/source", () => ({
    receive: (message) => void worker.ref.offer(message),
  }));
  await test.start([worker, source]);
  for (const message of ["pipe", "schedule", "stash", "unstash"]) {
    source.ref.tell(message);
  }
  await test.system.settled();
  test.clock.advanceBy(5);
  assertEquals(ways.toSorted(), [
    "due: source > worker > worker",
    "pipe: source > worker",
    "piped: source > worker > worker",
    "schedule: source > worker",
    "stash: source > worker",
    "stashed: source > worker > worker",
    "unstash: source > worker",
  ]);
  await test.system.stop();
});

Deno.test("failures and dead letters carry the number of the message that led to them", async () => {
  const { test, tracer } = createTest();
  const first = await startChain(test, ["a", "b"], () => ({
    receive() {
      throw new Error("broken");
    },
  }));
  first.tell("one");
  test.system.runUntilIdle();
  const ids = [
    test.failures[0]?.traceId,
    test.system.deadLetters.recent()[0]?.traceId,
  ];
  assertEquals(ids.map((id) => way(tracer, id ?? 0)), ["a > b", "a > b"]);
  await test.system.stop();
});

Deno.test("Tracer remembers as many messages as it has room for", async () => {
  const { test, tracer } = createTest(4);
  const first = await startChain(
    test,
    ["a", "b", "c"],
    () => ({ receive() {} }),
  );
  for (let n = 0; n < 10; n += 1) {
    first.tell(`${n}`);
    test.system.runUntilIdle();
  }
  assertEquals(way(tracer, 30), "a > b > c");
  assertEquals(way(tracer, 27), "c"); // What caused it is forgotten.
  assertEquals([26, 31, 0, -1].map((id) => way(tracer, id)), ["", "", "", ""]);
  await test.system.stop();
});

Deno.test("new Tracer() refuses a capacity that is no power of two in its range", () => {
  for (const capacity of [0, 1, 3, NaN, 2 ** 25]) {
    assertThrows(
      () => new Tracer({ capacity }),
      RangeError,
      `current value is ${capacity}`,
    );
  }
});
